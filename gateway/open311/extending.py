"""What `extensions=true` adds to requests: what was answered to the service's questions, how it came, what happened.

Of answers only choices, numbers and moments are told. Free words may be a bare license plate or a name, which no mask
can recognize where nothing stands around them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.open311.encoding import Listing, Value
from gateway.open311.moments import read_moment, write_moment
from gateway.open311.updates import state_of, words_of
from gateway.open311.wording import Wording, is_shown
from gateway.routing import Rulebook
from gateway.routing.open311 import AnswerForm
from gateway.routing.rulebook import Service
from gateway.store.engine import Store
from gateway.store.public_requests import PublicRow, list_answers
from gateway.store.public_updates import StepRow, list_steps_of
from gateway.store.queues import MAIL_CHANNELS
from parsers.chosen_names import find_named_choice, find_named_choices

Fields = Mapping[str, Value]
_NOTES = 50
"""Of one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """What is known of the requests of one answer besides the fields of the standard, by number."""

    answers: Mapping[str, Mapping[str, str]]
    steps: Mapping[str, Sequence[StepRow]]

    def tell(self, wording: Wording, row: PublicRow, told: Fields) -> Fields:
        """The fields of one request and those of the extensions behind them."""
        service = wording.rulebook.services[row.service]
        answers = self.answers.get(row.number, {})
        is_told = is_shown(wording.rulebook, priority=row.priority, source=row.source)
        attributes = _attributes(service, answers, wording.language) if is_told else []
        photos = [told["media_url"]] if told["media_url"] else []
        notes = [_note(wording, step) for step in self.steps.get(row.number, ()) if state_of(step)]
        return {
            **told,
            "attributes": Listing(item="attribute", items=attributes),
            "extended_attributes": {"channel": _channel(row), "photos": Listing(item="photo", items=photos)},
            "notes": Listing(item="note", items=notes),
        }


def read_extensions(store: Store, rulebook: Rulebook, rows: Sequence[PublicRow]) -> Extensions:
    """Look up what the extensions tell of these requests; two queries. Raises `IntakeError`."""
    asked = [row.id for row in rows if rulebook.services[row.service].ask]
    with store.reading() as connection:
        answers = list_answers(connection, asked) if asked else {}
        steps = list_steps_of(connection, [row.id for row in rows], most=_NOTES)
    by_number: dict[str, list[StepRow]] = {}
    for step in steps:
        by_number.setdefault(step.number, []).append(step)
    return Extensions(answers=answers, steps=by_number)


def _attributes(service: Service, answers: Mapping[str, str], language: str) -> list[Fields]:
    told: list[Fields] = []
    for key in service.ask:
        form, words = service.answers.get(key, AnswerForm()), str(answers.get(key, ""))
        if chosen := _read_answer(form, words, language):
            value, name = chosen
            told.append({"label": service.question(key, language), "name": name, "value": value, "code": key})
    return told


def _read_answer(form: AnswerForm, words: str, language: str) -> tuple[str, str] | None:
    """The value of an answer and what to show of it; None where it was not answered, or in words of one's own."""
    match form.datatype:
        case "singlevaluelist" | "multivaluelist":
            keys = _chosen(form, words)
            names = ", ".join(form.choice(key, language) for key in keys)
            return (", ".join(keys), names) if keys else None
        case "number":
            return (words, words) if words.replace(".", "", 1).removeprefix("-").isdecimal() else None
        case "datetime":
            return None if (moment := read_moment(words)) is None else (write_moment(moment), write_moment(moment))
        case _:
            return None


def _chosen(form: AnswerForm, words: str) -> list[str]:
    keys = list(form.choices)
    names = [(key, *form.choices[key].values()) for key in keys]
    if form.datatype == "multivaluelist":
        return [keys[place] for place in find_named_choices(words, names)]
    place = find_named_choice(words, names)
    return [] if place is None else [keys[place]]


def _channel(row: PublicRow) -> str:
    if row.source:
        return "Open311"
    return "Mail" if row.channel in MAIL_CHANNELS else "Text"


def _note(wording: Wording, step: StepRow) -> Fields:
    return {
        "datetime": write_moment(step.created_at),
        "description": words_of(wording.rulebook, step) or None,
        "type": state_of(step),
    }
