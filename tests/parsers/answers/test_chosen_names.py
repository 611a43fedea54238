"""Which of several named choices an answer means; what it does not mean for certain is nobody's to guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.chosen_names import find_named_choice, find_named_choices

METER = [
    ("It takes no payment", "No acepta el pago"),
    ("The screen is blank", "La pantalla no prende"),
    ("It is broken or bent", "Está roto o doblado"),
]
BAGS = [("1 bag", "una bolsa"), ("2 bags", "dos bolsas"), ("Many", "muchas")]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("1", 0), ("#2", 1), ("the third one", 2), ("la segunda", 1), ("3️⃣", 2), ("2.", 1),
        ("The screen is blank", 1), ("la pantalla no prende!", 1), ("BLANK", 1), ("it's bent", 2), ("roto", 2),
        ("payment", 0), ("takes no payment", 0), ("no acepta", 0),
        ("4", None), ("0", None), ("", None), ("I don't know", None), ("the screen is broken", None),
        ("not bent", None), ("nothing", None), ("blank because it was hit by a truck", None), ("12 Oak St", None),
    ],
)  # fmt: skip
def test_an_answer_means_one_choice_or_none(said: str, place: int | None) -> None:
    """By number, by name, or by a word that only one of them has; a no that no name says is heard as a no."""
    assert find_named_choice(said, METER) == place


@pytest.mark.parametrize(("said", "place"), [("2 bags", 1), ("una bolsa", 0), ("many", 2), ("2", 1), ("bags", 1)])
def test_names_with_numbers_are_names(said: str, place: int | None) -> None:
    """Whoever writes the whole name means it, also where a number opens it."""
    assert find_named_choice(said, BAGS) == place


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("1, 3", (0, 2)), ("3 and 1", (0, 2)), ("blank y roto", (1, 2)), ("2", (1,)), ("1 & 1", (0,)),
        ("broken or bent", (2,)), ("It is broken or bent, blank", (1, 2)),
        ("1, perhaps", ()), ("1, 9", ()), ("", ()), (",", ()), ("all", ()),
    ],
)  # fmt: skip
def test_several_choices_are_all_understood_or_none_is(said: str, places: tuple[int, ...]) -> None:
    """Half an answer kept as if it were whole would be worse than the words as they stand."""
    assert find_named_choices(said, METER) == places


@given(st.text(max_size=300), st.lists(st.tuples(st.text(max_size=12)), max_size=5))
def test_reading_choices_is_total(said: str, names: list[tuple[str, ...]]) -> None:
    """Whatever somebody texts, and whatever the choices are called."""
    places = {find_named_choice(said, names), *find_named_choices(said, names)} - {None}
    assert places <= set(range(len(names)))
