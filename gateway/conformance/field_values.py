"""What a field of an answer says, in XML and JSON alike: as text, as a moment, as a place, and of which type it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from gateway.conformance.reading import Record

_W3C = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
"""With seconds and a zone, which the standard demands; the W3C note on dates and times allows less."""
_TYPE_WORDS = {"code": "a string", "text": "a string or null", "flag": "true or false", "whole": "a whole number"}
_MORE_WORDS = {"number": "a number or null", "list": "an array"}


def said(record: Record, name: str) -> str:
    """The value as text: `true` for true, nothing for null and for what is missing.

    Halves of characters (surrogates), which JSON can hold and no address can, are replaced.
    """
    value = record.get(name)
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value).strip()
    return text.encode("utf-8", "replace").decode("utf-8")


def moment(text: str) -> datetime | None:
    """A date of these centuries as the standard writes it, None for anything else."""
    if not _W3C.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def whole(text: str) -> int | None:
    """A whole number of some digits, None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def degrees(text: str) -> float | None:
    """A coordinate, None for what is no number."""
    try:
        return float(text)
    except ValueError:
        return None


def is_link(text: str) -> bool:
    """Whether it is a whole address of the web."""
    return re.fullmatch(r"https?://[^\s/]+(/\S*)?", text) is not None


def wrong_types(record: Record, types: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each field of JSON whose type is not the one in `types`; what is missing is passed over."""
    for name, kind in types.items():
        if name in record and not _is_of(record[name], kind):
            wanted = _TYPE_WORDS.get(kind) or _MORE_WORDS[kind]
            yield f"{name} is {_shown(record[name])}, which is not {wanted}."


def _is_of(value: object, kind: str) -> bool:
    match kind:
        case "flag":
            return isinstance(value, bool)
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
        case "list":
            return isinstance(value, list)
        case _:
            return value is None or isinstance(value, str)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
