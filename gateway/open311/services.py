"""Which services everybody may ask for, and what each of them wants to know, as the rulebook says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from gateway.open311.encoding import Document, Listing, Value
from gateway.open311.endpoint import Answer, Asked, Endpoint
from gateway.open311.keywords import keywords_of
from gateway.open311.problems import not_found
from gateway.routing import Rulebook
from gateway.routing.open311 import AnswerForm
from gateway.routing.rulebook import Service

KEPT = 300
"""Seconds for which a cache may keep what stands in the rulebook."""
_WANTED: Mapping[str, Mapping[str, str]] = {
    "string": {"en": "A line of text", "es": "Una línea de texto"},
    "text": {"en": "Text, of several lines if need be", "es": "Texto, de varias líneas si hace falta"},
    "number": {"en": "A number, such as 3 or 2.5", "es": "Un número, como 3 o 2.5"},
    "datetime": {
        "en": "A date with time and zone, such as 2026-11-23T07:20:00Z",
        "es": "Una fecha con hora y zona, como 2026-11-23T07:20:00Z",
    },
    "singlevaluelist": {"en": "The key of one of the values", "es": "La clave de uno de los valores"},
    "multivaluelist": {"en": "The keys of any of the values", "es": "Las claves de uno o más valores"},
}
_PLAIN = AnswerForm()


def list_services(endpoint: Endpoint, asked: Asked) -> Answer:
    """`GET /services` (3.3)."""
    return Answer(document=_listed(endpoint.rulebook, asked.locale), kept_for=KEPT)


def define_service(endpoint: Endpoint, asked: Asked) -> Answer:
    """`GET /services/CODE` (3.4); raises `ProblemError` for a code that is not offered."""
    service = load_service(endpoint.rulebook, asked.subject)
    document = Document(root="service_definition", value=_definition(service, asked.locale))
    return Answer(document=document, kept_for=KEPT)


def load_service(rulebook: Rulebook, code: str) -> Service:
    """The service of this code that everybody may ask for; raises `ProblemError` (404)."""
    service = find_public(rulebook, code)
    if service is None:
        raise not_found(f"There is no service_code “{code[:100]}”. The list of services names those that there are.")
    return service


def find_public(rulebook: Rulebook, code: str | None) -> Service | None:
    """The service of this code, or None where there is none that everybody may see."""
    service = rulebook.services.get(code or "")
    return service if service is not None and service.public else None


@lru_cache(maxsize=16)
def _listed(rulebook: Rulebook, language: str) -> Document:
    shown = [_entry(rulebook, service, language) for service in rulebook.services.values() if service.public]
    return Document(root="services", value=Listing(item="service", items=shown))


def _entry(rulebook: Rulebook, service: Service, language: str) -> Mapping[str, Value]:
    return {
        "service_code": service.code,
        "service_name": service.name(language),
        "description": _description(rulebook, service, language) or None,
        "metadata": bool(service.ask),
        "type": "realtime",
        "keywords": keywords_of(rulebook, service, language) or None,
        "group": _group(service) or None,
    }


def _description(rulebook: Rulebook, service: Service, language: str) -> str:
    """The city's own sentence, else that of the shipped service of this code."""
    shipped = rulebook.parser_city.catalog.services.get(service.code)
    for told in (service.descriptions, shipped.descriptions if shipped else {}):
        if found := told.get(language) or told.get("en") or next(iter(told.values()), ""):
            return found
    return ""


def _group(service: Service) -> str:
    return service.group.replace("_", " ").capitalize()


def _definition(service: Service, language: str) -> Mapping[str, Value]:
    attributes = [_attribute(service, key, order, language) for order, key in enumerate(service.ask, start=1)]
    return {"service_code": service.code, "attributes": Listing(item="attribute", items=attributes)}


def _attribute(service: Service, key: str, order: int, language: str) -> Mapping[str, Value]:
    form = service.answers.get(key, _PLAIN)
    wanted = _WANTED[form.datatype]
    return {
        "variable": True,
        "code": key,
        "datatype": form.datatype,
        "required": form.required,
        "datatype_description": wanted.get(language) or wanted["en"],
        "order": order,
        "description": service.question(key, language),
        "values": Listing(item="value", items=_values(form, language)),
    }


def _values(form: AnswerForm, language: str) -> list[Mapping[str, Value]]:
    return [{"key": key, "name": form.choice(key, language)} for key in form.choices]
