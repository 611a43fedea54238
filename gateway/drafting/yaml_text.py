"""Write people's words as YAML that reads back as the same words, however odd they are."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[^\W\d_][\w .()'&–/-]*[\w)]|[^\W\d_]")
_MEANT_OTHERWISE = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_TO_ESCAPE = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def inline(text: str) -> str:
    """`text` as a value that may stand anywhere, in quotes where it must."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _MEANT_OTHERWISE and text.isprintable():
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _TO_ESCAPE:
        return _TO_ESCAPE[character]
    if character.isprintable():
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def remark(text: str) -> str:
    """`text` as it may stand behind a `#`: on one line, without anything unprintable."""
    return "".join(character if character.isprintable() else " " for character in text)
