"""Runs in a virtual environment of three rule engines: the same rules and messages, and which rules match by each.

Usage: python rule_rivals.py FILE, where FILE is JSON: `rules` (name and condition) and `messages` (facts by name).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import rule_engine
from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_TEXT
from business_rules.variables import (
    BaseVariables,
    boolean_rule_variable,
    numeric_rule_variable,
    select_multiple_rule_variable,
)
from json_logic import jsonLogic

FACT = {"service": "services", "text": "phrases", "street": "streets", "area": "areas", "from": "senders"} | {
    "channel": "channels",
    "language": "languages",
}
"""Most facts are lists of texts. `text` is the words between blanks, which two of the engines search faster."""


def as_expression(when: dict[str, Any]) -> str:
    """The condition in the language of rule-engine."""
    ((kind, asked),) = when.items()
    match kind:
        case "all" | "any":
            word = " and " if kind == "all" else " or "
            return f"({word.join(map(as_expression, asked))})"
        case "not":
            return f"(not {as_expression(asked)})"
        case "hours":
            return "office_hours"
        case "repeat":
            return f"repeat >= {asked['at_least']}"
        case "text":
            return "(" + " or ".join(f'" {one} " in text' for one in asked) + ")"
        case _:
            return "(" + " or ".join(f"{json.dumps(one.lower())} in {FACT[kind]}" for one in asked) + ")"


def as_json_logic(when: dict[str, Any]) -> dict[str, Any]:
    """The condition as JSON Logic."""
    ((kind, asked),) = when.items()
    match kind:
        case "all" | "any":
            return {"and" if kind == "all" else "or": [as_json_logic(part) for part in asked]}
        case "not":
            return {"!": [as_json_logic(asked)]}
        case "hours":
            return {"var": "office_hours"}
        case "repeat":
            return {">=": [{"var": "repeat"}, asked["at_least"]]}
        case "text":
            return {"or": [{"in": [f" {one} ", {"var": "text"}]} for one in asked]}
        case _:
            return {"or": [{"in": [one.lower(), {"var": FACT[kind]}]} for one in asked]}


def as_conditions(when: dict[str, Any], *, denied: bool = False) -> dict[str, Any]:
    """The condition for business-rules, which has no `not`: it is carried down to the single facts."""
    ((kind, asked),) = when.items()
    match kind:
        case "all" | "any":
            both = (kind == "all") is not denied
            return {"all" if both else "any": [as_conditions(part, denied=denied) for part in asked]}
        case "not":
            return as_conditions(asked, denied=not denied)
        case "hours":
            return {"name": "office_hours", "operator": "is_false" if denied else "is_true", "value": True}
        case "repeat":
            operator = "less_than" if denied else "greater_than_or_equal_to"
            return {"name": "repeat", "operator": operator, "value": asked["at_least"]}
        case _:
            operator = "shares_no_elements_with" if denied else "shares_at_least_one_element_with"
            return {"name": FACT[kind], "operator": operator, "value": [one.lower() for one in asked]}


def _list_of(name: str) -> Any:
    def read(self: Any) -> list[str]:
        return self.facts[name]

    read.__name__ = name
    return select_multiple_rule_variable()(read)


class Variables(BaseVariables):
    """The facts of one message, as business-rules asks for them."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    services, phrases, streets, areas = map(_list_of, ("services", "phrases", "streets", "areas"))
    senders, channels, languages = map(_list_of, ("senders", "channels", "languages"))

    @boolean_rule_variable()
    def office_hours(self) -> bool:
        return self.facts["office_hours"]

    @numeric_rule_variable()
    def repeat(self) -> int:
        return self.facts["repeat"]


class Actions(BaseActions):
    """Notes which rules speak."""

    def __init__(self) -> None:
        self.spoken: list[str] = []

    @rule_action(params={"name": FIELD_TEXT})
    def speak(self, name: str) -> None:
        self.spoken.append(name)


Decide = Callable[[dict[str, Any]], list[str]]


def by_rule_engine(rules: list[dict[str, Any]]) -> Decide:
    compiled = [(rule["name"], rule_engine.Rule(as_expression(rule["when"]))) for rule in rules]

    def decide(facts: dict[str, Any]) -> list[str]:
        ready = {name: set(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}
        return [name for name, rule in compiled if rule.matches(ready)]

    return decide


def by_json_logic(rules: list[dict[str, Any]]) -> Decide:
    written = [(rule["name"], as_json_logic(rule["when"])) for rule in rules]
    return lambda facts: [name for name, logic in written if jsonLogic(logic, facts)]


def by_business_rules(rules: list[dict[str, Any]]) -> Decide:
    written = [
        {
            "conditions": {"all": [as_conditions(rule["when"])]},
            "actions": [{"name": "speak", "params": {"name": rule["name"]}}],
        }
        for rule in rules
    ]

    def decide(facts: dict[str, Any]) -> list[str]:
        actions = Actions()
        run_all(written, Variables(facts), actions, stop_on_first_trigger=False)
        return actions.spoken

    return decide


ENGINES = {"rule-engine": by_rule_engine, "business-rules": by_business_rules, "json-logic-qubit": by_json_logic}


def main() -> Iterator[dict[str, Any]]:
    """What each engine took, and whom it let speak."""
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for engine, prepare in ENGINES.items():
        began = time.process_time()
        decide = prepare(given["rules"])
        prepared = time.process_time()
        spoken = [decide(facts) for facts in given["messages"]]
        yield {
            "engine": engine,
            "load": prepared - began,
            "each": (time.process_time() - prepared) / len(spoken),
            "spoken": spoken,
        }


if __name__ == "__main__":
    print(json.dumps(list(main())))
