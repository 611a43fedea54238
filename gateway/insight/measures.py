"""What is measured of a group of requests, worked out for many groups at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.insight.durations import Integers, Waits, quantiles, sort_waits
from gateway.insight.reading import Requests
from gateway.insight.records import AT_ONCE, FIXED, MERGED, NEVER, NO_DUE, PAUSED, SAID

Flags = NDArray[np.bool_]
_MARKS = ("closed", "timed", "due", "on_time", "merged", "said", "fixed", "reopened", "moved", "asked")
"""Fields of `Measures` that requests are counted for, all of them in one pass: requests alike are counted together."""
_WHICH_MARKS = (np.arange(1 << len(_MARKS))[:, None] >> np.arange(len(_MARKS))) & 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """How a group of requests fared; times are seconds, None where too few got so far. See `definitions`."""

    requests: int = 0
    closed: int = 0
    timed: int = 0
    """Those whose times count: neither duplicates nor closed by a rule when they arrived."""
    first_answer: int | None = None
    first_answer_slow: int | None = None
    to_close: int | None = None
    to_close_slow: int | None = None
    due: int = 0
    """Those whose due time has passed."""
    on_time: int = 0
    """Those of them that were closed by then."""
    reopened: int = 0
    moved: int = 0
    asked: int = 0
    merged: int = 0
    said: int = 0
    """Those whose resident said whether it is fixed."""
    fixed: int = 0

    @property
    def open(self) -> int:
        """Not closed yet."""
        return self.requests - self.closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Requests with what all groupings of them need, worked out once."""

    requests: Requests
    marks: Integers
    """For each request a bit for each of `_MARKS` that it counts for."""
    answers: Waits
    closings: Waits


def prepare_sheet(requests: Requests) -> Sheet:
    """Work out what does not depend on the grouping."""
    closed, due = requests.column("closed"), requests.column("due")
    is_closed, is_timed = closed != NEVER, ~requests.has(MERGED | AT_ONCE)
    is_due = is_timed & (due != NO_DUE) & (requests.column("at") + due <= requests.now)
    is_due &= ~requests.has(PAUSED)
    marks = {
        "closed": is_closed,
        "timed": is_timed,
        "due": is_due,
        "on_time": is_due & is_closed & (closed <= due),
        "merged": requests.has(MERGED),
        "said": requests.has(SAID),
        "fixed": requests.has(FIXED),
    } | {name: requests.records[name] > 0 for name in ("reopened", "moved", "asked")}
    so_far = np.maximum(0, int(requests.now) - requests.column("at"))
    return Sheet(
        requests=requests,
        marks=_as_bits(marks),
        answers=_waits(requests.column("answered"), np.where(is_closed, closed, so_far), is_timed),
        closings=_waits(closed, so_far, is_timed),
    )


def _as_bits(marks: dict[str, Flags]) -> Integers:
    bits = np.zeros(len(marks["closed"]), dtype=np.int64)
    for place, name in enumerate(_MARKS):
        bits |= marks[name].astype(np.int64) << place
    return bits


def _waits(happened_after: Integers, so_far: Integers, counts: Flags) -> Waits:
    """Who never got an answer waited for it until the request was closed."""
    who = np.flatnonzero(counts)
    happened = happened_after[who] != NEVER
    return sort_waits(who, np.where(happened, happened_after[who], so_far[who]), happened)


def measure(sheet: Sheet, groups: Integers, number: int) -> list[Measures]:
    """How each group fared; `groups` says of every request which one from 0 below `number` it is of."""
    alike = np.bincount((groups << len(_MARKS)) + sheet.marks, minlength=number << len(_MARKS))
    by_group = alike.reshape(number, 1 << len(_MARKS))
    sizes, counts = by_group.sum(axis=1).tolist(), (by_group @ _WHICH_MARKS).tolist()
    answers, closings = (quantiles(waits, groups, number) for waits in (sheet.answers, sheet.closings))
    return [
        Measures(
            requests=sizes[group],
            first_answer=answers[group][0],
            first_answer_slow=answers[group][1],
            to_close=closings[group][0],
            to_close_slow=closings[group][1],
            **dict(zip(_MARKS, counts[group], strict=True)),
        )
        for group in range(number)
    ]


def measure_all(sheet: Sheet) -> Measures:
    """How all of them fared."""
    return measure(sheet, np.zeros(len(sheet.requests), dtype=np.int64), 1)[0]
