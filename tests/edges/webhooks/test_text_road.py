"""The road of a text by each provider: in by its webhook, answered by its API, and its report finds the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from gateway.jobs import drain
from gateway.store.schema import outbox, ticket
from tests.edges.webhooks.text_samples import SAMPLES, Sample, Text
from tests.fake_carrier import HANGS_UP, FakeCarrier
from tests.fake_twilio import ANNE

KINDS = {sample.name: sample for sample in reversed(SAMPLES)}
CANNOT_BE_ASKED = [sample for sample in KINDS.values() if sample.name in {"vonage", "bandwidth", "telnyx"}]


@pytest.fixture
def carrier() -> Iterator[FakeCarrier]:
    carrier = FakeCarrier()
    carrier.start()
    yield carrier
    carrier.stop()


@pytest.mark.parametrize("sample", KINDS.values(), ids=lambda sample: sample.name)
def test_14_a_text_is_answered_by_the_provider_that_it_came_by(
    make_text_edge: Any, carrier: FakeCarrier, sample: Sample
) -> None:
    """From the number that was written to; delivered is said at the answer."""
    edge = make_text_edge(sample, **{sample.api_setting: carrier.url})
    carrier.answers = [(sample.taken().status, sample.taken().document)]
    assert edge.post(sample, sample.post(Text())) == 200
    for kind in ("process", "deliver"):
        drain(edge.gateway, kind)
    (answer,) = (row for row in edge.rows(outbox) if row.recipient == ANNE)
    assert (answer.channel, answer.state, answer.provider_id) == (sample.name, "sent", "taken-1")
    assert ANNE.lstrip("+") in str(carrier.sent)
    assert len(edge.rows(ticket)) == 1
    assert edge.post(sample, sample.report(sample.delivered, row=answer.id)) == 200
    assert {row.delivery_status for row in edge.rows(outbox) if row.recipient == ANNE} == {"delivered"}


@pytest.mark.parametrize("sample", CANNOT_BE_ASKED, ids=lambda sample: sample.name)
def test_13_3_an_automatic_text_is_not_sent_twice(make_text_edge: Any, carrier: FakeCarrier, sample: Sample) -> None:
    """Nobody knows whether it went out, and the provider cannot be asked: better none than two."""
    edge = make_text_edge(sample, **{sample.api_setting: carrier.url})
    carrier.answers = [HANGS_UP]
    edge.post(sample, sample.post(Text()))
    for kind in ("process", "deliver"):
        drain(edge.gateway, kind)
    now = edge.gateway.clock() + 3_600
    drain(replace(edge.gateway, clock=lambda: now), "deliver")
    (answer,) = (row for row in edge.rows(outbox) if row.recipient == ANNE)
    assert (answer.state, len(carrier.sent)) == ("failed", 1)
    assert "not sent twice" in answer.reason


@pytest.mark.parametrize("sample", CANNOT_BE_ASKED, ids=lambda sample: sample.name)
def test_13_3_a_report_proves_that_a_text_was_taken(make_text_edge: Any, carrier: FakeCarrier, sample: Sample) -> None:
    """Its answer was lost, but it was delivered: nothing is sent again, and nobody reads that it failed."""
    edge = make_text_edge(sample, **{sample.api_setting: carrier.url})
    carrier.answers = [HANGS_UP]
    edge.post(sample, sample.post(Text()))
    for kind in ("process", "deliver"):
        drain(edge.gateway, kind)
    row = next(row.id for row in edge.rows(outbox) if row.recipient == ANNE)
    assert edge.post(sample, sample.report(sample.delivered, row=row)) == 200
    now = edge.gateway.clock() + 3_600
    drain(replace(edge.gateway, clock=lambda: now), "deliver")
    (answer,) = (row for row in edge.rows(outbox) if row.recipient == ANNE)
    assert (answer.state, answer.delivery_status, answer.reason) == ("sent", "delivered", "")
    assert len(carrier.sent) == 1
