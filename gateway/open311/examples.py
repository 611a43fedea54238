"""Answers as the page for developers shows them, made from the models so that they cannot say what is not so."""

from __future__ import annotations

import json
from collections.abc import Mapping

from defusedxml.minidom import parseString
from pydantic import BaseModel

from gateway.open311 import models
from gateway.open311.encoding import Document, Form, Listing, Value, encode

_REQUEST = models.ServiceRequest(
    service_request_id="K7M-2PQ4",
    status="open",
    status_notes=None,
    service_name="Pothole",
    service_code="pothole",
    description="Huge pothole in front of the library",
    agency_responsible="Streets",
    service_notice=None,
    requested_datetime="2026-11-23T07:20:00Z",
    updated_datetime="2026-11-23T09:05:00Z",
    expected_datetime="2026-11-26T20:30:00Z",
    address="48 Maple Ave",
    address_id=None,
    zipcode=None,
    lat=41.3083,
    long=-72.9279,
    media_url=None,
)
_FILED = models.FiledRequest(
    service_request_id="K7M-2PQ4", service_notice="Thank you. Streets will look at it within 3 business days."
)
_REFUSED = models.Problem(code="400", description="lat is given without long. Send both, or neither.")
_LISTS: Mapping[str, tuple[str, str, BaseModel]] = {
    "request": ("service_requests", "request", _REQUEST),
    "filed": ("service_requests", "request", _FILED),
    "refused": ("errors", "error", _REFUSED),
}


def show(name: str, form: Form) -> str:
    """The example `name` as an answer in this form, indented for reading."""
    root, item, model = _LISTS[name]
    fields: Mapping[str, Value] = model.model_dump()
    written = encode(Document(root=root, value=Listing(item=item, items=[fields])), form)
    if form == "json":
        return json.dumps(json.loads(written), indent=2, ensure_ascii=False)
    return str(parseString(written).toprettyxml(indent="  ", encoding="utf-8").decode()).strip()
