"""A first rulebook from the past: it says what the past says, how sure it is, and nothing about anybody."""

from __future__ import annotations

import pytest

from gateway.drafting.drafting import Drafted
from gateway.drafting.values import DraftError
from gateway.routing import check_rulebook, load_rulebook, route
from gateway.routing.examples import example_request
from gateway.routing.sections import ExampleText
from tests.drafting.elm_past import draft, elm_past, past_request


@pytest.fixture(scope="module")
def elm() -> Drafted:
    """The draft of Elm City's past."""
    return draft(elm_past())


def department_of(text: str, drafted: Drafted) -> str:
    request = example_request(ExampleText(text=text), drafted.rulebook)
    return route(request, drafted.rulebook).department_name


def test_categories_become_the_shipped_services_that_they_are(elm: Drafted) -> None:
    """A category that is a shipped service speaks in its words and keeps the name that the city gave it."""
    services = elm.rulebook.services
    assert services["pothole"].name("en") == "Road: Potholes"
    assert services["streetlight_out"].name("en") == "Lamps"
    assert elm.rulebook.parser_city.catalog.city.find_category("road:  potholes") == "pothole"


def test_a_category_of_the_city_s_own_is_told_by_its_words(elm: Drafted) -> None:
    """What no catalog knows is found by the words that told it from the others."""
    service = next(item for item in elm.draft.services if item.name == "Kiosk #9")
    assert (service.key, service.joint.code, service.joint.like) == ("kiosk_9", None, ())
    assert "frobnicator" in service.words["en"]
    guess = example_request(ExampleText(text="frobnicator is broken"), elm.rulebook).understanding.service
    assert guess is not None
    assert guess.code == "kiosk_9"


def test_departments_are_those_that_most_requests_had(elm: Drafted) -> None:
    """The counts stand behind each, so that an administrator sees how sure it is."""
    assert elm.rulebook.services["streetlight_out"].department == "light_power"
    assert "department: streets             # 75 of 100 (75 %); Parks 25" in elm.text
    assert department_of("pothole in the right lane", elm) == "Streets"


def test_a_department_that_took_over_lately_has_the_service() -> None:
    """Cities reorganise: the newest part counts where it clearly says another one."""
    requests = elm_past()
    moved = [
        past_request(number, request.text, request.category, "Power Company" if number >= 200 else request.department)
        for number, request in enumerate(requests)
    ]
    drafted = draft(moved)
    assert drafted.rulebook.services["streetlight_out"].department == "power_company"
    assert "15 of the newest 15; in all Light & Power 60, Power Company 15" in drafted.text


def test_an_exception_that_held_again_becomes_a_rule(elm: Drafted) -> None:
    """Potholes of alleys went to another department, in the older part and in the newest."""
    rule = next(rule for rule in elm.draft.rules if "words" in rule.name)
    assert "alley" in rule.condition
    assert rule.examples == ("{text: deep pothole in the alley behind the shops, department: parks}",)
    assert department_of("a pothole in the alley", elm) == "Parks"


def test_an_exception_that_did_not_hold_is_left_out() -> None:
    """What was so once and is no longer would send requests astray."""
    requests = elm_past()
    newest = len(requests) * 4 // 5
    changed = [
        past_request(number, request.text, request.category, "Streets" if number >= newest else request.department)
        for number, request in enumerate(requests)
    ]
    assert draft(changed).draft.rules == ()


def test_a_department_with_a_part_of_the_city_gets_an_area() -> None:
    """Where the past has coordinates, a rule can name the part that a department has."""
    requests = []
    for number in range(240):
        is_north = number % 3 == 0
        lat = (41.40 if is_north else 41.30) + (number % 7) / 1_000
        lon = -72.92 + (number % 5) / 1_000
        text, who = "Huge pothole in the right lane", "North depot" if is_north else "Streets"
        requests.append(past_request(number, text, "Potholes", who, lat=lat, lon=lon, address=""))
    drafted = draft(requests)
    assert [area.key for area in drafted.draft.areas] == ["north_depot_pothole"]
    pinned = ExampleText(text="Huge pothole", coordinates={"lat": 41.403, "lon": -72.918})
    assert route(example_request(pinned, drafted.rulebook), drafted.rulebook).department == "north_depot"


def test_a_draft_is_good_and_always_the_same(elm: Drafted) -> None:
    """It passes the check as it is, and drafting again changes nothing."""
    assert check_rulebook(load_rulebook(elm.text, source="again.yaml")) == ()
    assert draft(reversed(elm_past())).text == elm.text


def test_what_the_administrator_must_fill_in_is_marked(elm: Drafted) -> None:
    """Nothing that cannot be known is passed off as known."""
    assert "name: Our City                    # FILL IN" in elm.text
    assert "timezone: America/New_York        # guessed" in elm.text
    told = draft(elm_past(3), name="Elm City", timezone="America/Chicago", addresses=("311@elmcity.example",))
    assert (told.rulebook.city.name, told.rulebook.city.timezone) == ("Elm City", "America/Chicago")
    assert "FILL IN: as residents" not in told.text


def test_danger_comes_before_everything(elm: Drafted) -> None:
    """The shipped rules for danger stand first, with examples of ours."""
    assert [rule.name for rule in elm.rulebook.rules][:2] == [
        "Gas or wires are an emergency",
        "A danger to life goes first",
    ]
    assert all(rule.examples for rule in elm.rulebook.rules[:2])
    assert elm.rulebook.rules[2].then.department == "learned"


def test_a_fire_department_of_the_past_takes_emergencies() -> None:
    """Where the city has one, it need not be filled in."""
    requests = [*elm_past(3), past_request(900, "smoke from a kettle", "Fire", "Fire Department")]
    assert draft(requests).rulebook.rules[0].then.department == "fire_department"


def test_nobody_s_name_number_or_address_is_in_the_file() -> None:
    """A rulebook is passed around; the past holds what people wrote about themselves and others."""
    private = [
        past_request(
            number,
            f"This is Anne Winterbottom, call 203-555-{number:04}, anne@resident.example. {text} "
            "Neighbour Zebedee at 7 Xanadu Lane did it.",
            *rest,
            address=f"{number} Xanadu Lane",
        )
        for number, (text, *rest) in enumerate(
            (request.text, request.category, request.department) for request in elm_past(10)
        )
    ]
    text = draft(private).text.lower()
    for word in ("anne", "winterbottom", "zebedee", "203-555", "resident.example", "xanadu"):
        assert word not in text


@pytest.mark.parametrize("requests", [[], [object()]])
def test_nothing_to_draft_from_is_said(requests: list[object]) -> None:
    """An empty file is a mistake, not an empty rulebook."""
    with pytest.raises(DraftError, match="no request"):
        draft(requests)
