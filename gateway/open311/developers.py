"""What developers read before they write a line: a page with examples and forms, and the description for programs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from gateway.bootstrap import Gateway
from gateway.open311.endpoint import BASES, PREFIX, Kind, public_address
from gateway.open311.examples import show
from gateway.open311.forms import ListQuery, NewRequest, UpdatesQuery
from gateway.open311.openapi import describe
from gateway.open311.operations import OPERATIONS, REFUSED
from gateway.open311.telling import Told, tell_fields
from gateway.routing import Rulebook
from gateway.routing.rulebook import Service
from gateway.store.api_keys import PER_MINUTE

_KEPT_FOR = 300
"""Seconds for which a cache may keep both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An endpoint as the page names it: `url` is its base, `path` the same on this server."""

    kind: Kind
    url: str
    path: str


def add_pages(blueprint: Blueprint, gateway: Gateway) -> None:
    """Open both for everybody: `/open311/` and `/open311/openapi.json`; discovery for people is the page, too."""
    for rule in ("/discovery", "/discovery.html"):
        blueprint.add_url_rule(rule, "discovery_page", _lead_to_page)
    blueprint.add_url_rule("/", "page", lambda: _keep(_page(gateway)), methods=["GET"])
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: _keep(_description(gateway)), methods=["GET"])


def _lead_to_page() -> AnyResponse:
    return redirect(url_for("open311.page"), code=303)


def _page(gateway: Gateway) -> Response:
    rulebook, places = gateway.rulebooks.current(), open_places(gateway)
    offered = [service for service in rulebook.services.values() if service.public]
    text = render_template(
        "open311.html",
        city=rulebook.city,
        open311=rulebook.open311,
        contact=rulebook.city.operator or next(iter(rulebook.city.addresses), ""),
        root=f"{public_address(gateway)}{PREFIX}",
        places=places,
        tried=places[-1],
        services=sorted(offered, key=lambda service: service.name("en").casefold()),
        sample=_sample(offered),
        operations=OPERATIONS,
        refused=REFUSED,
        tell=_told(),
        a_minute=gateway.settings.open311_requests_a_minute,
        a_minute_each=PER_MINUTE,
        show=show,
    )
    return Response(text, content_type="text/html; charset=utf-8")


def _description(gateway: Gateway) -> Response:
    addresses = tuple((place.kind, place.url) for place in open_places(gateway))
    written = _written(gateway.rulebooks.current(), f"{public_address(gateway)}{PREFIX}", addresses)
    return Response(written, content_type="application/json; charset=utf-8")


@lru_cache(maxsize=2)
def _written(rulebook: Rulebook, root: str, addresses: tuple[tuple[str, str], ...]) -> str:
    return json.dumps(describe(rulebook, root=root, endpoints=dict(addresses)), ensure_ascii=False)


def open_places(gateway: Gateway) -> list[Place]:
    """The endpoints that there are, production first."""
    rulebook, root = gateway.rulebooks.current(), public_address(gateway)
    kinds: list[Kind] = ["production", "test"] if rulebook.open311.test in rulebook.departments else ["production"]
    return [Place(kind=kind, url=f"{root}{PREFIX}{BASES[kind]}", path=f"{PREFIX}{BASES[kind]}") for kind in kinds]


def _sample(offered: list[Service]) -> str:
    """The code that the examples use: of a service that asks nothing, so that they work as they stand."""
    plain = [service.code for service in offered if not service.ask]
    return "pothole" if "pothole" in plain else next(iter([*plain, *(service.code for service in offered)]), "pothole")


@lru_cache(maxsize=1)
def _told() -> dict[str, list[Told]]:
    return {
        "list": tell_fields(ListQuery),
        "file": tell_fields(NewRequest),
        "updates": tell_fields(UpdatesQuery),
    }


def _keep(response: Response) -> Response:
    """Every site may read both, and caches may keep them."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_FOR}"
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32], weak=True)
    response.make_conditional(request)
    return response
