"""Each kind of condition says yes to what it means and no to what only looks like it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.routing import RouteRequest, Rulebook, route
from gateway.routing.conditions import KINDS
from gateway.routing.periods import Period
from parsers.values import Attachment, Coordinates, Location, LocationKind, Medium, Occurred, Urgency

INSIDE, OUTSIDE = Coordinates(lat=41.5, lon=-72.5), Coordinates(lat=41.5, lon=-71.5)
PHOTO = Attachment(filename="a.jpg", content_type="image/jpeg", size=10)
FRAME = "[[-73, 41], [-72, 41], [-72, 42], [-73, 42], [-73, 41]]"
HOLE = "[[-72.6, 41.4], [-72.4, 41.4], [-72.4, 41.6], [-72.6, 41.6], [-72.6, 41.4]]"
SHAPE = f"{{type: Polygon, coordinates: [{FRAME}, {HOLE}]}}"
TWO_SHAPES = f"{{type: MultiPolygon, coordinates: [[{FRAME}], [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]]}}"
DAY, WEEK = 86_400, 7 * 86_400
YESTERDAY = Occurred(text="yesterday", start="2026-03-09", end="2026-03-10", precision="day")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def place(text: str, *streets: str, kind: LocationKind = LocationKind.ADDRESS) -> Location:
    return Location(kind=kind, text=text, start=0, end=len(text), confidence=0.9, streets=streets)


# condition, what the message is, whether the condition is met
CASES: list[tuple[str, dict[str, Any], bool]] = [
    ("{all: [{service: pothole}, {channel: sms}]}", {"service": "pothole"}, True),
    ("{all: [{service: pothole}, {channel: email}]}", {"service": "pothole"}, False),
    ("{any: [{service: pothole}, {channel: email}]}", {"service": "pothole"}, True),
    ("{any: [{service: pothole}, {channel: email}]}", {"service": "streetlight_out"}, False),
    ("{not: {service: pothole}}", {"service": "streetlight_out"}, True),
    ("{not: {service: pothole}}", {"service": "pothole"}, False),
    ("{service: [streetlight_out, pothole]}", {"service": "pothole"}, True),
    ("{service: pothole}", {"service": "pothole", "confidence": 0.44}, False),
    ("{service: pothole}", {"service": "pothole", "confidence": 0.45}, True),
    ("{service: pothole}", {}, False),
    ("{group: streets}", {"service": "pothole"}, True),
    ("{group: lights}", {"service": "pothole"}, False),
    ("{text: street light}", {"text": "Both STREET  lights are dead"}, True),
    ("{text: street light}", {"text": "a light street"}, False),
    ("{text: street light}", {"text": "the street, as I said, and a light"}, False),
    ("{text: [tree, branch]}", {"text": "branches everywhere"}, True),
    ("{text: rat}", {"text": "great separation"}, False),
    ("{text: pothole}", {"subject": "Potholes", "text": ""}, True),
    ("{text: leaking}", {"text": "it leaked all night"}, True),
    ("{text: árbol caído}", {"text": "hay ARBOLES CAIDOS", "language": "es"}, True),
    ("{text: basura}", {"text": "Basuras por todas partes", "language": "es"}, True),
    ("{text: яма}", {"text": "Большая яма на дороге", "language": "ru"}, True),
    ("{text: яма}", {"text": "ямайка", "language": "ru"}, False),
    ("{text: 垃圾}", {"text": "街上有垃圾", "language": "zh"}, True),
    ("{text: 垃圾}", {"text": "圾垃", "language": "zh"}, False),
    ("{text: गड्ढा}", {"text": "सड़क पर गड्ढा है", "language": "hi"}, True),
    ("{text: कि}", {"text": "की", "language": "hi"}, False),
    ("{text: حفرة}", {"text": "توجد حفرة كبيرة", "language": "ar"}, True),
    ("{pattern: 'case \\d{4}'}", {"text": "about CASE 2041 again"}, True),
    ("{pattern: 'case \\d{4}'}", {"text": "about case 20"}, False),
    ("{pattern: ['lot \\d+', 'case \\d{4}']}", {"text": "about CASE 2041 again"}, True),
    ("{pattern: '^urgent'}", {"subject": "Urgent: hole"}, True),
    ("{pattern: '^urgent'}", {"text": "not urgent"}, False),
    ("{pattern: '\\P{L}niño\\P{L}'}", {"text": "un niño"}, True),
    ("{pattern: '\\P{L}niño\\P{L}'}", {"text": "niñonazo"}, False),
    ("{channel: email}", {"medium": Medium.EMAIL}, True),
    ("{channel: email}", {}, False),
    ("{to: 311@elmcity.example}", {"recipients": ("311+oak@ELMCITY.example",)}, True),
    ("{to: 311@elmcity.example}", {"recipients": ("desk@elmcity.example", "311@elmcity.example")}, True),
    ("{to: 311@elmcity.example}", {"recipients": ("desk@elmcity.example",)}, False),
    ("{from: anne@resident.example}", {"sender": "anne@resident.example"}, True),
    ("{from: [bart@city.example, '@resident.example']}", {"sender": "anne@resident.example"}, True),
    ("{from: '@resident.example'}", {"sender": "anne@resident.example"}, True),
    ("{from: '@resident.example'}", {"sender": "anne@not-resident.example"}, False),
    ('{from: "+12035550199"}', {"sender": "+12035550199"}, True),
    ('{from: "+12035550199"}', {"sender": "+12035550198"}, False),
    ("{header: {List-Id: ''}}", {"headers": {"list-id": "<a.example>"}}, True),
    ("{header: {List-Id: ''}}", {"headers": {}}, False),
    ("{header: {X-Form: Oak}}", {"headers": {"x-form": "the oak form"}}, True),
    ("{header: {X-Form: oak, X-Kind: b}}", {"headers": {"x-form": "oak", "x-kind": "a"}}, False),
    ("{street: Whalley Ave}", {"location": place("12 Whalley Avenue", "Whalley Avenue")}, True),
    ("{street: Whalley Ave}", {"location": place("12 Oak St", "Oak St"), "text": "not Whalley Ave"}, False),
    ("{street: Route 10}", {"text": "a hole on Rt. 10 near the mall"}, True),
    ("{street: Route 10}", {"text": "route 100"}, False),
    ("{area: downtown}", {"coordinates": INSIDE}, True),
    ("{area: downtown}", {"coordinates": OUTSIDE, "text": "near downtown"}, False),
    ("{area: downtown}", {"text": "litter in Downtown"}, True),
    ("{area: downtown}", {"text": "litter in town"}, False),
    ("{area: " + SHAPE + "}", {"coordinates": Coordinates(lat=41.1, lon=-72.9)}, True),
    ("{area: " + SHAPE + "}", {"coordinates": INSIDE}, False),
    ("{area: " + TWO_SHAPES + "}", {"coordinates": INSIDE}, True),
    ("{area: " + TWO_SHAPES + "}", {"coordinates": Coordinates(lat=0.5, lon=0.5)}, True),
    ("{area: " + TWO_SHAPES + "}", {"coordinates": OUTSIDE}, False),
    ("{area: [downtown, " + SHAPE + "]}", {"coordinates": INSIDE}, True),
    ("{has: photo}", {"attachments": (PHOTO,)}, True),
    ("{has: [photo, attachment]}", {"attachments": (PHOTO,), "sender": ""}, True),
    ("{has: [photo, location]}", {"attachments": (PHOTO,)}, False),
    ("{has: time}", {"occurred": YESTERDAY}, True),
    ("{missing: location}", {}, True),
    ("{missing: location}", {"location": place("12 Oak St")}, False),
    ("{missing: [photo, location]}", {"location": place("12 Oak St")}, True),
    ("{urgency: emergency}", {"urgency": Urgency.EMERGENCY}, True),
    ("{urgency: [soon, emergency]}", {}, False),
    ("{language: es}", {"language": "es"}, True),
    ("{language: es}", {"language": "en"}, False),
    ("{hours: Mon-Fri 07:00-15:30}", {"received_at": at("2026-03-10T19:29")}, True),
    ("{hours: Mon-Fri 07:00-15:30}", {"received_at": at("2026-03-10T19:30")}, False),
    ("{hours: Mon-Fri 07:00-15:30}", {"received_at": at("2026-03-14T15:00")}, False),
    ("{hours: Mon-Fri 07:00-15:30}", {"received_at": at("2026-12-25T15:00")}, False),
    ("{hours: [Sat 09:00-12:00, Tue 09:00-12:00]}", {"received_at": at("2026-03-10T15:00")}, True),
    ("{hours: '22:00-07:00'}", {"received_at": at("2026-03-10T10:59")}, True),
    ("{hours: '22:00-07:00'}", {"received_at": at("2026-03-10T11:00")}, False),
    ("{date: 11-15 to 04-15}", {"received_at": at("2026-04-15T20:00")}, True),
    ("{date: 11-15 to 04-15}", {"received_at": at("2026-04-16T20:00")}, False),
    ("{date: [07-04, 03-10]}", {"received_at": at("2026-03-10T15:00")}, True),
    ("{date: 2026-03-09}", {"received_at": at("2026-03-10T03:00")}, True),
    ("{repeat: {at_least: 3}}", {"repeat": 3}, True),
    ("{repeat: {at_least: 3}}", {"repeat": 2}, False),
    ("{repeat: {at_most: 2}}", {"repeat": 2}, True),
    ("{repeat: {at_most: 2}}", {"repeat": 1}, True),
    ("{repeat: {at_most: 1}}", {"repeat": 2}, False),
    ("{repeat: {at_least: 2, at_most: 4}}", {"repeat": 4}, True),
    ("{repeat: {at_least: 2, at_most: 4}}", {"repeat": 5}, False),
    ("{repeat: {at_least: 3, within: 12 weeks}}", {"repeats": {Period(of="sender", seconds=12 * WEEK): 3}}, True),
    ("{repeat: {at_least: 3, within: 12 weeks}}", {"repeats": {Period(of="place", seconds=12 * WEEK): 3}}, False),
    ("{repeat: {at_least: 3, of: place}}", {"repeats": {Period(of="place", seconds=30 * DAY): 3}}, True),
    ("{repeat: {at_least: 3, of: place}}", {"repeat": 3, "repeats": {Period(of="place", seconds=30 * DAY): 2}}, False),
    ("{repeat: {at_least: 3, within: 36 hours, of: place}}", {"repeat": 3}, True),
    ("{confidence: {below: 0.6}}", {"service": "pothole", "confidence": 0.59}, True),
    ("{confidence: {below: 0.6}}", {"service": "pothole", "confidence": 0.6}, False),
    ("{confidence: {at_least: 0.6}}", {"service": "pothole", "confidence": 0.6}, True),
    ("{confidence: {at_least: 0.6}}", {}, False),
    ("{event: overdue}", {"event": "overdue"}, True),
    ("{event: overdue}", {"event": "opened"}, False),
]


@pytest.mark.parametrize(("condition", "about", "is_met"), CASES)
def test_condition_is_met_exactly_when_it_should_be(
    book_with: Callable[[str], Rulebook],
    request_for: Callable[..., RouteRequest],
    condition: str,
    about: dict[str, Any],
    is_met: bool,
) -> None:
    """The table is the meaning of the vocabulary; a flipped condition must change a department."""
    decision = route(request_for(**about), book_with(condition))
    assert (decision.rule == "only") is is_met


def test_every_kind_of_condition_is_in_the_table() -> None:
    """A new kind without a case here would be untested."""
    tried = {
        outcome: {case[0][1 : case[0].index(":")] for case in CASES if case[2] is outcome} for outcome in (True, False)
    }
    assert tried[True] == set(KINDS)
    assert tried[False] == set(KINDS)


def test_daylight_saving_moves_office_hours_with_the_clock(
    book_with: Callable[[str], Rulebook], request_for: Callable[..., RouteRequest]
) -> None:
    """Half past eleven in UTC is before seven in winter and after seven in summer."""
    book = book_with("{hours: Mon-Fri 07:00-15:30}")
    winter, summer = request_for(received_at=at("2026-03-06T11:30")), request_for(received_at=at("2026-03-09T11:30"))
    assert [route(request, book).rule for request in (winter, summer)] == [None, "only"]


@pytest.mark.parametrize(
    ("condition", "moment", "is_met"),
    [
        # In the night to 8 March two o'clock is three; in the night to 1 November one o'clock comes twice.
        ("{hours: '02:00-03:00'}", "2026-03-08T07:30", False),
        ("{hours: '03:00-04:00'}", "2026-03-08T07:00", True),
        ("{hours: '01:00-02:00'}", "2026-03-08T06:59", True),
        ("{hours: '01:00-02:00'}", "2026-11-01T05:30", True),
        ("{hours: '01:00-02:00'}", "2026-11-01T06:30", True),
        ("{hours: '01:00-02:00'}", "2026-11-01T07:00", False),
        ("{hours: 'Sat 22:00-07:00'}", "2026-03-08T10:59", True),
        ("{hours: 'Sat 22:00-07:00'}", "2026-03-08T11:00", False),
        ("{hours: 'Sat 22:00-07:00'}", "2026-11-01T11:59", True),
        ("{hours: 'Sat 22:00-07:00'}", "2026-11-01T12:00", False),
        # Christmas of this city is a Friday.
        ("{hours: '00:00-24:00'}", "2026-12-25T05:00", False),
        ("{hours: '00:00-24:00'}", "2026-12-25T04:59", True),
        ("{hours: '00:00-24:00'}", "2026-12-26T05:00", True),
        ("{hours: 24/7}", "2026-12-25T15:00", True),
        ("{hours: 'Thu 22:00-07:00'}", "2026-12-25T08:00", False),
        ("{not: {hours: Mon-Fri 07:00-15:30}}", "2026-12-25T15:00", True),
        ("{date: 2026-12-25}", "2026-12-26T04:59", True),
        ("{date: 2026-12-25}", "2026-12-26T05:00", False),
        ("{date: 2026-11-01}", "2026-11-02T04:59", True),
    ],
)
def test_clocks_change_and_offices_close(
    book_with: Callable[[str], Rulebook],
    request_for: Callable[..., RouteRequest],
    condition: str,
    moment: str,
    is_met: bool,
) -> None:
    """Hours are those of the clock on the wall, also in the two nights it is changed; a holiday is closed all day."""
    assert (route(request_for(received_at=at(moment)), book_with(condition)).rule == "only") is is_met


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{repeat: {at_least: 3}}", "at least 3 of this sender within 30 days"),
        (
            "{repeat: {at_least: 2, at_most: 5, within: 2 weeks, of: place}}",
            "at least 2 and at most 5 of this place within 2 weeks",
        ),
        ("{confidence: {at_least: 0.2, below: 0.6}}", "at least 0.2 and below 0.6"),
    ],
)
def test_bounds_are_said_as_they_are_meant(book_with: Callable[[str], Rulebook], condition: str, said: str) -> None:
    """The explanation of a decision names them."""
    assert book_with(condition).rules[0].when.said == said


def test_text_of_a_follow_up_is_its_new_text_only(
    book_with: Callable[[str], Rulebook], request_for: Callable[..., RouteRequest]
) -> None:
    """Quoted words are somebody else's and must not move a ticket."""
    book = book_with("{all: [{event: [opened, follow_up]}, {text: sewage}]}")
    quoted = request_for("thanks", follow_up=True, quoted_text="> sewage", event="follow_up")
    assert route(quoted, book).rule is None
