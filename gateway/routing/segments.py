"""How many SMS a text takes (3GPP TS 23.038): 160 plain characters or 153 each; 70 or 67 when one is not plain."""

from __future__ import annotations

_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")


def count_segments(text: str) -> int:
    """The number of messages that a carrier charges for `text`; 0 for an empty one."""
    if set(text) <= _PLAIN | _DOUBLE:
        return _parts(len(text) + sum(character in _DOUBLE for character in text), 160, 153)
    return _parts(len(text.encode("utf-16-le")) // 2, 70, 67)


def _parts(length: int, alone: int, joined: int) -> int:
    return min(length, 1) if length <= alone else -(-length // joined)
