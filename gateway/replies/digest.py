"""The words of a digest: a department's work in plain text, each ticket with the ways to act on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from gateway.replies.department import day_and_date
from gateway.routing import City
from gateway.store.digests import Pile, Work
from gateway.store.tickets import TicketRow
from parsers.clean import clean_text

_WORDS = 120
_DAY = 86_400.0
_BUTTONS = (("Close it", "#closed "), ("Take it on", "#assign me"), ("Answer the resident", ""))
"""What stands on a button, and what the mail says that it opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is told; `address_of` gives the address of ours that belongs to a ticket and this mailbox."""

    department: str
    city: City
    work: Work
    now: float
    public_url: str
    address_of: Callable[[TicketRow], str]


def digest_subject(digest: Digest) -> str:
    """The counts, so that nobody must open it to know."""
    work = digest.work
    counts = ((work.late.count, "late"), (work.unanswered.count, "unanswered"), (work.new.count, "new"))
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    return clean_text(f"{digest.department}: {told}").replace("\n", " ")


def digest_body(digest: Digest) -> str:
    """Late first, because somebody waits for it; a ticket is told once, where it matters most."""
    work, told = digest.work, set[int]()
    open_now = "1 ticket is open" if work.open == 1 else f"{work.open:,} tickets are open"
    parts = [f"Good morning. {open_now} at {digest.department}."]
    for title, pile in (("Late", work.late), ("Nobody has answered", work.unanswered), ("New", work.new)):
        if pile.count:
            parts.append("\n\n".join(_section(digest, title, pile, told)))
    parts.append(f"All of them: {digest.public_url}/desk")
    parts.append("The links open a mail that already knows its ticket: write a line below and send it. No sign-in.")
    return "\n\n".join(parts)


def _section(digest: Digest, title: str, pile: Pile, told: set[int]) -> Iterator[str]:
    yield f"{title}: {pile.count:,}"
    for ticket in pile.tickets:
        if ticket.id in told:
            yield f"{ticket.number} {_what(ticket)} (above)"
        else:
            told.add(ticket.id)
            yield "\n".join(_lines(digest, ticket))
    if pile.count > len(pile.tickets):
        yield f"and {pile.count - len(pile.tickets):,} more"


def _lines(digest: Digest, ticket: TicketRow) -> Iterator[str]:
    words = " ".join(clean_text(ticket.description).split())
    yield f"{ticket.number} {_what(ticket)}"
    yield f"“{words[:_WORDS]}{'…' if len(words) > _WORDS else ''}”"
    yield _when(digest, ticket)
    for label, command in _BUTTONS:
        yield f"{label}: {_mailto(digest.address_of(ticket), ticket, command)}"


def _what(ticket: TicketRow) -> str:
    urgent = "EMERGENCY: " if ticket.priority == "emergency" else ""
    where = f" at {ticket.location}" if ticket.location else ""
    return clean_text(f"{urgent}{ticket.service_name or 'Unsorted request'}{where}")


def _when(digest: Digest, ticket: TicketRow) -> str:
    came = f"Came {_day(ticket.created_at, digest)}"
    if ticket.due_at is None:
        return f"{came}."
    if ticket.due_at >= digest.now or ticket.paused_at is not None:
        return f"{came}, due {_day(ticket.due_at, digest)}."
    days = int((digest.now - ticket.due_at) // _DAY)
    late = f"{days} days late" if days > 1 else "1 day late" if days else "late since today"
    return f"{came}, due {_day(ticket.due_at, digest)}: {late}."


def _day(epoch: float, digest: Digest) -> str:
    return day_and_date(datetime.fromtimestamp(epoch, digest.city.zone))


def _mailto(address: str, ticket: TicketRow, command: str) -> str:
    """RFC 6068: a mail to the ticket's own address, with its subject and the command in its first line."""
    subject = quote(f"City311 #{ticket.number}", safe="")
    return f"mailto:{address}?subject={subject}" + (f"&body={quote(command, safe='')}" if command else "")
