"""What is masked for good: whoever is known of a ticket, wherever and however they are named in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.public_words.masking import find_told_names, make_mask
from gateway.routing.loading import load_rulebook
from gateway.store.forgetting import Person, mask_strings
from tests.web.site import RULES

RULEBOOK = load_rulebook(RULES)
ANNE = Person(id=1, address="anne@residents.example", name="Anne Whitfield")
BART = Person(id=2, address="+12035550199", name="")
MASK = make_mask(RULEBOOK, (ANNE, BART), ("Cris",))


@pytest.mark.parametrize(
    ("words", "masked"),
    [
        ("Ms WHITFIELD, the pothole is filled.", "Ms [name], the pothole is filled."),
        ("Anne's fence", "[name]'s fence"),
        ("write to Anne@Residents.example", "write to [email]"),
        ("call +12035550199 or 203-555-0123", "call [phone] or [phone]"),
        ("Cris saw it", "[name] saw it"),
        ("Annette St is not Anne", "Annette St is not [name]"),
        ("answer 311@elmcity.example or +12035550142", "answer 311@elmcity.example or +12035550142"),
        ("I live at 48 Maple Ave, apt 3", "I live at [home]"),
        ("pothole at 12 Oak St", "pothole at 12 Oak St"),
        ("", ""),
    ],
)
def test_whoever_is_known_is_masked_and_nothing_else(words: str, masked: str) -> None:
    """Names in part and in capitals, other people's numbers, and homes; never the city's own addresses or the place."""
    assert MASK(words) == masked


def test_a_name_told_once_is_masked_everywhere() -> None:
    """A clerk answers `Ms Whitfield` to somebody who gave a name only in the first text."""
    names = find_told_names("There is a pothole. My name is Anne Whitfield")
    assert make_mask(RULEBOOK, (), names)("Filled, Ms Whitfield") == "Filled, Ms [name]"


def test_documents_keep_their_shape() -> None:
    """What a history notes besides words stays as it is."""
    noted = {"notes": ["Anne wrote"], "move": {"state": "ASKED"}, "due": None, "lat": 41.3, "done": True}
    assert mask_strings(noted, MASK) == noted | {"notes": ["[name] wrote"]}


@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_no_words_around_a_name_keep_it(before: str, after: str) -> None:
    """Whatever stands before and behind: an address that is known is never readable afterwards."""
    assert ANNE.address not in MASK(f"{before} {ANNE.address} {after}").lower()
    assert "whitfield" not in MASK(f"{before} Whitfield {after}").lower()
