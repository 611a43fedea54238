"""What a geocoder's answer means for the place that was said."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.places import Candidate, Elsewhere, Found, OneOf, Region, Unfound, judge, read_candidates
from gateway.places.judging import is_same_street
from gateway.routing.areas import Box
from parsers.answered_place import find_answered_place
from parsers.values import Location
from tests.fake_geocoder import Spot

REGION = Region(name="Elm City", box=Box(south=41.25, north=41.35, west=-73.0, east=-72.85))


def said(text: str) -> Location:
    """A place as a resident writes it."""
    found = find_answered_place(text)
    assert found is not None
    return found


def known(*spots: Spot) -> tuple[Candidate, ...]:
    """Candidates as Nominatim tells them."""
    return read_candidates([spot.of_nominatim() for spot in spots])


OAK = Spot(number="12", street="Oak Street")


@pytest.mark.parametrize("text", ["12 Oak St", "12 oak", "12 Oak Street", "12 oak st apt 3"])
def test_f15_5_the_same_place_in_other_spellings(text: str) -> None:
    """Nobody is asked whether `12 oak` is 12 Oak Street."""
    verdict = judge(said(text), known(OAK), REGION)
    assert isinstance(verdict, Found)
    assert verdict.is_as_said


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("12 Oak St", Spot(number="14", street="Oak Street")),
        ("12 Oak St", Spot(number="12", street="Oak Avenue")),
        ("12 oack st", Spot(number="12", street="Oak Street")),
        ("12 N Oak St", Spot(number="12", street="South Oak Street")),
        ("Lincoln School", Spot(name="Lincoln Elementary School")),
    ],
)
def test_another_place_is_asked_about(text: str, spot: Spot) -> None:
    """The number or the street differs from what was said, so the resident confirms it (PROTOCOL 15.6)."""
    verdict = judge(said(text), known(spot), REGION)
    assert isinstance(verdict, Found)
    assert not verdict.is_as_said


def test_f15_5_three_candidates_are_a_choice() -> None:
    """The same street in three districts: asked once, by number."""
    spots = [
        Spot(number="12", street="Oak Street", district=name, lat=lat)
        for name, lat in (("Westville", 41.30), ("Fair Haven", 41.32), ("Hill", 41.28))
    ]
    verdict = judge(said("12 Oak St"), known(*spots), REGION)
    assert isinstance(verdict, OneOf)
    assert [place.words_with_district for place in verdict.candidates] == [
        "12 Oak Street, Westville",
        "12 Oak Street, Fair Haven",
        "12 Oak Street, Hill",
    ]


def test_f15_5_the_one_that_was_said_beats_those_that_are_like_it() -> None:
    """Geocoders answer with what is near, too; and twice with one house."""
    others = (Spot(number="14", street="Oak Street"), Spot(number="12", street="Oakwood Road"))
    verdict = judge(said("12 Oak St"), known(*others, OAK, OAK), REGION)
    assert isinstance(verdict, Found)
    assert verdict.is_as_said
    assert verdict.candidate.number == "12"


def test_f15_5_another_state_is_rejected() -> None:
    """The Oak Street of another state is none of ours."""
    far = Spot(number="12", street="Oak Street", lat=33.7, lon=-84.4, city="Atlanta")
    assert judge(said("12 Oak St"), known(far), REGION) == Elsewhere()
    assert judge(said("12 Oak St"), known(far), Region(name="Elm City")) == Elsewhere()
    assert isinstance(judge(said("12 Oak St"), known(far, OAK), REGION), Found)


def test_without_shapes_the_city_s_name_decides() -> None:
    """A rulebook without a map still knows what its city is called."""
    region = Region(name="City of Elm City")
    assert isinstance(judge(said("12 Oak St"), known(OAK), region), Found)


def test_a_street_without_the_house_is_no_answer() -> None:
    """The middle of a street sends a crew to the wrong end."""
    assert judge(said("12 Oak St"), known(Spot(street="Oak Street")), REGION) == Unfound()
    assert judge(said("12 Oak St"), (), REGION) == Unfound()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("oak", "Oak Street", True),
        ("Oak St", "Oak Street", True),
        ("Oak St", "Oak Avenue", False),
        ("N Oak St", "North Oak Street", True),
        ("N Oak St", "South Oak Street", False),
        ("calle Roble", "Calle Roble", True),
        ("Oak", "Oakwood Street", False),
    ],
)
def test_which_names_are_one_street(one: str, other: str, is_same: bool) -> None:
    """A suffix or direction that was said counts; one that was left out does not."""
    assert is_same_street(one, other) is is_same


def test_photon_and_pelias_are_read_like_nominatim() -> None:
    """The answer's shape tells whose it is."""
    features = {"type": "FeatureCollection", "features": [OAK.of_geojson()]}
    assert read_candidates(json.loads(json.dumps(features))) == known(OAK)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["lat", "lon", "address", "type", "features", "geometry", "properties", "coordinates"])
                | st.text(max_size=4),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)
def test_f15_5_any_answer_is_read(document: object) -> None:
    """What somebody else's server says breaks nothing."""
    for wrapped in (document, [document], {"type": "FeatureCollection", "features": [document]}):
        assert all(candidate.words for candidate in read_candidates(wrapped))
