"""Whatever a provider may post, signed or stored, is read or refused, and never a crash."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.channels.text_providers.opening import open_texts
from gateway.channels.text_providers.shape import TextProvider
from gateway.envelopes import Arrival, Webhook
from gateway.errors import WebhookRefusedError
from parsers.values import Medium
from tests.edges.webhooks.text_samples import SAMPLES, Request, Sample
from tests.fake_twilio import NUMBER

KINDS = {sample.name: sample for sample in reversed(SAMPLES)}
NAMES = re.findall(
    r"\S+",
    """
    data payload event_type event message to from type text media status errors tags phone_number owner id code
    phoneNumber receivedAt attachments url contentType msisdn messageId message_uuid concat-ref concat-part
    concat-total image sms err-code client-ref recipient sender body subject message.received sms:received
    """,
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["message.received", "message-received", "sms:received", "mms:downloaded", "sms:sent", NUMBER, "2"]
    ),
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=6)
    ),
    max_leaves=20,
)


@pytest.fixture
def provider(request: pytest.FixtureRequest, rulebooks: Any) -> TextProvider:
    make = request.getfixturevalue("settings")
    sample: Sample = request.param
    given_ = {"public_url": "https://311.elmcity.example", **sample.settings}
    return next(one for one in open_texts(make(**given_), rulebooks) if one.name == sample.name)


def as_webhook(sample: Sample, request: Request) -> Webhook:
    return Webhook(
        method=request.method,
        path=f"/inbound/{sample.name}{request.path}",
        headers={name.lower(): value for name, value in request.headers.items()},
        form=(),
        body=request.body,
        received_at=datetime.now(UTC),
    )


def unless_refused(read: Callable[[Webhook], tuple[object, ...]], webhook: Webhook) -> tuple[object, ...]:
    try:
        return read(webhook)
    except WebhookRefusedError:
        return ()


@pytest.mark.parametrize("provider", KINDS.values(), ids=lambda sample: sample.name, indirect=True)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS)
def test_14_any_document_is_read_or_refused(provider: TextProvider, document: object) -> None:
    """Fields of the wrong kind, missing, or in the wrong place; what is stored of them can be read."""
    sample = KINDS[provider.name]
    webhook = as_webhook(sample, sample.signed(json.dumps(document).encode()))
    found = [*unless_refused(provider.accept, webhook), *unless_refused(provider.read_reports, webhook)]
    assert all(provider.decode(one).medium is Medium.SMS for one in found if isinstance(one, Arrival))
