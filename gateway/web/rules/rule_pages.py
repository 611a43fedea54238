"""The form of one rule: show it, add and remove rows, keep it in the draft, or say at each field what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.routing.editing import EditError, Written, find_path, find_written, list_written
from gateway.routing.examples import check_rule
from gateway.routing.files import RulebookFiles
from gateway.routing.problems import Problem
from gateway.routing.sentences import say_condition, say_rule
from gateway.store.staff import StaffRow
from gateway.web.rules.action_fields import FIELDS
from gateway.web.rules.choices import gather_choices
from gateway.web.rules.condition_rows import BOUNDS, KINDS
from gateway.web.rules.listing import PAGE
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.rule_form import RuleForm, find_field, press, read_rule, rule_of_form
from gateway.web.rules.rule_place import Place, find_again, place_of_form, write_to
from gateway.web.rules.working import Reading, Working, keep, load_working, read

Errors = Mapping[str, tuple[str, ...]]
"""What is wrong, by field; under the empty name what concerns the rule as a whole."""
_CHANGED = (
    "This rule was changed in another window after this page was opened. Below stands what you typed; "
    "keep it again to write it over the other change, or open the rule anew."
)


@pages.get("/rule/<int:place>", endpoint="rule")
def show_rule(place: int) -> str | Response:
    """One rule, with its mistakes and with the examples that fail."""
    working = load_working(require_administrator())
    here = Place(file=request.args.get("file") or working.files.main, number=place)
    written = find_written(working.files, here.file, here.path)
    if written is None or not written.data:
        flash("There is no such rule any more, or it can only be read as YAML.")
        return redirect(url_for("rules.overview"), 303)
    form = read_rule(written.data)
    reading = read(working.files)
    return _draw(working, here, form, _errors(working.files, here, form, _problems(reading, here, form)))


@pages.get("/rule/new", endpoint="new_rule")
def new_rule() -> str:
    """An empty form."""
    working = load_working(require_administrator())
    return _draw(working, place_of_form(working.files, request.args, None), RuleForm(), {})


@pages.post("/rule/<int:place>", endpoint="keep_rule")
def keep_rule(place: int) -> Response | tuple[str, int] | str:
    """Keep a rule in the draft."""
    return _take(place)


@pages.post("/rule/new", endpoint="keep_new_rule")
def keep_new_rule() -> Response | tuple[str, int] | str:
    """Keep a new rule in the draft."""
    return _take(None)


def _take(number: int | None) -> Response | tuple[str, int] | str:
    person = require_administrator()
    working = load_working(person)
    here = place_of_form(working.files, request.form, number)
    form, button = rule_of_form(request.form), request.form.get("do", "keep")
    if button != "keep":
        return _draw(working, here, press(form, button, request.form.get("add-kind", "")), {})
    found = here if number is None else find_again(working.files, here, form)
    if found is None:
        now = find_written(working.files, here.file, here.path)
        opened_anew = replace(form, was=now.data if now else form.was)
        return _draw(working, here, opened_anew, {"": (_CHANGED,)}), 409
    return _keep(person, working, found, form)


def _keep(person: StaffRow, working: Working, here: Place, form: RuleForm) -> Response | tuple[str, int]:
    try:
        files, at = write_to(working.files, here, form)
    except EditError as error:
        return _draw(working, here, form, {"": (str(error),)}), 422
    reading = read(files)
    wrong = [problem for problem in reading.problems if _is_at(files, at, problem)]
    if wrong:
        return _draw(working, here, form, _errors(files, at, form, wrong)), 422
    keep(person, working, files)
    failing = _problems(reading, at, form)
    if failing:
        flash("Kept in your draft. An example comes out otherwise: see below.")
        return redirect(_address(files, at), 303)
    flash(f"“{form.name}” is kept in your draft. Nobody is routed by it before you publish it.")
    return redirect(_in_list(files, at), 303)


def _is_at(files: RulebookFiles, here: Place, problem: Problem) -> bool:
    path = find_path(files, problem.source, problem.line, problem.column)
    return problem.source == here.file and path[:2] == here.path


def _problems(reading: Reading, here: Place, form: RuleForm) -> tuple[Problem, ...]:
    """The mistakes of a text; of one that is right, the examples of this rule that fail."""
    if reading.rulebook is None:
        return reading.problems
    rules = (rule for rule in reading.rulebook.rules if rule.source == here.file and rule.name == form.name.strip())
    return next((check_rule(reading.rulebook, rule) for rule in rules), ())


def _errors(files: RulebookFiles, here: Place, form: RuleForm, problems: tuple[Problem, ...] | list[Problem]) -> Errors:
    """What is wrong with this rule, by field; mistakes of other rules are shown in the list."""
    errors: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        if _is_at(files, here, problem):
            path = find_path(files, problem.source, problem.line, problem.column)
            name = find_field(path[2:], form)
            errors[name] = (*errors.get(name, ()), f"{problem.message} {problem.hint}".strip())
    return errors


def _address(files: RulebookFiles, here: Place) -> str:
    return url_for("rules.rule", place=here.number, file=here.file if here.file != files.main else None)


def _in_list(files: RulebookFiles, here: Place) -> str:
    every = list_written(files, "rules")
    number = next(number for number, one in enumerate(every) if (one.file, one.place) == (here.file, here.number))
    return url_for("rules.overview", page=number // PAGE or None, _anchor=f"rule-{number + 1}")


def _draw(working: Working, here: Place, form: RuleForm, errors: Errors) -> str:
    choices = gather_choices(working.files)
    known: Written | None = find_written(working.files, here.file, here.path) if here.number is not None else None
    words: dict[str, Any] = {
        "say_condition": lambda condition: _capital(say_condition(condition, choices.called)),
        "sentence": say_rule(known.data, choices.called) if known else "",
    }
    return render_template(
        "rules_rule.html",
        form=form,
        here=here,
        known=known,
        errors=errors,
        choices=choices,
        kinds=KINDS,
        bounds=BOUNDS,
        actions=FIELDS,
        main=working.files.main,
        typed=form,
        files=working.files,
        **words,
    )


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
