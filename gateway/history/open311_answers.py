"""The requests in one answer of an Open311 endpoint (GeoReport v2), as JSON or XML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from gateway.history.dates import DateReader
from gateway.history.points import read_point
from gateway.history.rows import NAME_LIMIT, TEXT_LIMIT
from gateway.history.values import BrokenLine, HistoryError, PastRequest

Fields = Mapping[str, str]
"""A request as the endpoint tells it; what it does not tell, or tells as null, is missing."""

_KEPT = (
    "service_request_id",
    "status",
    "service_name",
    "description",
    "agency_responsible",
    "requested_datetime",
    "updated_datetime",
    "closed_datetime",
    "address",
    "lat",
    "long",
)


def read_answer(content: bytes, form: str) -> list[Fields]:
    """Raises `HistoryError` for what is no list of service requests; `form` is `json` or `xml`."""
    found = _from_xml(content) if form == "xml" else _from_json(content)
    return [{name: fields[name] for name in _KEPT if fields.get(name)} for fields in found]


def past_request(fields: Fields, line: int, dates: DateReader) -> PastRequest | BrokenLine:
    """The request; `line` is its place among those of the endpoint."""
    if not fields.get("service_request_id"):
        return BrokenLine(line=line, why="has no service_request_id")
    try:
        lat, lon = read_point(fields.get("lat", ""), fields.get("long", ""))
        requested_at = dates.read(fields.get("requested_datetime", ""))
        closed_at = dates.read(_closing(fields))
    except (ValueError, OverflowError) as error:
        return BrokenLine(line=line, why=f"has a date or place that cannot be read ({str(error)[:60]})")
    return PastRequest(
        key=fields["service_request_id"],
        line=line,
        text=fields.get("description", "")[:TEXT_LIMIT],
        category=fields.get("service_name", "")[:NAME_LIMIT],
        department=fields.get("agency_responsible", "")[:NAME_LIMIT],
        address=fields.get("address", "")[:NAME_LIMIT],
        lat=lat,
        lon=lon,
        requested_at=requested_at,
        closed_at=closed_at,
    )


def _closing(fields: Fields) -> str:
    """For a closed request the time of its last change is the time of its closing."""
    if fields.get("status", "").lower() != "closed":
        return ""
    return fields.get("closed_datetime") or fields.get("updated_datetime", "")


def _from_json(content: bytes) -> Iterator[dict[str, str]]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        raise HistoryError(f"The endpoint answers with something that is no JSON: {_beginning(content)}") from None
    if isinstance(answer, dict):
        answer = answer.get("service_requests", answer.get("requests"))
    if not isinstance(answer, list) or not all(isinstance(item, dict) for item in answer):
        raise HistoryError(f"The endpoint answers with no list of service requests: {_beginning(content)}")
    for item in answer:
        yield {name: _clean(str(value)) for name, value in item.items() if isinstance(value, str | int | float)}


def _from_xml(content: bytes) -> Iterator[dict[str, str]]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise HistoryError("The endpoint answers with XML that declares entities; that is no GeoReport v2.")
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities are refused above
    except ET.ParseError:
        raise HistoryError(f"The endpoint answers with something that is no XML: {_beginning(content)}") from None
    if root.tag != "service_requests":
        raise HistoryError(f"The endpoint answers with no list of service requests: {_beginning(content)}")
    for request in root:
        yield {field.tag: _clean("".join(field.itertext())) for field in request}


def _clean(value: str) -> str:
    return value.replace("\0", "").encode("utf-8", "replace").decode().strip()


def _beginning(content: bytes) -> str:
    return " ".join(content[:120].decode("utf-8", "replace").split()) or "nothing"
