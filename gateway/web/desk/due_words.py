"""When a ticket is due, as one word of color and a few words that say the same."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.store.queues import SOON, QueueRow
from gateway.web.context import this_gateway
from gateway.web.desk.pages import pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`kind` is late, soon, later or paused; `at` in UTC epoch seconds, None where the words say all."""

    kind: str
    words: str
    at: float | None = None


def tell_due(row: QueueRow, now: float) -> Due | None:
    """What a line says about its due time; None for what is closed or was never promised."""
    if row.status == "closed":
        return None
    if row.paused_at is not None:
        return Due(kind="paused", words="Waits for the resident, the clock stands still")
    if row.due_at is None:
        return None
    if row.due_at < now:
        return Due(kind="late", words="Overdue since", at=row.due_at)
    return Due(kind="soon" if row.due_at < now + SOON else "later", words="Due", at=row.due_at)


@pages.app_template_filter("due")
def tell_due_now(row: QueueRow) -> Due | None:
    """`tell_due` for a template, at this moment."""
    return tell_due(row, this_gateway().clock())
