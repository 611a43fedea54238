"""A plain yes is recognised in every language that is shipped, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.confirmation import is_yes

YES = (
    "yes", "YES!", " Yep. ", "y", "ok", "OK 👍", "1", "+1", "That’s right.", "si", "Sí", "¡Sí, gracias!", "Oui",
    "oui, c’est ça", "Ja", "ja, genau", "Sim.", "是", "是的。", "对", "對", "có", "Có!", "Đúng rồi", "Wi", "wi, se la",
    "👍", "👍🏽", "✔️", "✅",
)  # fmt: skip
NO = (
    "", "  ", "no", "nope", "yes?", "ok?", "Yes, at 12 Oak St", "yes and no", "yes 👎", "👎", "?", "...", "2", "-1",
    "It is not", "nein", "là không", "yesterday", "1 Oak St", "Yes " * 40,
)  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_10_3_a_plain_yes_is_a_yes(text: str) -> None:
    """People answer in a word, a letter, a digit or a thumb."""
    assert is_yes(text)


@pytest.mark.parametrize("text", NO)
def test_10_3_everything_else_is_no_yes(text: str) -> None:
    """Whoever says more than yes may mean something else, and a person reads it."""
    assert not is_yes(text)


@given(st.text(max_size=200))
def test_any_text_is_a_yes_or_not(text: str) -> None:
    """Total: it looks at what strangers write."""
    assert is_yes(text) in {True, False}
