"""Learn from the city's past: teach, check on the newest part, and put the model to use only where it is better."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from gateway.errors import GatewayError
from gateway.learning.checking import Checked, accuracy_of, check
from gateway.learning.lessons import CORRECTION, Label, Lesson, gather_lessons
from gateway.learning.reading import ReadLessons, read_lessons
from gateway.learning.training import LEAST, learnable, train
from gateway.routing import Rulebook
from gateway.store.engine import Store
from gateway.store.models import ModelRow, find_active, keep_model, load_content
from parsers.learned import TextModel, Trust
from parsers.model_file import ModelFileError, model_from_bytes, model_to_bytes, model_version

FEWEST = 50
"""Past requests below which nothing is learnt."""
NEWEST = 0.2
"""The part of the lessons, the newest, that checks what the older ones taught."""
FEWEST_NEW = 50
"""Requests newer than a model's lessons that are needed to compare it with another."""


class LearningError(GatewayError):
    """There is nothing to learn from; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What came of learning: the model's version, whether it is used, why, and its figures as they are stored."""

    version: str
    is_active: bool
    why: str
    figures: Mapping[str, Any]
    content: bytes


Told = Callable[[str, int], Callable[[], None]]
"""Called with what begins and how many steps it has; what it gives is called after each step."""


def learn(store: Store, rulebook: Rulebook, *, now: float, told: Told = lambda _, __: lambda: None) -> Learnt:
    """Teach a model, keep it with its figures, and let it answer where it is better than what answers now.

    Raises LearningError where the past is too little to learn from.
    """
    began = time.monotonic()
    with store.reading() as connection:
        lessons = gather_lessons(connection, rulebook)
        active = find_active(connection)
        content = load_content(connection, active.version) if active else b""
    labels = tuple(_learnable_labels(lessons))
    step = told("Reading", len(lessons))
    read = read_lessons(lessons, rulebook.parser_city, step)
    step = told("Learning", 2)
    learnt = _taught(read, labels, step)
    in_use = _InUse(row=active, model=_readable(content)) if active else None
    return _keep(store, _judged(learnt, in_use, seconds=lambda: time.monotonic() - began), now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _InUse:
    """The model that answers now; `model` is None where its content cannot be read any more."""

    row: ModelRow
    model: TextModel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pupil:
    """A model of the older lessons with its check, and one of all of them."""

    read: ReadLessons
    newer: ReadLessons
    of_older: TextModel
    of_all: TextModel
    checks: Mapping[Label, Checked]


def _learnable_labels(lessons: list[Lesson]) -> Iterator[Label]:
    """Category and department, each where there is something to tell apart. Raises LearningError for neither."""
    if not lessons:
        raise LearningError(
            "There are no past requests with a category or a department to learn from. "
            "Run `gateway history import FILE.csv` first."
        )
    if len(lessons) < FEWEST:
        raise LearningError(
            f"{len(lessons)} past requests are too few to learn from; {FEWEST} are the least, and some hundreds are "
            "good. Import a longer export with `gateway history import FILE.csv`."
        )
    found = [label for label in Label if len(learnable([label.of(lesson) for lesson in lessons])) > 1]
    if not found:
        raise LearningError(_nothing_to_tell_apart(lessons))
    yield from found


def _nothing_to_tell_apart(lessons: list[Lesson]) -> str:
    names = {lesson.category for lesson in lessons if lesson.category}
    if len(names) == 1:
        return f"All past requests are of one category (`{names.pop()}`), so there is nothing to tell apart."
    return (
        f"No two categories have {LEAST} requests or more, so there is nothing to learn from. See with "
        "`gateway history report` whether the right column was taken for the category."
    )


def _taught(read: ReadLessons, labels: tuple[Label, ...], step: Callable[[], None]) -> _Pupil:
    cut = len(read.lessons) - max(int(len(read.lessons) * NEWEST), 1)
    older, newer = read.part(0, cut), read.part(cut, len(read.lessons))
    of_older = train(older, labels)
    found = {label: check(older, newer, of_older, label) for label in labels}
    checks = {label: checked for label, checked in found.items() if checked is not None}
    step()
    useful = tuple(label for label, checked in checks.items() if checked.figures.accuracy > checked.catalog)
    of_all = train(read, useful or labels)
    step()
    return _Pupil(read=read, newer=newer, of_older=of_older, of_all=of_all, checks=checks)


def _judged(pupil: _Pupil, in_use: _InUse | None, *, seconds: Callable[[], float]) -> Learnt:
    model = replace(
        pupil.of_all,
        trust=_trust(pupil, Label.CATEGORY),
        department_trust=_trust(pupil, Label.DEPARTMENT),
    )
    refusal, why = _verdict(pupil, in_use)
    content = model_to_bytes(model)
    figures = {
        "lessons": len(pupil.read.lessons),
        "corrections": sum(lesson.weight == CORRECTION for lesson in pupil.read.lessons),
        "checked": len(pupil.newer.lessons),
        "newest": pupil.read.lessons[-1].at,
        "seconds": round(seconds(), 1),
        "size": len(content),
        "why": why,
        **{label.value: {**asdict(found.figures), "catalog": found.catalog} for label, found in pupil.checks.items()},
    }
    return Learnt(version=model_version(content), is_active=not refusal, why=why, figures=figures, content=content)


def _trust(pupil: _Pupil, label: Label) -> Trust:
    checked = pupil.checks.get(label)
    return checked.trust if checked is not None else Trust()


def _verdict(pupil: _Pupil, in_use: _InUse | None) -> tuple[bool, str]:
    """Whether the model is refused, and the sentence why or why not."""
    if not pupil.checks:
        return True, "None of the newest past requests has a category or a department, so nothing could be checked."
    label, checked = next(iter(pupil.checks.items()))
    mine, alone = checked.figures.accuracy, checked.catalog
    said = f"of the {checked.figures.count:,} newest past requests it names the right {label.value} for {mine:.1%}"
    if mine <= alone:
        return True, f"It is no better than the catalog alone: {said}, and the catalog alone does for {alone:.1%}."
    if in_use is None or in_use.model is None:
        return False, f"It is better than the catalog alone: {said}, and the catalog alone does for {alone:.1%}."
    return _against(pupil, in_use, in_use.model, label, said, alone)


def _against(
    pupil: _Pupil, in_use: _InUse, model: TextModel, label: Label, said: str, alone: float
) -> tuple[bool, str]:
    """The verdict beside the model in use, on requests that neither has learnt from."""
    seen = float(in_use.row.figures.get("newest", 0.0))
    first = next((place for place, lesson in enumerate(pupil.newer.lessons) if lesson.at > seen), None)
    fresh = pupil.newer.part(first, len(pupil.newer.lessons)) if first is not None else None
    count = sum(bool(label.of(lesson)) for lesson in fresh.lessons) if fresh else 0
    if fresh is None or count < FEWEST_NEW:
        return False, (
            f"It is better than the catalog alone: {said}, and the catalog alone does for {alone:.1%}. Too few "
            f"requests are newer than what model {in_use.row.version} learnt from, so the two could not be compared."
        )
    new, old = accuracy_of(pupil.of_older, fresh, label), accuracy_of(model, fresh, label)
    beside = f"on {count:,} requests that neither has learnt from it is right for {new:.1%}, and that one for {old:.1%}"
    if new < old:
        return True, f"It is no better than model {in_use.row.version}, which stays: {beside}."
    return False, f"It is at least as good as model {in_use.row.version}, whose place it takes: {beside}."


def _readable(content: bytes) -> TextModel | None:
    try:
        return model_from_bytes(content)
    except ModelFileError:
        return None


def _keep(store: Store, learnt: Learnt, *, now: float) -> Learnt:
    with store.writing() as connection:
        keep_model(
            connection,
            version=learnt.version,
            state="active" if learnt.is_active else "refused",
            figures=learnt.figures,
            content=learnt.content,
            now=now,
        )
    return learnt
