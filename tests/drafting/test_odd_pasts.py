"""Pasts as cities have them: gaps, one category, hundreds, names that are no names. Each makes a good rulebook."""

from __future__ import annotations

import pytest

from gateway.drafting import gathering
from gateway.drafting.drafting import draft_rulebook
from gateway.drafting.naming import make_key, make_keys
from gateway.drafting.values import DraftError, Wishes
from gateway.drafting.yaml_text import inline
from gateway.routing.document import read_document
from tests.drafting.elm_past import draft, elm_past, past_request

ODD = (
    "No", "no!", "12:30", "true", "null", "~", "a: b # c", "- x", "*x", "&y", "!tag", "@at", "%pct", "`tick`",
    "{{ city }}", "{% if x %}", '"quoted" \\ back', "😀😀", "x" * 300, "learned", "front_desk", "Front desk", "垃圾",
    "/", "x > ", "[list]", "Road Repair", "road  repair", "\u0000\x85odd\u2028name", "rtl \u202eabc", "\ufeff",
    "gas_odor", "pothole", "Pothole",
)  # fmt: skip


def test_odd_names_read_back_as_they_are() -> None:
    """YAML takes `No`, `12:30` and a colon for something else than a name."""
    drafted = draft(past_request(number, "a text", name, name[::-1]) for number, name in enumerate(ODD))
    city = drafted.rulebook.parser_city.catalog.city
    lost = [name for name in ODD if city.find_category(name) is None]
    assert lost == []
    departments = [name[::-1] for name in ODD if drafted.rulebook.find_department(name[::-1]) is None]
    assert departments == []


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_written_so_that_it_reads_back(text: str) -> None:
    """In a list, in a mapping and alone."""
    read = read_document(f"a: {inline(text)}\nb: [{inline(text)}, {{c: {inline(text)}}}]\n", "odd.yaml")
    assert read.data == {"a": text, "b": [text, {"c": text}]}


def test_two_hundred_categories_are_two_hundred_services() -> None:
    """A category that appears once is a service too."""
    drafted = draft(past_request(number, f"thing {number}", f"Category {number}") for number in range(200))
    assert len([service for service in drafted.draft.services if service.category]) == 200
    assert len(drafted.rulebook.departments) == 1


def test_categories_beyond_the_bound_go_to_the_front_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are counted and said, not dropped in silence."""
    monkeypatch.setattr(gathering, "MOST_CATEGORIES", 5)
    drafted = draft(past_request(number, "thing", f"Category {number % 9}") for number in range(90))
    assert len([service for service in drafted.draft.services if service.category]) == 5
    assert "# 40 requests have a category beyond" in drafted.text


def test_a_column_that_holds_something_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that was taken for the category has as many values as rows."""
    monkeypatch.setattr(gathering, "_MOST_NAMES", 50)
    with pytest.raises(DraftError, match="--category"):
        draft(past_request(number, "text", f"A sentence {number}") for number in range(60))


def test_a_long_past_is_counted_whole_and_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays bounded, the sample is the same in any order, and the file says so."""
    monkeypatch.setattr(gathering, "MOST_KEPT", 60)
    requests = elm_past(30)
    drafted = draft_rulebook(requests, Wishes(), source="past.csv")
    assert (drafted.draft.gathered.total, len(drafted.draft.gathered.sample)) == (300, 60)
    assert draft(reversed(requests)).draft.gathered.sample == drafted.draft.gathered.sample


def test_without_categories_the_texts_say_which_services_there_are() -> None:
    """The shipped services that the texts are read as are listed with their counts and departments."""
    requests = [
        past_request(number, request.text, "", request.department) for number, request in enumerate(elm_past(5))
    ]
    services = {service.key: service for service in draft(requests).draft.services}
    assert services["streetlight_out"].department == "light_power"
    assert services["pothole"].category is not None


def test_without_departments_the_front_desk_has_everything() -> None:
    """The administrator adds departments; no rule speaks of learning them."""
    drafted = draft(past_request(number, request.text, request.category) for number, request in enumerate(elm_past(5)))
    assert list(drafted.rulebook.departments) == ["front_desk"]
    assert len(drafted.rulebook.rules) == 2


def test_a_german_past_makes_a_german_rulebook() -> None:
    """Languages are those that people wrote in."""
    texts = (
        ("Die Straßenlaterne vor unserem Haus ist seit gestern dunkel und leuchtet nicht", "Beleuchtung"),
        ("Auf dem Gehweg liegt seit vielen Tagen ein alter Kühlschrank neben einem Sofa", "Müll"),
    )
    drafted = draft(past_request(number, *texts[number % 2], lat=47.6, lon=9.1) for number in range(60))
    assert (drafted.rulebook.city.languages, drafted.rulebook.city.timezone) == (("de",), "Europe/Berlin")
    assert "Gasgeruch" in drafted.text


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Straßenlampe defekt", "strassenlampe_defekt"),
        ("Müll > Wilder Müll", "wilder_muell"),
        ("Trees / árboles", "trees"),
        ("311 Desk", "no_311_desk"),
        ("", ""),
        ("垃圾", ""),
        ("a very long name of a service that nobody can remember at all", "a_very_long_name_of_a_service_that"),
    ],
)
def test_keys_are_short_and_plain(name: str, key: str) -> None:
    """A key is typed by people."""
    assert make_key(name) == key


def test_no_two_keys_are_alike() -> None:
    """Names that differ in signs only get numbers."""
    assert list(make_keys(["A!", "a?", "垃", "圾"], "service", taken=["a"]).values()) == [
        "a_2",
        "a_3",
        "service",
        "service_2",
    ]
