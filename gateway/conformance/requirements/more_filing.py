"""What a server makes of a form in another shape, and what some offer besides: files, and updates of requests."""

from __future__ import annotations

import base64

from gateway.conformance.field_values import said
from gateway.conformance.requirements.expecting import expect_status
from gateway.conformance.requirements.filing import filed, whole_form
from gateway.conformance.requirements.filters import zulu
from gateway.conformance.values import Broken, Exchange, NotAsked, NotOffered, Requirement
from gateway.conformance.visit import Filing, Parameter, Visit

_BORDER = "the-border-of-the-check"
_PICTURE = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGOwSmgGAAIaASH2OjnUAAAAAElFTkSuQmCC"
)
"""A PNG of one pixel."""
_NOT_OFFERED = (400, 403, 404, 405, 413, 415, 501)


def _foreign_body(visit: Visit) -> None:
    filing = visit.load_filing()
    key, service = whole_form(visit, filing)[:2]
    body = f"<request><{key[0]}>{key[1]}</{key[0]}><{service[0]}>{service[1]}</{service[0]}></request>"
    exchange = visit.post_body(filing, "requests", "text/xml", body.encode())
    expect_status(exchange, (400, 403, 415), "XML in place of a form")


def _pictures(visit: Visit) -> None:
    filing = visit.load_filing()
    filed(visit, filing)
    form = [*visit.where(), *whole_form(visit, filing)]
    content_type = f"multipart/form-data; boundary={_BORDER}"
    exchange = visit.post_body(filing, "requests", content_type, _multipart(form))
    if exchange.status in _NOT_OFFERED:
        raise NotOffered("a form with a file is refused")
    expect_status(exchange, (200, 201), "A form with a picture")


def _multipart(form: list[Parameter]) -> bytes:
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in form]
    picture = b'Content-Disposition: form-data; name="media[]"; filename="test.png"\r\nContent-Type: image/png\r\n\r\n'
    border = f"--{_BORDER}\r\n".encode()
    return b"".join(border + part + b"\r\n" for part in (*parts, picture + _PICTURE)) + f"--{_BORDER}--\r\n".encode()


def _update(visit: Visit) -> None:
    filing = visit.load_filing()
    first = _posted_update(visit, filing)
    if first.status in _NOT_OFFERED:
        raise NotOffered("updates are not taken, or not with this key")
    expect_status(first, (200, 201), "An update")
    updates = visit.records(visit.read_any(first), "service_request_updates", first)
    if len(updates.records) != 1 or not said(updates.records[0], "update_id"):
        raise Broken("The answer does not hold one update with an update_id.", first)


def _posted_update(visit: Visit, filing: Filing) -> Exchange:
    number = said(filed(visit, filing), "service_request_id")
    if not number:
        raise NotAsked("the test request has no number yet")
    form = {"api_key": filing.key, "service_request_id": number, "update_id": f"check-{number}", "status": "UNCHANGED"}
    more = {"updated_datetime": zulu(visit.now), "description": filing.mark}
    return visit.post(filing, *form.items(), *more.items(), path="servicerequestupdates")


MORE_FILING: tuple[Requirement, ...] = (
    Requirement(
        id="post.body",
        says="XML in place of a form is refused with 400.",
        section="Format Support",
        level="should",
        probe=_foreign_body,
        posts=True,
    ),
    Requirement(
        id="post.media",
        says="A form with a picture as `media[]`, in `multipart/form-data`, is taken like any other.",
        section="Extensions",
        level="extension",
        probe=_pictures,
        posts=True,
    ),
    Requirement(
        id="post.update",
        says="An update of a request is taken, and the answer names its `update_id`.",
        section="Extensions",
        level="extension",
        probe=_update,
        posts=True,
    ),
)
