"""The sections of the file as people write them: `city`, `departments`, `services`, `rules`, `replies`, `otherwise`."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from gateway.routing.alike import DEFAULT_WITHIN
from gateway.routing.command_words import WordsText
from gateway.routing.conditions import AnyCondition
from gateway.routing.fields import (
    CityLanguage,
    CodeKey,
    ColorText,
    DatesText,
    DepartmentChoice,
    DepartmentKey,
    DistanceText,
    DueText,
    EmailText,
    FileName,
    FooterText,
    Geometry,
    HistoryName,
    HoursText,
    Key,
    Language,
    Line,
    Many,
    MomentText,
    NumberText,
    OrPlain,
    PhraseText,
    QuestionKey,
    QuietText,
    RemindText,
    ReplyKey,
    ReplyName,
    RuleName,
    SenderText,
    ServiceCode,
    ShippedCode,
    StreetText,
    Text,
    Thing,
    TimeZoneText,
    Translated,
    wrong,
)
from gateway.routing.look import DEFAULT_COLOR
from gateway.routing.open311_sections import DeliverText, Open311Text, Question
from gateway.routing.quiet import DEFAULT_QUIET
from gateway.routing.templates import check_template
from gateway.routing.values import Event

PriorityName = Literal["emergency", "high", "normal", "low"]
StateName = Literal["open", "in_progress", "waiting", "closed"]
TOLD_STATES: tuple[StateName, ...] = ("in_progress", "waiting", "closed")
"""The states that residents hear of unless the rulebook says otherwise."""
MAX_REPLY = 4_000


class AreaText(Text):
    """A district: its shape on the map, the names people call it by, or both."""

    names: Many[PhraseText] = Field(default_factory=list)
    shape: Geometry | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.names and self.shape is None:
            raise wrong("An area needs `names` or a `shape`.", "Write `names: [Downtown]`.")
        return self


class LookText(Text):
    """The city's colour and the words under its mail."""

    color: ColorText = DEFAULT_COLOR
    footer: Translated[FooterText] | None = None


class CityText(Text):
    """Who the city is, and how it is reached."""

    name: Line
    timezone: TimeZoneText
    languages: Annotated[list[Language], Field(min_length=1)]
    addresses: list[EmailText] = Field(default_factory=list)
    aliases: dict[EmailText, EmailText] = Field(default_factory=dict)
    catch_all: bool = False
    numbers: list[NumberText] = Field(default_factory=list)
    operator: EmailText | None = None
    streets: list[StreetText] = Field(default_factory=list)
    areas: dict[Key, AreaText] = Field(default_factory=dict)
    holidays: list[DatesText] = Field(default_factory=list)
    quiet: QuietText = DEFAULT_QUIET
    ask_fixed: bool = True
    tell: list[StateName] = Field(default_factory=lambda: list(TOLD_STATES))
    words: WordsText = Field(default_factory=WordsText)
    look: LookText = Field(default_factory=LookText)

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not self.addresses and not self.numbers:
            raise wrong("The city has no way in.", "Give `addresses` or `numbers`, or both.")
        return self


class NotifyText(Text):
    """Somebody who is told by mail."""

    email: EmailText


def _plain_address(value: object) -> object:
    return {"email": value} if isinstance(value, str) else value


Notify = Annotated[NotifyText, BeforeValidator(_plain_address), OrPlain()]


class DepartmentText(Text):
    """Who does the work."""

    name: Line
    notify: list[Notify] = Field(default_factory=list)
    hours: HoursText | None = None
    remind: RemindText | None = None
    digest: Literal["daily", "weekly", "never"] = "never"
    known_as: Many[HistoryName] = Field(default_factory=list)
    deliver: DeliverText | None = None


class ServiceText(Text):
    """What residents ask for. A code of the shipped catalog brings its name and words along."""

    department: DepartmentKey
    name: Translated[Line] | None = None
    description: Translated[Line] | None = None
    group: Line | None = None
    words: dict[CityLanguage, Many[PhraseText]] = Field(default_factory=dict)
    without: dict[CityLanguage, Many[PhraseText]] = Field(default_factory=dict)
    like: Many[ShippedCode] = Field(default_factory=list)
    categories: Many[HistoryName] = Field(default_factory=list)
    due: DueText | None = None
    remind: RemindText | None = None
    priority: PriorityName | None = None
    needs: Many[Thing] = Field(default_factory=list)
    ask: dict[Key, Question] = Field(default_factory=dict)
    public: bool = True


class Actions(Text):
    """What a rule says. The first rule that names an action sets it; `tags` and `notify` add up."""

    department: DepartmentChoice | None = None
    priority: PriorityName | None = None
    service: ServiceCode | None = None
    reply: ReplyName | None = None
    ask: Many[QuestionKey] | None = None
    tags: Many[Key] | None = None
    notify: Many[Notify] | None = None
    due: DueText | None = None
    assign: EmailText | None = None
    hold: bool | None = None
    close: bool | None = None
    watch: Many[DepartmentKey] | None = None
    stop: bool | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if all(getattr(self, name) is None for name in type(self).model_fields):
            raise wrong("This rule does nothing.", "Say what happens, for example `department: streets`.")
        return self


class PointText(Text):
    """A pin on the map, in WGS84 degrees."""

    lat: Annotated[float, Field(ge=-90, le=90, strict=False)]
    lon: Annotated[float, Field(ge=-180, le=180, strict=False)]


class ExampleText(Text):
    """A message, and what must come of it; the tests of a rule."""

    text: str
    not_: Annotated[bool, Field(alias="not")] = False
    department: DepartmentKey | None = None
    service: ServiceCode | None = None
    priority: PriorityName | None = None
    reply: ReplyName | None = None
    rule: RuleName | None = None
    channel: Literal["sms", "email"] = "sms"
    from_: Annotated[SenderText | None, Field(alias="from")] = None
    to: SenderText | None = None
    subject: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    language: CityLanguage | None = None
    event: Event | None = None
    date: MomentText | None = None
    repeat: Annotated[int, Field(ge=1)] = 1
    photo: bool = False
    coordinates: PointText | None = None


def _plain_example(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


Example = Annotated[ExampleText, BeforeValidator(_plain_example), OrPlain()]


class RuleText(Text):
    """When what is so, then what happens; and messages that prove it."""

    name: Line
    when: AnyCondition
    then: Actions
    examples: list[Example] = Field(default_factory=list)
    note: str = ""
    disabled: bool = False


class Variants(Text):
    """A reply that reads differently in a text message and in a mail."""

    sms: Annotated[str, Field(max_length=MAX_REPLY), AfterValidator(check_template)]
    email: Annotated[str, Field(max_length=MAX_REPLY), AfterValidator(check_template)]


def _same_for_both(value: object) -> object:
    return {"sms": value, "email": value} if isinstance(value, str) else value


Reply = Annotated[Variants, BeforeValidator(_same_for_both), OrPlain()]


class OtherwiseText(Text):
    """What happens where no rule says anything, and how sure a service or a learned department must be to count."""

    department: DepartmentKey
    reply: ReplyName
    confidence: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.45
    learned: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.3


class DuplicatesText(Text):
    """When two open requests may be the same problem; without `join` only staff put them together."""

    suggest: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.5
    join: Annotated[float, Field(ge=0, le=1, strict=False)] | None = None
    within: DistanceText = DEFAULT_WITHIN
    days: Annotated[int, Field(ge=1, le=365)] = 14

    @model_validator(mode="after")
    def _joins_what_it_suggests(self) -> Self:
        if self.join is not None and self.join < self.suggest:
            raise wrong("`join` is lower than `suggest`.", "Write a higher `join`, such as `0.9`; or leave it out.")
        return self


class ReasonText(Text):
    """Why a request is in a state, in the city's own words, such as `Repaired` or `Not ours`."""

    name: Translated[Line]
    status: StateName = "closed"
    ask_fixed: bool = True


class RulebookText(Text):
    """A whole rulebook as it stands in its files."""

    include: Many[FileName] = Field(default_factory=list)
    city: CityText
    departments: Annotated[dict[Key, DepartmentText], Field(min_length=1)]
    services: dict[CodeKey, ServiceText] = Field(default_factory=dict)
    rules: list[RuleText] = Field(default_factory=list)
    replies: dict[ReplyKey, Translated[Reply]] = Field(default_factory=dict)
    otherwise: OtherwiseText
    duplicates: DuplicatesText = Field(default_factory=DuplicatesText)
    reasons: dict[Key, ReasonText] = Field(default_factory=dict)
    open311: Open311Text = Field(default_factory=Open311Text)
