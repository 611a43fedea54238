"""How everything that staff do to a ticket happens: in one transaction, the ticket held, once, and not past others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import ChangeError, Hand, check_seen
from gateway.store.sent_forms import note_sent
from gateway.store.tickets import load_for_change


class RepeatedError(ChangeError):
    """This was sent already, and it was done once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A change under way: its transaction, and whose hand makes it."""

    connection: Connection
    by: Hand


@contextmanager
def acting(gateway: Gateway, *, ticket_id: int, actor: str, seen: int = 0, once: str = "") -> Iterator[Act]:
    """Hold the ticket and commit at the end; what is to be sent goes out afterwards.

    Raises `StaleError` when others acted after the event `seen`, and `RepeatedError` when a form with the token `once`
    was sent before; 0 and an empty token ask nothing.
    """
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        load_for_change(connection, ticket_id)
        if once and not note_sent(connection, once, now=by.now):
            raise RepeatedError
        check_seen(connection, by, ticket_id=ticket_id, seen=seen)
        yield Act(connection=connection, by=by)
    gateway.bell.ring("deliver", ticket_id)
