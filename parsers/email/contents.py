"""What the parts of a mail say together: plain text, its HTML version, enclosed mails and files (PROTOCOL 8.7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.email.html import render, without_marks
from parsers.email.mail_file import MailFile, keep_references

_STUB = re.compile(
    r"(?:does not|doesn't|cannot|can't|unable to|not able to|not) (?:support|display|read|show|view|render)"
    r"[^.\n]{0,40}(?:html|message|mail)"
    r"|(?:view|read|see) (?:this|the) (?:message|e-?mail)[^.\n]{0,40}(?:html|browser)"
    r"|this (?:is an? html|message is in html)|html[- ](?:only|version)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was in a mail. `plain` and `html` are two versions of the same words where both are given."""

    plain: str = ""
    html: str = ""
    spare: Contents | None = None
    """What a `winmail.dat` says, for a mail that has no other words."""
    enclosed: str = ""
    """The mails that came as attachments, each with its main headers."""
    files: tuple[MailFile, ...] = ()
    references: frozenset[str] = frozenset()
    """The content ids that its HTML shows."""
    flags: frozenset[str] = frozenset()

    @property
    def is_html_better(self) -> bool:
        """True when there is no plain version, or it only says that there is an HTML version."""
        return bool(self.html.strip()) and _is_stub(self.plain)

    @property
    def has_words(self) -> bool:
        """Whether anything is said in either version."""
        return bool(self.plain.strip() or self.html.strip())

    @property
    def rendered(self) -> str:
        """The words without the enclosed mails; with the marks of `html.render` where they come from HTML."""
        return render(self.html) if self.is_html_better else self.plain

    @property
    def as_a_mail(self) -> Contents:
        """The same for a whole mail: spare words are said where there are no others, and content ids lead somewhere."""
        spare = self.spare or Contents()
        words = self if self.has_words else spare
        references = self.references | spare.references
        return replace(
            self,
            plain=words.plain,
            html=words.html,
            spare=None,
            references=references,
            files=keep_references(self.files, references),
        )


def join_contents(children: Sequence[Contents], *, plain: str, html: str) -> Contents:
    """The parts of a multipart with the words that were chosen from them, in the order of the mail."""
    return Contents(
        plain=plain,
        html=html,
        spare=next((child.spare for child in children if child.spare), None),
        enclosed="\n\n".join(child.enclosed for child in children if child.enclosed),
        files=tuple(file for child in children for file in child.files),
        references=frozenset().union(*(child.references for child in children)),
        flags=frozenset().union(*(child.flags for child in children)),
    )


def choose_version(children: Sequence[Contents]) -> tuple[str, str]:
    """One mail said in several ways: the first plain version and the last HTML version."""
    plain = next((child.plain for child in children if child.plain.strip()), "")
    html = next((child.html for child in reversed(children) if child.html.strip()), "")
    return plain, html


def join_texts(children: Sequence[Contents]) -> tuple[str, str]:
    """Texts one below the other. HTML is only kept where it says everything that the plain parts say.

    HTML without a word in it is dropped here: looked at again on each level of a nested mail it would cost seconds.
    """
    speaking = [child for child in children if child.has_words]
    if len(speaking) == 1:
        return speaking[0].plain, speaking[0].html
    plain = "\n\n".join(without_marks(child.rendered) for child in speaking)
    is_all_html = all(child.html.strip() for child in speaking) and not _is_stub(plain)
    return plain, "<br>".join(child.html for child in speaking) if is_all_html else ""


def _is_stub(plain: str) -> bool:
    head = plain[:1000].strip()
    if not any(character.isalnum() for character in head):
        return True
    return len(plain) < 1000 and _STUB.search(head) is not None
