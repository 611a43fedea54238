"""Keys for what people named in their own way: short, small letters, and no two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

_LONGEST = 40
_PARTS = re.compile(r"\s+[/>|]\s+|\s*>\s*")
_MEANT_OTHERWISE = ("true", "false", "null")
"""What YAML takes for something else than a text."""
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def make_keys(names: Iterable[str], what: str, taken: Collection[str] = ()) -> dict[str, str]:
    """A key for each name, in their order; `what` begins the key of a name without Latin letters."""
    used = {*taken, *_MEANT_OTHERWISE}
    keys: dict[str, str] = {}
    for name in names:
        keys[name] = _unused(make_key(name) or what, used)
        used.add(keys[name])
    return keys


def make_key(name: str) -> str:
    """The key of one name: of `A > B` it is B's, of `English / Spanish` English's; empty without a Latin letter."""
    below = name.rpartition(" > ")[2]
    head = next((part for part in _PARTS.split(below) if part.strip()), below)
    plain = unicodedata.normalize("NFKD", head.casefold().translate(_GERMAN)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    key = ""
    for word in words:
        if len(key) + len(word) + 1 > _LONGEST and key:
            break
        key = f"{key}_{word[:_LONGEST]}" if key else word[:_LONGEST]
    return key if key[:1].isalpha() else f"no_{key}" if key else ""


def _unused(key: str, used: Collection[str]) -> str:
    if key not in used:
        return key
    return next(f"{key}_{number}" for number in range(2, len(used) + 3) if f"{key}_{number}" not in used)
