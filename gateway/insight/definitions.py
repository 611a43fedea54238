"""What each figure means, in a sentence that stands beside it wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gateway.insight.measures import Measures
from gateway.insight.tables import FEW, Cell, Column, Kind, seconds_of, share_of

WHICH = (
    "All figures are about requests that arrived in the period, and what has become of them until now. "
    "They belong to the department, service and district that they have now. "
    "Of times and due dates, duplicates and requests that a rule closed when they arrived are left out; "
    "a request that is still open counts as taking longer than it has been open so far."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a group of requests. `asks` is how the queue is narrowed to those that it speaks of."""

    key: str
    name: str
    kind: Kind
    says: str
    read: Callable[[Measures], Cell]
    less_is_better: bool | None = None
    """Whether a city wants it to fall; None where neither is better."""
    asks: Mapping[str, str] | None = None
    link: str = ""
    """What the link to those requests says."""
    is_comparable: bool = True
    """Whether it can be held against the time before, whose requests have had longer to be finished."""

    @property
    def column(self) -> Column:
        """It as a column of a table."""
        return Column(key=self.key, name=self.name, kind=self.kind, says=self.says)


def _asks(**filters: str) -> Mapping[str, str]:
    return MappingProxyType({"show": "all", **filters})


FIGURES: tuple[Figure, ...] = (
    Figure(
        key="requests",
        name="Requests",
        kind="count",
        says="Everything that residents reported and that became a ticket, duplicates too.",
        read=lambda found: Cell(value=found.requests),
        asks=_asks(),
        link="See them",
    ),
    Figure(
        key="open",
        name="Still open",
        kind="count",
        says="Those of them that are not closed yet.",
        read=lambda found: Cell(value=found.open),
        asks=MappingProxyType({"snoozed": "1"}),
        link="See the open ones",
        is_comparable=False,
    ),
    Figure(
        key="first_answer",
        name="First answer, half of them",
        kind="seconds",
        says=(
            "Half of the requests had an answer by a person, or a person changed their status, within this time. "
            "Automatic acknowledgements do not count."
        ),
        read=lambda found: seconds_of(found.first_answer, found.timed),
        less_is_better=True,
    ),
    Figure(
        key="first_answer_slow",
        name="First answer, nine of ten",
        kind="seconds",
        says="Nine of ten requests had their first answer by a person within this time.",
        read=lambda found: seconds_of(found.first_answer_slow, found.timed, least=FEW),
        less_is_better=True,
    ),
    Figure(
        key="to_close",
        name="Time to close, half of them",
        kind="seconds",
        says=(
            "Half of the requests were closed within this time, nights and weekends included. One that was opened "
            "again counts until it was closed for good."
        ),
        read=lambda found: seconds_of(found.to_close, found.timed),
        less_is_better=True,
    ),
    Figure(
        key="to_close_slow",
        name="Time to close, nine of ten",
        kind="seconds",
        says="Nine of ten requests were closed within this time (the 90th percentile).",
        read=lambda found: seconds_of(found.to_close_slow, found.timed, least=FEW),
        less_is_better=True,
    ),
    Figure(
        key="on_time",
        name="On time",
        kind="share",
        says=(
            "Of the requests whose due time has passed, those that were closed by then. "
            "While the city waits for the resident, a due time does not pass."
        ),
        read=lambda found: share_of(found.on_time, found.due),
        less_is_better=False,
        asks=_asks(fared="late"),
        link="See those closed late",
    ),
    Figure(
        key="reopened",
        name="Opened again",
        kind="share",
        says="Requests that were closed and then opened again, by the resident or by staff.",
        read=lambda found: share_of(found.reopened, found.requests),
        less_is_better=True,
        asks=_asks(fared="reopened"),
        link="See them",
    ),
    Figure(
        key="moved",
        name="Sent to the wrong department",
        kind="share",
        says="Requests that a person handed to another department than the rules had sent them to.",
        read=lambda found: share_of(found.moved, found.requests),
        less_is_better=True,
        asks=_asks(fared="moved"),
        link="See them",
    ),
    Figure(
        key="asked",
        name="Asked back",
        kind="share",
        says="Requests whose resident had to be asked something, such as where the place is.",
        read=lambda found: share_of(found.asked, found.requests),
        less_is_better=True,
        asks=_asks(fared="asked"),
        link="See them",
    ),
    Figure(
        key="merged",
        name="Duplicates",
        kind="share",
        says="Requests that were joined to another one about the same problem.",
        read=lambda found: share_of(found.merged, found.requests),
    ),
    Figure(
        key="fixed",
        name="Fixed, say residents",
        kind="share",
        says="Of the residents who answered the question whether it is fixed, those who said yes.",
        read=lambda found: share_of(found.fixed, found.said),
        less_is_better=False,
        asks=_asks(fared="not_fixed"),
        link="See those who said no",
    ),
)
"""In the order of the page."""
BY_KEY: Mapping[str, Figure] = MappingProxyType({figure.key: figure for figure in FIGURES})
