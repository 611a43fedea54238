"""Two tickets at the desk: made one, linked, or told apart."""

from __future__ import annotations

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.casework.acting import acting


def merge_tickets(
    gateway: Gateway, *, ticket_id: int, number: str, reason: str, actor: str, seen: int = 0, once: str = ""
) -> None:
    """Close a ticket and go on with its story in the one with `number`. Raises `ChangeError` when it cannot be."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.merge(act.connection, act.by, ticket_id=ticket_id, number=number, reason=reason)


def link_tickets(gateway: Gateway, *, ticket_id: int, number: str, actor: str, seen: int = 0, once: str = "") -> None:
    """Let two tickets name each other; both go on. Raises `ChangeError`."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.link_with(act.connection, act.by, ticket_id=ticket_id, number=number)


def join_tickets(gateway: Gateway, *, ticket_id: int, number: str, actor: str, seen: int = 0, once: str = "") -> None:
    """Let the older of two tickets that are the same go on with the newer one. Raises `ChangeError`."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.join(act.connection, act.by, ticket_id=ticket_id, number=number)


def part_tickets(gateway: Gateway, *, ticket_id: int, number: str, actor: str, seen: int = 0, once: str = "") -> None:
    """Remember that two tickets are not the same; one that was joined goes on by itself. Raises `ChangeError`."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.part(act.connection, act.by, ticket_id=ticket_id, number=number)
