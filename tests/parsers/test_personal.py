"""Personal data is found where it stands, and nothing else is taken for it."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import City, parse
from parsers.personal import READ, find_personal, mask
from parsers.values import PersonalKind
from parsers.word_lists import word_list
from tests.own_time import done_within

OWN = frozenset({"+12035550142", "311@elmcity.example"})
_LINES = (Path(__file__).parent / "corpus/personal.txt").read_text(encoding="utf-8").splitlines()
_CUT = _LINES.index("--")
TELLING = [line for line in _LINES[:_CUT] if not line.startswith("#")]
SILENT = _LINES[_CUT + 1 :]


def found_in(text: str, timezone: str = "America/New_York") -> list[str]:
    """Kind and words of each finding."""
    return [f"{found.kind.value}:{found.text}" for found in find_personal(text, timezone=timezone, own=OWN)]


@pytest.mark.parametrize("line", TELLING)
def test_what_tells_of_persons_is_found(line: str) -> None:
    """Names, numbers, addresses, cards, papers and plates as people of eight languages write them."""
    said, _, wanted = line.rpartition(" => ")
    zone, text = re.fullmatch(r"(?:\[([\w/]+)\] )?(.*)", said).groups()
    assert found_in(text.replace("\\n", "\n"), zone or "America/New_York") == wanted.split(" | ")


@pytest.mark.parametrize("text", SILENT)
def test_nothing_else_is_taken_for_it(text: str) -> None:
    """A masked pole number or street helps nobody."""
    assert found_in(text) == []


def test_the_corpus_is_large_enough() -> None:
    """A handful of cases would prove nothing."""
    assert len(TELLING) >= 80
    assert len(SILENT) >= 60


def test_a_masked_text_tells_nothing() -> None:
    """What a public view shows; the rest of the words stays."""
    text = "Anne Example, 203-555-0199: pothole at 12 Oak St, plate 7ABC123"
    assert mask(text, find_personal(text)) == "[name], [phone]: pothole at 12 Oak St, plate [plate]"


def test_what_nobody_looked_at_is_not_shown() -> None:
    """A number behind the last character that is read must not slip through."""
    text = "a " * (READ // 2) + "203-555-0199"
    assert "0199" not in mask(text, find_personal(text))


def test_a_home_is_marked_beside_another_place(message) -> None:
    """Where the sender lives is nobody's business, unless it is where the problem is."""
    city = City(languages=("en",))
    elsewhere = parse(message("Pothole at 90 Elm St near the school. I live at 12 Oak Street, thanks"), city)
    at_home = parse(message("I live at 12 Oak Street and the light in front is out"), city)
    assert [(each.kind, each.text) for each in elsewhere.understanding.personal] == [
        (PersonalKind.HOME, "12 Oak Street")
    ]
    assert at_home.understanding.personal == ()


def test_our_own_number_is_nobody_s(message) -> None:
    """The number that was texted to, and those that the rulebook names."""
    sent = message("I called 203-555-0188 and 203-555-0142", recipients=("+12035550188",))
    understanding = parse(sent, City(own_contacts=OWN)).understanding
    assert understanding.personal == ()


_PIECES = word_list("""
    203 555 0199 4111 1111 +1 ( ) - . @ a@b.example plate ssn DOB 01/02/1980 my name is Anne Thanks: I live at 12
    Oak St 219-09-9999 电话 车牌 我叫 粤B12345 é 🙂
""")
PIECES = st.sampled_from([*_PIECES, "\n", "Thanks,", "\ud800", "\x00"])


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map(" ".join)))
def test_findings_fit_any_text(text: str) -> None:
    """Offsets point at the words, in order and apart, and masking never raises."""
    found = find_personal(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    mask(text, found)


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "a", "a ", "Anne ", "203-555-", "thanks, ", "plate a1", "a@", "de12 ", "我叫"]
)
def test_a_megabyte_is_quick(unit: str) -> None:
    """The patterns are linear, whatever is repeated."""
    done_within(3, lambda: find_personal(unit * (1_000_000 // len(unit))))


def test_numbers_with_a_wrong_check_digit_are_no_cards() -> None:
    """One wrong digit is not a card, wherever it is."""
    rows = random.Random(7)
    for _ in range(50):
        digits = list("4111111111111111")
        place = rows.randrange(16)
        digits[place] = str((int(digits[place]) + rows.randrange(1, 9)) % 10)
        assert not any(each.kind is PersonalKind.CARD for each in find_personal("".join(digits)))
