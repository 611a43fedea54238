"""The visitor as the carrier: reports about the city's texts, noted by the same code as a real provider's."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, request
from werkzeug.wrappers import Response

from gateway.envelopes import DeliveryReport
from gateway.store.delivery_reports import record_report
from gateway.web.context import this_gateway
from gateway.web.simulator.drawing import after_act, pages, this_slot
from gateway.web.simulator.phone import find_played
from gateway.web.simulator.scene import choose

REPORTS: Mapping[str, DeliveryReport] = {
    "Delivered": DeliveryReport(provider_id="", status="delivered"),
    "Not reached (30003)": DeliveryReport(provider_id="", status="undelivered", code="30003"),
    "Filtered (30007)": DeliveryReport(provider_id="", status="undelivered", code="30007"),
    "Opted out (21610)": DeliveryReport(provider_id="", status="failed", code="21610"),
}


@pages.context_processor
def _offer_reports() -> dict[str, object]:
    return {"carrier_reports": tuple(REPORTS)}


@pages.post("/report")
def report() -> Response | tuple[str, int]:
    """Note what the carrier says became of one of the city's texts."""
    scene = choose(request.form)
    slot, said = this_slot(scene, request.form), request.form.get("report", "")
    sent = find_played(scene.number_of(slot))
    if said not in REPORTS:
        abort(400, "Press one of the buttons.")
    gateway = this_gateway()
    with gateway.store.writing() as connection:
        record_report(connection, sent.id, REPORTS[said], now=gateway.clock())
    return after_act(scene, slot, notice=f"The carrier reported: {said}.")
