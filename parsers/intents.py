"""What a message wants of us: exactly one of these, made by `parsers.understand`."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.returned import Bounce
from parsers.values import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRequest:
    """A new problem: a ticket is opened."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """More about a ticket that is known to the sender."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusInquiry:
    """A wish to know how a ticket stands; `ticket_number` is canonical, or None for the latest."""

    understanding: Understanding
    ticket_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """The sender wants no more texts."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class OptIn:
    """The sender wants texts again."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRequest:
    """The word HELP, INFO, AYUDA or the like, alone."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks:
    """Thanks, an OK, a tapback: nothing to do and nothing to answer."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to the city that reports no problem; it opens a ticket for the front desk."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to what we asked: a number of a list of ours, or a yes or no; a place or words are a `FollowUp`."""

    understanding: Understanding
    number: int | None = None
    """The line that was chosen, from 1."""
    agrees: bool | None = None
    ticket_number: str | None = None
    """The canonical number of one of our tickets, when that was the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """The word NEW: what follows, now or in the next message, is about another problem."""

    understanding: Understanding
    has_more: bool = False
    """Whether the message says something besides the word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChoice:
    """The name of a language, alone: the wish to be answered in it."""

    understanding: Understanding
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The word DONE: the sender needs nothing more, because all is said or the problem is gone."""

    understanding: Understanding
    is_gone: bool = False
    """Whether the sender says that the problem is gone: `fixed`, `never mind`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Persists:
    """The problem of a ticket is there still or again, and nothing else is said."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic:
    """An automatic reply: kept with its ticket, never answered, opens nothing."""

    understanding: Understanding
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceNotice:
    """A delivery report about our own mail."""

    understanding: Understanding
    bounce: Bounce


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """No words and no files; a text like this gets a helpful answer."""

    understanding: Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Nothing could be read; a triage ticket keeps the raw original."""

    understanding: Understanding
    reason: str


Intent = (
    ServiceRequest
    | FollowUp
    | StatusInquiry
    | OptOut
    | OptIn
    | HelpRequest
    | Thanks
    | Question
    | Answer
    | NewReport
    | LanguageChoice
    | Done
    | Persists
    | Automatic
    | BounceNotice
    | Empty
    | Unreadable
)
