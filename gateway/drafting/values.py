"""What a draft is made of: what was gathered from the past, and the parts of the rulebook that come of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gateway.envelopes import PastRequest
from gateway.errors import GatewayError

FRONT_DESK = "front_desk"
"""Who gets what nobody else claims; always in a draft."""


class DraftError(GatewayError):
    """No rulebook can be drafted from this; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The past in bounded memory: exact counts, and a sample that is the same whenever the file is the same."""

    total: int
    broken: int
    """Lines that are no request."""
    categories: Mapping[str, Category]
    """By the name in the form of `fold_name`, the most frequent first."""
    departments: Mapping[str, int]
    """Requests of each department as it is written most often, the most frequent first."""
    left_out: int
    """Requests whose category is too rare to become a service of its own."""
    sample: tuple[PastRequest, ...]
    """From the oldest to the newest."""
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of the past: its name as it is written most often, how many it has, and who worked on them."""

    name: str
    count: int
    departments: Counter[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedDepartment:
    """Somebody who does the work, and how many of the past requests."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """What a category is in terms of the shipped catalog."""

    code: str | None = None
    """The shipped service that it is."""
    like: tuple[str, ...] = ()
    """Shipped services whose words it speaks in."""
    share: float = 0.0
    """How much of what was written under it the catalog reads as one of them, from 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedService:
    """A service, and what the past says about it."""

    key: str
    name: str
    """Empty for a shipped service that is kept under its own name."""
    department: str
    category: Category | None
    joint: Joint = field(default_factory=Joint)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs_place: bool = False
    lately: tuple[int, int] | None = None
    """Where the department is only that of the newest part: how many of its requests of how many."""
    days_open: float | None = None
    """Within which half of its requests were closed; None where the past does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedRule:
    """A rule that the past explains: a condition in the rulebook's own writing, and how well it held."""

    name: str
    condition: str
    """As it stands behind `when:`."""
    department: str
    remark: str
    candidates: tuple[str, ...] = ()
    """Texts of the past that may show what it is for."""
    examples: tuple[str, ...] = ()
    """As they stand in the file, one a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftedArea:
    """A part of the city whose requests one department has: corners as longitude and latitude, closed."""

    key: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the administrator said about the city; what is empty is guessed, and marked in the file."""

    name: str = ""
    timezone: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything that is written into the file."""

    source: str
    wishes: Wishes
    gathered: Gathered
    languages: tuple[str, ...]
    timezone: str
    departments: tuple[DraftedDepartment, ...]
    services: tuple[DraftedService, ...]
    rules: tuple[DraftedRule, ...]
    areas: tuple[DraftedArea, ...] = ()
    unused: tuple[str, ...] = ()
    """Shipped services of which the past shows nothing."""
    outcome: str = ""
    """How often the draft was right about the newest part of the past, in a sentence."""
