"""Asks departments' own systems how their tickets stand: in turns, within bounds, and ever more seldom.

A round begins nothing after ten seconds and leaves alone whoever did not answer in it, so that no silent system holds
up the clock. Rows say when they are asked next, so that any number of processes may ask.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gateway.bootstrap import Gateway
from gateway.channels.system_client import Update
from gateway.errors import PermanentSendError, SendError
from gateway.handover.following import PACE, find_client, follow
from gateway.handover.heeding import CLOSED, Heard, heed, status_of
from gateway.store.handovers import (
    change,
    find_by_foreign_id,
    list_asked_departments,
    set_update_event,
    take_due,
    take_update,
)
from gateway.store.tickets import load_ticket

NOT_OFFERED_SECONDS = 86_400.0
"""After which a system that offers no list of updates is asked for one again."""
NOT_READ_SECONDS = 3_600.0
"""After which a list of updates that could not be read is asked for again; tickets are asked about meanwhile."""
_SECONDS_IN_A_ROUND = 10.0
_AT_ONCE = 20
_LOOK_BACK = 7 * 86_400.0
_OVERLAP = 3_600.0


@dataclass(slots=True)
class Asker:
    """Asks whatever is due; it remembers which systems offer a list of updates, and until when they were read."""

    _updates_at: dict[str, float] = field(default_factory=dict)
    _read_until: dict[str, float] = field(default_factory=dict)

    def ask_due(self, gateway: Gateway) -> None:
        """One round; raises `IntakeError` when the store is away."""
        end, silent = time.monotonic() + _SECONDS_IN_A_ROUND, set[str]()
        self._ask_for_updates(gateway, end)
        while time.monotonic() < end:
            now = gateway.clock()
            with gateway.store.writing() as connection:
                due = take_due(connection, now=now, again_at=now + PACE, limit=_AT_ONCE)
            for row in due:
                if row.department not in silent and time.monotonic() < end:
                    _follow(gateway, row.id, row.department, silent)
            if len(due) < _AT_ONCE:
                return

    def _ask_for_updates(self, gateway: Gateway, end: float) -> None:
        with gateway.store.reading() as connection:
            departments = list_asked_departments(connection)
        for department in departments:
            if self._updates_at.get(department, 0.0) <= gateway.clock() and time.monotonic() < end:
                self._read_updates(gateway, department)

    def _read_updates(self, gateway: Gateway, department: str) -> None:
        """Heed what a system said about all its tickets, where it offers that."""
        client, now = find_client(gateway, department), gateway.clock()
        if client is None:
            return
        since = self._read_until.get(department, now - _LOOK_BACK) - _OVERLAP
        self._updates_at[department] = now + PACE
        try:
            updates = client.list_updates(since=_moment(since), until=_moment(now))
        except PermanentSendError:
            self._updates_at[department] = now + NOT_OFFERED_SECONDS
        except SendError:
            self._updates_at[department] = now + NOT_READ_SECONDS
        else:
            self._read_until[department] = now
            for update in updates:
                _heed_update(gateway, department, update)


def _moment(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, UTC)


def _follow(gateway: Gateway, handover_id: int, department: str, silent: set[str]) -> None:
    error = follow(gateway, handover_id)
    if error is not None and not isinstance(error, PermanentSendError):
        silent.add(department)


def _heed_update(gateway: Gateway, department: str, update: Update) -> None:
    """Once, however often it is read, and only while the ticket is with that department."""
    now = gateway.clock()
    with gateway.store.writing() as connection:
        row = find_by_foreign_id(connection, department, update.request)
        taken = None if row is None else take_update(connection, row.id, update.id, now=now)
        if row is None or taken is None or load_ticket(connection, row.ticket_id).department != department:
            return
        heard = Heard(status=update.status, words=update.words, updated=update.updated)
        event_id = heed(connection, gateway, row, heard, now=now)
        if event_id is not None:
            set_update_event(connection, taken, event_id)
        if status := status_of(update.status):
            change(connection, row.id, foreign_status=update.status, foreign_updated=update.updated)
        if status == CLOSED:
            change(connection, row.id, settled_at=now)
