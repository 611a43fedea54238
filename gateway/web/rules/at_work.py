"""What every page of the rulebook says above its own matter: my draft, the drafts of others, and a newer rulebook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request
from werkzeug.wrappers import Response

from gateway.routing.files import RulebookFiles
from gateway.store.rulebooks import DraftRow, VersionRow, find_newest_version, find_version
from gateway.web.context import find_person, this_gateway
from gateway.web.live import unchanged
from gateway.web.rules.comparing import count
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.working import Working, load_working


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A draft in half a sentence; `told` is such as `2 rules`."""

    draft: DraftRow
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """Who works on the rulebook now."""

    own: Changed | None
    others: tuple[Changed, ...]
    newer: VersionRow | None
    """What came into force since the own draft was begun; None while the draft stands on the rulebook in force."""
    is_outdated: bool
    problem: str | None
    """What is wrong with the file on disk."""

    @property
    def mark(self) -> str:
        """Changes with what the strip says."""
        drafts = (*((self.own,) if self.own else ()), *self.others)
        told = [(one.draft.staff_id, one.told, one.draft.created_at) for one in drafts]
        newer = self.newer.id if self.newer else None
        return hashlib.sha256(repr((told, newer, self.is_outdated, self.problem)).encode()).hexdigest()[:12]


@pages.app_template_global()
def rules_at_work() -> AtWork | None:
    """For the strip above the pages; None where nobody is signed in."""
    person = find_person()
    return _look(load_working(person)) if person else None


@pages.get("/at-work")
def at_work() -> Response | str:
    """The strip alone, for a page that looks again; nothing where nothing has happened since."""
    work = _look(load_working(require_administrator()))
    return unchanged(work.mark) or render_template("rules_at_work.html", work=work, here=request.args.get("here", ""))


def _look(working: Working) -> AtWork:
    gateway = this_gateway()
    drafts = (*((working.draft,) if working.draft else ()), *working.others)
    with gateway.store.reading() as connection:
        versions = {draft.base_version for draft in drafts} - {working.on_disk.version}
        found = [find_version(connection, version) for version in versions]
        newest = find_newest_version(connection) if working.is_outdated else None
    bases = [working.on_disk, *(row.files for row in found if row)]
    return AtWork(
        own=_changed(working.draft, bases) if working.draft and working.is_changed else None,
        others=tuple(_changed(draft, bases) for draft in working.others),
        newer=newest if newest and newest.version == working.on_disk.version else None,
        is_outdated=working.is_outdated and working.is_changed,
        problem=gateway.rulebooks.problem,
    )


def _changed(draft: DraftRow, bases: Iterable[RulebookFiles]) -> Changed:
    """Told against what it was begun on, or against the file where that is not kept."""
    known = {files.version: files for files in reversed(list(bases))}
    base = known.get(draft.base_version) or next(iter(bases))
    return Changed(draft=draft, told=count(base, draft.files))
