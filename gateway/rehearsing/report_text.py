"""A rehearsal as lines for a terminal, and as rows and JSON for those who count further."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from textwrap import shorten

from gateway.rehearsing.values import Against, Aspect, Change, Rehearsal, Share, Shown
from gateway.spreadsheets import harmless

HEADINGS = {
    Aspect.DEPARTMENT: "From department to department",
    Aspect.SERVICE: "Service",
    Aspect.PRIORITY: "Priority",
    Aspect.REPLY: "Reply",
    Aspect.CLOSE: "Closed at once",
    Aspect.HOLD: "Held for a person",
    Aspect.DUE: "Due",
    Aspect.ASSIGN: "Assigned to",
    Aspect.TAGS: "Tags",
    Aspect.NOTIFY: "Also mailed to",
    Aspect.WATCH: "Departments that look on",
    Aspect.ASK: "Asked for",
}
"""What each part of a report is called."""
COLUMNS = ("aspect", "old", "new", "count", "request", "service", "priority", "old_rule", "new_rule", "text")
_MOST_NAMED = 4
_MOST_SHARES = 12


def report_lines(found: Rehearsal, against: Against, *, width: int = 100) -> Iterator[str]:
    """What a person reads; `width` is that of the terminal."""
    what = "past requests" if against == "history" else "tickets"
    share = f" ({found.changed / found.read:.1%})" if found.read else ""
    yield f"{found.read:,} {what} were replayed; {found.changed:,}{share} come out otherwise."
    if found.read < found.wanted:
        yield f"The time was over before {found.wanted - found.read:,} older ones were."
    if found.changed:
        yield from _share_lines([share for share in found.shares if share.aspect is Aspect.DEPARTMENT])
    for aspect, heading in HEADINGS.items():
        changes = found.of(aspect)
        if changes:
            yield ""
            yield heading
            for change in changes:
                yield from _change_lines(change, width)


def _share_lines(shares: list[Share]) -> Iterator[str]:
    moved = [share for share in shares if share.old != share.new]
    if not moved:
        return
    widest = max(len(share.name) for share in moved[:_MOST_SHARES])
    yield ""
    yield f"{'Requests of':<{widest}}  {'before':>9}  {'then':>9}"
    for share in moved[:_MOST_SHARES]:
        yield f"{share.name:<{widest}}  {share.old:>9,}  {share.new:>9,}  {share.new - share.old:>+9,}"


def _change_lines(change: Change, width: int) -> Iterator[str]:
    yield f"{change.count:>7,}  {said(change)}{_made_of(change)}"
    for shown in change.texts:
        yield f"         {shorten(shown.text, max(width - 10, 40), placeholder=' ...')}"
        yield f"         {_by(shown)}"


def said(change: Change) -> str:
    """What changes, in a few words."""
    if not change.old:
        return f"with {change.new}"
    return f"{change.old} -> {change.new}" if change.new else f"without {change.old}"


def _made_of(change: Change) -> str:
    named = [f"{name} {number:,}" for name, number in change.services[:_MOST_NAMED]]
    rest = len(change.services) - len(named)
    return f"  ({', '.join([*named, *([f'{rest} more'] if rest else [])])})"


def _by(shown: Shown) -> str:
    before, after = shown.old_rule or "nothing", shown.new_rule or "nothing"
    return f"{shown.key}: set by `{before}`, then by `{after}`"


def rows(found: Rehearsal) -> Iterator[tuple[str, ...]]:
    """A head, and then a row for each text that is kept, or for the number where none is; safe for a spreadsheet."""
    yield COLUMNS
    for change in found.changes:
        number = (change.aspect.value, change.old, change.new, str(change.count))
        for shown in change.texts:
            rule = (shown.old_rule, shown.new_rule)
            yield tuple(map(harmless, (*number, shown.key, shown.service, shown.priority, *rule, shown.text)))
        if not change.texts:
            yield tuple(map(harmless, (*number, "", "", "", "", "", "")))


def as_json(found: Rehearsal) -> str:
    """All of it, for a program."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n"
