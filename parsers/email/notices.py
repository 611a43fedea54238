"""Find what no person wrote into a mail: a company's legal footer, a mail server's warning about the outside.

They hold words such as "emergency", "confidential" or "attachment" that must not be read as the resident's. A notice
is told by several of its words in one paragraph; a paragraph that says "I" is a person's, whatever else it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from parsers.email.notice_words import BANNER, BANNER_PROOF, FIRST_PERSON, LEGAL, LEGAL_PROOF

_SIGNS_OF_LEGAL = 3
_SIGNS_OF_BANNER = 3
_MAX_LINE = 2000
_MAX_LINES = 60
_BEGINNINGS = 5
_BANNER_LABEL = re.compile(
    r"[\W_]*(?:external|ext|externe?|externo|extern[ae]|outside|外部|bên ngoài)"
    r"(?: (?:email|sender|message|mail|correo|courriel|absender|remitente|remetente|邮件|郵件))?[\W_]*",
    re.IGNORECASE,
)


def find_notices(lines: Sequence[str], is_own: Sequence[bool]) -> frozenset[int]:
    """The indexes of the lines that belong to a notice; `is_own` says which lines are words and not quoted.

    Linear: each paragraph is looked at once, and only its first lines again.
    """
    found: set[int] = set()
    is_top = True
    for start, end in _paragraphs(is_own):
        words = [_plain(line) for line in lines[start:end]]
        if is_top and (length := _banner_length(words)):
            found.update(range(start, start + length))
            is_top = length == len(words)
            continue
        is_top = False
        beginning = _find_legal(words)
        if beginning is not None:
            found.update(range(start + beginning, end))
    return frozenset(found)


def _paragraphs(is_own: Sequence[bool]) -> Iterator[tuple[int, int]]:
    position = 0
    for is_words, group in groupby(is_own):
        length = sum(1 for _ in group)
        if is_words:
            yield position, position + min(length, _MAX_LINES)
        position += length


def _plain(line: str) -> str:
    """In small letters, so that plain words are found by plain search."""
    words = " ".join(line[:_MAX_LINE].split()).lower()
    return words.replace("e-mail", "email").replace("’", "'")


def _banner_length(lines: Sequence[str]) -> int:
    """How many lines from the top warn of the outside; words may follow without a blank line."""
    if _BANNER_LABEL.fullmatch(lines[0]):
        return 1
    last = max((index for index, line in enumerate(lines[:8]) if _count(line, BANNER)), default=-1)
    for length in range(last + 1, 0, -1):
        if _is_banner(" ".join(lines[:length])):
            return length
    return 0


def _is_banner(text: str) -> bool:
    """It speaks of the outside and of mail, and says where from or what not to do."""
    signs = {name for name, words in BANNER.items() if any(word in text for word in words)}
    is_proven = any(word in text for word in BANNER_PROOF) and "mail" in signs
    has_advice = bool(signs & {"warning", "click", "origin"})
    return is_proven and has_advice and len(signs) >= _SIGNS_OF_BANNER and not FIRST_PERSON.search(text)


def _find_legal(lines: Sequence[str]) -> int | None:
    """The line at which a legal footer begins in a paragraph whose first lines may be a signature."""
    if not _has_proof(" ".join(lines)):
        return None
    beginnings = [index for index, line in enumerate(lines) if _count(line, LEGAL)]
    for index in beginnings[:_BEGINNINGS]:
        text = " ".join(lines[index:])
        if _has_proof(text) and _count(text, LEGAL) >= _SIGNS_OF_LEGAL and not FIRST_PERSON.search(text):
            return index
    return None


def _has_proof(text: str) -> bool:
    return any(map(text.__contains__, LEGAL_PROOF))


def _count(text: str, signs: Mapping[str, tuple[str, ...]]) -> int:
    """How many different things a notice speaks of are spoken of."""
    return sum(any(map(text.__contains__, words)) for words in signs.values())
