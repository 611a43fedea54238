"""How the pages write what other rooms say: marked words, who did something, and lines that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from flask import current_app
from markupsafe import Markup, escape

from gateway.publishing import Difference
from gateway.rehearsing.values import Aspect, Change, Rehearsal, Share
from gateway.store.rulebook_past import PastRow
from gateway.store.rulebooks import VersionRow
from gateway.web.rules.pages import pages
from gateway.web.words import plain

MOST_LINES = 600
"""Lines of a difference on one page; the rest is in the file to download."""

_MARKED = re.compile(r"`([^`\n]*)`")


@pages.app_template_global()
def has_endpoint(endpoint: str) -> bool:
    """Whether there is such a page."""
    return endpoint in current_app.view_functions


@pages.app_template_filter("marked")
def mark_words(text: object) -> Markup:
    """A sentence whose words between backticks are shown as they stand in the file."""
    parts = _MARKED.split(str(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


@pages.app_template_filter("who_changed")
def tell_who_changed(row: VersionRow | PastRow) -> str:
    """Who brought a rulebook into force and how, as the beginning of a sentence."""
    match row.origin:
        case "browser" | "command":
            return f"{row.who or 'Somebody'} published"
        case "rollback":
            return f"{row.who or 'Somebody'} went back"
        case "file":
            return "Somebody saved the file"
        case _ as never:
            assert_never(never)


@pages.app_template_filter("diff_lines")
def list_lines(difference: Difference) -> list[tuple[str, str]]:
    """What `diff -u` says, each line with the name of its look; no more than fit on a page."""
    return [line for line, _ in zip(_lines(difference), range(MOST_LINES), strict=False)]


def _lines(difference: Difference) -> Iterator[tuple[str, str]]:
    looks = {"+": "plus", "-": "minus", " ": ""}
    for file in difference.files:
        if len(difference.files) > 1:
            yield "at", file.name or "The main file"
        for hunk in file.hunks:
            first = next((line.new or line.old for line in hunk), None)
            yield "at", f"Line {first}"
            for line in hunk:
                yield looks[line.kind], f"{line.kind}{line.text}"


_ASPECTS = {
    "department": "Where it goes",
    "service": "What it is taken for",
    "priority": "How urgent it is",
    "reply": "What is answered",
    "close": "Closed at once",
    "hold": "Held for a person",
    "due": "When it is due",
    "assign": "Who gets it",
    "tags": "Its tags",
    "notify": "Who is told by mail",
    "watch": "Who looks on",
    "ask": "What is asked",
}


@pages.app_template_filter("by_aspect")
def group_by_aspect(rehearsal: Rehearsal) -> list[tuple[str, str, list[Change]]]:
    """The changes of a rehearsal, by key and title of what comes out otherwise."""
    groups: dict[str, list[Change]] = {}
    for change in rehearsal.changes:
        groups.setdefault(change.aspect.value, []).append(change)
    return [(key, _ASPECTS[key], changes) for key, changes in groups.items()]


@pages.app_template_filter("department_shares")
def list_department_shares(rehearsal: Rehearsal) -> list[Share]:
    """How many requests each department gets by both rulebooks."""
    return [share for share in rehearsal.shares if share.aspect is Aspect.DEPARTMENT]


@pages.app_template_filter("aspect_words")
def say_change(change: Change) -> tuple[str, str]:
    """What it is now and what it would be; names of priorities and replies are keys and lose their underscores."""
    is_key = change.aspect in {Aspect.PRIORITY, Aspect.REPLY, Aspect.TAGS, Aspect.ASK}
    old, new = ((plain(word) if is_key else word) or "–" for word in (change.old, change.new))
    return old, new
