"""What the standard asks of the parameters by which requests are selected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from gateway.conformance.field_values import said
from gateway.conformance.requirements.expecting import differing, expect_status, outside, unknown_values
from gateway.conformance.values import Broken, NotAsked, Requirement
from gateway.conformance.visit import Listed, Parameter, Visit

_SECTION = "GET Service Requests"
_STATUSES = ("open", "closed")
_MINUTE = timedelta(minutes=1)
_ELSEWHERE = timezone(timedelta(hours=5, minutes=30))
LONG_AGO: tuple[Parameter, ...] = (("start_date", "1971-01-01T00:00:00Z"), ("end_date", "1971-01-02T00:00:00Z"))
"""A time from which no city has requests."""


def zulu(when: datetime) -> str:
    """A date as most clients send it."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _present(visit: Visit, name: str) -> list[str]:
    """The values that the sample has, each once, in the order of the sample."""
    return list(dict.fromkeys(said(record, name) for record in visit.sample().records if said(record, name)))


def _status(visit: Visit) -> None:
    for status in [value for value in _STATUSES if value in _present(visit, "status")]:
        found = visit.requests(("status", status))
        found.blame(unknown_values(found, "status", (status,)))
        _expect_some(found, f"status={status}")


def _both(visit: Visit) -> None:
    if not set(_STATUSES) <= set(_present(visit, "status")):
        raise NotAsked("the requests at hand are all open or all closed")


def _status_list(visit: Visit) -> None:
    _both(visit)
    found = visit.requests(("status", "open,closed"))
    _expect_values(found, "status", _STATUSES, "status=open,closed")


def _repeated(visit: Visit) -> None:
    _both(visit)
    found = visit.requests(("status", "open"), ("status", "closed"))
    _expect_values(found, "status", _STATUSES, "status=open&status=closed")


def _service(visit: Visit) -> None:
    code = said(visit.some_request(), "service_code")
    found = visit.requests(("service_code", code))
    found.blame(unknown_values(found, "service_code", (code,)))
    _expect_some(found, f"service_code={code}")


def _service_list(visit: Visit) -> None:
    codes = tuple(_present(visit, "service_code")[:2])
    if len(codes) < 2:
        raise NotAsked("the requests at hand are all of one service")
    found = visit.requests(("service_code", ",".join(codes)))
    found.blame(unknown_values(found, "service_code", codes))
    _expect_values(found, "service_code", codes, f"service_code={','.join(codes)}")


def _unknown_service(visit: Visit) -> None:
    exchange = visit.get("requests", ("service_code", "no-such-service-code"))
    if exchange.status == 200 and visit.listed(exchange, "service_requests").records:
        raise Broken("An unknown service_code is passed over, and all requests are given.", exchange)
    expect_status(exchange, (200, 404), "An unknown service_code")


def _around(visit: Visit) -> tuple[str, datetime, datetime]:
    """The number of a request, and two minutes in which it was made."""
    request, made = visit.some_moment()
    return said(request, "service_request_id"), made - _MINUTE, made + _MINUTE


def _dates(visit: Visit) -> None:
    number, start, end = _around(visit)
    found = visit.requests(("start_date", zulu(start)), ("end_date", zulu(end)))
    found.blame(outside(found, start.replace(microsecond=0), end))
    _expect_id(found, number, "the two minutes in which it was made")


def _offset(visit: Visit) -> None:
    number, start, end = _around(visit)
    there = [when.astimezone(_ELSEWHERE).isoformat(timespec="seconds") for when in (start, end)]
    found = visit.requests(("start_date", there[0]), ("end_date", there[1]))
    _expect_id(found, number, "the two minutes in which it was made, as they are called at +05:30")


def _open_end(visit: Visit) -> None:
    number, start, _ = _around(visit)
    found = visit.requests(("start_date", zulu(start)))
    found.blame(outside(found, start.replace(microsecond=0), start + timedelta(days=91)))
    if len(found.records) < 1000:
        _expect_id(found, number, "what was made from a minute before it on")


def _open_start(visit: Visit) -> None:
    number, _, end = _around(visit)
    found = visit.requests(("end_date", zulu(end)))
    found.blame(outside(found, end - timedelta(days=91), end))
    _expect_id(found, number, "what was made until a minute after it")


def _long_span(visit: Visit) -> None:
    span = (("start_date", zulu(visit.now - timedelta(days=200))), ("end_date", zulu(visit.now)))
    expect_status(visit.get("requests", *span), (400,), "A span of 200 days")


def _no_date(visit: Visit) -> None:
    expect_status(visit.get("requests", ("start_date", "the-day-before")), (400,), "A start_date that is no date")


def _no_status(visit: Visit) -> None:
    expect_status(visit.get("requests", ("status", "no-such-status")), (400,), "An unknown status")


def _nothing(visit: Visit) -> None:
    found = visit.requests(*LONG_AGO)
    if found.records:
        raise Broken("Requests are given from a day in 1971.", found.exchange)


def _two_ids(visit: Visit) -> list[str]:
    """A number from the middle of the sample, and its first where that is another."""
    middle = said(visit.some_request(), "service_request_id")
    others = [number for number in visit.sample().ids() if number and number != middle]
    return [middle, *others[:1]]


def _numbers(visit: Visit) -> None:
    wanted = _two_ids(visit)
    found = visit.requests(("service_request_id", ",".join(wanted)))
    if set(found.ids()) != set(wanted):
        told = ", ".join(found.ids()[:5]) or "nothing"
        raise Broken(f"{' and '.join(wanted)} were asked for, and the answer holds {told}.", found.exchange)


def _override(visit: Visit) -> None:
    request = visit.some_request()
    number, status = said(request, "service_request_id"), said(request, "status")
    other = "closed" if status == "open" else "open"
    found = visit.requests(("service_request_id", number), ("status", other), *LONG_AGO)
    _expect_id(found, number, "a request by its number, whatever else is asked for")


def _empty(visit: Visit) -> None:
    sample = visit.sample()
    names = ("service_request_id", "service_code", "start_date", "end_date", "status")
    found = visit.requests(*((name, "") for name in names))
    if not found.records or differing(found, sample):
        raise Broken("Empty parameters change which requests are given.", found.exchange)


def _expect_some(found: Listed, asked: str) -> None:
    if not found.records:
        raise Broken(f"{asked} gives nothing, though there are such requests.", found.exchange)


def _expect_values(found: Listed, name: str, wanted: tuple[str, ...], asked: str) -> None:
    told = {said(record, name) for record in found.records}
    if missing := [value for value in wanted if value not in told]:
        raise Broken(f'{asked} gives none with {name} "{missing[0]}", though there are some.', found.exchange)


def _expect_id(found: Listed, number: str, what: str) -> None:
    if number not in found.ids():
        raise Broken(f"Request {number} is missing where {what} is asked for.", found.exchange)


FILTERS: tuple[Requirement, ...] = (
    Requirement(
        id="filter.status",
        says="`status` gives the requests of this status alone.",
        section=_SECTION,
        level="must",
        probe=_status,
    ),
    Requirement(
        id="filter.statuses",
        says="`status` takes several, parted by commas.",
        section=_SECTION,
        level="must",
        probe=_status_list,
    ),
    Requirement(
        id="filter.repeated",
        says="A parameter that is given twice means both, as some clients send lists.",
        section=_SECTION,
        level="should",
        probe=_repeated,
    ),
    Requirement(
        id="filter.service",
        says="`service_code` gives the requests of this service alone.",
        section=_SECTION,
        level="must",
        probe=_service,
    ),
    Requirement(
        id="filter.services",
        says="`service_code` takes several, parted by commas.",
        section=_SECTION,
        level="must",
        probe=_service_list,
    ),
    Requirement(
        id="filter.unknown_service",
        says="An unknown `service_code` is answered with 404 or with nothing, not with everything.",
        section=_SECTION,
        level="should",
        probe=_unknown_service,
    ),
    Requirement(
        id="filter.unknown_status",
        says="An unknown `status` is answered with 400.",
        section=_SECTION,
        level="should",
        probe=_no_status,
    ),
    Requirement(
        id="filter.dates",
        says="`start_date` and `end_date` give the requests that were made between them.",
        section=_SECTION,
        level="must",
        probe=_dates,
    ),
    Requirement(
        id="filter.offset",
        says="A date with an offset means the same moment as with `Z`.",
        section="Date/time format",
        level="must",
        probe=_offset,
    ),
    Requirement(
        id="filter.start",
        says="`start_date` alone gives at most 90 days from then on.",
        section=_SECTION,
        level="should",
        probe=_open_end,
    ),
    Requirement(
        id="filter.end",
        says="`end_date` alone gives at most the 90 days before it.",
        section=_SECTION,
        level="should",
        probe=_open_start,
    ),
    Requirement(
        id="filter.span",
        says="A span of more than 90 days is answered with 400.",
        section=_SECTION,
        level="should",
        probe=_long_span,
    ),
    Requirement(
        id="filter.bad_date",
        says="A date that is none is answered with 400.",
        section=_SECTION,
        level="must",
        probe=_no_date,
    ),
    Requirement(
        id="filter.nothing",
        says="Where nothing is found, the answer is 200 with an empty list.",
        section=_SECTION,
        level="must",
        probe=_nothing,
    ),
    Requirement(
        id="filter.ids",
        says="`service_request_id` takes several, parted by commas, and gives these alone.",
        section=_SECTION,
        level="must",
        probe=_numbers,
    ),
    Requirement(
        id="filter.override",
        says="`service_request_id` overrides all other parameters, the dates too.",
        section=_SECTION,
        level="must",
        probe=_override,
    ),
    Requirement(
        id="filter.empty",
        says="An empty parameter means the same as none.",
        section="Optional Arguments",
        level="must",
        probe=_empty,
    ),
)
