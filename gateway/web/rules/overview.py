"""The page with all rules, and what a click on one of them does: move, copy, switch off or on, remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.routing.editing import (
    EditError,
    Written,
    change,
    copy_item,
    find_written,
    in_file,
    list_written,
    move_item,
    remove,
    remove_item,
)
from gateway.routing.files import RulebookFiles
from gateway.routing.problems import Problem
from gateway.store.rule_voices import Voices, count_voices
from gateway.web.context import this_gateway
from gateway.web.rules.choices import gather_choices
from gateway.web.rules.listing import PAGE, Listed, find_remarks, find_wrong, list_rules
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.working import keep, load_working, read

DAYS = 30
"""Days over which the list counts how often a rule spoke."""
_RULES = ("rules",)


@pages.get("", endpoint="overview")
def overview() -> str:
    """The rules in the order in which they are heard, a page at a time."""
    working = load_working(require_administrator())
    wanted = " ".join(request.args.get("q", "").split())[:200]
    every = list_rules(working.files, gather_choices(working.files).called)
    found = [item for item in every if _fits(item, wanted)]
    page = _page_of(found)
    reading = read(working.files)
    wrong = find_wrong(working.files, reading, found[page * PAGE : (page + 1) * PAGE])
    is_looked_over = request.args.get("look") == "1"
    shown = [_with_problems(item, wrong.at) for item in found[page * PAGE : (page + 1) * PAGE]]
    return render_template(
        "rules_overview.html",
        rules=shown,
        count=len(every),
        found=len(found),
        page=page,
        pages=-(-len(found) // PAGE),
        wanted=wanted,
        wrong=wrong,
        is_readable=reading.rulebook is not None,
        is_looked_over=is_looked_over,
        remarks=find_remarks(working.files, reading) if is_looked_over else {},
        voices=_count(),
        days=DAYS,
        main=working.files.main,
    )


@pages.post("/rule/<int:place>/act", endpoint="act_on_rule")
def act_on_rule(place: int) -> Response:
    """Move, copy, switch off or on, or remove one rule of the draft."""
    person = require_administrator()
    working = load_working(person)
    file, act = request.form.get("file", ""), request.form.get("act", "")
    written = find_written(working.files, file, ("rules", place))
    if written is None or written.name != request.form.get("name"):
        flash("The list has changed since this page was opened. Look at it again.")
        return redirect(url_for("rules.overview"), 303)
    if act not in _ACTS:
        abort(400, "There is no such button.")
    try:
        files, told, to = _ACTS[act](working.files, written, place)
    except EditError as error:
        flash(str(error))
        return _to_rule(working.files, file, place)
    keep(person, working, files)
    flash(f"{told} It is kept in your draft.")
    return _to_rule(files, file, to)


def _to_rule(files: RulebookFiles, file: str, place: int) -> Response:
    """Back to the list, where the rule stands now."""
    every = list_written(files, "rules")
    number = next((number for number, one in enumerate(every) if (one.file, one.place) == (file, place)), 0)
    page = number // PAGE or None
    return redirect(url_for("rules.overview", page=page, _anchor=f"rule-{number + 1}"), 303)


def _fits(item: Listed, wanted: str) -> bool:
    said = f"{item.written.name} {item.sentence}".casefold()
    return all(word in said for word in wanted.casefold().split())


def _page_of(found: list[Listed]) -> int:
    asked = request.args.get("page", "0")
    return min(int(asked), max(0, len(found) - 1) // PAGE) if asked.isdecimal() and len(asked) < 6 else 0


def _with_problems(item: Listed, at: Mapping[tuple[str, int | str], tuple[Problem, ...]]) -> Listed:
    return replace(item, problems=at.get((item.written.file, item.written.place), ()))


def _count() -> Voices:
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        return count_voices(connection, since=gateway.clock() - DAYS * 86_400)


Acted = tuple[RulebookFiles, str, int]
"""The files after it, what was done in a sentence, and where the rule is now."""


def _move(files: RulebookFiles, written: Written, place: int, to: int) -> Acted:
    beside = find_written(files, written.file, ("rules", to)) if to >= 0 else None
    if beside is None:
        raise EditError("There is no rule on that side in this file.")
    moved = in_file(files, written.file, lambda text: move_item(text, _RULES, place, to))
    where = "above" if to < place else "below"
    return moved, f"“{written.name}” now stands {where} “{beside.name}”.", to


def _move_up(files: RulebookFiles, written: Written, place: int) -> Acted:
    return _move(files, written, place, place - 1)


def _move_down(files: RulebookFiles, written: Written, place: int) -> Acted:
    return _move(files, written, place, place + 1)


def _copy(files: RulebookFiles, written: Written, place: int) -> Acted:
    """The copy is switched off: it would say the same, and the examples of both could not be true."""
    name = _free_name(files, written.name)

    def edit(text: str) -> str:
        return copy_item(text, _RULES, place, lambda rule: {"name": name, "disabled": True, **_but_name(rule)})

    return in_file(files, written.file, edit), f"“{name}” stands below, switched off until you change it.", place + 1


def _but_name(rule: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in rule.items() if key not in {"name", "disabled"}}


def _free_name(files: RulebookFiles, name: str) -> str:
    taken = {one.name.casefold() for one in list_written(files, "rules")}
    stem = f"Copy of {name}"[:290]
    numbered = (stem, *(f"{stem} {number}" for number in range(2, len(taken) + 3)))
    return next(one for one in numbered if one.casefold() not in taken)


def _switch(files: RulebookFiles, written: Written, place: int) -> Acted:
    path = ("rules", place)
    if "disabled" in written.data and written.data["disabled"] is True:
        on = in_file(files, written.file, lambda text: remove(text, (*path, "disabled")))
        return on, f"“{written.name}” is switched on.", place
    data = {"name": written.data.get("name", written.name), "disabled": True, **_but_name(dict(written.data))}
    return (
        in_file(files, written.file, lambda text: change(text, path, data)),
        f"“{written.name}” is switched off.",
        place,
    )


def _remove(files: RulebookFiles, written: Written, place: int) -> Acted:
    gone = in_file(files, written.file, lambda text: remove_item(text, _RULES, place))
    return gone, f"“{written.name}” is removed.", max(0, place - 1)


_ACTS: dict[str, Callable[[RulebookFiles, Written, int], Acted]] = {
    "up": _move_up,
    "down": _move_down,
    "copy": _copy,
    "switch": _switch,
    "remove": _remove,
}
