"""When the rules in force are not those that a draft was begun on: what the others changed, and both put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from gateway.publishing import Difference
from gateway.routing.merging import Collision, Merge, Side, merge
from gateway.store.rulebooks import VersionRow, discard_draft, find_version, save_draft
from gateway.store.staff import StaffRow
from gateway.web.context import this_gateway
from gateway.web.rules.comparing import compare
from gateway.web.rules.pages import pages
from gateway.web.rules.working import Working

_CHOICE = "choice-"
_CALLED = {
    "rules": "Rule",
    "services": "Service",
    "departments": "Department",
    "replies": "Reply",
    "reasons": "Reason",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A draft and a rulebook that came into force after it was begun."""

    row: VersionRow | None
    """Who brought the rulebook on disk into force; None where nobody has noticed it yet."""
    theirs: Difference | None
    """What they changed; None where the rulebook that the draft was begun on is not kept."""
    mine: Difference
    """What the draft changes of what it was begun on, or of what is on disk where that is not kept."""
    merge: Merge | None
    """Both together; None likewise."""
    choices: Mapping[str, Side]


def find_meeting(working: Working, choices: Mapping[str, Side]) -> Meeting | None:
    """None while the draft stands on what is on disk."""
    if working.draft is None or not (working.is_outdated and working.is_changed):
        return None
    with this_gateway().store.reading() as connection:
        base = find_version(connection, working.draft.base_version)
        row = find_version(connection, working.on_disk.version)
    if base is None:
        mine = compare(working.on_disk, working.files)
        return Meeting(row=row, theirs=None, mine=mine, merge=None, choices=choices)
    return Meeting(
        row=row,
        theirs=compare(base.files, working.on_disk),
        mine=compare(base.files, working.files),
        merge=merge(base.files, working.files, working.on_disk, choices),
        choices=choices,
    )


def read_choices(form: Mapping[str, str]) -> dict[str, Side]:
    """What was chosen for each collision, by its id."""
    chosen = {name.removeprefix(_CHOICE): side for name, side in form.items() if name.startswith(_CHOICE)}
    return {name: cast("Side", side) for name, side in chosen.items() if side in {"mine", "theirs"}}


def keep_joined(person: StaffRow, working: Working, joined: Merge | None) -> None:
    """Make the merge the person's draft, or without one the draft as it is, begun on what is on disk now."""
    gateway = this_gateway()
    files = joined.files if joined else working.files
    with gateway.store.writing() as connection:
        if files.version == working.on_disk.version:
            discard_draft(connection, person.id)
        else:
            save_draft(connection, person.id, files, base_version=working.on_disk.version, now=gateway.clock())


@pages.app_template_filter("collision_name")
def name_collision(collision: Collision) -> str:
    """What both changed, such as: Rule `Gas`."""
    if collision.is_order:
        return f"The order of the {collision.section or 'sections'}"
    if not collision.name:
        return f"The first lines of `{collision.section or collision.file}`"
    return f"{_CALLED.get(collision.section, collision.section)} `{collision.name}`"
