"""What Service Discovery asks: one lasting address that says who we are, and where the endpoints lie."""

from __future__ import annotations

import re

from gateway.conformance.field_values import is_link, said
from gateway.conformance.reading import Record
from gateway.conformance.requirements.expecting import unknown_values, without
from gateway.conformance.values import FORMS, Ask, Broken, Exchange, NotAsked, Requirement
from gateway.conformance.visit import Listed, Visit

GEOREPORT = "http://wiki.open311.org/GeoReport_v2"
_SECTION = "Service Discovery"
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)?")
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+(;.*)?")


def discovery_exchange(visit: Visit) -> Exchange:
    """The document in the visit's form; raises `NotAsked` where no document was found."""
    if not visit.discovery:
        raise NotAsked("no discovery document was found")
    return visit.line.ask(Ask(method="GET", url=f"{visit.discovery}.{visit.form}"))


def _document(visit: Visit) -> Record:
    """The document, for probes that need one."""
    try:
        return _strictly(visit)
    except Broken:
        raise NotAsked("the discovery document cannot be read") from None


def _strictly(visit: Visit) -> Record:
    exchange = discovery_exchange(visit)
    content = visit.read(exchange)
    found = content.get("discovery") if visit.form == "xml" and isinstance(content, dict) else content
    if not isinstance(found, dict) or "endpoints" not in found:
        wanted = "<discovery> with <endpoints>" if visit.form == "xml" else "an object with endpoints"
        raise Broken(f"The answer is not {wanted}.", exchange)
    _records(visit, found)
    return found


def _records(visit: Visit, found: Record) -> Listed:
    return visit.records(found if visit.form == "xml" else found["endpoints"], "endpoints", discovery_exchange(visit))


def _endpoints(visit: Visit) -> Listed:
    return _records(visit, _document(visit))


def _is_found(visit: Visit) -> None:
    if not visit.discovery:
        raise Broken(f"There is no discovery.xml at {visit.base}, above it, or at the root of its host.")


def _answers(visit: Visit) -> None:
    _strictly(visit)


def _fields(visit: Visit) -> None:
    found = _document(visit)
    missing = [name for name in ("changeset", "contact", "key_service") if not said(found, name)]
    if missing or not found["endpoints"]:
        what = ", ".join(missing) or "endpoint"
        raise Broken(f"The document says nothing under {what}.", discovery_exchange(visit))


def _endpoint_fields(visit: Visit) -> None:
    endpoints = _endpoints(visit)
    endpoints.blame(without(endpoints, ("specification", "url", "changeset", "type", "formats")))


def _changesets(visit: Visit) -> None:
    records = (_document(visit), *_endpoints(visit).records)
    wrong = [said(record, "changeset") for record in records if said(record, "changeset")]
    wrong = [text for text in wrong if not _ISO.fullmatch(text)]
    if wrong:
        raise Broken(f'The changeset "{wrong[0]}" is no date in ISO 8601.', discovery_exchange(visit))


def _types(visit: Visit) -> None:
    endpoints = _endpoints(visit)
    endpoints.blame(unknown_values(endpoints, "type", ("production", "test")))


def _formats(visit: Visit) -> None:
    endpoints = _endpoints(visit)
    endpoints.blame(
        f'The format "{name}" is no MIME type.'
        for endpoint in endpoints.records
        for name in formats_of(endpoint)
        if not _MIME.fullmatch(name)
    )
    of_georeport = [endpoint for endpoint in endpoints.records if is_georeport(endpoint)]
    endpoints.blame(
        f"The endpoint {said(endpoint, 'url')} does not list text/xml, which is required."
        for endpoint in of_georeport
        if formats_of(endpoint) and not any(name.startswith("text/xml") for name in formats_of(endpoint))
    )


def _names_georeport(visit: Visit) -> None:
    if not any(is_georeport(endpoint) for endpoint in _endpoints(visit).records):
        raise Broken(f"No endpoint has the specification {GEOREPORT}.", discovery_exchange(visit))


def _urls(visit: Visit) -> None:
    endpoints = _endpoints(visit)
    urls = [said(endpoint, "url") for endpoint in endpoints.records]
    endpoints.blame(f'"{url}" is no whole address.' for url in urls if url and not is_link(url))


def _is_alike(visit: Visit) -> None:
    documents = []
    for form in FORMS:
        endpoints = _endpoints(visit.in_form(form))
        documents.append(
            {(said(record, "url"), said(record, "type"), *sorted(formats_of(record))) for record in endpoints.records}
        )
    if documents[0] != documents[1]:
        raise Broken("XML and JSON do not name the same endpoints.", discovery_exchange(visit.in_form("json")))


def formats_of(endpoint: Record) -> list[str]:
    """The MIME types that an endpoint of a discovery document names."""
    formats = endpoint.get("formats")
    return [str(name) for name in formats] if isinstance(formats, list) else []


def is_georeport(endpoint: Record) -> bool:
    """Whether it is one of GeoReport v2; spelled with https or a slash at the end it is meant so too."""
    return "georeport_v2" in said(endpoint, "specification").lower()


DISCOVERY: tuple[Requirement, ...] = (
    Requirement(
        id="discovery.found",
        says="There is a discovery document at the endpoint, above it, or at the root of its host.",
        section=_SECTION,
        level="should",
        forms="once",
        probe=_is_found,
    ),
    Requirement(
        id="discovery.xml",
        says="The discovery document is there as XML, `discovery` with `endpoints` of `endpoint`.",
        section=_SECTION,
        level="must",
        forms="once",
        probe=lambda visit: _answers(visit.in_form("xml")),
    ),
    Requirement(
        id="discovery.json",
        says="The discovery document is there as JSON, whatever the endpoints offer.",
        section=_SECTION,
        level="must",
        forms="once",
        probe=lambda visit: _answers(visit.in_form("json")),
    ),
    Requirement(
        id="discovery.fields",
        says="It says `changeset`, `contact`, `key_service` and at least one endpoint.",
        section=_SECTION,
        level="must",
        probe=_fields,
    ),
    Requirement(
        id="discovery.endpoints",
        says="Each endpoint says `specification`, `url`, `changeset`, `type` and `formats`.",
        section=_SECTION,
        level="must",
        probe=_endpoint_fields,
    ),
    Requirement(
        id="discovery.changeset",
        says="Each `changeset` is a date in ISO 8601, so that it can be sorted and compared.",
        section=_SECTION,
        level="should",
        probe=_changesets,
    ),
    Requirement(
        id="discovery.type",
        says="The `type` of an endpoint is `production` or `test`.",
        section=_SECTION,
        level="must",
        probe=_types,
    ),
    Requirement(
        id="discovery.formats",
        says="The `formats` of an endpoint are MIME types, and those of GeoReport v2 offer `text/xml`.",
        section=_SECTION,
        level="must",
        probe=_formats,
    ),
    Requirement(
        id="discovery.specification",
        says=f"One endpoint has the specification `{GEOREPORT}`.",
        section=_SECTION,
        level="must",
        probe=_names_georeport,
    ),
    Requirement(
        id="discovery.url",
        says="The `url` of an endpoint is a whole address.",
        section=_SECTION,
        level="must",
        probe=_urls,
    ),
    Requirement(
        id="discovery.alike",
        says="XML and JSON name the same endpoints.",
        section=_SECTION,
        level="should",
        forms="once",
        probe=_is_alike,
    ),
)
