"""What a rule counts when it asks how often: reports of a sender or of a place, within some hours, days or weeks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_PERIOD = re.compile(r"([1-9][0-9]{0,3}) (hour|day|week)s?")
_SECONDS = {"hour": 3600, "day": 86_400, "week": 7 * 86_400}
_LONGEST = 731 * 86_400

Counted = Literal["sender", "place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whose reports are counted, and how many seconds back."""

    of: Counted
    seconds: int


DEFAULT_PERIOD = Period(of="sender", seconds=30 * 86_400)
"""What `repeat` of a request is about, and a rule that says nothing else."""


def read_period(text: str) -> int:
    """The seconds of `30 days`; raises ValueError saying how to write one."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise ValueError(f"`{text}` is no period. Write `12 hours`, `30 days` or `4 weeks`.")
    seconds = int(match[1]) * _SECONDS[match[2]]
    if seconds > _LONGEST:
        raise ValueError(f"`{text}` is longer than two years. Write `52 weeks`, for example.")
    return seconds
