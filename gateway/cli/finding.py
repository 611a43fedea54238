"""What `gateway doctor` says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Health(Enum):
    """How a thing stands: it works, it is not configured, or it is configured and does not work."""

    GOOD = 1
    MISSING = 2
    BROKEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at and what was found."""

    what: str
    health: Health
    words: str
