"""What is kept of one person: looked up by address, given out as a ZIP, or erased when they ask for it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.retention import PersonError, erase_person, export_person, load_traces, subject_of
from gateway.store.persons import Traces
from gateway.web.administration.pages import pages, require_administrator
from gateway.web.auditing import add_detail
from gateway.web.context import this_gateway

MOST_AT_ONCE = 500
"""Tickets that are erased while a browser waits; more is for the command."""


@pages.get("/persons")
def persons() -> str:
    """The form that asks for an address."""
    require_administrator()
    return _render(typed="")


def _render(*, typed: str, traces: Traces | None = None, error: str = "", confirm: str = "", problem: str = "") -> str:
    return render_template(
        "administration_persons.html",
        typed=typed,
        traces=traces,
        error=error,
        confirm=confirm,
        problem=problem,
    )


@pages.post("/persons")
def find_person() -> str | tuple[str, int]:
    """How much is kept of somebody; an address stands in no browser's history."""
    require_administrator()
    typed = _typed()
    try:
        traces = load_traces(this_gateway(), typed)
    except PersonError as error:
        return _render(typed=typed, error=str(error)), 422
    add_detail(subject=subject_of(traces))
    return _render(typed=traces.addresses[0], traces=traces)


@pages.post("/persons/export")
def export() -> Response | tuple[str, int]:
    """Everything as a ZIP, made while it is downloaded."""
    require_administrator()
    gateway, typed = this_gateway(), _typed()
    try:
        traces = load_traces(gateway, typed)
    except PersonError as error:
        return _render(typed=typed, error=str(error)), 422
    add_detail(subject=subject_of(traces))
    answer = Response(export_person(gateway, traces), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="person.zip"'
    return answer


@pages.post("/persons/erase")
def erase() -> Response | tuple[str, int]:
    """Erase somebody whose address was typed twice."""
    person, gateway = require_administrator(), this_gateway()
    typed, confirm = _typed(), request.form.get("confirm", "").strip()[:320]
    try:
        traces = load_traces(gateway, typed)
    except PersonError as error:
        return _render(typed=typed, error=str(error)), 422
    if problem := _why_not(traces, confirm):
        return _render(typed=typed, traces=traces, confirm=confirm, problem=problem), 422
    add_detail(subject=subject_of(traces))
    for _ in erase_person(gateway, traces, actor=person.email):
        pass
    flash("Everything that told of this person was erased. Their requests stay, without them.")
    return redirect(url_for("administration.persons"), 303)


def _why_not(traces: Traces, confirm: str) -> str:
    if confirm.lower() not in traces.addresses:
        return f"Type {traces.addresses[0]} exactly as it is written here: nothing of it can be brought back."
    if len(traces.reported) > MOST_AT_ONCE:
        return "This takes longer than a browser waits. Ask your operator to run: gateway person erase."
    return ""


def _typed() -> str:
    return request.form.get("address", "").strip()[:320]
