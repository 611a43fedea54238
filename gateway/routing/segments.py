"""How many SMS a text takes (3GPP TS 23.038, TS 23.040 9.2.3.24.1): the one counter of segments (PROTOCOL 13.1).

160 plain characters fit one SMS and 153 each of several; 70 and 67 as soon as one character is not plain. A character
that takes two places stands in one segment whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")
_GSM_7 = _PLAIN | _DOUBLE
_TOLL_FREE = re.compile(r"\+?18(?:00|33|44|55|66|77|88)[0-9]{7}")
_ALONE_PLAIN, _ALONE_WIDE = 160, 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What fits each of several segments, beside the header that joins them: septets, or UTF-16 units."""

    plain: int = 153
    wide: int = 67


LONG_CODE = Room()
TOLL_FREE = Room(plain=152, wide=66)
"""Toll-free numbers join segments with a header that is one octet longer."""


def room_of(sender: str) -> Room:
    """What fits the segments of texts from this number of ours."""
    return TOLL_FREE if is_toll_free(sender) else LONG_CODE


def is_toll_free(sender: str) -> bool:
    """Whether a number of ours is one that callers do not pay for."""
    return _TOLL_FREE.fullmatch(sender) is not None


def count_segments(text: str, room: Room = LONG_CODE) -> int:
    """The number of messages that a carrier charges for `text`; 0 for an empty one."""
    if is_plain(text):
        sizes, alone, each = [1 + (character in _DOUBLE) for character in text], _ALONE_PLAIN, room.plain
    else:
        sizes, alone, each = [1 + (character > "\uffff") for character in text], _ALONE_WIDE, room.wide
    return min(len(sizes), 1) if sum(sizes) <= alone else _filled(sizes, each)


def is_plain(text: str) -> bool:
    """Whether all of it is in the GSM 7-bit alphabet, where a segment holds more than twice as much."""
    return _GSM_7.issuperset(text)


def dear_characters(text: str) -> str:
    """The characters that are not plain, each once, in their order."""
    return "".join(dict.fromkeys(character for character in text if character not in _GSM_7))


def _filled(sizes: Iterable[int], each: int) -> int:
    """Segments that are filled one after the other without splitting a character."""
    segments, used = 1, 0
    for size in sizes:
        if used + size > each:
            segments, used = segments + 1, 0
        used += size
    return segments
