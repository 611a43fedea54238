"""What several probes expect alike: a status, a refusal, the same things in another answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from gateway.conformance.field_values import moment, said, wrong_types
from gateway.conformance.reading import Record
from gateway.conformance.values import Broken, Exchange
from gateway.conformance.visit import Listed


def expect_status(exchange: Exchange, wanted: Sequence[int], what: str) -> None:
    """Raise `Broken` unless `what` was answered with one of the wanted statuses."""
    if exchange.status not in wanted:
        expected = " or ".join(map(str, wanted))
        raise Broken(f"{what} is answered with status {exchange.status}; {expected} is wanted.", exchange)


def without(listed: Listed, names: Sequence[str]) -> Iterator[str]:
    """A sentence for each record that lacks one of the fields, or in which it is empty."""
    for record in listed.records:
        missing = [name for name in names if not said(record, name)]
        if missing:
            yield f"{_naming(record)} has no {', '.join(missing)}."


def absent(listed: Listed, names: Sequence[str]) -> Iterator[str]:
    """A sentence for each record in which one of the fields does not even stand empty."""
    for record in listed.records:
        missing = [name for name in names if name not in record]
        if missing:
            yield f"{_naming(record)} does not show {', '.join(missing)}, not even empty."


def unknown_values(listed: Listed, name: str, allowed: Sequence[str]) -> Iterator[str]:
    """A sentence for each record whose field says what is not allowed; an empty field is another matter."""
    for record in listed.records:
        value = said(record, name)
        if value and value not in allowed:
            yield f'{_naming(record)} has {name} "{value}"; {" or ".join(allowed)} is wanted.'


def doubles(listed: Listed, name: str) -> Iterator[str]:
    """A sentence for each value that stands in two records."""
    counted = Counter(said(record, name) for record in listed.records if said(record, name))
    for value in sorted(value for value, count in counted.items() if count > 1):
        yield f'The {name} "{value}" stands there {counted[value]} times.'


def mistyped(listed: Listed, types: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each field of JSON that has another type."""
    return (
        f"In {_naming(record)[0].lower()}{_naming(record)[1:]}, {sentence}"
        for record in listed.records
        for sentence in wrong_types(record, types)
    )


def bad_dates(listed: Listed, names: Sequence[str]) -> Iterator[str]:
    """A sentence for each date that is not written as the standard wants it."""
    for record in listed.records:
        for name in names:
            if said(record, name) and moment(said(record, name)) is None:
                yield f'{_naming(record)} has {name} "{said(record, name)}"; 2026-11-23T07:20:00Z would be a date.'


def made_at(listed: Listed) -> list[tuple[str, datetime]]:
    """Number and moment of each request whose date can be read."""
    found = (
        (said(record, "service_request_id"), moment(said(record, "requested_datetime"))) for record in listed.records
    )
    return [(number, made) for number, made in found if made is not None]


def outside(listed: Listed, start: datetime, end: datetime) -> Iterator[str]:
    """A sentence for each request that was made before `start` or after `end`."""
    for number, made in made_at(listed):
        if not start <= made <= end:
            yield f"Request {number} of {made.isoformat()} lies outside of {start.isoformat()} to {end.isoformat()}."


def differing(one: Listed, other: Listed) -> set[str]:
    """Requests that stand in one list alone, of the time that both lists cover."""
    first, second = made_at(one), made_at(other)
    if not first or not second:
        return {number for number, _ in (*first, *second)}
    start = max(min(made for _, made in first), min(made for _, made in second))
    end = min(max(made for _, made in first), max(made for _, made in second))
    numbers = [{number for number, made in found if start < made < end} for found in (first, second)]
    return numbers[0] ^ numbers[1]


def is_falling(moments: Sequence[datetime]) -> bool:
    """Whether the newest comes first."""
    return all(earlier >= later for earlier, later in pairwise(moments))


def _naming(record: Record) -> str:
    """How a sentence calls a record."""
    for name, words in _NAMES.items():
        if said(record, name):
            return f"{words} {said(record, name)}"
    return "A record"


_NAMES = {
    "update_id": "Update",
    "service_request_id": "Request",
    "service_code": "Service",
    "code": "Attribute",
    "url": "Endpoint",
    "key": "Value",
}
