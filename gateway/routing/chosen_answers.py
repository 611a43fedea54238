"""What a resident answered in words to a question of the rulebook that has choices."""

from __future__ import annotations

from gateway.routing.open311 import AnswerForm
from gateway.routing.rulebook import Rulebook
from parsers.chosen_names import find_named_choice, find_named_choices


def read_detail(rulebook: Rulebook, service: str | None, key: str, said: str) -> str:
    """The names of what was chosen, in the city's own language; `said` as it stands where that is no choice."""
    asked = rulebook.services.get(service or "")
    form = asked.answers.get(key) if asked else None
    if form is None or not form.choices:
        return said
    chosen = [list(form.choices)[place] for place in _places(form, said)]
    return ", ".join(form.choice(one, rulebook.city.languages[0]) for one in chosen) or said


def _places(form: AnswerForm, said: str) -> tuple[int, ...]:
    names = [tuple(called.values()) for called in form.choices.values()]
    if form.datatype == "multivaluelist":
        return find_named_choices(said, names)
    place = find_named_choice(said, names)
    return () if place is None else (place,)
