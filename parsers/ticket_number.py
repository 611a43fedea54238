"""Ticket numbers that people can read aloud: no 0/O, 1/I or U, and a check character.

Seven random characters of 31 (2.7e10 numbers, so guessing finds none) and one check character, written
`ABCD-EFGH`. The check is a weighted sum modulo the prime 31 and finds every single wrong character and
every swap of two neighbours.
"""

from __future__ import annotations

import re

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_MISREAD = str.maketrans({"0": "Q", "O": "Q", "1": "L", "I": "L", "U": "V"})
_SHAPE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z0-9]{4})[-\u2010-\u2013]?([A-Za-z0-9]{4})(?![A-Za-z0-9])")


def check_character(body: str) -> str:
    """The eighth character for seven given ones (all of `ALPHABET`)."""
    total = sum((place + 2) * _VALUE[character] for place, character in enumerate(body))
    return ALPHABET[total % 31]


def format_number(body: str) -> str:
    """Seven characters of `ALPHABET` as a whole number, `ABCD-EFGH`."""
    return f"{body[:4]}-{body[4:7]}{check_character(body)}"


def canonical_number(text: str) -> str | None:
    """`text` as a ticket number, or None when its check character disagrees. Case and misreadings are forgiven."""
    plain = re.sub(r"[^A-Za-z0-9]", "", text).upper().translate(_MISREAD)
    if len(plain) != 8 or any(character not in _VALUE for character in plain):
        return None
    return format_number(plain[:7]) if check_character(plain[:7]) == plain[7] else None


def find_ticket_number(text: str) -> str | None:
    """The first ticket number in `text`, canonical, or None."""
    for match in _SHAPE.finditer(text[:10_000]):
        if number := canonical_number(match[1] + match[2]):
            return number
    return None
