"""What providers report on our texts: found by our own id, never back to a lower state, believed when signed (13.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway.store.contacts import NewContact, ensure_contact
from gateway.store.schema import contact, outbox
from parsers.values import Medium
from tests.edges.webhooks.text_edge import queue_text
from tests.edges.webhooks.text_samples import SAMPLES, Sample, Text
from tests.fake_twilio import ANNE

EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)


@EACH
def test_f12_7_reports_in_any_order(make_text_edge: Any, sample: Sample) -> None:
    """Delivered, then sent: delivered it stays, whatever words the provider has for it."""
    edge = make_text_edge(sample)
    row = queue_text(edge, sample)
    for state in (sample.delivered, sample.sent, sample.delivered):
        assert edge.post(sample, sample.report(state, row=row)) == 200
    (text,) = edge.rows(outbox)
    assert text.delivery_status == "delivered"
    assert text.provider_id == "taken-1" or sample.name == "android"


@EACH
def test_f12_7_a_text_that_was_not_delivered_says_so(make_text_edge: Any, sample: Sample) -> None:
    """Staff see it at the text."""
    edge = make_text_edge(sample)
    row = queue_text(edge, sample)
    assert edge.post(sample, sample.report(sample.failed, row=row, code="30003" if sample.name == "twilio" else "1"))
    (text,) = edge.rows(outbox)
    assert text.delivery_status in {"failed", "undelivered"}
    assert text.reason


@EACH
def test_13_4_who_opted_out_at_the_carrier_is_texted_no_more(make_text_edge: Any, sample: Sample) -> None:
    """Each provider has a code of its own for it; a telephone has none."""
    edge = make_text_edge(sample)
    row = queue_text(edge, sample)
    with edge.gateway.store.writing() as connection:
        ensure_contact(connection, NewContact(medium=Medium.SMS, address=ANNE), now=1.0)
    assert edge.post(sample, sample.report(sample.failed, row=row, code=sample.wants_no_texts)) == 200
    (known,) = edge.rows(contact)
    assert (known.opted_out_at is not None) == bool(sample.wants_no_texts)


@EACH
def test_f12_7_a_report_about_nothing_of_ours_is_counted(make_text_edge: Any, sample: Sample) -> None:
    """It is thanked for, so that it does not come again; a forged one changes nothing."""
    edge = make_text_edge(sample)
    row = queue_text(edge, sample)
    assert edge.post(sample, sample.report(sample.delivered, row=4711)) == 200
    assert edge.post(sample, sample.forged(sample.report(sample.delivered, row=row))) == 403
    assert edge.counters()["status_report_unknown"] == 1
    assert edge.rows(outbox)[0].delivery_status == ""


@EACH
def test_texts_and_reports_at_the_wrong_door(make_text_edge: Any, sample: Sample) -> None:
    """Two addresses are easily mixed up, and some providers have one for both; neither loses anything."""
    if sample.name == "twilio":
        return
    edge = make_text_edge(sample)
    row, text = queue_text(edge, sample), sample.post(Text())
    report = sample.report(sample.delivered, row=row)
    assert edge.post(sample, replace(report, path=report.path.removeprefix("/status"))) == 200
    assert edge.post(sample, replace(text, path="/status" + text.path)) == 200
    assert (edge.rows(outbox)[0].delivery_status, len(edge.rows())) == ("delivered", 1)
