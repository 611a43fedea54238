"""The small texts a rulebook is made of, each checked where it stands: keys, patterns, hours, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import available_timezones

import re2
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from gateway.routing.alike import read_distance
from gateway.routing.areas import ShapeError, check_shape
from gateway.routing.calendar import read_dates, read_hours
from gateway.routing.due import check_due, check_remind
from gateway.routing.including import check_file_name
from gateway.routing.look import check_color
from gateway.routing.periods import read_period
from gateway.routing.phrases import read_phrase
from gateway.routing.problems import suggest
from gateway.routing.quiet import read_quiet
from gateway.routing.streets import street_words

ANY_LANGUAGE = "*"
OFFERS = "x-offers"
"""The keyword of the JSON Schema by which our own editor knows what to offer."""
_MAX_PATTERN = 1_000
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,250}[a-zA-Z0-9])?")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Every name that the file may refer to, gathered before its parts are checked."""

    departments: frozenset[str] | None
    """None when the section is not there: one mistake is enough then."""
    services: frozenset[str]
    shipped: frozenset[str]
    """Codes of the shipped catalog."""
    groups: frozenset[str]
    areas: frozenset[str]
    replies: frozenset[str]
    questions: frozenset[str]
    rules: frozenset[str]
    languages: tuple[str, ...]


class Text(BaseModel):
    """A part of the file. Unknown keys are mistakes and nothing is converted in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def wrong(message: str, hint: str = "", path: tuple[int | str, ...] = ()) -> PydanticCustomError:
    """A mistake in words, of what `path` leads to from here; braces in people's texts are not template marks."""
    return PydanticCustomError("rulebook", "{message}", {"message": message, "hint": hint, "path": path})


def _known(kind: str, names_of: Callable[[Names], frozenset[str] | None]) -> AfterValidator:
    def check(value: str, info: ValidationInfo) -> str:
        known = names_of(info.context) if isinstance(info.context, Names) else None
        if known is not None and value not in known:
            raise wrong(f"There is no {kind} `{value}`.", suggest(value, known))
        return value

    return AfterValidator(check)


def _read_by(reader: Callable[[Any], object]) -> AfterValidator:
    """Let a value pass when `reader` can read it; its ValueError is the message."""

    def check(value: Any) -> Any:
        try:
            reader(value)
        except ValueError as error:
            message, stop, hint = str(error).partition(". ")
            path = error.path if isinstance(error, ShapeError) else ()
            raise wrong(f"{message}." if stop else message, hint, path) from None
        return value

    return AfterValidator(check)


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _as_languages(value: Any) -> Any:
    return {ANY_LANGUAGE: value} if isinstance(value, str) else value


def _all_languages(value: Mapping[str, Any], info: ValidationInfo) -> Mapping[str, Any]:
    names = info.context
    if not isinstance(names, Names) or ANY_LANGUAGE in value:
        return value
    if missing := [language for language in names.languages if language not in value]:
        raise wrong(f"The translation into {_listed(missing)} is missing.", f"Add `{missing[0]}: ...` here.")
    if unknown := [language for language in value if language not in names.languages]:
        raise wrong(
            f"The city has no language {_listed(unknown)}.", "Add it to `languages` of `city`, or remove it here."
        )
    return value


def _listed(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def check_pattern(text: str) -> None:
    """Raises ValueError when `text` is no pattern that RE2 can match in linear time."""
    if len(text) > _MAX_PATTERN:
        raise ValueError(f"The pattern is longer than {_MAX_PATTERN:,} characters. Split it into several.")
    try:
        compile_pattern(text)
    except re2.error as error:
        told = error.args[0] if error.args else b""
        reason = (told.decode(errors="replace") if isinstance(told, bytes) else str(told)).removesuffix(f": (?m){text}")
        raise ValueError(f"`{text}` is no pattern ({reason}). RE2 has no look-ahead and no back-reference.") from None


def compile_pattern(text: str) -> Any:
    """The pattern, blind to case; `^` and `$` are line ends. Raises `re2.error`."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.one_line = False
    options.max_mem = 4 << 20
    return re2.compile(f"(?m){text}", options=options)


def _email(text: str) -> None:
    if not _EMAIL.fullmatch(text) or ".." in text:
        raise ValueError(f"`{text}` is no mail address. Write it like `streets@elmcity.example`.")


def _number(text: str) -> None:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f'`{text}` is no phone number. Write it with country code and in quotes: "+12035550142".')


def _time_zone(text: str) -> None:
    if text not in available_timezones():
        hint = suggest(text, available_timezones()) or "Write it like `America/New_York`."
        raise ValueError(f"There is no time zone `{text}`. {hint}")


def _sender(text: str) -> None:
    if (
        not (text.startswith("@") and _EMAIL.fullmatch(f"a{text}"))
        and not _EMAIL.fullmatch(text)
        and not _NUMBER.fullmatch(text)
    ):
        raise ValueError(f'`{text}` is no sender. Write an address, `@domain`, or a number in quotes: "+12035550142".')


def is_language(text: str) -> bool:
    """True for what looks like an ISO 639 code."""
    return _LANGUAGE.fullmatch(text) is not None


def _language(text: str) -> None:
    if not is_language(text):
        raise ValueError(f"`{text}` is no language. Write its code, such as `en` or `es`.")


def _street(text: str) -> None:
    if not street_words(text):
        raise ValueError(f"`{text}` is no street. Write its name as on the sign, such as `Oak Street`.")


def read_moment(text: str) -> datetime:
    """A local day at ten o'clock, or with the time of day; raises ValueError saying how to write one."""
    if _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text if " " in text else f"{text} 10:00")
        except ValueError:
            raise ValueError(f"There is no time `{text}` in the calendar.") from None
    raise ValueError(f"`{text}` is no time. Write `2026-07-04` or `2026-07-04 22:30`.")


def _key(text: str) -> None:
    if not _KEY.fullmatch(text):
        raise ValueError(f"`{text}` is no key. Use small letters, digits and `_`, beginning with a letter.")


def _line(text: str) -> None:
    if not text.strip() or "\n" in text.strip():
        raise ValueError("This must be one line with some text in it.")


def _name(text: str) -> None:
    if not text.strip():
        raise ValueError("This must be a name with some text in it.")


class _OrOne:
    """Tells the JSON Schema that one value may stand where a list may."""

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core)
        return {"anyOf": [schema["items"], schema]}


class OrPlain:
    """Tells the JSON Schema that one plain text may stand where a mapping may."""

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(core)]}


@dataclass(frozen=True, slots=True)
class Offered:
    """Tells the JSON Schema which names of the file may stand here, so that an editor can offer them."""

    kind: str

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), OFFERS: self.kind}


T = TypeVar("T")

Thing = Literal[
    "service", "location", "address", "coordinates", "photo", "attachment", "time", "name", "phone", "email", "subject"
]
Line = Annotated[str, _read_by(_line), StringConstraints(max_length=300)]
Key = Annotated[str, _read_by(_key)]
CodeKey = Annotated[Key, Offered("shipped services")]
ReplyKey = Annotated[Key, Offered("our replies")]
LEARNED = "learned"
"""What a rule writes as `department` for the one that past requests like this one had."""

DepartmentKey = Annotated[str, _known("department", lambda names: names.departments), Offered("departments")]
DepartmentChoice = Annotated[
    str,
    _known("department", lambda names: names.departments and names.departments | {LEARNED}),
    Offered("departments or learned"),
]
ShippedCode = Annotated[
    str, _known("service in the shipped catalog", lambda names: names.shipped), Offered("shipped services")
]
ServiceCode = Annotated[str, _known("service", lambda names: names.services), Offered("services")]
GroupName = Annotated[str, _known("group of services", lambda names: names.groups), Offered("groups")]
AreaName = Annotated[str, _known("area", lambda names: names.areas), Offered("areas")]
ReplyName = Annotated[str, _known("reply", lambda names: names.replies), Offered("replies")]
QuestionKey = Annotated[str, _known("question", lambda names: names.questions), Offered("questions")]
RuleName = Annotated[str, _known("rule", lambda names: names.rules), Offered("rules")]
Language = Annotated[str, _read_by(_language)]
CityLanguage = Annotated[
    str, _known("language of the city", lambda names: frozenset(names.languages)), Offered("languages")
]
PhraseText = Annotated[str, _read_by(read_phrase), StringConstraints(max_length=200)]
HistoryName = Annotated[str, _read_by(_name), StringConstraints(max_length=1_000)]
"""What the city's history calls a service or a department, however it is written there."""
StreetText = Annotated[str, _read_by(_street), StringConstraints(max_length=200)]
MomentText = Annotated[str, _read_by(read_moment)]
PatternText = Annotated[str, _read_by(check_pattern)]
HoursText = Annotated[str, _read_by(read_hours)]
QuietText = Annotated[str, _read_by(read_quiet)]
DatesText = Annotated[str, _read_by(read_dates)]
PeriodText = Annotated[str, _read_by(read_period)]
DueText = Annotated[str, _read_by(check_due)]
RemindText = Annotated[str, _read_by(check_remind)]
FileName = Annotated[str, _read_by(check_file_name)]
DistanceText = Annotated[str, _read_by(read_distance)]
EmailText = Annotated[str, _read_by(_email)]
ColorText = Annotated[str, _read_by(check_color)]
FooterText = Annotated[str, StringConstraints(min_length=1, max_length=500)]
NumberText = Annotated[str, _read_by(_number)]
TimeZoneText = Annotated[str, _read_by(_time_zone)]
SenderText = Annotated[str, _read_by(_sender)]
Geometry = Annotated[dict[str, Any], _read_by(check_shape)]
Many = Annotated[list[T], BeforeValidator(_as_list), Field(min_length=1), _OrOne()]
"""One value, or a list of them."""
Translated = Annotated[
    dict[Annotated[str, Offered("languages")], T],
    BeforeValidator(_as_languages),
    AfterValidator(_all_languages),
    OrPlain(),
]
"""A text for every language of the city, or one plain text for all of them."""
