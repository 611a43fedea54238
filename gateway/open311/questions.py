"""What the services of a rulebook ask, as a schema: which fields a form must have depends on the service it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.open311.forms import VISIBLE
from gateway.routing import Rulebook
from gateway.routing.open311 import AnswerForm
from gateway.routing.rulebook import Service

Schema = dict[str, Any]
_PLACES: tuple[Schema, ...] = (
    {"required": ["lat", "long"], "title": "A point"},
    {
        "required": ["address_string"],
        "title": "A place in words",
        "properties": {"address_string": {"pattern": VISIBLE}},
    },
    {"required": ["address_id"], "title": "A number of a place", "properties": {"address_id": {"pattern": VISIBLE}}},
)
_KINDS: dict[str, Schema] = {
    "string": {"type": "string", "pattern": VISIBLE, "maxLength": 1000},
    "text": {"type": "string", "pattern": VISIBLE, "maxLength": 4000},
    "number": {"type": "number"},
    "datetime": {"type": "string", "format": "date-time"},
}


def question_variants(rulebook: Rulebook) -> Schema:
    """What a new request must have besides its own fields: a place, and the answers that its service requires."""
    offered = [service for service in rulebook.services.values() if service.public]
    asking = [_asking(service) for service in offered if service.ask]
    plain = [service.code for service in offered if not service.ask]
    silent = {
        "title": "Services that ask nothing",
        "properties": {"service_code": {"enum": plain}},
        "propertyNames": _known_answers(),
    }
    return {
        "dependentRequired": {"lat": ["long"], "long": ["lat"]},
        "not": {"required": ["lat", "long"], "properties": {"lat": {"const": 0}, "long": {"const": 0}}},
        "allOf": [{"anyOf": [*_PLACES]}, {"anyOf": [*([silent] if plain else []), *asking]}],
    }


def _asking(service: Service) -> Schema:
    fields = dict(_fields(service))
    required = [
        name
        for key in service.ask
        for name in fields
        if service.answers.get(key, AnswerForm()).required and name.startswith(f"attribute[{key}]")
    ]
    return {
        "title": service.name("en"),
        "properties": {"service_code": {"const": service.code}, **fields},
        "propertyNames": _known_answers(*fields),
        **({"required": required} if required else {}),
    }


def _known_answers(*names: str) -> Schema:
    """An answer to a question that the service does not ask is refused; other fields are passed over."""
    others: Schema = {"not": {"pattern": r"^attribute\["}}
    return {"anyOf": [others, {"enum": [*names]}]} if names else others


def _fields(service: Service) -> Iterator[tuple[str, Schema]]:
    for key in service.ask:
        form = service.answers.get(key, AnswerForm())
        says = {"description": service.question(key, "en")}
        match form.datatype:
            case "multivaluelist":
                chosen = {"type": "array", "items": {"enum": [*form.choices]}, "minItems": 1, "uniqueItems": True}
                yield f"attribute[{key}][]", chosen | says
            case "singlevaluelist":
                yield f"attribute[{key}]", {"enum": [*form.choices]} | says
            case _:
                yield f"attribute[{key}]", _KINDS[form.datatype] | says
