"""A model remembers the rows of words: it must answer as one that sees every word for the first time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parsers import learned
from parsers.features import cut_text, cut_words, find_words, pairs_of
from parsers.learned import Marks, TextModel
from tests.learning.past import elm_model, elm_texts

_ODD = ("", "?", "Zibbet ZIBBET zibbet", "Éa bus 12", "坑洞 zibbet", "x " * 3_000, "fountain fountains")


def fresh(model: TextModel) -> TextModel:
    """The same model without what it remembers."""
    return replace(model, marks=Marks(numbers=model.marks.numbers, rarity=model.marks.rarity))


def answers(model: TextModel, text: str) -> list[object]:
    """Everything that a model says of a text, to the last digit."""
    reading = model.read(text, {"pothole": 1.5}, "the zibbet")
    return [reading.categories, reading.departments, reading.find_evidence()]


@pytest.mark.parametrize("most", [20_000, 5])
def test_a_model_that_has_read_much_answers_as_a_new_one(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it has forgotten what it remembered."""
    monkeypatch.setattr(learned, "_MOST_REMEMBERED", most)
    model = elm_model()
    texts = [text for text, _, _ in elm_texts(40, seed=11)] + list(_ODD)
    before = [answers(fresh(model), text) for text in texts]
    assert [answers(model, text) for text in texts] == before
    assert [answers(model, text) for text in reversed(texts)] == before[::-1]


def test_the_marks_of_words_are_those_of_the_text() -> None:
    """Training counts the marks of whole texts, and reading those of words: a model knows no difference."""
    for text in ("The zibbet, the ZIBBET is loose at Élm St 12", "坑洞 zibbet", "one"):
        cut = cut_words(find_words(text, "a subject"))
        apart = np.concatenate([cut.marks, pairs_of(cut.singles)])
        assert sorted(apart.tolist()) == sorted(cut_text(text, "a subject").marks.tolist())
