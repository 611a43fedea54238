"""Words at the desk: a status with a note to the resident, a reply, a note among staff, a wish they told us of."""

from __future__ import annotations

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.casework.acting import acting
from gateway.store.consents import Verdict


def change_status(
    gateway: Gateway,
    *,
    ticket_id: int,
    status: str,
    note: str,
    actor: str,
    reason: str = "",
    seen: int = 0,
    once: str = "",
) -> None:
    """Move a ticket and tell the resident in their channel; closing needs a note. Raises `ChangeError`.

    `reason` is the key of one of the city's own reasons for closing, which the rulebook names.
    """
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.set_status(
            act.connection, gateway, act.by, ticket_id=ticket_id, status=status, note=note, reason=reason
        )


def reply_to_resident(
    gateway: Gateway, *, ticket_id: int, text: str, actor: str, seen: int = 0, once: str = ""
) -> None:
    """Send a staff member's own words to the resident. Raises `ChangeError` when there are none."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.send_words(act.connection, gateway, act.by, ticket_id=ticket_id, text=text)


def add_note(gateway: Gateway, *, ticket_id: int, text: str, actor: str, seen: int = 0, once: str = "") -> None:
    """Keep a word among staff; the resident never sees it. Raises `ChangeError` when there is none."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.keep_note(act.connection, act.by, ticket_id=ticket_id, text=text)


def note_wish(
    gateway: Gateway,
    *,
    ticket_id: int,
    verdict: Verdict,
    reason: str,
    actor: str,
    seen: int = 0,
    once: str = "",
) -> None:
    """Write down what the reporter told the staff about texts, and heed it at once. Raises `ChangeError`."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.note_wish(act.connection, act.by, ticket_id=ticket_id, verdict=verdict, reason=reason)
