"""Whether it is fixed, answered in eight languages: a figure, a yes or no, or the words that people use instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.answers import read_answer
from parsers.asked import read_opened_answer
from parsers.fixed_words import tells_fixed
from parsers.values import Asked

FIXED = (
    "1 | yes | Yes, thanks! | it's fixed | All good | 👍 | sí | Ya está arreglado | ya lo arreglaron | oui | "
    "C'est réglé | ja | ist behoben | sim | já consertaram | 是 | 修好了！ | rồi | đã xong | wi | li ranje"
)
NOT_FIXED = (
    "2 | no | not yet | It is not fixed | nobody came | 👎 | todavía no | no lo arreglaron | non | pas encore | nein | "
    "noch nicht | não | ainda não | 不是 | 还没修好 | chưa | poko | li pa ranje"
)


@pytest.mark.parametrize("text", FIXED.split(" | "))
def test_it_is_fixed(text: str) -> None:
    """Nothing follows from it, so that a wrong yes costs little."""
    answer = read_answer(text, Asked.FIXED)
    assert answer is not None
    assert answer.agrees is True


@pytest.mark.parametrize("text", NOT_FIXED.split(" | "))
def test_it_is_not_fixed(text: str) -> None:
    """The ticket is open again."""
    answer = read_answer(text, Asked.FIXED)
    assert answer is not None
    assert answer.agrees is False


@pytest.mark.parametrize(
    ("text", "agrees"), [("No, the hole is at the corner now", False), ("Yes. Thank the crew", True)]
)
def test_a_yes_or_no_that_opens_more_words_counts(text: str, agrees: bool) -> None:
    """A place behind the no is no correction of one, as it is when we ask for a place."""
    answer = read_opened_answer(text, Asked.FIXED)
    assert answer is not None
    assert answer.agrees is agrees


@pytest.mark.parametrize("text", ["5", "The crew was here but it broke again", "pothole at 5 Elm St", "when?"])
def test_other_words_are_no_answer(text: str) -> None:
    """They are read as every text is."""
    answer = read_answer(text, Asked.FIXED)
    assert answer is None or answer.agrees is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Total."""
    assert tells_fixed(text) in {True, False, None}
