"""Where the endpoints are and whom developers write to: the one address that never changes (Service_Discovery)."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.open311.encoding import MIME, Document, Listing, Value
from gateway.open311.endpoint import BASES, PREFIX, Answer, Asked, Endpoint, public_address
from gateway.open311.moments import write_moment
from gateway.open311.services import KEPT
from gateway.routing import Rulebook
from gateway.store.rulebooks import find_activated_at

_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def discover(endpoint: Endpoint, asked: Asked) -> Answer:  # noqa: ARG001 - every door is asked like this
    """`GET /discovery` (3.2). `changeset` is when the rulebook came into force, which names services and questions."""
    gateway, rulebook = endpoint.gateway, endpoint.rulebook
    with gateway.store.reading() as connection:
        changed_at = find_activated_at(connection, rulebook.version) or 0.0
    changeset = write_moment(changed_at)
    endpoints = [_describe(open_one, changeset) for open_one in _open_endpoints(endpoint)]
    told: Mapping[str, Value] = {
        "changeset": changeset,
        "contact": _contact(rulebook),
        "key_service": rulebook.open311.key_service or _key_service(endpoint),
        "endpoints": Listing(item="endpoint", items=endpoints),
    }
    return Answer(document=Document(root="discovery", value=told), updated_at=changed_at or None, kept_for=KEPT)


def _open_endpoints(endpoint: Endpoint) -> list[Endpoint]:
    every = [Endpoint(gateway=endpoint.gateway, intake=endpoint.intake, kind=kind) for kind in BASES]
    return [one for one in every if one.is_open]


def _describe(endpoint: Endpoint, changeset: str) -> Mapping[str, Value]:
    return {
        "specification": _SPECIFICATION,
        "url": endpoint.url,
        "changeset": changeset,
        "type": endpoint.kind,
        "formats": Listing(item="format", items=tuple(MIME.values())),
    }


def _contact(rulebook: Rulebook) -> str:
    return rulebook.open311.contact or f"{rulebook.city.name}, {_address(rulebook)}"


def _key_service(endpoint: Endpoint) -> str:
    page = f"{public_address(endpoint.gateway)}{PREFIX}/"
    return f"Write to {_address(endpoint.rulebook)} and say what your app is for. More at {page}"


def _address(rulebook: Rulebook) -> str:
    return rulebook.city.operator or rulebook.city.addresses[0]
