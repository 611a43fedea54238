"""A text is spelled plainly where that says the same, and kept within two segments (PROTOCOL 13.1, 15.17)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.characters import LONGEST_TEXT, plain_characters
from gateway.routing.plain_text import plain_text
from gateway.routing.segments import count_segments, is_plain


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“It’s fixed” – see…", '"It\'s fixed" - see...'),
        ("5′ 10″ from the curb", "5' 10\" from the curb"),
        ("• Oak St\u2028• Elm St", "- Oak St\n- Elm St"),
        ("12\u00a0Oak\u2009St\u3000now", "12 Oak St now"),
        ("ﬁx the ﬂood in the oﬃce", "fix the flood in the office"),
        ("１２ Oak Ｓｔ！", "12 Oak St!"),
        ("Cafe\u0301 Espan\u0303ol", "Café Español"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("Streets → Parks", "Streets -> Parks"),
        ("№ 12", "No. 12"),
        ("‹Oak› «Elm» `Ash`", "'Oak' \"Elm\" 'Ash'"),
    ],
)
def test_13_1_clever_characters_are_made_plain(written: str, sent: str) -> None:
    """One typographic quote would make all the text cost twice."""
    assert plain_text(written) == sent
    assert is_plain(sent)


@pytest.mark.parametrize(
    "text",
    [
        "á í ó ú Á ñ ü",
        "não é ação",
        "đường số 12",
        "路面有坑洞，请修理。１２号",
        "12½ Oak St",
        "👩‍👧 🚲",
        "می‌خواهم",
        "İstanbul ış",
        "Œuvre œuf",
    ],
)
def test_13_1_letters_that_people_need_stay(text: str) -> None:
    """A name that is spelled wrong is no saving, and a Chinese text keeps its own marks."""
    assert plain_text(text) == text


@given(st.text(max_size=300))
def test_13_1_spelling_changes_no_letters_and_is_done_once(text: str) -> None:
    """Total, the same the second time (a lookup compares by it), and never dearer in letters of other alphabets."""
    plain = plain_text(text)
    assert plain_text(plain) == plain
    kept = [character for character in text if "\u0400" <= character <= "\u9fff" and character.isalpha()]
    assert [character for character in plain if "\u0400" <= character <= "\u9fff" and character.isalpha()] == kept


@pytest.mark.parametrize("length", [1_599, 1_600, 1_601, 5_000])
def test_13_1_no_text_is_longer_than_twilio_takes(length: int) -> None:
    """A message that is too long is refused whole; a cut one arrives."""
    plain = plain_characters("x" * length)
    assert len(plain) == min(length, LONGEST_TEXT)
    assert plain.endswith("...") == (length > LONGEST_TEXT)


def test_13_1_a_plain_text_costs_half() -> None:
    """What it is for, in figures."""
    written = "Elm City: we’ll look at it…" + "x" * 100
    assert (count_segments(written), count_segments(plain_text(written))) == (2, 1)
