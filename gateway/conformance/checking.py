"""Walks through all requirements, in each form that the server offers, and notes what each probe found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from gateway.conformance.aiming import Target
from gateway.conformance.fetching import Line
from gateway.conformance.requirements import REQUIREMENTS
from gateway.conformance.values import (
    Broken,
    CheckError,
    Finding,
    Form,
    NotAsked,
    NotOffered,
    Outcome,
    Requirement,
)
from gateway.conformance.visit import Filing, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person who checks wants."""

    jurisdiction: str = ""
    key: str = ""
    files: bool = False
    """Whether test requests are filed."""
    is_production_allowed: bool = False
    """Whether they may be filed where people act upon them."""


def check(
    line: Line, target: Target, wishes: Wishes, *, now: datetime, tell: Callable[[str], object]
) -> Iterator[Outcome]:
    """Each requirement with its verdict, in order; `tell` hears which one is being looked at."""
    filing = _filing(target, wishes, now) if wishes.files else None
    visits = [
        Visit(
            base=target.base,
            form=form,
            line=line,
            now=now,
            discovery=target.discovery,
            jurisdiction=wishes.jurisdiction,
            filing=filing,
        )
        for form in target.forms
    ]
    if wishes.jurisdiction:
        _check_jurisdiction(visits[0])
    for requirement in REQUIREMENTS:
        tell(requirement.id)
        yield Outcome(requirement=requirement, findings=tuple(_findings(requirement, visits)))


def _check_jurisdiction(visit: Visit) -> None:
    """Raise `CheckError` where the server does not know the jurisdiction, so that nothing could be looked at."""
    if visit.get("services").status == 404:
        words = f"{visit.base} does not know the jurisdiction {visit.jurisdiction}."
        raise CheckError(f"{words} Give the one that the city names, or leave --jurisdiction out.")


def _filing(target: Target, wishes: Wishes, now: datetime) -> Filing:
    """Where test requests are filed; raises `CheckError` where that would be among real ones."""
    if not wishes.key:
        raise CheckError("Filing needs a key: add --key KEY.")
    base = target.base if wishes.is_production_allowed else target.test_base
    if not base:
        raise CheckError(
            "There is no test endpoint in the discovery document, so nothing is filed. "
            "Add --production to file test requests among the real ones."
        )
    mark = f"Test by `gateway open311 check` of {now:%Y-%m-%d %H:%M:%S} UTC. Nothing needs to be done"
    return Filing(base=base, key=wishes.key, mark=mark)


def _findings(requirement: Requirement, visits: list[Visit]) -> Iterator[Finding]:
    match requirement.forms:
        case "once":
            yield _look(requirement, visits[0], "")
        case "json":
            found = [visit for visit in visits if visit.form == "json"]
            yield from (_look(requirement, visit, visit.form) for visit in found)
            if not found:
                yield Finding(verdict="not offered", why="JSON is not offered, and need not be")
        case "each":
            yield from (_look(requirement, visit, visit.form) for visit in visits)


def _look(requirement: Requirement, visit: Visit, form: Form | str) -> Finding:
    if requirement.posts and visit.filing is None:
        return Finding(verdict="not asked", form=form, why="nothing is filed without --key and --file")
    try:
        requirement.probe(visit)
    except Broken as found:
        return Finding(verdict="broken", form=form, why=found.why, exchange=found.exchange)
    except NotOffered as found:
        return Finding(verdict="not offered", form=form, why=str(found))
    except NotAsked as found:
        return Finding(verdict="not asked", form=form, why=str(found))
    return Finding(verdict="kept", form=form)
