"""One rule as a form: read from the file, taken from what was sent, changed by a button, and written again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.routing.document import Path
from gateway.web.rules.action_fields import Typed, actions_of_form, read_actions, write_actions
from gateway.web.rules.condition_rows import (
    KINDS,
    ConditionRow,
    load_kept,
    read_conditions,
    rows_of_form,
    write_conditions,
)
from gateway.web.rules.example_rows import ExampleRow, examples_of_form, read_examples, write_examples

_ORDER = ("name", "disabled", "note", "when", "then", "examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleForm:
    """What stands in the fields; `was` is the rule in the file that the form was opened on, empty for a new one."""

    name: str = ""
    note: str = ""
    is_disabled: bool = False
    joiner: str = "all"
    conditions: tuple[ConditionRow, ...] = ()
    actions: Typed = field(default_factory=dict)
    examples: tuple[ExampleRow, ...] = ()
    was: Mapping[str, Any] = field(default_factory=dict)
    focus: str = ""
    """The field in which one types next."""

    @property
    def was_text(self) -> str:
        """The rule as it stands in the file, to be carried through the form."""
        return json.dumps(self.was, ensure_ascii=False)

    @property
    def rows(self) -> tuple[ExampleRow, ...]:
        """The examples, and an empty one to type the next into."""
        return (*self.examples, ExampleRow())


def read_rule(data: Mapping[str, Any]) -> RuleForm:
    """The form of a rule as it stands in the file."""
    joiner, rows = read_conditions(data.get("when"))
    return RuleForm(
        name=str(data.get("name", "")),
        note=str(data.get("note", "")),
        is_disabled=data.get("disabled") is True,
        joiner=joiner,
        conditions=rows,
        actions=read_actions(data.get("then")),
        examples=read_examples(data.get("examples")),
        was=data,
    )


def rule_of_form(form: MultiDict[str, str]) -> RuleForm:
    """The form as it was sent."""
    was = load_kept(form.get("was", "{}"))
    return RuleForm(
        name=" ".join(form.get("name", "").split()),
        note=form.get("note", "").replace("\r\n", "\n").strip(),
        is_disabled=form.get("disabled") == "1",
        joiner="any" if form.get("joiner") == "any" else "all",
        conditions=rows_of_form(form),
        actions=actions_of_form(form),
        examples=examples_of_form(form),
        was=was if isinstance(was, dict) else {},
    )


def press(form: RuleForm, button: str, kind: str) -> RuleForm:
    """The form after a button that adds or removes a row; other buttons change nothing."""
    what, _, number = button.rpartition("-")
    if button == "add-condition" and kind in KINDS:
        rows = (*form.conditions, ConditionRow(kind=kind))
        return replace(form, conditions=rows, focus=f"c{len(rows) - 1}")
    if what == "remove-condition" and number.isdecimal():
        return replace(form, conditions=_without(form.conditions, int(number)), focus="add-kind")
    if what == "remove-example" and number.isdecimal():
        return replace(form, examples=_without(form.examples, int(number)), focus=f"e{len(form.examples) - 1}")
    return replace(form, focus=f"e{len(form.examples)}") if button == "add-example" else form


def write_rule(form: RuleForm) -> dict[str, Any]:
    """The rule for the file; what was not touched is written as it stood."""
    before = form.was
    new = {
        "name": before.get("name", "") if form.name == str(before.get("name", "")).strip() else form.name,
        "when": write_conditions(form.joiner, form.conditions, before.get("when")) if form.conditions else {},
        "then": write_actions(form.actions, before.get("then")),
    }
    if form.is_disabled:
        new["disabled"] = True
    if form.note:
        new["note"] = before["note"] if form.note == str(before.get("note", "")).strip() else _text(form.note)
    if examples := write_examples(form.examples):
        new["examples"] = examples
    unknown = {key: value for key, value in before.items() if key not in _ORDER}
    return _in_order({**new, **unknown}, list(before))


def find_field(path: Path, form: RuleForm) -> str:
    """The field of the form that shows a place of the rule; empty for the rule as a whole."""
    match path:
        case ("when", "all" | "any", int() as row, *_) if row < len(form.conditions):
            return f"c{row}"
        case ("when", *_):
            return "c0" if len(form.conditions) == 1 else "when"
        case ("then", str() as action, *_):
            return f"then-{action}"
        case ("examples", int() as row, *_):
            return f"e{row}"
        case (str() as key, *_) if key in _ORDER:
            return key
        case _:
            return ""


def _without(rows: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return rows[:number] + rows[number + 1 :]


def _text(note: str) -> str:
    return f"{note}\n" if "\n" in note else note


def _in_order(new: dict[str, Any], before: Iterable[str]) -> dict[str, Any]:
    """Keys where they stood; a new one behind the one that it usually follows."""
    order = [key for key in before if key in new]
    for place, key in enumerate(_ORDER):
        if key in new and key not in order:
            above = [order.index(other) for other in _ORDER[:place] if other in order]
            order.insert(max(above) + 1 if above else 0, key)
    return {key: new[key] for key in order}
