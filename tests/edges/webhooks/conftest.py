"""Gateways with one provider of texts open, for its contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from tests.edges.webhooks.text_edge import Edge
from tests.edges.webhooks.text_samples import PUBLIC, Sample
from tests.small_city import SMALL_CITY


@pytest.fixture
def make_text_edge(settings: Any, sqlite_url: str) -> Iterator[Callable[..., Edge]]:
    """A function: the edge of a gateway on SQLite with a sample's settings, and another receiver where one is given."""
    edges: list[Edge] = []

    def make(sample: Sample | None = None, receiver: Any = None, **more: Any) -> Edge:
        given = {"public_url": PUBLIC, **(sample.settings if sample else {}), **more}
        gateway = build_gateway(settings(**{"rules_text": SMALL_CITY, "database_url": sqlite_url, **given}))
        edges.append(Edge(gateway, receiver))
        return edges[-1]

    yield make
    for edge in edges:
        edge.intake.stop(timeout=2.0)
        edge.gateway.store.dispose()
