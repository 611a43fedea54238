"""What the clock forgets: a few tickets and messages in each round, so that nobody waits for it.

Two clocks may do it at once: each ticket is looked at once more in its own transaction.
"""

from __future__ import annotations

from gateway.bootstrap import Gateway
from gateway.public_words.masking import make_mask
from gateway.retention.forgetting import forget_messages, forget_ticket
from gateway.retention.removing import remove_files
from gateway.store import forgotten, ripe
from gateway.store.audit import add_audit
from gateway.store.city_settings import RETENTION_DAYS, find_setting
from gateway.store.forgetting import blank_outbox, is_ripe, of_rows
from gateway.store.ripe import Ripe
from gateway.store.unused_blobs import drop_unused, list_left_behind

TICKETS, MESSAGES, REQUESTS, FILES = 25, 50, 200, 100
"""In one round, every 15 seconds: a hundred thousand tickets in a day."""
CLOCK = "gateway"
"""The actor of what nobody has pressed a button for."""
_DAY = 86_400.0
_ROUND = 15.0


def tidy(gateway: Gateway) -> Ripe:
    """Forget what is old enough by the city's setting, and drop files that nobody has; how much it was.

    Raises `IntakeError` when the store is away.
    """
    now = gateway.clock()
    _drop_left_behind(gateway, now=now)
    with gateway.store.reading() as connection:
        days = find_setting(connection, RETENTION_DAYS, 0)
    if days <= 0:
        return Ripe(tickets=0, messages=0, past_requests=0)
    before = now - days * _DAY
    done = Ripe(
        tickets=_forget_tickets(gateway, before=before, now=now),
        messages=_forget_messages(gateway, before=before, now=now),
        past_requests=_mask_requests(gateway, before=before, now=now),
    )
    _forget_outbox(gateway, before=before)
    if done.total:
        _note(gateway, done, days=days, now=now)
    return done


def _forget_tickets(gateway: Gateway, *, before: float, now: float) -> int:
    with gateway.store.reading() as connection:
        found = ripe.list_ripe_tickets(connection, before=before, limit=TICKETS)
        late = ripe.list_late_tickets(connection, before=before, turn=int(now // _ROUND))
    return sum(_forget_ticket(gateway, ticket_id, before=before, now=now) for ticket_id in (*found, *late))


def _forget_ticket(gateway: Gateway, ticket_id: int, *, before: float, now: float) -> bool:
    with gateway.store.writing() as connection:
        if not is_ripe(connection, ticket_id, before=before):
            return False
        hashes = forget_ticket(connection, gateway.rulebooks.current(), ticket_id, now=now)
    remove_files(gateway, hashes)
    return True


def _forget_messages(gateway: Gateway, *, before: float, now: float) -> int:
    with gateway.store.reading() as connection:
        if not ripe.list_ripe_messages(connection, before=before, limit=1):
            return 0
    with gateway.store.writing() as connection:
        found = ripe.list_ripe_messages(connection, before=before, limit=MESSAGES)
        hashes = forget_messages(connection, gateway.rulebooks.current(), found, now=now)
    remove_files(gateway, hashes)
    return len(found)


def _forget_outbox(gateway: Gateway, *, before: float) -> None:
    """Digests and answers that belong to no ticket quote people too."""
    with gateway.store.reading() as connection:
        found = ripe.list_ripe_outbox(connection, before=before, limit=MESSAGES)
    if found:
        with gateway.store.writing() as connection:
            blank_outbox(connection, of_rows(found))


def _mask_requests(gateway: Gateway, *, before: float, now: float) -> int:
    with gateway.store.reading() as connection:
        found = ripe.list_ripe_requests(connection, before=before, limit=REQUESTS)
    mask = make_mask(gateway.rulebooks.current())
    masked = [(request_id, mask(words)) for request_id, words in found]
    if masked:
        with gateway.store.writing() as connection:
            forgotten.write_masked_requests(connection, masked, now=now)
    return len(masked)


def _drop_left_behind(gateway: Gateway, *, now: float) -> None:
    """Another 256th of the files in each round, all of them in an hour."""
    with gateway.store.reading() as connection:
        found = list_left_behind(connection, shelf=int(now // _ROUND), now=now, limit=FILES)
    if found:
        with gateway.store.writing() as connection:
            hashes = drop_unused(connection, found)
        remove_files(gateway, hashes)


def _note(gateway: Gateway, done: Ripe, *, days: int, now: float) -> None:
    figures = {
        "tickets": done.tickets,
        "messages": done.messages,
        "past_requests": done.past_requests,
        "days": days,
    }
    with gateway.store.writing() as connection:
        add_audit(connection, actor=CLOCK, action="retention.forgotten", data=figures, now=now)
