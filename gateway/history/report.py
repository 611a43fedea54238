"""What is in the city's history, as the administrator must see it before anything learns from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.store.engine import Store
from gateway.store.history import count_requests, newest_at, oldest_at
from gateway.store.history_figures import (
    Gaps,
    ImportRow,
    Named,
    Repeated,
    be_patient,
    count_by_month,
    count_gaps,
    count_names,
    count_repeated,
    list_imports,
)

_IMPORTS = 5
"""The newest imports that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a history that is not empty."""

    number: int
    oldest: datetime | None
    newest: datetime | None
    months: tuple[tuple[str, int], ...]
    """Every month from the first to the last, those without a request too."""
    categories: tuple[Named, ...]
    departments: tuple[Named, ...]
    gaps: Gaps
    repeated: Repeated
    imports: tuple[ImportRow, ...]

    @property
    def years(self) -> tuple[tuple[str, int], ...]:
        """Requests by year."""
        years: dict[str, int] = {}
        for month, number in self.months:
            years[month[:4]] = years.get(month[:4], 0) + number
        return tuple(years.items())

    def share(self, number: int) -> float:
        """Of all requests, from 0 to 1."""
        return number / self.number

    @property
    def missing(self) -> tuple[tuple[str, int], ...]:
        """What is missing, in words, and how often."""
        gaps = self.gaps
        return (
            ("without a text", gaps.text),
            ("without a category", gaps.category),
            ("without a department", gaps.department),
            ("without address and point", gaps.place),
            ("without a date", gaps.date),
            ("not closed", gaps.closing),
            ("closed before they were made", gaps.backwards),
        )

    @property
    def repetitions(self) -> tuple[tuple[str, int], ...]:
        """What is likely the same problem again, in words, and how often."""
        return (
            ("the same text within 7 days", self.repeated.text),
            ("same category and address within 7 days", self.repeated.place),
        )


def make_report(store: Store) -> Report | None:
    """Count everything; None when there are no past requests."""
    with store.reading() as connection:
        be_patient(connection)
        number = count_requests(connection)
        if not number:
            return None
        return Report(
            number=number,
            oldest=oldest_at(connection),
            newest=newest_at(connection),
            months=_every_month(count_by_month(connection)),
            categories=tuple(count_names(connection, "category")),
            departments=tuple(count_names(connection, "department")),
            gaps=count_gaps(connection),
            repeated=count_repeated(connection),
            imports=tuple(list_imports(connection, _IMPORTS)),
        )


def moment_of(row: ImportRow) -> str:
    """When it was, in UTC."""
    return f"{datetime.fromtimestamp(row.created_at, UTC):%Y-%m-%d %H:%M}"


def _every_month(counted: dict[str, int]) -> tuple[tuple[str, int], ...]:
    if not counted:
        return ()
    year, month = map(int, min(counted).split("-"))
    found: list[tuple[str, int]] = []
    while (name := f"{year}-{month:02}") <= max(counted):
        found.append((name, counted.get(name, 0)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(found)
