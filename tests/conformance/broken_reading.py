"""What a server can do wrong when it is read, each breaking one requirement."""

from __future__ import annotations

from gateway.conformance.values import Ask, Reply
from tests.conformance.breaking import SAMPLE, Break, Case, both, header, known, records, replied, status, text
from tests.conformance.right_server import RightServer, a_service

_DISCOVERY = r"/discovery\."
_SERVICES = r"/services\."
_XML_SERVICES, _JSON_SERVICES = r"/services\.xml", r"/services\.json"
_XML_DEFINITION, _JSON_DEFINITION = r"/services/pothole\.xml", r"/services/pothole\.json"
_XML_SAMPLE, _JSON_SAMPLE = r"/requests\.xml$", r"/requests\.json$"
_ALL_JSON = r"/requests\.json(\?(extensions=true|service_request_id=&.*))?$"
_PAGE = b"<html><body>It is busy.</body></html>"
_EXTRA = '[{"service_code": "x", "service_name": "X", "description": null, "metadata": false, "type": "realtime", '


def _requires(server: RightServer) -> None:
    server.jurisdiction = "elm"


def _request(**changed: object) -> Break:
    """A break of the data: one request that is neither the first nor in the middle says something else."""
    return known(lambda server: server.requests[9].update(changed))


def _batch(server: RightServer) -> None:
    server.services[0]["type"] = "batch"


def _many(found: list[dict[str, object]]) -> list[dict[str, object]]:
    """More than a thousand, of the moments of the first and of the last."""
    more = [[{**one, "service_request_id": f"{name}-{n}"} for n in range(500)] for name, one in _ends(found)]
    return [found[0], *more[0], *found[1:], *more[1]]


def _ends(found: list[dict[str, object]]) -> list[tuple[str, dict[str, object]]]:
    return [("F", found[0]), ("L", found[-1])]


def _nobody(ask: Ask, reply: Reply) -> Reply:
    return Reply(status=403, headers=reply.headers, body=reply.body) if "no-such-jur" in ask.url else reply


def _anywhere(ask: Ask, reply: Reply) -> Reply:
    missing = "jurisdiction_id" not in ask.url
    return Reply(status=500, headers=reply.headers, body=reply.body) if missing else reply


def _latin(_: Ask, reply: Reply) -> Reply:
    return Reply(status=reply.status, headers=reply.headers, body=reply.body.replace(b"Light", b"L\xefght"))


_CASES: tuple[tuple[str, Break], ...] = (
    ("discovery.found", status(_DISCOVERY, 404, _PAGE)),
    ("discovery.xml", status(r"/discovery\.xml", 404)),
    ("discovery.json", text(r"/discovery\.json", r"^\{", "{,")),
    ("discovery.fields", text(_DISCOVERY, "<contact>.*?</contact>", "<contact/>")),
    ("discovery.endpoints", text(_DISCOVERY, r"(<endpoint>.*?)<changeset>.*?</changeset>", r"\1")),
    ("discovery.changeset", text(_DISCOVERY, "2026-11-01T00:00:00Z", "yesterday")),
    ("discovery.type", text(_DISCOVERY, r'(<type>|"type": ")test', r"\1staging")),
    ("discovery.formats", known(lambda server: setattr(server, "formats", ("xml", "application/json")))),
    ("discovery.specification", text(_DISCOVERY, "GeoReport_v2", "GeoReport_v9")),
    ("discovery.url", text(_DISCOVERY, r"https://city.example(/open311/v2)", r"\1")),
    ("discovery.alike", text(r"/discovery\.json", "application/json", "text/xml")),
    ("services.list", records(_JSON_SERVICES, lambda found: {"services": found})),
    ("services.list", records(_JSON_SERVICES, lambda found: [one["service_code"] for one in found])),
    ("services.list", status(r"/services\.xml$", 500, _PAGE)),
    ("services.list", text(_XML_SERVICES, "service>", "item>")),
    ("services.needed", text(_XML_SERVICES, "<type>realtime</type>", "<type/>")),
    ("services.fields", text(_XML_SERVICES, "<group>.*?</group>", "")),
    ("services.codes", known(lambda server: server.services.append(a_service("002", "Graffiti")))),
    ("services.metadata", text(_XML_SERVICES, "<metadata>false", "<metadata>no")),
    ("services.type", text(_XML_SERVICES, "realtime", "instant")),
    ("services.keywords", text(_JSON_SERVICES, '"street, road"', '["street"]')),
    ("services.types", text(_JSON_SERVICES, '"metadata": true', '"metadata": "true"')),
    ("services.alike", text(_JSON_SERVICES, r"^\[", _EXTRA + '"keywords": null, "group": null}, ')),
    ("definition.answer", records(_JSON_DEFINITION, lambda found: found["attributes"])),
    ("definition.answer", status(_XML_DEFINITION, 404)),
    ("definition.code", text(_XML_DEFINITION, "pothole", "potholes")),
    ("definition.needed", text(_XML_DEFINITION, "<code>depth</code>", "<code/>")),
    ("definition.fields", text(_XML_DEFINITION, "<datatype_description></datatype_description>", "")),
    ("definition.codes", text(_XML_DEFINITION, "<code>depth", "<code>size")),
    ("definition.datatype", text(_XML_DEFINITION, "<datatype>number", "<datatype>integer")),
    ("definition.order", text(_XML_DEFINITION, "<order>3", "<order>2")),
    ("definition.order", text(_XML_DEFINITION, "<order>3", "<order>0")),
    ("definition.flags", text(_XML_DEFINITION, "<required>true", "<required>yes")),
    ("definition.values", text(_XML_DEFINITION, "<key>l</key>", "<key>s</key>")),
    ("definition.values", text(_XML_DEFINITION, "<values>.+?</values>", "<values/>", count=1)),
    ("definition.types", text(_JSON_DEFINITION, '"order": 3', '"order": "3"')),
    ("definition.types", text(_JSON_DEFINITION, r'"values": \[\]', '"values": null')),
    ("definition.unknown", status(r"/services/no-such", 400)),
    ("requests.list", records(SAMPLE, lambda found: {"service_requests": found})),
    ("requests.list", status(_XML_SAMPLE, 500, _PAGE)),
    ("requests.needed", text(_XML_SAMPLE, "<service_code>pothole</service_code>", "<service_code/>", count=1)),
    ("requests.fields", text(_XML_SAMPLE, "<zipcode></zipcode>", "")),
    ("requests.ids", known(lambda server: server.requests.append(dict(server.requests[5])))),
    ("requests.status", text(_XML_SAMPLE, "<status>open", "<status>new", count=1)),
    ("requests.dates", text(_XML_SAMPLE, r"(<requested_datetime>.*?)Z", r"\1", count=1)),
    ("requests.dates", text(_JSON_SAMPLE, r"(requested_datetime\S+ \S+):\d\dZ", r"\1Z", count=1)),
    ("requests.updated", text(_XML_SAMPLE, r"<updated_datetime>2026", "<updated_datetime>2025", count=1)),
    ("requests.places", text(_XML_SAMPLE, r"<lat>.*?</lat>", "<lat/>", count=1)),
    ("requests.places", text(_XML_SAMPLE, r"<lat>.*?</lat>", "<lat>north</lat>", count=1)),
    ("requests.places", text(_XML_SAMPLE, r"<long>.*?</long>", "<long>-272.9</long>", count=1)),
    ("requests.services", _request(service_code="gone")),
    ("requests.description", _request(description="x" * 4001)),
    ("requests.media", _request(media_url="picture.jpg")),
    ("requests.types", text(_JSON_SAMPLE, r'"long": (-\S+),', r'"long": "\1",')),
    ("requests.types", _request(zipcode=6511)),
    ("requests.alike", records(_ALL_JSON, lambda found: [*found[:9], *found[10:]])),
    ("requests.window", text(_JSON_SAMPLE, r"(.*requested_datetime\S+ .)2026", r"\g<1>2020")),
    ("requests.volume", records(_JSON_SAMPLE, _many)),
    ("requests.newest", records(_JSON_SAMPLE, lambda found: found[::-1])),
    ("request.answer", records(r"/requests/SR-\d+\.json", lambda found: found * 2)),
    ("request.answer", status(r"/requests/SR-\d+\.xml", 404)),
    ("request.alike", text(r"/requests/SR-\d+\.xml", "Number", "No.")),
    ("request.unknown", status(r"/requests/no-such", 400)),
    ("token.unknown", both(known(_batch), status(r"/tokens/no-such", 400))),
    ("errors.list", status(r"/requests/no-such", 404, _PAGE)),
    ("errors.list", records(r"/requests/no-such", lambda found: found[0])),
    ("errors.list", records(r"/requests/no-such", lambda _: [])),
    ("errors.fields", text(r"/requests/no-such", "<description>.*?</description>", "<description/>")),
    ("errors.types", text(r"/no-such", '"code": "404"', '"code": 404')),
    ("answer.type", header(_XML_SERVICES, "content-type", "text/html; charset=utf-8")),
    ("answer.type", header(r"/no-such\S+\.json", "content-type", "text/json; charset=utf-8")),
    ("answer.charset", header(_XML_SERVICES, "content-type", "text/xml")),
    ("answer.charset", header(_JSON_SAMPLE, "content-type", "application/json; charset=iso-8859-1")),
    ("answer.utf8", replied(_XML_SERVICES, _latin)),
    ("answer.declaration", text(_XML_SERVICES, r"<\?.*?\?>\n", "")),
    ("answer.plain", text(_XML_SERVICES, "<services>", '<services xmlns="http://wiki.open311.org/GeoReport_v2">')),
    ("answer.plain", text(_XML_SERVICES, "<metadata>", '<metadata type="boolean">')),
    ("answer.plain", text(_XML_SERVICES, "<services>", "<!DOCTYPE services><services>")),
    ("answer.strict", text(_JSON_SERVICES, r'("group": "Streets")', r"\1, \1")),
    ("answer.strict", text(_XML_SERVICES, r"(<group>Streets</group>)", r"\1\1")),
)

READING: tuple[Case, ...] = (
    *(Case(requirement=requirement, breaks=breaks) for requirement, breaks in _CASES),
    Case(
        requirement="jurisdiction.unknown",
        breaks=both(known(_requires), replied(_SERVICES, _nobody)),
        jurisdiction="elm",
    ),
    Case(
        requirement="jurisdiction.missing",
        breaks=both(known(_requires), replied(_SERVICES, _anywhere)),
        jurisdiction="elm",
    ),
)
