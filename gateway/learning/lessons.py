"""What a model learns from: past requests, and tickets that staff gave another department or service."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from sqlalchemy import Connection

from gateway.routing import Rulebook
from gateway.store.history import iterate_requests
from gateway.store.models import Moved, iterate_moved

MOST = 40_000
"""The newest lessons are taught, and no more: older ones add little, and time."""
CORRECTION = 3.0
"""How many past requests a ticket counts for that a person put right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A text and what it was: category and department as the history writes them, empty where unknown."""

    text: str
    category: str = ""
    department: str = ""
    at: float = 0.0
    """When it was written, in UTC epoch seconds; 0 where nobody knows."""
    weight: float = 1.0


class Label(StrEnum):
    """What of a lesson is learnt."""

    CATEGORY = "category"
    DEPARTMENT = "department"

    def of(self, lesson: Lesson) -> str:
        """The label of `lesson`, empty where it has none."""
        match self:
            case Label.CATEGORY:
                return lesson.category
            case Label.DEPARTMENT:
                return lesson.department
            case _ as never:
                assert_never(never)


def gather_lessons(connection: Connection, rulebook: Rulebook) -> list[Lesson]:
    """The newest lessons, the oldest of them first; those without a date count as the oldest. Constant memory."""
    past = (
        Lesson(
            text=request.text,
            category=" ".join(request.category.split()),
            department=" ".join(request.department.split()),
            at=request.requested_at.timestamp() if request.requested_at else 0.0,
        )
        for request in iterate_requests(connection)
    )
    lessons = _newest(lesson for lesson in past if _teaches(lesson))
    names, categories = _history_names(lessons, rulebook), _history_categories(lessons, rulebook)
    corrections = [_correction(moved, names, categories) for moved in iterate_moved(connection)]
    return sorted([*lessons, *filter(_teaches, corrections)], key=lambda lesson: lesson.at)[-MOST:]


def _newest(lessons: Iterable[Lesson]) -> list[Lesson]:
    kept = heapq.nlargest(MOST, _numbered(lessons), key=lambda pair: (pair[1].at, pair[0]))
    return [lesson for _, lesson in sorted(kept, key=lambda pair: pair[0])]


def _numbered(lessons: Iterable[Lesson]) -> Iterator[tuple[int, Lesson]]:
    return enumerate(lessons)


def _teaches(lesson: Lesson) -> bool:
    return bool(lesson.text.strip() and (lesson.category or lesson.department))


def _history_names(lessons: Iterable[Lesson], rulebook: Rulebook) -> Mapping[str, str]:
    """What the history calls each department of the rulebook most often; its own name where it does not."""
    called: dict[str, str] = {key: department.name for key, department in rulebook.departments.items()}
    counts = Counter(lesson.department for lesson in lessons if lesson.department)
    for name, _ in reversed(counts.most_common()):
        found = rulebook.find_department(name)
        if found is not None:
            called[found.key] = name
    return called


def _history_categories(lessons: Iterable[Lesson], rulebook: Rulebook) -> Mapping[str, str]:
    """What the history calls each service of the rulebook most often; its own name where it does not."""
    language, known = rulebook.city.languages[0], rulebook.parser_city.catalog.city
    called = {code: service.name(language) for code, service in rulebook.services.items()}
    counts = Counter(lesson.category for lesson in lessons if lesson.category)
    for name, _ in reversed(counts.most_common()):
        code = known.find_category(name)
        if code in called:
            called[code] = name
    return called


def _correction(moved: Moved, names: Mapping[str, str], categories: Mapping[str, str]) -> Lesson:
    return Lesson(
        text=f"{moved.subject}\n{moved.text}".strip(),
        category=categories.get(moved.service, ""),
        department=names.get(moved.department, ""),
        at=moved.at,
        weight=CORRECTION,
    )
