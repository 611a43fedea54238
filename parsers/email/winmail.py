"""Turn what was found in a `winmail.dat` into words and files like those of any other part (PROTOCOL 8.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.clean import clean_text
from parsers.email.filenames import safe_filename
from parsers.email.html import html_to_text, strip_marks
from parsers.email.mail_file import MailFile, is_decorative, read_content_id
from parsers.email.parameters import parse_content_type
from parsers.email.rich_text import read_rich_text
from parsers.email.tnef import Tnef, TnefFile, read_tnef
from parsers.email.words import one_line

MESSAGE_LINE = "---------- Attached message ----------"
_MAX_WORDS = 20_000
_MAX_MESSAGES = 20
"""Mails in a mail whose words are told; their files are taken out of all of them."""
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Winmail:
    """What Outlook hid: two versions of the words, the mails attached to it, and files."""

    plain: str
    html: str
    enclosed: str
    files: tuple[MailFile, ...]
    rich_text_left: int
    is_damaged: bool
    flags: frozenset[str]


def open_winmail(octets: bytes, *, max_files: int, max_rich_text: int) -> Winmail:
    """Everything in it, at most `max_files` files and `max_rich_text` octets of decompressed text. Total."""
    tnef = read_tnef(octets)
    speaker = _Speaker(rich_text_left=max_rich_text)
    plain, html = speaker.words(tnef)
    messages = "\n\n".join(speaker.tell(message) for message in tnef.messages[:_MAX_MESSAGES])
    found = [_make_file(file) for file in _all_files(tnef)]
    flags = {"winmail_damaged"} if tnef.is_damaged else set()
    return Winmail(
        plain=plain,
        html=html,
        enclosed=messages,
        files=tuple(found[:max_files]),
        rich_text_left=speaker.rich_text_left,
        is_damaged=tnef.is_damaged or len(found) > max_files,
        flags=frozenset(flags | ({"too_many_parts"} if len(found) > max_files else set())),
    )


@dataclass(slots=True, kw_only=True)
class _Speaker:
    """Says what messages say, and keeps count of the text that is decompressed for it."""

    rich_text_left: int

    def words(self, tnef: Tnef) -> tuple[str, str]:
        """Plain text and HTML; the compressed text is only looked at where there is nothing else."""
        plain, html = _clean(tnef.plain), _clean(tnef.html)
        if plain.strip() or html.strip() or not tnef.rich:
            return plain, html
        rich = read_rich_text(tnef.rich, limit=self.rich_text_left)
        self.rich_text_left -= rich.size
        return _clean(rich.plain), _clean(rich.html)

    def tell(self, tnef: Tnef) -> str:
        """A mail inside, as the enclosed mails of other programs are told."""
        plain, html = self.words(tnef)
        subject = one_line(tnef.subject)[:300]
        words = (plain if plain.strip() else html_to_text(html[: 5 * _MAX_WORDS])).strip()[:_MAX_WORDS]
        return "\n".join(filter(None, (MESSAGE_LINE, f"Subject: {subject}" if subject else "", "\n" + words)))


def _all_files(tnef: Tnef) -> Iterator[TnefFile]:
    yield from tnef.files
    for message in tnef.messages:
        yield from _all_files(message)


def _make_file(file: TnefFile) -> MailFile:
    written = file.declared_type.encode("utf-8", "replace")
    declared_type = parse_content_type(written).value if written else _UNKNOWN_TYPE
    return MailFile(
        filename=safe_filename(file.name, declared_type),
        declared_type=declared_type,
        octets=file.octets,
        content_id=read_content_id(file.content_id),
        decorative=is_decorative(declared_type, file.octets),
    )


def _clean(text: str) -> str:
    return strip_marks(clean_text(text))
