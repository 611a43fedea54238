"""XML and JSON from one description of an answer, so that the two never differ in a field (JSON_and_XML_Conversion).

A list is a container element with one element for each item in XML, and a bare array in JSON; what is empty is an
empty element, and `null`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from xml.sax.saxutils import escape

Form = Literal["xml", "json"]
FORMS: tuple[Form, ...] = ("xml", "json")
MIME: Mapping[Form, str] = {"xml": "text/xml", "json": "application/json"}
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot say, not even as a character reference (section 2.2)."""
_SPECIAL = re.compile(f"[&<>\r]|{_FORBIDDEN.pattern}")
"""What cannot stand in XML as it is; most texts have nothing of it, and a list has thousands of texts."""
_CARRIAGE_RETURN = {"\r": "&#13;"}
"""A parser would make a line feed of it otherwise (section 2.11)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list; `item` is what one of its elements is called in XML."""

    item: str
    items: Sequence[Value]


Value = str | bool | int | float | None | Listing | Mapping[str, Any]
"""Fields in their order, lists, and what stands in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One answer; `root` is the name of the outermost element, which JSON does not have."""

    root: str
    value: Value


def encode(document: Document, form: Form) -> bytes:
    """The octets of an answer, in UTF-8."""
    return _encode_xml(document) if form == "xml" else _encode_json(document.value)


def _encode_json(value: Value) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, default=_as_array)
    return text.encode("utf-8", errors="replace")


def _as_array(listing: Listing) -> list[Value]:
    return list(listing.items)


def _encode_xml(document: Document) -> bytes:
    parts = [_DECLARATION]
    _write(parts, document.root, document.value)
    return "".join(parts).encode()


def _write(parts: list[str], name: str, value: Value) -> None:
    match value:
        case str():
            parts.append(f"<{name}>{_text(value)}</{name}>")
        case None:
            parts.append(f"<{name}/>")
        case Listing():
            _write_inside(parts, name, [(value.item, item) for item in value.items])
        case Mapping():
            _write_inside(parts, name, value.items())
        case bool():
            parts.append(f"<{name}>{'true' if value else 'false'}</{name}>")
        case int() | float():
            parts.append(f"<{name}>{value}</{name}>")


def _write_inside(parts: list[str], name: str, inside: Any) -> None:
    parts.append(f"<{name}>")
    for key, value in inside:
        _write(parts, key, value)
    parts.append(f"</{name}>")


def _text(words: str) -> str:
    return escape(_FORBIDDEN.sub("", words), _CARRIAGE_RETURN) if _SPECIAL.search(words) else words
