"""Reads answers, XML and JSON into the same records, and names apart from that what is not strictly right in them.

Reading overlooks what can be overlooked, so that one flaw breaks one requirement and not all that read the answer.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gateway.conformance.values import Form

Record = Mapping[str, object]
"""One thing of an answer. In XML every value is text, None where the element is empty, a list or a record."""

LISTS = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "groups": "group",
    "notes": "note",
    "photos": "photo",
}
"""Elements that hold a list, and what its items are called; JSON says the same as a bare array."""
_DECLARATION = re.compile(rb"""<\?xml\s[^>]*encoding=["']utf-8["'][^>]*\?>""", re.IGNORECASE)


class UnreadableError(ValueError):
    """The answer is not what it should be; the message ends the sentence "the answer …"."""


def read(body: bytes, form: Form) -> object:
    """The content: a record or a list of them. XML gives its root as `{name of the root: content}`."""
    found = _found(body, form)
    if isinstance(found, UnreadableError):
        raise UnreadableError(str(found))
    return found


@lru_cache(maxsize=16)
def _found(body: bytes, form: Form) -> object:
    """The content, or why there is none; many probes look at the same answer."""
    try:
        return _read_xml(body) if form == "xml" else _read_json(body)
    except UnreadableError as error:
        return error


def declares_utf8(body: bytes) -> bool:
    """Whether XML begins with a declaration that names UTF-8."""
    return _DECLARATION.match(body) is not None


def is_utf8(body: bytes) -> bool:
    """Whether all of it is."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def doubled_names(body: bytes, form: Form) -> list[str]:
    """Names that stand twice in one record, and numbers that are none (NaN), in a readable answer."""
    found: list[str] = []
    if form == "xml":
        return [name for element in _root(body).iter() for name in _twice(_record_names(element))]

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(_twice([name for name, _ in pairs]))
        return dict(pairs)

    json.loads(_text_of(body), object_pairs_hook=look, parse_constant=found.append)
    return found


def foreign_names(body: bytes) -> Iterator[str]:
    """Namespaces, attributes and document types in readable XML, none of which belongs there."""
    if b"<!DOCTYPE" in body:
        yield "a document type"
    for element in _root(body).iter():
        if str(element.tag).startswith("{"):
            yield f"the namespace {str(element.tag)[1:].partition('}')[0]}"
        for name in element.attrib:
            yield f"the attribute {name} of <{_plain(element)}>"


def _read_json(body: bytes) -> object:
    try:
        return json.loads(_text_of(body))
    except RecursionError:
        raise UnreadableError("is JSON that is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(f"is no JSON ({error})") from None


def _read_xml(body: bytes) -> Record:
    root = _root(body)
    try:
        return {_plain(root): _content(root)}
    except RecursionError:
        raise UnreadableError("is XML that is nested too deeply") from None


def _root(body: bytes) -> Element:
    try:
        root: Element = fromstring(body if is_utf8(body) else _text_of(body).encode())
    except DefusedXmlException:
        raise UnreadableError("is XML that declares entities of its own") from None
    except ParseError as error:
        raise UnreadableError(f"is no XML ({error})") from None
    return root


def _content(element: Element) -> object:
    """Text, None, a list or a record."""
    if _plain(element) in LISTS and (len(element) or not _text(element)):
        return [_item(child, _plain(element)) for child in element]
    if not len(element):
        return _text(element) or None
    return {_plain(child): _content(child) for child in element}


def _item(child: Element, parent: str) -> object:
    if _plain(child) != LISTS[parent]:
        raise UnreadableError(f"has <{_plain(child)}> in <{parent}>, where <{LISTS[parent]}> belongs")
    return _content(child)


def _record_names(element: Element) -> list[str]:
    return [] if _plain(element) in LISTS else [_plain(child) for child in element]


def _twice(names: list[str]) -> list[str]:
    if len(set(names)) == len(names):
        return []
    return sorted(name for name, count in Counter(names).items() if count > 1)


def _text(element: Element) -> str:
    return (element.text or "").strip()


def _plain(element: Element) -> str:
    """Its name without the namespace, which is a flaw of its own."""
    return str(element.tag).rpartition("}")[2]


def _text_of(body: bytes) -> str:
    return body.decode("utf-8", "replace")
