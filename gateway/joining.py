"""Joins the parts of a long text before anybody reads them, where the provider does not (PROTOCOL 12.13, 14).

Each part is a message of its own, stored before the provider heard 200. Whichever makes the text whole is filed with
the words of all; after five minutes, or at once when it tells of a danger to life, what is there is filed with a note,
and what comes later goes to the same ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.text_providers.shape import JoinsParts
from gateway.envelopes import Arrival
from gateway.store.messages import StoredArrival, load_arrivals
from gateway.store.text_parts import PART, NewPart, PartRow, keep_part
from parsers.emergency import is_emergency

SECONDS_FOR_PARTS = 300.0
"""How long a part waits for the others."""
SAME_TEXT = 86_400.0
"""Seconds within which one reference means one text; telephones count to 255 and begin anew."""
_MOST_PARTS = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Other parts are still to come; `until` is in UTC epoch seconds."""

    until: float


@dataclass(frozen=True, slots=True)
class Joined:
    """This part was filed with another one, or is a copy of one that was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText:
    """A text with the words of all parts that are there, filed in the name of one of them.

    What the reader must know besides stands in the arrival's details: see `note_of` and `belongs_to`.
    """

    arrival: Arrival
    others: tuple[int, ...] = ()
    """The messages of the other parts."""


_NOTE = "parts_note"
_TICKET = "parts_ticket"


def is_part(arrival: Arrival) -> bool:
    """Whether a message is a part of a longer one."""
    return "part_total" in arrival.details


def note_of(arrival: Arrival) -> tuple[str, ...]:
    """What staff must know of parts that are missing or came late."""
    note = arrival.details.get(_NOTE)
    return (note,) if note else ()


def belongs_to(arrival: Arrival) -> int | None:
    """The ticket of the text that a part came too late for."""
    ticket = arrival.details.get(_TICKET)
    return int(ticket) if ticket else None


def join(connection: Connection, gateway: Gateway, stored: StoredArrival) -> LongText | Waiting | Joined:
    """Note a part and say what is to be done with it now."""
    now = gateway.clock()
    part = _read_part(stored)
    rows = keep_part(connection, part, since=now - SAME_TEXT, now=now)
    rows = [row for row in rows if row.total == part.total]
    mine = next((row for row in rows if row.message_id == part.message_id), None)
    if mine is None or mine.joined_at is not None:
        return Joined() if mine and mine.kind == PART else _again(connection, gateway, stored, rows)
    if late := _for_a_filed_text(connection, gateway, stored, part, rows):
        return late
    return _with_those_that_wait(connection, gateway, stored, rows, now)


def _read_part(stored: StoredArrival) -> NewPart:
    arrival = stored.arrival
    return NewPart(
        message_id=stored.id,
        channel=arrival.channel,
        sender=arrival.sender,
        recipient=arrival.recipients[0] if arrival.recipients else "",
        reference=arrival.details.get("part_reference", ""),
        number=_count(arrival.details.get("part_number", "")),
        total=_count(arrival.details["part_total"]),
    )


def _count(digits: str) -> int:
    return min(int(digits), _MOST_PARTS) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1


def _again(connection: Connection, gateway: Gateway, stored: StoredArrival, rows: Sequence[PartRow]) -> LongText:
    """A text that was filed and is processed once more: the same words as the first time."""
    mine = next((row for row in rows if row.message_id == stored.id), None)
    at = mine.joined_at if mine else None
    same = [row for row in rows if at is not None and row.joined_at == at]
    return _put_together(connection, gateway, stored, same) if same else LongText(arrival=stored.arrival)


def _for_a_filed_text(
    connection: Connection, gateway: Gateway, stored: StoredArrival, part: NewPart, rows: Sequence[PartRow]
) -> LongText | Joined | None:
    """What becomes of a part whose text was filed already; None where there is no such text."""
    filed = [row for row in rows if row.joined_at is not None]
    carrier = next((row for row in reversed(filed) if row.kind != PART), None)
    if carrier is None:
        return None
    same_number = [row.message_id for row in filed if row.number == part.number]
    if not same_number:
        note = f"This is part {part.number} of {part.total} of the text before it; it came late."
        return LongText(arrival=_with(stored.arrival, note=note, ticket_id=carrier.ticket_id))
    earlier = load_arrivals(connection, same_number)
    words = _words(gateway, stored.arrival)
    return Joined() if any(_words(gateway, one.arrival) == words for one in earlier) else None


def _with_those_that_wait(
    connection: Connection, gateway: Gateway, stored: StoredArrival, rows: Sequence[PartRow], now: float
) -> LongText | Waiting:
    waiting = [row for row in rows if row.joined_at is None and row.kind is None]
    until = min(row.arrived_at for row in waiting) + SECONDS_FOR_PARTS
    is_whole = len({row.number for row in waiting}) >= waiting[0].total
    found = _put_together(connection, gateway, stored, waiting)
    if is_whole or now >= until or is_emergency(_words(gateway, found.arrival)):
        return found
    return Waiting(until=until)


def _put_together(connection: Connection, gateway: Gateway, stored: StoredArrival, rows: Sequence[PartRow]) -> LongText:
    """All words in order; of two parts with one number the second counts only when it says something else."""
    arrivals = {one.id: one.arrival for one in load_arrivals(connection, [row.message_id for row in rows])}
    unique = {(row.number, _words(gateway, arrivals[row.message_id])): arrivals[row.message_id] for row in rows}
    others = tuple(row.message_id for row in rows if row.message_id != stored.id)
    joined = _join(gateway, stored.arrival, list(unique.values()))
    return LongText(arrival=_with(joined, note=_missing(rows)), others=others)


def _with(arrival: Arrival, *, note: str, ticket_id: int | None = None) -> Arrival:
    said = {_NOTE: note, _TICKET: "" if ticket_id is None else str(ticket_id)}
    return replace(arrival, details={**arrival.details, **said})


def _missing(rows: Sequence[PartRow]) -> str:
    total = rows[0].total
    missing = sorted(set(range(1, total + 1)) - {row.number for row in rows})
    if not missing:
        return ""
    which = ", ".join(map(str, missing[:5])) + (" and more" if len(missing) > 5 else "")
    parts = "Part" if len(missing) == 1 else "Parts"
    return f"{parts} {which} of {total} of this text had not arrived when it was filed; ask for what is missing."


def _join(gateway: Gateway, own: Arrival, parts: Sequence[Arrival]) -> Arrival:
    """What one of the parts is filed as; its key and its time stay its own."""
    channel = gateway.channels.get(own.channel)
    if not isinstance(channel, JoinsParts):
        return own
    return replace(own, raw=channel.join(parts).raw)


def _words(gateway: Gateway, arrival: Arrival) -> str:
    channel = gateway.channels.get(arrival.channel)
    return channel.decode(arrival).text if channel else ""
