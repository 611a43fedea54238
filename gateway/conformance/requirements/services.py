"""What the standard asks of the list of services."""

from __future__ import annotations

from gateway.conformance.field_values import said
from gateway.conformance.requirements.expecting import absent, doubles, mistyped, unknown_values, without
from gateway.conformance.values import FORMS, Broken, NotAsked, NotOffered, Requirement
from gateway.conformance.visit import Visit

_SECTION = "GET Service List"
FIELDS = ("service_code", "service_name", "description", "metadata", "type", "keywords", "group")
TYPES = {
    "service_code": "code",
    "service_name": "code",
    "description": "text",
    "metadata": "flag",
    "type": "code",
    "keywords": "text",
    "group": "text",
}


def _answers(visit: Visit) -> None:
    visit.listed(visit.get("services"), "services")


def _needed(visit: Visit) -> None:
    services = visit.services()
    services.blame(without(services, ("service_code", "service_name", "metadata", "type")))


def _shown(visit: Visit) -> None:
    services = visit.services()
    services.blame(absent(services, FIELDS))


def _codes(visit: Visit) -> None:
    services = visit.services()
    services.blame(doubles(services, "service_code"))


def _metadata(visit: Visit) -> None:
    services = visit.services()
    services.blame(unknown_values(services, "metadata", ("true", "false")))


def _types(visit: Visit) -> None:
    services = visit.services()
    services.blame(unknown_values(services, "type", ("realtime", "batch", "blackbox")))


def _keywords(visit: Visit) -> None:
    services = visit.services()
    services.blame(
        f"Service {said(service, 'service_code')} has keywords that are no text."
        for service in services.records
        if isinstance(service.get("keywords"), list | dict)
    )


def _json_types(visit: Visit) -> None:
    services = visit.services()
    services.blame(mistyped(services, {name: kind for name, kind in TYPES.items() if name != "keywords"}))


def _is_alike(visit: Visit) -> None:
    xml, json = (visit.in_form(form).services() for form in FORMS)
    codes = [{said(record, "service_code") for record in found.records} for found in (xml, json)]
    if alone := sorted(codes[0] ^ codes[1]):
        raise Broken(f"The service {alone[0]} stands in one form alone.", json.exchange)


def _unknown_jurisdiction(visit: Visit) -> None:
    exchange = visit.anywhere().get("services", ("jurisdiction_id", "no-such-jurisdiction.example"))
    if exchange.status == 200:
        raise NotOffered("it serves one jurisdiction and does not look at jurisdiction_id")
    if exchange.status != 404:
        raise Broken(f"An unknown jurisdiction is answered with status {exchange.status}; 404 is wanted.", exchange)


def _missing_jurisdiction(visit: Visit) -> None:
    if not visit.jurisdiction:
        raise NotAsked("no --jurisdiction was given")
    exchange = visit.anywhere().get("services")
    if exchange.status == 200:
        raise NotOffered("jurisdiction_id may be left out")
    if exchange.status != 400:
        raise Broken(f"A missing jurisdiction is answered with status {exchange.status}; 400 is wanted.", exchange)


SERVICES: tuple[Requirement, ...] = (
    Requirement(
        id="services.list",
        says="`services` answers without a key with the list: `services` of `service`, in JSON a bare array.",
        section=_SECTION,
        level="must",
        probe=_answers,
    ),
    Requirement(
        id="services.needed",
        says="Each service says `service_code`, `service_name`, `metadata` and `type`.",
        section=_SECTION,
        level="must",
        probe=_needed,
    ),
    Requirement(
        id="services.fields",
        says="Each service shows all seven fields, empty where there is nothing to say.",
        section=_SECTION,
        level="should",
        probe=_shown,
    ),
    Requirement(
        id="services.codes",
        says="No two services have the same `service_code`.",
        section=_SECTION,
        level="must",
        probe=_codes,
    ),
    Requirement(
        id="services.metadata",
        says="`metadata` is `true` or `false`.",
        section=_SECTION,
        level="must",
        probe=_metadata,
    ),
    Requirement(
        id="services.type",
        says="`type` is `realtime`, `batch` or `blackbox`.",
        section=_SECTION,
        level="must",
        probe=_types,
    ),
    Requirement(
        id="services.keywords",
        says="`keywords` is one text with commas, no list.",
        section=_SECTION,
        level="must",
        probe=_keywords,
    ),
    Requirement(
        id="services.types",
        says="In JSON codes and words are strings, `metadata` is true or false, and what is empty is null.",
        section="JSON Support",
        level="should",
        forms="json",
        probe=_json_types,
    ),
    Requirement(
        id="services.alike",
        says="XML and JSON list the same services.",
        section="Format Support",
        level="must",
        forms="json",
        probe=_is_alike,
    ),
    Requirement(
        id="jurisdiction.unknown",
        says="An unknown `jurisdiction_id` is answered with 404; who serves one jurisdiction may ignore it.",
        section="jurisdiction_id",
        level="must",
        probe=_unknown_jurisdiction,
    ),
    Requirement(
        id="jurisdiction.missing",
        says="Where several jurisdictions are served, a missing `jurisdiction_id` is answered with 400.",
        section="jurisdiction_id",
        level="must",
        probe=_missing_jurisdiction,
    ),
)
