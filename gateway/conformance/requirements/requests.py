"""What the standard asks of the requests that are listed, and of a single one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from gateway.conformance.field_values import degrees, is_link, moment, said
from gateway.conformance.reading import Record
from gateway.conformance.requirements.expecting import (
    absent,
    bad_dates,
    differing,
    doubles,
    expect_status,
    is_falling,
    made_at,
    mistyped,
    outside,
    unknown_values,
    without,
)
from gateway.conformance.values import FORMS, Broken, Exchange, NotAsked, Requirement
from gateway.conformance.visit import Listed, Visit

UNKNOWN_ID = "no-such-request-000"
_SECTION = "GET Service Requests"
_ONE = "GET Service Request"
_DATES = ("requested_datetime", "updated_datetime", "expected_datetime")
TYPES = {
    "service_request_id": "code",
    "status": "code",
    "status_notes": "text",
    "service_name": "text",
    "service_code": "code",
    "description": "text",
    "agency_responsible": "text",
    "service_notice": "text",
    "requested_datetime": "text",
    "updated_datetime": "text",
    "expected_datetime": "text",
    "address": "text",
    "address_id": "text",
    "zipcode": "text",
    "lat": "number",
    "long": "number",
    "media_url": "text",
}
_LONGEST = 4000


def _answers(visit: Visit) -> None:
    visit.requests()


def _needed(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(without(sample, ("service_request_id", "status", "service_code", "requested_datetime")))


def _shown(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(absent(sample, tuple(TYPES)))


def _ids(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(doubles(sample, "service_request_id"))


def _status(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(unknown_values(sample, "status", ("open", "closed")))


def _dates(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(bad_dates(sample, _DATES))


def _updated(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(_backward(sample))


def _backward(sample: Listed) -> Iterator[str]:
    for record in sample.records:
        made, changed = (moment(said(record, name)) for name in ("requested_datetime", "updated_datetime"))
        if made and changed and changed < made:
            yield f"Request {said(record, 'service_request_id')} was changed before it was made."


def _places(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(sentence for record in sample.records for sentence in _misplaced(record))


def _misplaced(record: Record) -> Iterator[str]:
    lat, long, number = said(record, "lat"), said(record, "long"), said(record, "service_request_id")
    if bool(lat) != bool(long):
        yield f"Request {number} has half a coordinate."
    for name, text, most in (("lat", lat, 90), ("long", long, 180)):
        value = degrees(text)
        if text and (value is None or not -most <= value <= most):
            yield f'Request {number} has the {name} "{text}", which is no degree of WGS84.'


def _services(visit: Visit) -> None:
    codes = {said(service, "service_code") for service in visit.services().records}
    sample = visit.sample()
    sample.blame(
        f"Request {said(record, 'service_request_id')} has a service_code that is not listed."
        for record in sample.records
        if said(record, "service_code") and said(record, "service_code") not in codes
    )


def _descriptions(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(
        f"Request {said(record, 'service_request_id')} has a description of more than {_LONGEST:,} characters."
        for record in sample.records
        if len(said(record, "description")) > _LONGEST
    )


def _media(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(
        f'Request {said(record, "service_request_id")} has the media_url "{said(record, "media_url")}".'
        for record in sample.records
        if said(record, "media_url") and not is_link(said(record, "media_url"))
    )


def _json_types(visit: Visit) -> None:
    sample = visit.sample()
    sample.blame(mistyped(sample, TYPES))


def _window(visit: Visit) -> None:
    sample = visit.sample()
    a_day = timedelta(days=1)
    sample.blame(outside(sample, visit.now - timedelta(days=90) - a_day, visit.now + a_day))


def _volume(visit: Visit) -> None:
    sample = visit.sample()
    if len(sample.records) > 1000:
        raise Broken(f"It gives {len(sample.records):,} requests at once.", sample.exchange)


def _newest_first(visit: Visit) -> None:
    sample = visit.sample()
    if not is_falling([made for _, made in made_at(sample)]):
        raise Broken("They do not come with the newest first.", sample.exchange)


def _is_alike(visit: Visit) -> None:
    xml, json = (visit.in_form(form).sample() for form in FORMS)
    if alone := sorted(differing(xml, json)):
        raise Broken(f"Request {alone[0]} stands in one form alone.", json.exchange)


def _asked_for(visit: Visit) -> Exchange:
    number = said(visit.some_request(), "service_request_id")
    return visit.get(f"requests/{quote(number, safe='')}")


def _one(visit: Visit) -> None:
    wanted = said(visit.some_request(), "service_request_id")
    found = visit.listed(_asked_for(visit), "service_requests")
    if found.ids() != [wanted]:
        told = ", ".join(found.ids()) or "nothing"
        raise Broken(f"Request {wanted} was asked for, and the answer holds {told}.", found.exchange)


def _one_alike(visit: Visit) -> None:
    listed, exchange = visit.some_request(), _asked_for(visit)
    try:
        record = visit.listed(exchange, "service_requests").records[0]
    except (Broken, IndexError):
        raise NotAsked("a single request cannot be read") from None
    if said(listed, "updated_datetime") != said(record, "updated_datetime"):
        raise NotAsked("the request was changed in the meantime")
    others = [name for name in TYPES if said(listed, name) != said(record, name) and name in record and name in listed]
    if others:
        raise Broken(f"{others[0]} is not what the list says.", exchange)


def _unknown(visit: Visit) -> None:
    expect_status(visit.get(f"requests/{UNKNOWN_ID}"), (404,), "An unknown service_request_id")


REQUESTS: tuple[Requirement, ...] = (
    Requirement(
        id="requests.list",
        says="`requests` answers without a key with `service_requests` of `request`, in JSON a bare array.",
        section=_SECTION,
        level="must",
        probe=_answers,
    ),
    Requirement(
        id="requests.needed",
        says="Each request says `service_request_id`, `status`, `service_code` and `requested_datetime`.",
        section=_SECTION,
        level="must",
        probe=_needed,
    ),
    Requirement(
        id="requests.fields",
        says="Each request shows all seventeen fields, empty where there is nothing to say.",
        section=_SECTION,
        level="should",
        probe=_shown,
    ),
    Requirement(
        id="requests.ids",
        says="No two requests have the same `service_request_id`.",
        section=_SECTION,
        level="must",
        probe=_ids,
    ),
    Requirement(
        id="requests.status",
        says="`status` is `open` or `closed`.",
        section=_SECTION,
        level="must",
        probe=_status,
    ),
    Requirement(
        id="requests.dates",
        says="Dates are written as the W3C notes them, with seconds and with `Z` or an offset.",
        section="Date/time format",
        level="must",
        probe=_dates,
    ),
    Requirement(
        id="requests.updated",
        says="A request is not changed before it is made.",
        section=_SECTION,
        level="should",
        probe=_updated,
    ),
    Requirement(
        id="requests.places",
        says="`lat` and `long` are degrees of WGS84, both or neither.",
        section=_SECTION,
        level="must",
        probe=_places,
    ),
    Requirement(
        id="requests.services",
        says="The `service_code` of a request is one of the listed services.",
        section=_SECTION,
        level="should",
        probe=_services,
    ),
    Requirement(
        id="requests.description",
        says=f"A `description` has at most {_LONGEST:,} characters.",
        section=_SECTION,
        level="should",
        probe=_descriptions,
    ),
    Requirement(
        id="requests.media",
        says="A `media_url` is a whole address.",
        section=_SECTION,
        level="should",
        probe=_media,
    ),
    Requirement(
        id="requests.types",
        says="In JSON numbers of requests and codes are strings, `lat` and `long` numbers, and what is empty is null.",
        section="JSON Support",
        level="should",
        forms="json",
        probe=_json_types,
    ),
    Requirement(
        id="requests.alike",
        says="XML and JSON list the same requests.",
        section="Format Support",
        level="must",
        forms="json",
        probe=_is_alike,
    ),
    Requirement(
        id="requests.window",
        says="Without dates, the requests of the last 90 days are given.",
        section=_SECTION,
        level="must",
        probe=_window,
    ),
    Requirement(
        id="requests.volume",
        says="At most 1,000 requests are given at once.",
        section=_SECTION,
        level="must",
        probe=_volume,
    ),
    Requirement(
        id="requests.newest",
        says="The newest request comes first, so that a cut list holds the newest.",
        section=_SECTION,
        level="should",
        probe=_newest_first,
    ),
    Requirement(
        id="request.answer",
        says="A single request is answered as a list with this request alone.",
        section=_ONE,
        level="must",
        probe=_one,
    ),
    Requirement(
        id="request.alike",
        says="A single request says what the list says of it.",
        section=_ONE,
        level="should",
        probe=_one_alike,
    ),
    Requirement(
        id="request.unknown",
        says="An unknown `service_request_id` is answered with 404.",
        section=_ONE,
        level="must",
        probe=_unknown,
    ),
)
