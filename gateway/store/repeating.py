"""A text that the carrier had no room for, or a telephone that was off: tried once more, later (PROTOCOL 13.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection

from gateway.store.outbox import load_outbound, queue_draft

_FIVE_MINUTES, _HOUR = 300.0, 3_600.0
NO_ROOM: Mapping[str, float] = {"30001": _FIVE_MINUTES, "30022": _FIVE_MINUTES}
"""The carrier's queue was full, or its rate exceeded: seconds until there may be room."""
UNREACHABLE: Mapping[str, float] = {"30003": _HOUR}
"""The telephone is off or abroad: seconds until it may be on. Only what a person wrote is worth a second try."""
_AGAIN = ";again"


def repeat_later(connection: Connection, outbound_id: int, code: str, *, now: float) -> int | None:
    """Queue a text once more when its code says that it surely did not arrive; its new row, or None."""
    if code not in NO_ROOM and code not in UNREACHABLE:
        return None
    draft = load_outbound(connection, outbound_id).draft
    if draft.cause.endswith(_AGAIN) or (draft.automatic and code in UNREACHABLE):
        return None
    wait = NO_ROOM.get(code) or UNREACHABLE[code]
    return queue_draft(connection, replace(draft, cause=draft.cause + _AGAIN, wait=wait), now=now)
