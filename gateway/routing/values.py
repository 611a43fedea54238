"""What the rules look at and what they decide: the vocabulary of `gateway.routing`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from gateway.routing.periods import Counted as WhoseReports
from gateway.routing.periods import Period
from parsers.values import InboundMessage, Understanding

Event = Literal["opened", "follow_up", "reopened", "due_soon", "overdue", "closed"]


class Priority(StrEnum):
    """In the order in which a department should look."""

    EMERGENCY = "emergency"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest:
    """One message, understood, as the rules see it."""

    message: InboundMessage
    understanding: Understanding
    event: Event = "opened"
    repeat: int = 1
    """How many times this sender has reported in 30 days, this time included."""
    repeats: Mapping[Period, int] = field(default_factory=dict)
    """The same for each period that a rule names; a period that is not there has been `repeat` times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many reports of a sender or of a place were counted in a period, the one decided on included."""

    of: WhoseReports
    seconds: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One action that was taken, and the rule that said so (`otherwise` and `services` count as rules)."""

    action: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where a request goes and what is said; every part can be traced to a rule."""

    department: str
    department_name: str
    priority: Priority
    reply: str
    """Name of the reply template; empty when nobody is answered."""
    rulebook_version: str
    service: str | None = None
    """None when nothing was understood with enough confidence: the ticket goes to triage."""
    service_name: str | None = None
    confidence: float = 0.0
    """Of the service."""
    department_confidence: float | None = None
    """Of the department, where past requests like this one named it; None where a rule or a service did."""
    rule: str | None = None
    """The rule that set the department; None when the service or `otherwise` did."""
    voices: tuple[Voice, ...] = ()
    passed_over: tuple[str, ...] = ()
    """Rules that came near (matched but were outspoken)."""
    missing: tuple[str, ...] = ()
    """What the service needs and the message lacks, such as `location`."""
    ask: tuple[str, ...] = ()
    """Questions of the rulebook for this service, by key."""
    tags: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    """Mail addresses to notify besides the department's own."""
    due: str | None = None
    assign: str | None = None
    close: bool = False
    hold: bool = False
    watch: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """Sentences for staff, such as 'confidence 0.32 is below the threshold 0.45'."""
    event: Event = "opened"
    """What the rules were asked about; with the counts it is what a stored message does not tell."""
    repeat: int = 1
    repeats: tuple[Counted, ...] = ()
