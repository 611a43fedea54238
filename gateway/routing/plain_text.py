"""Spells a text so that it costs few segments: one curly quote makes a whole text twice as dear (PROTOCOL 13.1)."""

from __future__ import annotations

import re
import unicodedata

from gateway.routing.segments import is_plain

# What a word processor or a telephone's keyboard puts in by itself. Letters are never replaced: á stays á.
_TYPOGRAPHY = {
    "'": "`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u275c",
    '"': "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u02ba\u02ee\u275d\u275e\u301d\u301e",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u2022\u2023\u25e6\u25aa\u25ab\u25cf\u25cb\u2219\ufe63",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x85\x0b",
    "\n": "\u2028\u2029",
    "": "\u00ad\u200b\u2060\ufeff\ufffc",
    "...": "\u2026",
    "..": "\u2025",
    ".": "\u2024\u00b7",
    "/": "\u2044\u2215",
    "*": "\u2217",
    "x": "\u00d7",
    "->": "\u2192",
    "<-": "\u2190",
    "'''": "\u2034",
    "!!": "\u203c",
    "ff": "\ufb00",
    "fi": "\ufb01",
    "fl": "\ufb02",
    "ffi": "\ufb03",
    "ffl": "\ufb04",
    "st": "\ufb05\ufb06",
    "IJ": "\u0132",
    "ij": "\u0133",
    "No.": "\u2116",
}
_SPELLED = str.maketrans({character: plain for plain, characters in _TYPOGRAPHY.items() for character in characters})
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TWO_PART_LETTER = re.compile(r"[A-Za-z][\u0300-\u036f]+")


def plain_text(text: str) -> str:
    """The text with the characters of a plain telephone, as far as it says the same with them.

    Full-width letters and marks are made narrow only where the whole text is plain then: a Chinese text keeps its own.
    """
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    spelled = _TWO_PART_LETTER.sub(lambda match: unicodedata.normalize("NFC", match[0]), unix.translate(_SPELLED))
    narrow = spelled.translate(_WIDE)
    return narrow if is_plain(narrow) else spelled
