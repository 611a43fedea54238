"""What a system that speaks Open311 answers, read with patience: servers differ in wrappers, types and spelling."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from gateway.channels.calling import Answer
from parsers.clean import clean_text

Form = Literal["json", "xml"]
Fields = Mapping[str, str]
"""One item by field name; what is null is empty, and numbers are as they were written."""
LONGEST_VALUE = 4_000
_LONGEST_COMPLAINT = 300
_MOST_ITEMS = 5_000
_FORMS: tuple[Form, ...] = ("json", "xml")


class UnreadableError(Exception):
    """It is no list of items in the form that was asked for."""


def read_items(answer: Answer, form: Form) -> list[Fields]:
    """The items of a list, `service_requests` or any other; raises `UnreadableError`."""
    if not answer.is_whole:
        raise UnreadableError
    found = _from_xml(answer.body) if form == "xml" else _from_json(answer.body)
    return [_read(item) for item in found[:_MOST_ITEMS]]


def read_complaint(answer: Answer, form: Form) -> str:
    """What the standard's list of errors says in either form, as one line for staff; empty where there is none."""
    items: list[Fields] = []
    for tried in dict.fromkeys((form, *_FORMS)):
        with suppress(UnreadableError):
            items = items or read_items(answer, tried)
    said = "; ".join(dict.fromkeys(filter(None, (item.get("description", "") for item in items))))
    return " ".join(said.split())[:_LONGEST_COMPLAINT]


def is_page(answer: Answer) -> bool:
    """Whether it is a page for people, as wrong addresses, proxies and sign-in doors answer."""
    return "html" in answer.headers.get("content-type", "").lower() or answer.body.lstrip()[:1000].lower().startswith(
        (b"<!doctype html", b"<html")
    )


def _from_json(content: bytes) -> list[Mapping[str, Any]]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableError from None
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), [found])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise UnreadableError
    return found


def _from_xml(content: bytes) -> list[Mapping[str, Any]]:
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise UnreadableError from None
    if _name(root.tag).lower() in {"html", "rss", "feed"}:
        raise UnreadableError
    return [{_name(field.tag): "".join(field.itertext()) for field in item} for item in root]


def _name(tag: str) -> str:
    """The standard has no namespace, and some servers have one."""
    return tag.rpartition("}")[2]


def _read(item: Mapping[str, Any]) -> Fields:
    return dict(_values(item))


def _values(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in item.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield str(name), clean_text(str(value)).strip()[:LONGEST_VALUE]
