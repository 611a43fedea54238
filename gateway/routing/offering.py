"""How services are offered and tickets handed over by Open311: from the checked sections of a file to frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gateway.routing.open311 import AnswerForm, Datatype, Open311, OwnSystem
from gateway.routing.open311_sections import AnswerType, DeliverText, Open311Text, QuestionText
from gateway.routing.translations import spread

DATATYPES: Mapping[AnswerType, Datatype] = {
    "string": "string",
    "text": "text",
    "number": "number",
    "datetime": "datetime",
    "choice": "singlevaluelist",
    "choices": "multivaluelist",
}
"""The datatypes of GeoReport v2 by what clerks write."""


def read_questions(asked: Mapping[str, QuestionText]) -> Mapping[str, Mapping[str, str]]:
    """The words of the questions by key and language."""
    return MappingProxyType({key: MappingProxyType(dict(text.question)) for key, text in asked.items()})


def read_answers(asked: Mapping[str, QuestionText], languages: Sequence[str]) -> Mapping[str, AnswerForm]:
    """How each question is answered, by key."""
    return MappingProxyType({key: _answer_form(text, languages) for key, text in asked.items()})


def _answer_form(text: QuestionText, languages: Sequence[str]) -> AnswerForm:
    choices = {key: MappingProxyType(spread(names, languages)) for key, names in text.choices.items()}
    return AnswerForm(datatype=DATATYPES[text.type], required=text.required, choices=MappingProxyType(choices))


def read_system(deliver: DeliverText | None) -> OwnSystem | None:
    """A department's own system; None where it has none."""
    if deliver is None:
        return None
    text = deliver.open311
    return OwnSystem(
        url=text.url,
        key=text.key or "",
        jurisdiction=(text.jurisdiction or "").strip(),
        services=MappingProxyType({code: there.strip() for code, there in text.services.items()}),
        otherwise=(text.otherwise or "").strip(),
        form=text.form,
    )


def read_open311(text: Open311Text) -> Open311:
    """Who the city is to developers."""
    return Open311(
        jurisdiction=(text.jurisdiction or "").strip(),
        test=text.test or "",
        contact=(text.contact or "").strip(),
        key_service=(text.key_service or "").strip(),
        publish=text.publish,
        pictures=text.pictures,
    )
