"""What another system asks about a service (its attributes), answered with what residents told us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from gateway.channels.calling import Answer
from gateway.channels.system_answers import Form, UnreadableError

_MOST = 200
_NAMES = ("name", "key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One attribute of a service definition: `choices` are its keys by whatever they are called."""

    code: str
    is_list: bool
    choices: Mapping[str, str]


def read_questions(answer: Answer, form: Form) -> tuple[Asked, ...]:
    """The attributes of a service definition, with or without its wrapper; raises `UnreadableError`."""
    try:
        found = _from_xml(answer.body) if form == "xml" else _from_json(answer.body)
        return tuple(_asked(one) for one in found[:_MOST] if one.get("code"))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ParseError, DefusedXmlException):
        raise UnreadableError from None


def answers_there(asked: Sequence[Asked], answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Fields of the form for what both sides call the same; a choice that the other side does not have is left out."""
    ours = {key.casefold(): words for key, words in answers.items()}
    for question in asked:
        words = ours.get(question.code.casefold(), "")
        if question.choices:
            parts = words.split(",") if question.is_list else [words]
            chosen = [question.choices.get(part.strip().casefold(), "") for part in parts]
            name = f"attribute[{question.code}]" + ("[]" if question.is_list else "")
            yield from ((name, key) for key in chosen if key)
        elif words:
            yield f"attribute[{question.code}]", words


def _asked(found: Mapping[str, Any]) -> Asked:
    values = [value for value in found["values"] if value.get("key")]
    choices = {
        str(value.get(name) or value["key"]).casefold(): str(value["key"]) for value in values for name in _NAMES
    }
    return Asked(code=str(found["code"]), is_list=found.get("datatype") == "multivaluelist", choices=choices)


def _from_json(content: bytes) -> list[Mapping[str, Any]]:
    found = json.loads(content)
    definition = found[0] if isinstance(found, list) else found
    return [{**one, "values": one.get("values") or []} for one in definition.get("attributes") or []]


def _from_xml(content: bytes) -> list[Mapping[str, Any]]:
    return [
        {
            "code": one.findtext("code"),
            "datatype": one.findtext("datatype"),
            "values": [{"key": value.findtext("key"), "name": value.findtext("name")} for value in one.iter("value")],
        }
        for one in fromstring(content).iter("attribute")
    ]
