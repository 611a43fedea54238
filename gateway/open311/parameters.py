"""What a client may write behind the question mark, read strictly: each mistake is a sentence that names the field."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gateway.open311.endpoint import Asked, Endpoint
from gateway.open311.moments import is_day, read_moment
from gateway.open311.problems import bad_request, not_found
from gateway.store.public_requests import Box, Span

DAY = 86_400.0
LONGEST = 90 * DAY
"""Seconds that one list may span (3.7)."""
_SLACK = 3_600.0
"""Ninety days that begin in one half of the year and end in the other have an hour more."""
MOST = 1_000
"""Requests in one list, and in one page of it."""
_LAST_PAGE = 1_000_000
_DIGITS = 4
_HALF = 0.5 * 10**-_DIGITS
"""A place is told to four digits, and no box finds out more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list is wanted, counted from 1."""

    number: int = 1
    size: int = MOST
    is_asked: bool = False
    """Whether the client asked for pages at all, and wants to know how many there are."""


def check_jurisdiction(endpoint: Endpoint, given: str) -> None:
    """Go on where `jurisdiction_id` is absent, ours, or of no concern to this city; raises `ProblemError` (404)."""
    ours = endpoint.rulebook.open311.jurisdiction
    if given and ours and given.strip().casefold() != ours.casefold():
        raise not_found(f"There is no jurisdiction “{given[:100]}” here; this endpoint serves {ours}.")


def read_listed(asked: Asked, name: str) -> list[str]:
    """The values of a parameter that is written with commas, or several times, or both; none where it is empty."""
    parts = [part.strip() for written in asked.arguments.getlist(name) for part in written.split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def read_ids(asked: Asked) -> Sequence[str]:
    """The requests that are asked for by number; raises `ProblemError` for more than a list holds."""
    ids = read_listed(asked, "service_request_id")
    if len(ids) > MOST:
        raise bad_request(f"{len(ids):,} values of service_request_id are too many. Ask for {MOST:,} at once at most.")
    return ids


def read_status(asked: Asked) -> Literal["", "open", "closed"]:
    """The state that is asked for; empty for both."""
    statuses = {status.lower() for status in read_listed(asked, "status")}
    if unknown := sorted(statuses - {"open", "closed"}):
        raise bad_request(f"“{unknown[0][:100]}” is no status. Write open or closed.")
    if len(statuses) != 1:
        return ""
    return "open" if "open" in statuses else "closed"


def read_window(asked: Asked, *, now: float) -> Span:
    """When what is asked for was reported: 90 days at most, which end now where nothing is said (3.7)."""
    return _read_span(asked, "start_date", "end_date") or Span(start=now - LONGEST, end=math.floor(now) + 1)


def read_changes(asked: Asked) -> Span | None:
    """When what is asked for changed last (draft of GeoReport 2.1); None where nothing is said."""
    return _read_span(asked, "updated_after", "updated_before")


def _read_span(asked: Asked, first: str, last: str) -> Span | None:
    start, end = _read_date(asked, first), _read_date(asked, last)
    if end is None:
        return None if start is None else Span(start=start, end=start + LONGEST)
    start = end - LONGEST if start is None else start
    _check_length(start, end, first, last)
    return Span(start=start, end=math.floor(end) + (DAY if is_day(asked.arguments.get(last, "")) else 1))


def _check_length(start: float, end: float, first: str, last: str) -> None:
    if end < start:
        raise bad_request(f"{last} lies before {first}. Exchange them.")
    if end - start > LONGEST + _SLACK:
        raise bad_request(f"From {first} to {last} are more than 90 days. Ask for them in several parts.")


def _read_date(asked: Asked, name: str) -> float | None:
    written = asked.arguments.get(name)
    if written is None:
        return None
    moment = read_moment(written)
    if moment is None:
        raise bad_request(f"“{written[:100]}” in {name} is no date. Write it like 2026-11-23T07:20:00Z.")
    return moment


def read_page(asked: Asked) -> Page:
    """The part of the list that is wanted; page 0 is the first one, too (3.10)."""
    number = _read_whole(asked, "page", least=0, most=_LAST_PAGE)
    size = _read_whole(asked, "page_size", least=1, most=MOST)
    is_asked = number is not None or size is not None
    return Page(number=max(number or 1, 1), size=size or MOST, is_asked=is_asked)


def _read_whole(asked: Asked, name: str, *, least: int, most: int) -> int | None:
    written = asked.arguments.get(name)
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10 and least <= int(written) <= most):
        raise bad_request(f"“{written[:100]}” in {name} is not a whole number from {least} to {most:,}.")
    return int(written)


def read_box(asked: Asked, sources: tuple[str, ...] | None) -> Box | None:
    """The area that is asked for, as west, south, east, north; `sources` are those whose places are shown."""
    written = asked.arguments.get("bbox")
    if written is None:
        return None
    numbers = [number for part in written.split(",") if (number := _read_degrees(part)) is not None]
    if len(numbers) != 4 or written.count(",") != 3:
        raise bad_request("bbox is four numbers with commas between: west, south, east, north, in degrees.")
    west, east = sorted(numbers[::2])
    south, north = sorted(numbers[1::2])
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise bad_request("bbox is west, south, east, north in degrees; longitude comes first, and ends at 180.")
    return Box(
        west=round(west, _DIGITS) - _HALF,
        south=round(south, _DIGITS) - _HALF,
        east=round(east, _DIGITS) + _HALF,
        north=round(north, _DIGITS) + _HALF,
        sources=sources,
    )


def _read_degrees(written: str) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def check_overridden(asked: Asked) -> None:
    """Raise `ProblemError` for what cannot be read, also where numbers override it: who mistyped wants to know."""
    for name in ("start_date", "end_date", "updated_after", "updated_before"):
        _read_date(asked, name)
    read_status(asked)
    read_page(asked)
    read_box(asked, None)


def has_extensions(asked: Asked) -> bool:
    """Whether the fields are wanted that only the extensions know (3.10)."""
    written = asked.arguments.get("extensions", "false").lower()
    if written not in {"true", "false"}:
        raise bad_request(f"“{written[:100]}” in extensions is neither true nor false.")
    return written == "true"
