"""What each rule said to a tried message, and which of it counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.routing import Decision, Rule, Rulebook
from gateway.routing.called import Called
from gateway.routing.explaining import Explanation, Step
from gateway.routing.sentences import say_actions
from parsers.catalog import load_catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One action of a rule in words; `counts` is False when a rule above had said something about it."""

    words: str
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A rule with what it did."""

    step: Step
    said: tuple[Said, ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether it fitted."""
        return self.step.verdict == "speaks"


def tell_steps(explanation: Explanation, rulebook: Rulebook) -> tuple[Told, ...]:
    """Every rule in order; those that speak with all that they say."""
    called = call(rulebook)
    return tuple(
        Told(step=step, said=tuple(_said(rule, explanation.decision, called)) if step.verdict == "speaks" else ())
        for step, rule in zip(explanation.steps, rulebook.rules, strict=True)
    )


def call(rulebook: Rulebook) -> Called:
    """What things are called in a rulebook that could be read."""
    catalog, language = load_catalog(), rulebook.city.languages[0]
    own = {code: service.name(language) for code, service in rulebook.services.items()}
    return Called(
        departments={key: department.name for key, department in rulebook.departments.items()},
        services={code: catalog.service_name(code, language) for code in catalog.codes} | own,
    )


def _said(rule: Rule, decision: Decision, called: Called) -> Iterator[Said]:
    mine = {voice.action for voice in decision.voices if voice.rule == rule.name}
    for name in type(rule.then).model_fields:
        value = getattr(rule.then, name)
        if value is not None and name != "stop":
            words = say_actions({name: _plain(value)}, called)
            yield from (Said(words=one, counts=name in mine) for one in words)
    if rule.then.stop:
        yield Said(words="no rule below is read", counts=True)


def _plain(value: object) -> object:
    """People to be told stand as models in a rule that was read."""
    return [getattr(item, "email", item) for item in value] if isinstance(value, list) else value
