"""A quick look may say yes too often, never no where a pattern is found: everything behind it would be lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import cuts, dates, no_contact, urgency
from parsers.haste import PATTERNS
from parsers.quick_look import QuickLook

LOOKS = {
    "cuts": (cuts._LOOK, [cuts._ORDINAL, cuts._ANOTHER, cuts._ALSO]),
    "days": (dates._LOOK, [pattern.expression for pattern in (*dates.CALENDAR, *dates.RELATIVE)]),
    "no contact": (no_contact._LOOK, [no_contact._NO_CONTACT, no_contact._NO_MESSAGES]),
    "haste": (urgency._LOOK, list(PATTERNS.values())),
}


@pytest.mark.parametrize("name", LOOKS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_pattern_finds_was_seen(name: str, data: st.DataObject) -> None:
    """Texts are made from the patterns themselves, so that each is found often, in any surroundings."""
    look, patterns = LOOKS[name]
    pattern = data.draw(st.sampled_from(patterns))
    text = data.draw(st.text("ab 1.,;!?\n-'", max_size=4)) + data.draw(st.from_regex(pattern)) + " b"
    if any(one.search(text) for one in patterns):
        assert look.may_find(text)


@pytest.mark.parametrize("name", LOOKS)
def test_an_ordinary_text_is_passed_by(name: str) -> None:
    """Otherwise the look costs time and saves none."""
    assert not LOOKS[name][0].may_find("big pothole at 12 oak st in front of the school")
    assert LOOKS[name][0].may_find("größere schlaglöcher")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?<=a)b(?!c)", "ab"),
        (r"(?P<one>[-/])\d(?P=one)", "-5-"),
        (r"^a[]^b\s]c$", "a\x1fc"),
        (r"(?:(?<=^)|(?<=(?:x)))x\sy\b", "x\x0by"),
        (r"\(\[a]+\^\$", "([a]]^$"),
    ],
)
def test_what_re2_lacks_is_left_out_of_a_pattern(pattern: str, text: str) -> None:
    """Looking around, going back to a group, and blanks that only Python takes for such."""
    assert re.search(pattern, text)
    assert QuickLook([re.compile(pattern)]).may_find(text)


def test_capitals_count_where_they_count_for_the_pattern() -> None:
    """The flag belongs to one pattern and not to its neighbors."""
    look = QuickLook([re.compile("abc", re.IGNORECASE), re.compile("def")])
    assert [look.may_find(text) for text in ("ABC", "def", "DEF")] == [True, True, False]
    with pytest.raises(ValueError, match="cannot be kept"):
        QuickLook([re.compile("a b", re.VERBOSE)])
