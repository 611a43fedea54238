"""What the standard asks of the definition of a service and its attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gateway.conformance.field_values import said, whole
from gateway.conformance.reading import Record
from gateway.conformance.requirements.expecting import absent, doubles, expect_status, mistyped, unknown_values, without
from gateway.conformance.values import Broken, Exchange, NotAsked, NotOffered, Requirement
from gateway.conformance.visit import Listed, Visit

UNKNOWN_CODE = "no-such-service-code"
_SECTION = "GET Service Definition"
_MOST = 10
"""Definitions that are looked at; a city may have hundreds."""
_LISTS = ("singlevaluelist", "multivaluelist")
_DATATYPES = ("string", "number", "datetime", "text", *_LISTS)
_NEEDED = ("variable", "code", "datatype", "required", "order")
_TYPES = {
    "variable": "flag",
    "code": "code",
    "datatype": "code",
    "required": "flag",
    "datatype_description": "text",
    "order": "whole",
    "description": "text",
    "values": "list",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The definition of one service."""

    code: str
    record: Record
    attributes: Listed

    def values(self) -> Iterator[tuple[Record, Listed]]:
        """The attributes that have values, with them; what is no list is another matter."""
        for attribute in self.attributes.records:
            found = attribute.get("values")
            if isinstance(found, list) and all(isinstance(value, dict) for value in found):
                yield attribute, Listed(records=tuple(found), exchange=self.attributes.exchange)


def definitions(visit: Visit) -> list[Definition]:
    """Those that can be read, of services that announce attributes; raises `NotOffered` or `NotAsked`."""
    found = []
    for code in _announced(visit):
        try:
            found.append(_load(visit, code))
        except Broken:
            continue
    if not found:
        raise NotAsked("no definition can be read")
    return found


def _announced(visit: Visit) -> list[str]:
    services = visit.services().records
    codes = [said(service, "service_code") for service in services if said(service, "metadata") == "true"]
    if not any(codes):
        raise NotOffered("no service has metadata")
    return [code for code in codes if code][:_MOST]


def _load(visit: Visit, code: str) -> Definition:
    exchange = visit.definition_of(code)
    record = _definition_record(visit, exchange)
    attributes = record if visit.form == "xml" else record.get("attributes")
    return Definition(code=code, record=record, attributes=visit.records(attributes, "attributes", exchange))


def _definition_record(visit: Visit, exchange: Exchange) -> Record:
    content = visit.read(exchange)
    found = content.get("service_definition") if visit.form == "xml" and isinstance(content, dict) else content
    if not isinstance(found, dict):
        wanted = "<service_definition>" if visit.form == "xml" else "an object with service_code and attributes"
        raise Broken(f"The answer is not {wanted}.", exchange)
    return found


def _answers(visit: Visit) -> None:
    for code in _announced(visit):
        _load(visit, code)


def _own_code(visit: Visit) -> None:
    for definition in definitions(visit):
        told = said(definition.record, "service_code")
        if told != definition.code:
            raise Broken(f'The definition of {definition.code} says "{told}".', definition.attributes.exchange)


def _each(judge: Callable[[Definition], Iterable[str]]) -> Callable[[Visit], None]:
    """A probe that judges every definition."""

    def probe(visit: Visit) -> None:
        for definition in definitions(visit):
            definition.attributes.blame(judge(definition))

    return probe


def _orders(definition: Definition) -> Iterator[str]:
    for attribute in definition.attributes.records:
        order = said(attribute, "order")
        if order and not whole(order):
            yield f'Attribute {said(attribute, "code")} has the order "{order}", which is no positive whole number.'
    yield from doubles(definition.attributes, "order")


def _flags(definition: Definition) -> Iterator[str]:
    for name in ("variable", "required"):
        yield from unknown_values(definition.attributes, name, ("true", "false"))


def _lists(definition: Definition) -> Iterator[str]:
    """Values with keys and names that are told apart, for the two lists."""
    for attribute in definition.attributes.records:
        if said(attribute, "datatype") in _LISTS and not attribute.get("values"):
            yield f"Attribute {said(attribute, 'code')} is a list and has no values."
    for _, values in definition.values():
        yield from without(values, ("key", "name"))
        yield from doubles(values, "key")


def _json_types(definition: Definition) -> Iterator[str]:
    yield from mistyped(definition.attributes, _TYPES)
    for _, values in definition.values():
        yield from mistyped(values, {"key": "code", "name": "code"})


def _unknown(visit: Visit) -> None:
    expect_status(visit.definition_of(UNKNOWN_CODE), (404,), "An unknown service_code")


DEFINITIONS: tuple[Requirement, ...] = (
    Requirement(
        id="definition.answer",
        says="A service with `metadata` has a definition: `service_definition` with `attributes` of `attribute`.",
        section=_SECTION,
        level="must",
        probe=_answers,
    ),
    Requirement(
        id="definition.code",
        says="The definition says the `service_code` that was asked for.",
        section=_SECTION,
        level="must",
        probe=_own_code,
    ),
    Requirement(
        id="definition.needed",
        says="Each attribute says `variable`, `code`, `datatype`, `required` and `order`.",
        section=_SECTION,
        level="must",
        probe=_each(lambda definition: without(definition.attributes, _NEEDED)),
    ),
    Requirement(
        id="definition.fields",
        says="Each attribute shows `datatype_description` and `description` besides, if only empty.",
        section=_SECTION,
        level="should",
        probe=_each(lambda definition: absent(definition.attributes, ("datatype_description", "description"))),
    ),
    Requirement(
        id="definition.codes",
        says="No two attributes of a service have the same `code`.",
        section=_SECTION,
        level="must",
        probe=_each(lambda definition: doubles(definition.attributes, "code")),
    ),
    Requirement(
        id="definition.datatype",
        says="`datatype` is one of the six of the standard.",
        section=_SECTION,
        level="must",
        probe=_each(lambda definition: unknown_values(definition.attributes, "datatype", _DATATYPES)),
    ),
    Requirement(
        id="definition.order",
        says="`order` is a positive whole number that no other attribute of the service has.",
        section=_SECTION,
        level="must",
        probe=_each(_orders),
    ),
    Requirement(
        id="definition.flags",
        says="`variable` and `required` are `true` or `false`.",
        section=_SECTION,
        level="must",
        probe=_each(_flags),
    ),
    Requirement(
        id="definition.values",
        says="A list has `values`, each with a `name` and a `key` that no other has.",
        section=_SECTION,
        level="must",
        probe=_each(_lists),
    ),
    Requirement(
        id="definition.types",
        says="In JSON codes and keys are strings, flags true or false, `order` a number, `values` always an array.",
        section="JSON Support",
        level="should",
        forms="json",
        probe=_each(_json_types),
    ),
    Requirement(
        id="definition.unknown",
        says="An unknown `service_code` is answered with 404.",
        section=_SECTION,
        level="must",
        probe=_unknown,
    ),
)
