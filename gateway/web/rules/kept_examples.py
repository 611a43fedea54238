"""A message that was tried becomes an example of a rule: what went well once is checked ever after."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.routing.editing import EditError, Written, change, in_file, list_written
from gateway.routing.files import RulebookFiles
from gateway.routing.sections import ExampleText
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.tried_fields import fields_of, read_message
from gateway.web.rules.working import Working, keep, load_working


@pages.post("/try/keep", endpoint="keep_example")
def keep_example() -> Response:
    """Put the message under the rule whose button was pressed, in the draft."""
    person = require_administrator()
    working = load_working(person)
    example, _ = read_message(fields_of(request.form))
    if example is None:
        abort(400, "Write a message first.")
    if "silent" in request.form:
        rule, value = _find(working, request.form.get("which", "")), {**_written(example), "not": True}
    else:
        rule, value = _find(working, request.form.get("speaks", "")), _short(example)
    if value in _examples(rule):
        flash(f"This is an example of “{rule.name}” already.")
    else:
        keep(person, working, _with_example(working.files, rule, value))
        flash(f"Kept in your draft as an example of “{rule.name}”.")
    return redirect(url_for("rules.trying"), 303)


def _find(working: Working, name: str) -> Written:
    for rule in list_written(working.files, "rules"):
        if rule.name == name:
            return rule
    return abort(409, "The rules have changed since you tried this message. Go back and try it again.")


def _with_example(files: RulebookFiles, rule: Written, value: Any) -> RulebookFiles:
    longer = {**rule.data, "examples": [*_examples(rule), value]}
    try:
        return in_file(files, rule.file, lambda text: change(text, rule.path, longer))
    except EditError as error:
        return abort(409, str(error))


def _examples(rule: Written) -> list[Any]:
    written = rule.data.get("examples")
    return written if isinstance(written, list) else []


def _written(example: ExampleText) -> dict[str, Any]:
    return example.model_dump(by_alias=True, exclude_defaults=True)


def _short(example: ExampleText) -> Any:
    """Mostly the text alone."""
    written = _written(example)
    return written if len(written) > 1 else example.text
