"""Finds out what is to be checked: the discovery document, the endpoint, its forms, and where a test may be filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from gateway.conformance.fetching import Line
from gateway.conformance.field_values import is_link, said
from gateway.conformance.reading import Record, UnreadableError, read
from gateway.conformance.requirements.discovery import formats_of, is_georeport
from gateway.conformance.values import FORMS, Ask, CheckError, Exchange, Form

Kind = Literal["production", "test"]
_DOCUMENT = "/discovery"
_RESOURCES = ("/services", "/requests")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is checked."""

    base: str
    discovery: str = ""
    """Without `.xml`; empty where none was found."""
    test_base: str = ""
    """Where requests may be filed that nobody acts upon."""
    forms: tuple[Form, ...] = FORMS


def aim(line: Line, url: str, *, kind: Kind, forms: tuple[Form, ...]) -> Target:
    """The endpoint of `kind` that `url` leads to; raises `CheckError` where there is none."""
    address = _checked(url)
    for found in _candidates(address):
        endpoints = _endpoints(line, found)
        if endpoints is not None:
            return _in_forms(line, _chosen(address, found, endpoints, kind), endpoints, forms)
    if address.endswith(_DOCUMENT):
        raise CheckError(f"{address}.xml is no discovery document. Give the address of the endpoint instead.")
    return _in_forms(line, Target(base=address), [], forms)


def _checked(url: str) -> str:
    """The address without its form, its resource and a slash at the end."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CheckError(f"{url} is no address. Write one like https://city.example/open311/v2.")
    path = parts.path.rstrip("/").removesuffix(".xml").removesuffix(".json")
    for resource in _RESOURCES:
        path = path.removesuffix(resource)
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}"


def _candidates(address: str) -> Iterator[str]:
    """Where the discovery document may be: at the address, above it, and at the root of the host."""
    if address.endswith(_DOCUMENT):
        yield address
        return
    parts = urlsplit(address)
    folders = [folder for folder in parts.path.split("/") if folder]
    for count in range(len(folders), -1, -1):
        yield "/".join((f"{parts.scheme}://{parts.netloc}", *folders[:count])) + _DOCUMENT


def _endpoints(line: Line, discovery: str) -> list[Record] | None:
    """The endpoints of GeoReport v2 that a document names; None where there is no document."""
    for form in FORMS:
        exchange = line.ask(Ask(method="GET", url=f"{discovery}.{form}"))
        if exchange.status == 0:
            raise CheckError(f"{discovery} cannot be reached ({exchange.reply.body.decode('utf-8', 'replace')}).")
        found = _endpoints_of(exchange, form)
        if found is not None:
            whole = [endpoint for endpoint in found if is_link(_url(endpoint))]
            return [endpoint for endpoint in whole if is_georeport(endpoint)] or whole
    return None


def _endpoints_of(exchange: Exchange, form: Form) -> list[Record] | None:
    content = _content(exchange, form)
    inner = content.get("discovery") if form == "xml" and isinstance(content, dict) else content
    found = inner.get("endpoints") if isinstance(inner, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else None


def _content(exchange: Exchange, form: Form) -> object:
    if exchange.status != 200:
        return None
    try:
        return read(exchange.reply.body, form)
    except UnreadableError:
        return None


def _chosen(address: str, discovery: str, endpoints: list[Record], kind: Kind) -> Target:
    """The endpoint at the address itself, else the first of the wanted kind."""
    known = [_url(endpoint) for endpoint in endpoints]
    of_kind = _of_kind(endpoints, kind)
    live = _of_kind(endpoints, "production")
    test = next((url for url in _of_kind(endpoints, "test") if url not in live), "")
    if address in known and kind == "production":
        return Target(base=address, discovery=discovery, test_base=test)
    if of_kind:
        return Target(base=of_kind[0], discovery=discovery, test_base=test)
    if address.endswith(_DOCUMENT) or kind == "test":
        told = ", ".join(known) or "none"
        raise CheckError(f"{discovery} names no {kind} endpoint of GeoReport v2 (named are: {told}).")
    return Target(base=address, discovery=discovery, test_base=test)


def _of_kind(endpoints: list[Record], kind: Kind) -> list[str]:
    return [_url(endpoint) for endpoint in endpoints if said(endpoint, "type") == kind]


def _url(endpoint: Record) -> str:
    return said(endpoint, "url").rstrip("/")


def _in_forms(line: Line, target: Target, endpoints: list[Record], forms: tuple[Form, ...]) -> Target:
    """The target with JSON only where the server has it: by its discovery document, or because it answers so."""
    if "json" not in forms or _has_json(line, target, endpoints):
        return Target(base=target.base, discovery=target.discovery, test_base=target.test_base, forms=forms)
    return Target(base=target.base, discovery=target.discovery, test_base=target.test_base, forms=("xml",))


def _has_json(line: Line, target: Target, endpoints: list[Record]) -> bool:
    for endpoint in endpoints:
        if _url(endpoint) == target.base and any("json" in name for name in formats_of(endpoint)):
            return True
    exchange = line.ask(Ask(method="GET", url=f"{target.base}/services.json"))
    return isinstance(_content(exchange, "json"), list)
