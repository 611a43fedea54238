"""What an administrator works on: their own draft where there is one, else the rulebook as it is in force.

Every page of the rulebook reads and keeps the same draft, so that a form, the YAML view and a message tried beside them
are about one text. A draft lives in the store: nothing that was typed is lost with the window.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort

from gateway.errors import NotReadyError
from gateway.routing import Rulebook, RulebookError
from gateway.routing.files import RulebookFiles
from gateway.routing.loading import load_files
from gateway.routing.problems import Problem
from gateway.rulebook_reading import complete_files, read_files
from gateway.store.rulebooks import DraftRow, discard_draft, find_version, list_drafts, save_draft
from gateway.store.staff import StaffRow
from gateway.web.context import this_gateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """The text that a person looks at, where it came from, and who else is at work."""

    files: RulebookFiles
    on_disk: RulebookFiles
    draft: DraftRow | None
    others: tuple[DraftRow, ...]
    """Drafts of other administrators that differ from the file, the freshest first."""

    @property
    def is_outdated(self) -> bool:
        """Whether the file has changed since the draft was begun."""
        return self.draft is not None and self.draft.base_version != self.on_disk.version

    @property
    def is_changed(self) -> bool:
        """Whether there is something to publish."""
        return self.files.version != self.on_disk.version


def load_working(person: StaffRow) -> Working:
    """The person's draft, or what is on disk now."""
    gateway = this_gateway()
    on_disk = _read_on_disk()
    with gateway.store.reading() as connection:
        drafts = list_drafts(connection)
    own = next((draft for draft in drafts if draft.staff_id == person.id), None)
    others = (draft for draft in drafts if draft.staff_id != person.id and draft.files.version != on_disk.version)
    return Working(files=own.files if own else on_disk, on_disk=on_disk, draft=own, others=tuple(others))


def _read_on_disk() -> RulebookFiles:
    """The file; the rulebook in force where the file is away or is no text: somebody can still look, and go back."""
    gateway = this_gateway()
    try:
        return read_files(gateway.settings.rules)
    except NotReadyError as error:
        with gateway.store.reading() as connection:
            kept = find_version(connection, gateway.rulebooks.current().version)
        return kept.files if kept else abort(503, str(error))


def keep(person: StaffRow, working: Working, files: RulebookFiles) -> None:
    """Keep `files` as the person's draft, begun where `working` was; what equals the file is no draft.

    A file that they newly include is taken as it is on disk.
    """
    gateway = this_gateway()
    files = complete_files(files, gateway.settings.rules)
    base = working.draft.base_version if working.draft else working.on_disk.version
    with gateway.store.writing() as connection:
        if files.version == working.on_disk.version:
            discard_draft(connection, person.id)
        else:
            save_draft(connection, person.id, files, base_version=base, now=gateway.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text read as a rulebook: the rulebook, or every mistake."""

    rulebook: Rulebook | None
    problems: tuple[Problem, ...] = ()


def read(files: RulebookFiles) -> Reading:
    """Read and check without running the examples; never raises for what people wrote."""
    try:
        return Reading(rulebook=load_files(files))
    except RulebookError as error:
        return Reading(rulebook=None, problems=error.problems)
