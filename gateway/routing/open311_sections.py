"""What people write in the rulebook about Open311: questions with a form, a department's own system, and who we are."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, StringConstraints, model_validator

from gateway.routing.fields import OFFERS, DepartmentKey, Key, Line, ServiceCode, Text, Translated, wrong

AnswerType = Literal["string", "text", "number", "datetime", "choice", "choices"]
_SECRET = re.compile(r"\$[A-Z][A-Z0-9_]{0,59}")
OUR_OWN = frozenset({"$KEY", "$KEY_PREVIOUS"})
"""Names of secrets that are the gateway's own, and must reach no other system."""
_WITH_CHOICES = frozenset({"choice", "choices"})
_LEAST_CHOICES = 2


def _check_secret(value: Any) -> Any:
    """Only a name stands in the file, so the sentence never repeats what was written: it may be the key itself."""
    if not isinstance(value, str) or not _SECRET.fullmatch(value):
        raise wrong(
            "This must be the name of a key, not the key: rulebooks are kept, shown and compared.",
            "Put the key into the environment as `GATEWAY_SECRET_WORKS`, and write `$WORKS` here.",
        )
    if value in OUR_OWN:
        raise wrong(f"`{value}` is the gateway's own key, which no other system may get.", "Choose another name.")
    return value


def _check_code(value: Any) -> Any:
    """A number in the file has lost the zeros that it began with, so the hint cannot repeat it."""
    if isinstance(value, int | float):
        raise wrong("This must be a text.", 'Put it in quotes, with every zero that it begins with: "001".')
    return value


def _check_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in {"https", "http"} or not host or re.search(r"[\s\x00-\x1f]", value):
        raise wrong("This is no web address.", "Write it like `https://311.works.example/open311/v2`.")
    if parts.username is not None or parts.password is not None:
        raise wrong("A web address here has no user and no password in it.", "Take them out, and use `key`.")
    if parts.query or parts.fragment or parts.path.rstrip("/").endswith((".json", ".xml")):
        raise wrong(
            "This is not the base of a system.", "Leave out the last part: `/requests.json` is added to the address."
        )
    return value.rstrip("/")


SecretName = Annotated[str, BeforeValidator(_check_secret)]
SystemUrl = Annotated[str, StringConstraints(max_length=500), AfterValidator(_check_url)]
Code = Annotated[Line, BeforeValidator(_check_code), StringConstraints(max_length=100)]


class OwnSystemText(Text):
    """A system that speaks Open311, and what our services are called there."""

    url: SystemUrl
    key: SecretName | None = None
    jurisdiction: Code | None = None
    services: dict[ServiceCode, Code] = Field(default_factory=dict)
    otherwise: Code | None = None
    form: Literal["json", "xml"] = "json"

    @model_validator(mode="after")
    def _hands_something_over(self) -> Self:
        if not self.services and self.otherwise is None:
            raise wrong(
                "Nothing would be handed over.", 'Write `services: {pothole: "001"}`, or `otherwise: "999"`, or both.'
            )
        return self


class DeliverText(Text):
    """Where the tickets of a department go besides its mailboxes."""

    open311: OwnSystemText


class QuestionText(Text):
    """A question about a service, and how it is answered where people fill in a form."""

    question: Translated[Line]
    type: AnswerType = "string"
    required: bool = False
    choices: dict[Key, Translated[Line]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_choices_where_it_must(self) -> Self:
        if self.type in _WITH_CHOICES and len(self.choices) < _LEAST_CHOICES:
            raise wrong(
                f"A question of the type `{self.type}` needs two `choices` or more.",
                "Write `choices: {small: Small, large: Large}`.",
            )
        if self.choices and self.type not in _WITH_CHOICES:
            raise wrong(
                f"A question of the type `{self.type}` has no `choices`.",
                "Write `type: choice`, or `type: choices` where several may be true.",
                ("choices",),
            )
        return self

    @model_validator(mode="after")
    def _tells_choices_apart(self) -> Self:
        seen: dict[tuple[str, str], str] = {}
        for key, names in self.choices.items():
            for language, name in names.items():
                first = seen.setdefault((language, name.strip().casefold()), key)
                if first != key:
                    message = f"`{first}` and `{key}` read the same: `{name.strip()}`."
                    raise wrong(message, "Give each choice a name of its own.", ("choices", key))
        return self


def _as_question(value: Any) -> Any:
    """A question may be written as its words alone, in one language or in all."""
    if isinstance(value, dict) and any(key in QuestionText.model_fields for key in value):
        return value
    return {"question": value}


class _OrWords:
    """Tells the JSON Schema that the words alone may stand where a question with its form may."""

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        languages = {OFFERS: "languages", "pattern": "^[a-z]{2,3}$"}
        words = {"type": "object", "propertyNames": languages, "additionalProperties": {"type": "string"}}
        return {"anyOf": [{"type": "string"}, words, handler(core)]}


Question = Annotated[QuestionText, BeforeValidator(_as_question), _OrWords()]


class Open311Text(Text):
    """Who the city is to developers, and what they may read."""

    jurisdiction: Code | None = None
    test: DepartmentKey | None = None
    contact: Line | None = None
    key_service: Line | None = None
    publish: Literal["everything", "reported_here", "nothing"] = "everything"
    pictures: bool = False
