"""Read who a mail is from and to, and its identifiers, from raw header octets (PROTOCOL 4.3, 8.2, 8.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import getaddresses
from itertools import count

from parsers.email.charsets import decode_text
from parsers.email.words import ENCODED_WORD, decode_raw, decode_words, one_line

MAX_REFERENCES = 20
_PLACE = re.compile(r"=\?(\d{1,6})\?=")
_ADDRESS = re.compile(r"[^\s<>\"(),:;@\[\]\\]{1,128}@[^\s<>\"(),:;@\\]{1,253}")
_MESSAGE_ID = re.compile(rb"<([!-;=?-~\x80-\xff]{1,990})>")
_BARE_ID = re.compile(rb"[!-;=?-~]{1,500}@[!-;=?-~]{1,490}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An address in lower case and the name beside it, which anybody can make up."""

    address: str
    name: str = ""

    @property
    def is_misleading(self) -> bool:
        """Whether the name looks like an address, but another one."""
        found = _ADDRESS.search(self.name)
        return found is not None and _tidy(found[0]) != self.address


def read_mailboxes(header: bytes, *, charset: str = "") -> tuple[Mailbox, ...]:
    """The mailboxes of an address header, at least those that look like addresses. Total.

    Encoded words are taken out while the header is split: what they hold, commas and brackets too, is a name.
    """
    text = decode_raw(header, charset)
    words = [match[0] for match in ENCODED_WORD.finditer(text)]
    places = count()
    boxes = tuple(_make_mailboxes(_split(ENCODED_WORD.sub(lambda _: f"=?{next(places)}?=", text)), words))
    return boxes or tuple(Mailbox(address=_tidy(found)) for found in _ADDRESS.findall(decode_words(text)[:10_000]))


def read_message_id(header: bytes) -> str | None:
    """The first identifier with its angle brackets, or None for `<>` and the like."""
    if match := _MESSAGE_ID.search(header):
        return f"<{one_line(decode_text(match[1]))}>"
    bare = _BARE_ID.search(header)
    return f"<{one_line(decode_text(bare[0]))}>" if bare else None


def read_references(in_reply_to: bytes, references: bytes) -> tuple[str, ...]:
    """In-Reply-To first, then References from the newest, each once, at most 20 (PROTOCOL 3.6)."""
    newest_first = _MESSAGE_ID.findall(in_reply_to) + _MESSAGE_ID.findall(references)[::-1]
    unique = dict.fromkeys(f"<{one_line(decode_text(octets))}>" for octets in newest_first[:200])
    return tuple(unique)[:MAX_REFERENCES]


def _split(text: str) -> Iterable[tuple[str, str]]:
    try:
        return getaddresses([text])
    except Exception:  # noqa: BLE001 - the standard parser raises IndexError and RecursionError on real mail (8.2).
        return ()


def _make_mailboxes(pairs: Iterable[tuple[str, str]], words: Sequence[str]) -> Iterable[Mailbox]:
    for hidden_name, written in pairs:
        name, address = _restore(hidden_name, words), _tidy(_restore(written, words))
        if _ADDRESS.fullmatch(address):
            yield Mailbox(address=address, name=one_line(name)[:200])
        elif found := _ADDRESS.search(one_line(f"{name} {written}")[:1000]):
            yield Mailbox(address=_tidy(found[0]))


def _restore(text: str, words: Sequence[str]) -> str:
    return decode_words(
        _PLACE.sub(lambda match: words[int(match[1])] if int(match[1]) < len(words) else match[0], text)
    )


def _tidy(address: str) -> str:
    return one_line(address).strip("<>.,;'\" ").lower()[:320]
