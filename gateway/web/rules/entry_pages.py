"""Departments and services by form: the two lists, and a page for one of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.routing.called import LANGUAGES
from gateway.routing.document import Path
from gateway.routing.editing import EditError, Written, change, find_path, find_written, in_file, is_same, list_written
from gateway.routing.files import RulebookFiles
from gateway.routing.problems import Problem
from gateway.web.rules.choices import gather_choices
from gateway.web.rules.condition_rows import load_kept
from gateway.web.rules.entry_fields import (
    Field,
    Section,
    Typed,
    entry_of_form,
    list_fields,
    read_entry,
    write_entry,
)
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.question_rows import (
    TYPES,
    QuestionRow,
    find_key_mistakes,
    questions_of_form,
    read_questions,
    write_questions,
)
from gateway.web.rules.working import Working, keep, load_working, read

_SECTIONS: Mapping[str, Section] = {"department": "departments", "service": "services"}
_CHANGED = (
    "This was changed in another window after this page was opened. Below stands what you typed; "
    "keep it again to write it over the other change, or open the page anew."
)
_TAKEN = "There is one with this key already. Choose another key, or change that one."


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForm:
    """What stands in the fields; `was` is the entry in the file that the form was opened on."""

    section: Section
    key: str
    fields: tuple[Field, ...]
    typed: Typed
    was: Mapping[str, Any]
    is_new: bool
    languages: tuple[str, ...]
    questions: tuple[QuestionRow, ...] = ()
    """Of a service."""

    @property
    def was_text(self) -> str:
        """The entry as it stands in the file, to be carried through the form."""
        return json.dumps(self.was, ensure_ascii=False)

    @property
    def rows(self) -> tuple[QuestionRow, ...]:
        """The questions, and an empty one to fill in."""
        return (*self.questions, QuestionRow())

    @property
    def system(self) -> Mapping[str, Any] | None:
        """A department's own system as the file has it; no form changes it."""
        deliver = self.was.get("deliver")
        system = deliver.get("open311") if isinstance(deliver, Mapping) else None
        return system if isinstance(system, Mapping) else None


@pages.get("/departments", endpoint="departments")
def departments() -> str:
    """All departments."""
    return _list("department")


@pages.get("/services", endpoint="services")
def services() -> str:
    """All services of the city."""
    return _list("service")


@pages.get("/new/<any(department, service):kind>", endpoint="new_entry")
def new_entry(kind: str) -> str:
    """An empty form."""
    working = load_working(require_administrator())
    return _draw(working, kind, _form(working, kind, "", {}, is_new=True), {})


@pages.get("/<any(department, service):kind>/<key>", endpoint="entry")
def entry(kind: str, key: str) -> str:
    """One department or service, with what is wrong with it."""
    working = load_working(require_administrator())
    written = _find(working.files, _SECTIONS[kind], key)
    if written is None:
        abort(404, f"There is no {kind} {key} in the rulebook.")
    form = _form(working, kind, key, written.data, is_new=False)
    return _draw(working, kind, form, _errors(working.files, written.file, form, read(working.files).problems))


@pages.post("/new/<any(department, service):kind>", endpoint="keep_new_entry")
def keep_new_entry(kind: str) -> Response | tuple[str, int]:
    """Keep a new department or service in the draft."""
    working = load_working(require_administrator())
    key = request.form.get("key", "").strip()
    form = _sent(working, kind, key, is_new=True)
    if not key or _find(working.files, form.section, key):
        return _draw(working, kind, form, {"key": (_TAKEN if key else "Give it a key, such as leaf_pickup.",)}), 422
    return _keep(working, kind, form, _file_for(working.files, form.section))


@pages.post("/<any(department, service):kind>/<key>", endpoint="keep_entry")
def keep_entry(kind: str, key: str) -> Response | tuple[str, int]:
    """Keep what was changed in the draft."""
    working = load_working(require_administrator())
    form = _sent(working, kind, key, is_new=False)
    written = _find(working.files, form.section, key)
    if written is None or not is_same(written.data, form.was):
        opened_anew = replace(form, was=written.data if written else {})
        return _draw(working, kind, opened_anew, {"": (_CHANGED,)}), 409
    return _keep(working, kind, form, written.file)


def _keep(working: Working, kind: str, form: EntryForm, file: str) -> Response | tuple[str, int]:
    if mistakes := {f"q{number}": (words,) for number, words in find_key_mistakes(form.questions)}:
        return _draw(working, kind, form, mistakes), 422
    data = _data(form)
    try:
        files = in_file(working.files, file, lambda text: change(text, (form.section, form.key), data))
    except EditError as error:
        return _draw(working, kind, form, {"": (str(error),)}), 422
    if errors := _errors(files, file, form, read(files).problems):
        return _draw(working, kind, form, errors), 422
    keep(require_administrator(), working, files)
    called = gather_choices(files).called
    name = called.department(form.key) if kind == "department" else called.service(form.key)
    flash(f"“{name}” is kept in your draft. Nobody is routed by it before you publish it.")
    return redirect(url_for(f"rules.{form.section}", _anchor=form.key), 303)


def _data(form: EntryForm) -> dict[str, Any]:
    """The entry for the file."""
    data = write_entry(form.fields, form.typed, form.was)
    if form.section == "services" and (form.questions or isinstance(form.was.get("ask"), Mapping)):
        data["ask"] = write_questions(form.questions, form.languages)
    return {key: value for key, value in data.items() if key != "ask" or value}


def _list(kind: str) -> str:
    working = load_working(require_administrator())
    section, reading, choices = _SECTIONS[kind], read(working.files), gather_choices(working.files)
    wrong: dict[object, list[Problem]] = {}
    for problem in reading.problems[:100]:
        path = find_path(working.files, problem.source, problem.line, problem.column)
        if path[:1] == (section,) and len(path) > 1:
            wrong.setdefault(path[1], []).append(problem)
    return render_template(
        f"rules_{section}.html",
        entries=list_written(working.files, section),
        called=choices.called,
        wrong=wrong,
        main=working.files.main,
    )


def _find(files: RulebookFiles, section: Section, key: str) -> Written | None:
    return next((one for one in list_written(files, section) if one.place == key), None)


def _file_for(files: RulebookFiles, section: Section) -> str:
    """The first file that has this section; else the main one."""
    has = (file for file in files.texts if find_written(files, file, (section,)))
    return next(has, files.main)


def _form(working: Working, kind: str, key: str, data: Mapping[str, Any], *, is_new: bool) -> EntryForm:
    section = _SECTIONS[kind]
    languages = gather_choices(working.files).languages
    fields = list_fields(section, data, languages)
    return EntryForm(
        section=section,
        key=key,
        fields=fields,
        typed=read_entry(fields, data),
        was=data,
        is_new=is_new,
        languages=languages,
        questions=read_questions(data.get("ask"), languages) if section == "services" else (),
    )


def _sent(working: Working, kind: str, key: str, *, is_new: bool) -> EntryForm:
    was = load_kept(request.form.get("was", "{}"))
    opened = _form(working, kind, key, was if isinstance(was, dict) else {}, is_new=is_new)
    typed, questions = entry_of_form(opened.fields, request.form), questions_of_form(request.form, opened.languages)
    return replace(opened, typed=typed, questions=questions)


def _errors(
    files: RulebookFiles, file: str, form: EntryForm, problems: tuple[Problem, ...]
) -> dict[str, tuple[str, ...]]:
    """What is wrong with this entry, by field."""
    errors: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        path = find_path(files, problem.source, problem.line, problem.column)
        if problem.source == file and path[:2] == (form.section, form.key):
            name = _field_at(path[2:], form)
            errors[name] = (*errors.get(name, ()), f"{problem.message} {problem.hint}".strip())
    return errors


def _field_at(path: Path, form: EntryForm) -> str:
    """The field that shows a place of the entry; the key's, or none, for the entry as a whole."""
    if path[:1] == ("ask",) and len(path) > 1:
        return next((f"q{number}" for number, row in enumerate(form.questions) if row.key == path[1]), "")
    known = {field.id for field in form.fields}
    inside = "-".join(str(part) for part in path[:2])
    first = next((field.id for field in form.fields if path and field.part.name == path[0]), "")
    if inside in known:
        return inside
    return first or ("key" if form.is_new and not path else "")


def _draw(working: Working, kind: str, form: EntryForm, errors: Mapping[str, tuple[str, ...]]) -> str:
    choices = gather_choices(working.files)
    name = choices.called.department(form.key) if kind == "department" else choices.called.service(form.key)
    return render_template(
        "rules_entry.html",
        kind=kind,
        form=form,
        name=f"New {kind}" if form.is_new else name,
        written=None if form.is_new else _find(working.files, form.section, form.key),
        errors=errors,
        choices=choices,
        kept=_kept(form),
        question_types=TYPES,
        language_names=LANGUAGES,
        shipped=choices.of("shipped") if form.is_new and kind == "service" else (),
    )


def _kept(form: EntryForm) -> dict[str, Any]:
    """What no field shows; it stays as it is."""
    shown = {field.part.name for field in form.fields} | ({"ask"} if form.section == "services" else {"deliver"})
    return {key: value for key, value in form.was.items() if key not in shown}
