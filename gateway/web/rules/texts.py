"""The rulebook as YAML, in one field for each file: for who likes to write it, and for what no form can do."""

from __future__ import annotations

import difflib
import secrets
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from gateway.routing.document import MAX_OCTETS
from gateway.routing.files import RulebookFiles
from gateway.routing.including import find_included
from gateway.routing.problems import Problem
from gateway.routing.schema import for_included, schema_with_offers
from gateway.web.context import find_person
from gateway.web.rules.mistakes import cut_out, find_mistakes
from gateway.web.rules.offers import list_offers
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.showing import MOST_LINES
from gateway.web.rules.trying import new_trial
from gateway.web.rules.working import Working, keep, load_working, read
from gateway.web.security import allow_marked
from gateway.web.vendor import has_editor, import_map

_MOST_OCTETS = 4 * MAX_OCTETS
"""Octets of a form with a text: one that is too long for a rulebook comes back to its writer with that sentence."""
_QUICKLY_READ = 300_000
"""Characters of a text that is read a second time within a tenth of a second."""
_LONG_FORMS = frozenset({"rules.take_text", "rules.check_text", "rules.try_message"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One file as it stands in the field, and the version of the rules that it was begun on."""

    file: str
    text: str
    seen: str


@pages.url_value_preprocessor
def _take_long_texts(endpoint: str | None, values: dict[str, Any] | None) -> None:  # noqa: ARG001
    """Before anybody reads the form; a stranger's long form is refused as everywhere."""
    if endpoint in _LONG_FORMS and (person := find_person()) and person.role == "administrator":
        request.max_content_length = request.max_form_memory_size = _MOST_OCTETS


@pages.get("/text", endpoint="text")
def show_text() -> Response:
    """One file of the working text, to change it."""
    working = load_working(require_administrator())
    file = _chosen(working, request.args.get("file", ""))
    typed = Typed(file=file, text=working.files.texts.get(file, ""), seen=working.files.version)
    return _draw(working, typed)


@pages.post("/text", endpoint="take_text")
def take_text() -> Answer:
    """Keep what was typed in the draft, or only say what is wrong with it."""
    person = require_administrator()
    working = load_working(person)
    typed = _typed(working)
    if request.form.get("act") == "check":
        return _draw(working, typed)
    if typed.seen != working.files.version:
        return _draw(working, typed, status=409)
    if len(typed.text.encode(errors="replace")) > MAX_OCTETS:
        return _draw(working, typed, status=413)
    keep(person, working, working.files.with_text(typed.file, typed.text))
    flash("Kept in your draft. Nobody is routed by it before you publish it.")
    return redirect(url_for("rules.text", file=typed.file), 303)


@pages.post("/text/check", endpoint="check_text")
def check_text() -> dict[str, Any]:
    """For the editor: the mistakes of what stands in it, the same as a list for the page, and the names to offer."""
    working = load_working(require_administrator())
    typed = _typed(working)
    files = working.files.with_text(typed.file, typed.text)
    reading = read(files)
    mistakes = find_mistakes(reading)
    return {
        "mistakes": [_marked(problem) for problem in mistakes if _is_in(problem, typed.file, files)],
        "panel": render_template(
            "rules_mistakes.html",
            rulebook=reading.rulebook,
            mistakes=mistakes,
            files=files,
            file=typed.file,
            excerpts=(),
        ),
        "names": list_offers(files) if _is_quickly_read(files) or "first" in request.form else {},
    }


@pages.get("/text/schema.json", endpoint="schema")
def schema() -> dict[str, Any]:
    """For the editor: what may stand where, and what it means."""
    require_administrator()
    whole = schema_with_offers()
    return for_included(whole) if request.args.get("of") == "included" else whole


def _is_quickly_read(files: RulebookFiles) -> bool:
    """Whether its names are gathered at every stroke; those of a huge text are, when its page is opened."""
    return sum(map(len, files.texts.values())) < _QUICKLY_READ


def _typed(working: Working) -> Typed:
    text = request.form.get("rules", "").replace("\r\n", "\n")
    return Typed(file=_chosen(working, request.form.get("file", "")), text=text, seen=request.form.get("seen", ""))


def _chosen(working: Working, file: str) -> str:
    """A file of the rulebook, or one that it includes and that is still to be written; else the main one."""
    return file if file in _files_of(working.files) else working.files.main


def _files_of(files: RulebookFiles) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*files.texts, *find_included(files.text)]))


def _is_in(problem: Problem, file: str, files: RulebookFiles) -> bool:
    """Whether a mistake stands in `file`; one that stands in no file is shown in the main one."""
    return problem.source == file or (file == files.main and problem.source not in files.texts)


def _marked(problem: Problem) -> dict[str, Any]:
    said = f"{problem.message} {problem.hint}".strip()
    return {"line": problem.line, "column": problem.column, "said": said}


def _draw(working: Working, typed: Typed, *, status: int = 200) -> Response:
    """The page; 409 says that the rules are others by now, and 413 that nobody could keep as much."""
    files = working.files.with_text(typed.file, typed.text)
    reading = read(files)
    mistakes = find_mistakes(reading)
    nonce = secrets.token_urlsafe(16)
    page = render_template(
        "rules_text.html",
        working=working,
        typed=typed,
        files=files,
        file=typed.file,
        choices=_files_of(files),
        rulebook=reading.rulebook,
        mistakes=mistakes,
        excerpts=cut_out(typed.text, [problem.line for problem in mistakes if _is_in(problem, typed.file, files)]),
        lost=_difference(working, typed) if status == 409 else (),
        is_too_long=status == 413,
        modules=import_map() if has_editor() else None,
        nonce=nonce,
        trial=new_trial(),
    )
    answer = make_response(page, status)
    allow_marked(answer, nonce)
    return answer


def _difference(working: Working, typed: Typed) -> tuple[str, ...]:
    """What would be lost by keeping what was typed: from what is kept now to what stands in the field."""
    now = working.files.texts.get(typed.file, "").splitlines()
    lines = difflib.unified_diff(now, typed.text.splitlines(), "kept now", "in the field", lineterm="", n=1)
    return tuple(islice(lines, MOST_LINES))
