"""Two decisions about one request: in which respects they differ, and which rules said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.rehearsing.values import Aspect
from gateway.routing.values import Decision

_ONE = {
    Aspect.DEPARTMENT: "department",
    Aspect.SERVICE: "service",
    Aspect.PRIORITY: "priority",
    Aspect.REPLY: "reply",
    Aspect.CLOSE: "close",
    Aspect.HOLD: "hold",
    Aspect.DUE: "due",
    Aspect.ASSIGN: "assign",
}
"""What a decision has one of."""
_MANY = {Aspect.TAGS: "tags", Aspect.NOTIFY: "notify", Aspect.WATCH: "watch"}
"""What a decision has any number of."""
SHARED = (Aspect.DEPARTMENT, Aspect.SERVICE, Aspect.PRIORITY)
"""The respects in which every request is counted, changed or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One respect in which two decisions differ; `old` or `new` is None for what one of them lacks."""

    aspect: Aspect
    old: str | None
    new: str | None
    old_rule: str
    new_rule: str


def differences(old: Decision, new: Decision) -> Iterator[Difference]:
    """Everything that comes out otherwise; nothing for two decisions that a resident could not tell apart."""
    for aspect, name in _ONE.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield _difference(aspect, _spelled(before), _spelled(after), old, new)
    for aspect, name in _MANY.items():
        yield from _each(aspect, getattr(old, name), getattr(new, name), old, new)
    yield from _each(Aspect.ASK, (*old.missing, *old.ask), (*new.missing, *new.ask), old, new)


def said(decision: Decision, aspect: Aspect) -> str | None:
    """What a decision says in one of the respects of `SHARED`."""
    return _spelled(getattr(decision, _ONE[aspect]))


def _each(
    aspect: Aspect, before: tuple[str, ...], after: tuple[str, ...], old: Decision, new: Decision
) -> Iterator[Difference]:
    if before == after:
        return
    for gone in dict.fromkeys(before):
        if gone not in after:
            yield _difference(aspect, gone, None, old, new)
    for added in dict.fromkeys(after):
        if added not in before:
            yield _difference(aspect, None, added, old, new)


def _difference(aspect: Aspect, before: str | None, after: str | None, old: Decision, new: Decision) -> Difference:
    return Difference(
        aspect=aspect, old=before, new=after, old_rule=_speaker(old, aspect), new_rule=_speaker(new, aspect)
    )


def _speaker(decision: Decision, aspect: Aspect) -> str:
    """The rule that said so, of several the first."""
    return next((voice.rule for voice in decision.voices if voice.action == aspect.value), "")


def _spelled(value: object) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value in (None, "") else str(value)
