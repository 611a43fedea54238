"""What a mail says, by its two versions: of a reply what is new, of a first mail all but notices (PROTOCOL 9)."""

from __future__ import annotations

import re

from parsers.email.html import has_client_marks, render
from parsers.email.notices import find_notices
from parsers.email.quoting import MAX_LINES, Reply, split_rendered

_WORD = re.compile(r"\w+")
_MOST_HTML = 200_000


def split_mail(rendered: str, html: str) -> Reply:
    """The reply in `rendered`; or in `html`, where marks of a mail program fold away more of the same words."""
    reply = split_rendered(rendered)
    if not html or len(html) > _MOST_HTML or not has_client_marks(html):
        return reply
    marked = split_rendered(render(html))
    new, said = _words(marked.new_text), _words(reply.new_text)
    is_better = bool(new) and len(new) < len(said) and set(new) <= set(said)
    return marked if is_better else reply


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def fold_notices(text: str) -> Reply:
    """A first mail without the legal footers and warnings that no person wrote; everything else stays (9.6)."""
    lines = text.split("\n")
    is_own = [bool(line.strip()) and not line.startswith(">") for line in lines[:MAX_LINES]]
    notices = find_notices(lines[:MAX_LINES], is_own)
    new = "\n".join(line for index, line in enumerate(lines) if index not in notices).strip("\n")
    if not notices or not new.strip():
        return Reply(new_text=text)
    return Reply(new_text=new, quoted_text="\n".join(lines[index] for index in sorted(notices)))
