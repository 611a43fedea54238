"""The list of trusted and blocked senders, on both databases."""

from __future__ import annotations

import pytest

from gateway.store.engine import Store
from gateway.store.sender_rules import (
    BadPatternError,
    Verdict,
    add_rule,
    find_verdict,
    is_number,
    list_rules,
    read_pattern,
    remove_rule,
)

ADMINISTRATOR = "anne@elmcity.example"


def put(store: Store, pattern: str, verdict: Verdict, *, now: float = 1.0) -> int:
    """Add a line and return its id."""
    with store.writing() as connection:
        return add_rule(connection, pattern=pattern, verdict=verdict, actor=ADMINISTRATOR, now=now).id


def test_the_nearest_line_decides(store: Store) -> None:
    """A trusted person on a blocked domain gets through, and a blocked one on a trusted domain does not."""
    put(store, "@offers.example", "blocked")
    put(store, "bart@offers.example", "trusted")
    put(store, "@elmcity.example", "trusted")
    put(store, "@guests.elmcity.example", "blocked")
    with store.reading() as connection:
        said = {
            address: find_verdict(connection, address)
            for address in (
                "cris@offers.example",
                "Cris@Mail17.Offers.Example",
                "bart@offers.example",
                "anne@parks.elmcity.example",
                "anne@wifi.guests.elmcity.example",
                "cris@notoffers.example",
                "+12035550142",
                "",
            )
        }
    assert list(said.values()) == ["blocked", "blocked", "trusted", "trusted", "blocked", None, None, None]


def test_a_line_written_again_is_replaced(store: Store) -> None:
    """An administrator who changes her mind does not have to remove the old line first."""
    first = put(store, "@offers.example", "blocked", now=1.0)
    assert put(store, "@offers.example", "trusted", now=2.0) == first
    with store.reading() as connection:
        assert [(rule.pattern, rule.verdict, rule.actor) for rule in list_rules(connection)] == [
            ("@offers.example", "trusted", ADMINISTRATOR)
        ]


def test_a_removed_line_says_nothing_more(store: Store) -> None:
    """Two people who remove the same line do not see an error page."""
    rule_id = put(store, "cris@offers.example", "blocked")
    with store.writing() as connection:
        assert remove_rule(connection, rule_id)
        assert not remove_rule(connection, rule_id)
        assert find_verdict(connection, "cris@offers.example") is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Cris@Offers.Example ", "cris@offers.example"),
        ("@offers.example.", "@offers.example"),
        ("offers.example", "@offers.example"),
    ],
)
def test_what_people_type_is_understood(typed: str, kept: str) -> None:
    """Capitals, blanks and a missing @ before a domain are no reason to refuse."""
    assert read_pattern(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "@", "cris", "@example", "cris@", "a@b@c.example", "two words@x.example", "x" * 255 + "@y.example"]
)
def test_what_names_nobody_is_refused(typed: str) -> None:
    """A line without a dot would block a whole top-level domain; the message says what to write instead."""
    with pytest.raises(BadPatternError, match="Write one address"):
        read_pattern(typed)


@pytest.mark.parametrize(
    ("typed", "pattern"),
    [
        ("+12035550199", "+12035550199"),
        ("(203) 555-0199", "+12035550199"),
        ("1 203.555.0199", "+12035550199"),
        ("+44 7700 900123", "+447700900123"),
    ],
)
def test_15_13_a_number_that_texts_can_be_named_in_any_form(typed: str, pattern: str) -> None:
    """People write numbers as they hear them."""
    assert read_pattern(typed) == pattern
    assert is_number(pattern)


def test_15_13_a_number_with_too_many_digits_is_a_mistake() -> None:
    """A line that can never match would be believed to help."""
    with pytest.raises(BadPatternError, match="country code"):
        read_pattern("+1203555019912345678")
