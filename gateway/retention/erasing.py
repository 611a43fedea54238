"""Erases one person who asks for it: their tickets stay for the city to work on, without them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.errors import GatewayError
from gateway.public_words.masking import make_mask
from gateway.retention.forgetting import forget_messages, forget_ticket
from gateway.retention.removing import remove_files
from gateway.routing import Rulebook
from gateway.store import forgetting, forgotten
from gateway.store.audit import add_audit
from gateway.store.events import add_event
from gateway.store.persons import Traces, find_traces
from gateway.store.sender_rules import BadPatternError, is_number, read_pattern

ERASED = "person_erased"
"""The kind of the event that tells clerks why a ticket has no reporter."""
_WORDS = "The person who reported this was made unknown on request."
_AT_ONCE = 50


class PersonError(GatewayError):
    """Nobody was found or erased; the sentence says what to write instead."""


def read_address(typed: str) -> str:
    """A mail address or a number as the store keeps it; raises `PersonError`."""
    try:
        address = read_pattern(typed)
    except BadPatternError:
        address = ""
    if not is_number(address) and not address.partition("@")[0]:
        raise PersonError("Write one mail address (anne@residents.example) or one number (+12035550199).")
    return address


def load_traces(gateway: Gateway, typed: str) -> Traces:
    """Where somebody is found; raises `PersonError` when nothing is kept of them."""
    address = read_address(typed)
    if address in _mailboxes(gateway.rulebooks.current()):
        raise PersonError(f"{address} is a mailbox of the city and no person. Write the address of a resident.")
    with gateway.store.reading() as connection:
        traces = find_traces(connection, address)
    if not traces.is_known:
        raise PersonError(f"Nothing is kept of {address}. Look for another spelling, or another address of theirs.")
    return traces


def _mailboxes(rulebook: Rulebook) -> frozenset[str]:
    """The city's own addresses and those of its departments."""
    departments = (address for department in rulebook.departments.values() for address in department.notify)
    return frozenset(each.lower() for each in (*rulebook.city.own_addresses, *rulebook.city.numbers, *departments))


def subject_of(traces: Traces) -> str:
    """How the audit names somebody without naming them."""
    return "contact " + ", ".join(map(str, traces.contacts)) if traces.contacts else "an address without requests"


def erase_person(gateway: Gateway, traces: Traces, *, actor: str) -> Iterator[int]:
    """Erase everything, a transaction for each ticket; yields how much of `size_of` is done.

    Stopped halfway it can be done again. An address that wished to get no texts stays for that wish alone.
    """
    for step, ticket_id in enumerate(traces.reported, start=1):
        _erase_from_own(gateway, ticket_id, actor=actor)
        yield step
    for step, ticket_id in enumerate(traces.followed, start=len(traces.reported) + 1):
        _erase_from_other(gateway, ticket_id, traces)
        yield step
    _erase_the_rest(gateway, traces, actor=actor)
    yield size_of(traces)


def size_of(traces: Traces) -> int:
    """How many steps an erasure has."""
    return len(traces.reported) + len(traces.followed) + 1


def _erase_from_own(gateway: Gateway, ticket_id: int, *, actor: str) -> None:
    now = gateway.clock()
    with gateway.store.writing() as connection:
        add_event(connection, ticket_id=ticket_id, kind=ERASED, actor=actor, now=now, text=_WORDS)
        hashes = forget_ticket(connection, gateway.rulebooks.current(), ticket_id, now=now)
        number = forgetting.lock_ticket(connection, ticket_id).number
        forgetting.blank_outbox(connection, forgetting.that_name(number))
    remove_files(gateway, hashes)


def _erase_from_other(gateway: Gateway, ticket_id: int, traces: Traces) -> None:
    with gateway.store.writing() as connection:
        _mask_history(connection, gateway, ticket_id, traces)
        forgetting.leave(connection, ticket_id, traces.contacts)


def _mask_history(connection: Connection, gateway: Gateway, ticket_id: int, traces: Traces) -> None:
    people = forgotten.find_people(connection, traces.addresses)
    forgetting.mask_history(connection, ticket_id, make_mask(gateway.rulebooks.current(), people))


def _erase_the_rest(gateway: Gateway, traces: Traces, *, actor: str) -> None:
    """Their messages to tickets of others and to none, what went out to them, and who they are."""
    for first in range(0, len(traces.messages), _AT_ONCE):
        some = traces.messages[first : first + _AT_ONCE]
        with gateway.store.writing() as connection:
            for ticket_id in forgetting.list_tickets_of(connection, some):
                _mask_history(connection, gateway, ticket_id, traces)
            hashes = forget_messages(connection, gateway.rulebooks.current(), some, now=gateway.clock())
        remove_files(gateway, hashes)
    with gateway.store.writing() as connection:
        for address in traces.addresses:
            forgetting.blank_outbox(connection, forgetting.to_address(address))
        forgotten.forget_people(connection, forgotten.find_people(connection, traces.addresses))
        figures = {"reported": len(traces.reported), "followed": len(traces.followed), "messages": len(traces.messages)}
        add_audit(
            connection,
            actor=actor,
            action="person.erased",
            subject=subject_of(traces),
            data=figures,
            now=gateway.clock(),
        )
