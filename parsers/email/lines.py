"""Say of each line of a mail what it is: new words, a quote, the line above a quote, a signature, a header.

Line by line, each looked at in its first few hundred characters and with a short look ahead: linear whatever a
sender wrote (PROTOCOL 9.4). No line is judged by one pattern over the whole text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from enum import Enum

from parsers.email.html import END_MARK, QUOTE_MARK, SIGNATURE_MARK
from parsers.email.notices import find_notices
from parsers.email.quote_words import (
    ABOVE_THIS_LINE,
    ADVERTS,
    DEVICES,
    FORWARDED,
    FORWARDED_BY,
    HEADERS,
    ORIGINAL_MESSAGE,
    SENT_FROM,
    WROTE,
)
from parsers.email.reply_marker import marker_length

MAX_WIDTH = 400
_MAX_MARKER_LINES = 6
_LONGEST_VERB = 24
_LONGEST_FOOTER = 5
"""Words that a footer may have without naming a device or program that we know."""
_ORNAMENT = "> *_-"


class Kind(Enum):
    """What a line is; the letter stands for it in the pattern that `quoting` reads."""

    EMPTY = "e"
    TEXT = "t"
    QUOTE = "q"
    MARKER = "b"
    """Above a quoted mail: `On Monday Anne wrote:`."""
    ORIGINAL = "o"
    """From here to the end is the mail that is answered: `-----Original Message-----`."""
    HEADER = "h"
    DIVIDER = "d"
    """Above a signature: `-- `."""
    FOOTER = "s"
    """One line that a program put there: `Sent from my iPhone`."""
    FORWARD = "f"
    OURS = "r"
    """Our own request to answer above this line."""
    NOTICE = "n"
    """A legal footer or a warning of a mail server."""


def _any(phrases: Iterable[str]) -> str:
    return "|".join(phrases)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WROTE_END = re.compile(rf"(?:{_any(WROTE)})(?:\s?\([^)]{{1,10}}\))?\s?[:：]?\s*\Z", re.IGNORECASE)
_WROTE_ANYWHERE = re.compile(rf"(?<![^\W\d_])(?:{_any(WROTE)})(?![a-z])", re.IGNORECASE)
_VERB_IN_THE_MIDDLE = re.compile(
    r"(?<![^\W\d_])(?:schrieb|schreef|skrev|napsal|napsala|wrote on)(?![^\W\d_])", re.IGNORECASE
)
_CLOCK = re.compile(r"\d(?:\d?[:.h]\d{2}|\d{3}|\d?[./-]\d{1,2}[./-]\d{2,4}|\d?月)")
_AT = re.compile(r"(?<=[^\s<>@])@[^\s<>@]")
_ANGLED = re.compile(r"(?<=<)[^<>\s@]{1,100}@[^<>\s]{1,250}>")
_CLOCK_TIME = re.compile(r"\d{1,2}[:.]\d{2}")
_OPENING = re.compile(
    r"\s*(?:(?:on|at|le|am|el|em|il|op|den|dne|dnia|w dniu|в|у|po|pada|vào|lúc|ngày|nan|il giorno|data|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)(?![^\W\d_])|在|於|\d{1,4}[\s./-])",
    re.IGNORECASE,
)
_FULL_DATE = re.compile(r"\d{1,2}[:.]\d{2}\b|\b\d{1,2}\b\D{1,20}\b\d{4}\b|\b\d{4}\b\D{1,20}\b\d{1,2}\b")
_GMAIL_DATE = re.compile(
    r"\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    r"(?:\s+(?:GMT|UTC)?[+-]\d{1,2}:?\d{0,2})?\s+[^\d\W].{0,200}\Z"
)
_GMAIL_PROOF = re.compile(r"(?:GMT|UTC)[+-]\d|<[^<>\s]+@[^<>\s]+>\s*:?\s*\Z")
_DASHES = "‐‑‒–—―−"
_RULE = rf"(?:[-{_DASHES}]{{1,20}}|_{{2,20}}|={{2,20}}|\*{{2,20}})"
_ORIGINAL = _compile(
    rf"[\s*>|_]{{0,40}}{_RULE}\s*+(?:\*\s*+)?(?:{_any(ORIGINAL_MESSAGE)})\s*+(?::\s*+)?(?:\*\s*+)?{_RULE}?[\s*]*\Z"
)
_ORIGINAL_AND_MORE = _compile(rf"[\s*>|]*-{{3,20}}\s?(?:{_any(ORIGINAL_MESSAGE)})\s?-{{3,20}}\s*\S")
_ABOVE = _compile(rf"[\s#=*-]*(?:{_any(ABOVE_THIS_LINE)})")
_FORWARD = _compile(
    rf"[\s*_={_DASHES}-]*(?:{_any(FORWARDED)})\s?[:：]?[\s*_={_DASHES}-]*\Z"
    rf"|\s?-{{3,40}}\s?(?:{_any(FORWARDED_BY)}) [^\n]{{1,150}}-{{3,40}}\s*\Z"
)
_QUOTE = re.compile(r"\s{0,4}(?:>|\|(?:\s|\Z)|[A-Za-z]{1,15}>(?:\s|\Z|>))")
_DIVIDER = re.compile(r"\s*[-—–_*#=~+ᐧ]{1,200}\s*\Z")
_FOOTER = _compile(rf"[\s*\[(<]*(?:{_any(SENT_FROM)})[\s*\])>.!]*\Z")
_GROUPWISE = re.compile(r"\s*>>>\s?\S[^>]{0,120}(?:<[^<>]{3,200}>)?[^<>]{5,60}>>>\s*\Z")
_NOTES = re.compile(
    r".{0,20}\bhide details for .{1,200}---|\S.{1,80} ?---\d\d/\d\d/\d{4} \d\d:\d\d:\d\d", re.IGNORECASE
)
_WROTE_THEN = _compile(rf"(?<![^\W\d_])(?:{_any(WROTE)})\s?[:：]\s")
_FOOTER_DEVICE = _compile(_any(DEVICES))
_HEADER_KIND = {name: kind for kind, names in HEADERS.items() for name in names}
_HEADER = re.compile(r"[\s*]{0,6}([^\W\d_][^:：*\d]{0,24}?)\s?\*?[:：]\*?(?:\s|\Z|\S)", re.IGNORECASE)


def classify(lines: Sequence[str]) -> str:
    """One letter of `Kind` for each line. Linear in the number of lines."""
    return _mark_notices(lines, _mark_introductions(lines, _classify_each(lines)))


def _mark_notices(lines: Sequence[str], letters: str) -> str:
    notices = find_notices(lines, [letter in "th" for letter in letters])
    return "".join(Kind.NOTICE.value if index in notices else letter for index, letter in enumerate(letters))


def _mark_introductions(lines: Sequence[str], letters: str) -> str:
    """Right above a quote a line with an address or a date and a colon at its end introduces it, in any language."""
    marked = list(letters)
    last_words: int | None = None
    for index, letter in enumerate(letters):
        if letter == "q" and last_words is not None and _is_introduction(lines[last_words][:MAX_WIDTH]):
            marked[last_words] = Kind.MARKER.value
        if letter != "e":
            last_words = index if letter in "th" else None
    return "".join(marked)


def _has_address(words: str) -> bool:
    return "mailto:" in words or ("@" in words and _AT.search(words) is not None)


def _is_introduction(line: str) -> bool:
    words = line.rstrip(" *_\xa0")
    if not words.endswith((":", "：")):
        return False
    return bool((_has_address(words) and _CLOCK.search(words)) or _WROTE_END.search(words[-_LONGEST_VERB:]))


def _classify_each(lines: Sequence[str]) -> str:
    heads = [_head(line) for line in lines]
    letters: list[str] = []
    while len(letters) < len(heads):
        index = len(letters)
        kind, length = _classify_lines(heads, index)
        letters += kind.value * length
    return _mark_fences(heads, "".join(letters))


def _mark_fences(heads: Sequence[str], letters: str) -> str:
    """What stands between two lines of three backticks is shown as it is: log lines and the like, never a quote."""
    fences = [index for index, head in enumerate(heads) if head.startswith("```")]
    for start, end in zip(fences[::2], fences[1::2], strict=False):
        letters = f"{letters[:start]}{Kind.TEXT.value * (end - start + 1)}{letters[end + 1 :]}"
    return letters


def _head(line: str) -> str:
    head = line[:MAX_WIDTH].replace("\xa0", " ")
    return html.unescape(head).replace("\xa0", " ") if "&" in head else head


def _classify_lines(heads: Sequence[str], index: int) -> tuple[Kind, int]:
    """What begins at `index`, and over how many lines it goes."""
    if length := marker_length(heads, index):
        return Kind.OURS, length
    if QUOTE_MARK in heads[index]:
        return Kind.MARKER, _lines_to_quote(heads, index)
    if length := _marker_length(heads, index):
        return Kind.MARKER, length
    return _classify_line(heads[index]), 1


def is_forward_line(line: str) -> bool:
    """Whether a mail program says here that it passes on a mail: `---------- Forwarded message ---------`."""
    return _FORWARD.match(_head(line)) is not None


def introduction_length(lines: Sequence[str], index: int) -> int:
    """How many lines from `index` introduce a quote (`On Monday Bart <bart@x.example> wrote:`); 0 where none does."""
    return _marker_length([_head(line) for line in lines[index : index + _MAX_MARKER_LINES]], 0)


def header_value(line: str) -> str:
    """What stands behind the colon of a header line."""
    match = _HEADER.match(_head(line))
    return line[match.end(1) :].lstrip(" *:：\t\xa0").strip(" *\t\xa0") if match else ""


def header_kind(line: str) -> str | None:
    """Which header a line of a quoted mail's head shows (`from`, `to`, `sent`, `subject`, `cc`), or None."""
    match = _HEADER.match(_head(line))
    return _HEADER_KIND.get(match[1].strip().lower()) if match else None


def is_proof_of_head(line: str, kind: str) -> bool:
    """Whether a header line holds what only a program writes: an address, or when it was sent to the minute or day."""
    head = _head(line)
    return _has_address(head) or (kind in {"sent", "date"} and _CLOCK.search(head) is not None)


def is_unknown_introduction(line: str) -> bool:
    """Whether a line right above our own mail introduces it, in whatever language."""
    words = _head(line).rstrip(_ORNAMENT)
    return words.endswith((":", "：")) and bool(_has_address(words) or _CLOCK.search(words))


def _classify_line(line: str) -> Kind:
    bare = line.strip()
    if not bare:
        return Kind.EMPTY
    if END_MARK in line or _is_original(line):
        return Kind.ORIGINAL
    if SIGNATURE_MARK in line or _DIVIDER.match(line):
        return Kind.DIVIDER
    if _QUOTE.match(line):
        return Kind.QUOTE
    if _FORWARD.match(line):
        return Kind.FORWARD
    if _is_footer(bare):
        return Kind.FOOTER
    return Kind.HEADER if header_kind(line) else Kind.TEXT


def _is_original(line: str) -> bool:
    if any(pattern.match(line) for pattern in (_ORIGINAL, _ORIGINAL_AND_MORE, _ABOVE, _GROUPWISE, _NOTES)):
        return True
    is_dated = _OPENING.match(line.lstrip(_ORNAMENT)) and _has_address(line) and _CLOCK.search(line)
    return bool(is_dated and _WROTE_THEN.search(line))


def _is_footer(bare: str) -> bool:
    words = bare.lower().replace("’", "'")
    if any(map(words.__contains__, ADVERTS)):
        return True
    if len(bare) > 250 or bare.endswith((":", "?", "：", "？")) or not _FOOTER.match(bare):
        return False
    return len(bare.split()) <= _LONGEST_FOOTER or _FOOTER_DEVICE.search(bare) is not None


def _lines_to_quote(heads: Sequence[str], index: int) -> int:
    """The words of a mail program between its mark and the quote, in whatever language."""
    for offset, line in enumerate(heads[index : index + _MAX_MARKER_LINES]):
        if offset and _QUOTE.match(line):
            return offset
    return 1


def _marker_length(heads: Sequence[str], index: int) -> int:
    """How many lines from `index` introduce a quote, such as `On Monday, Anne <a@x.example>` / `wrote:`; mostly 0."""
    first = heads[index].lstrip(_ORNAMENT).strip()
    if not first or first.startswith("|"):
        return 0
    if _GMAIL_DATE.match(first) and _GMAIL_PROOF.search(first):
        return 1
    reads = _is_dated_marker if _OPENING.match(first) else _is_named_marker
    joined = ""
    for offset, line in enumerate(heads[index : index + _MAX_MARKER_LINES]):
        joined = f"{joined} {line.lstrip(_ORNAMENT).strip()}".strip()
        if reads(joined):
            return offset + 1
        if len(joined) > MAX_WIDTH or not (_CLOCK.search(joined) or _has_address(joined)):
            return 0
    return 0


def _is_dated_marker(words: str) -> bool:
    """`On 1 May 2026 at 10:00, Anne <anne@x.example> wrote:`, in any of our languages."""
    words = words.rstrip(_ORNAMENT)
    has_colon, has_address = words.endswith((":", "：")), _has_address(words)
    if not (has_address or (has_colon and _CLOCK.search(words))):
        return False
    if _WROTE_END.search(words[-_LONGEST_VERB:]):
        return True
    return has_colon and (_is_named_marker(words) or _VERB_IN_THE_MIDDLE.search(words) is not None)


def _is_named_marker(words: str) -> bool:
    """`Anne <anne@x.example> schrieb am Fr., 1. Mai 2026 um 10:00 Uhr:`, `Anne <anne@x.example> wrote:`."""
    words = words.rstrip(_ORNAMENT)
    if not words.endswith((":", "：")) or len(words) > MAX_WIDTH:
        return False
    if _ANGLED.search(words) and _FULL_DATE.search(words) and _CLOCK_TIME.search(words):
        return True  # Only a program writes all three, in whatever language.
    if _has_address(words):
        return _WROTE_ANYWHERE.search(words) is not None
    is_sure = _FULL_DATE.search(words) or " via " in words
    return bool(is_sure and _WROTE_END.search(words[-_LONGEST_VERB:]))
