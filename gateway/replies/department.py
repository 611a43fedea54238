"""The notice to a department's mailbox: the whole ticket in plain text, a map, and how to answer it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from gateway.routing import City
from gateway.routing.called import LANGUAGES
from gateway.store.contacts import ContactRow
from gateway.store.events import EventRow
from gateway.store.tickets import TicketRow
from parsers.clean import clean_text

EARLIER_SHOWN = 3
EMERGENCY = "EMERGENCY: "
_EXCERPT = 200
_MAP = "https://www.openstreetmap.org/"
_SAID = frozenset({"opened", "message", "staff_reply", "status", "note", "moved", "assigned"})
"""Kinds of events whose text tells a department what was said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentNotice:
    """What a notice tells: `words` are the resident's own, or why the ticket is handed on."""

    ticket: TicketRow
    city: City
    words: str
    reporter: ContactRow | None
    public_url: str
    earlier: tuple[EventRow, ...] = ()
    """What happened before; the last few that say something are shown."""
    answered: tuple[tuple[str, str], ...] = ()
    """The city's questions with what the reporter answered."""


def department_subject(ticket: TicketRow) -> str:
    """Emergencies stand out in a full mailbox; the rest says what and where.

    Made from what was known when the ticket was opened, so that it stays the same and mailboxes keep one thread.
    """
    known = {"service_name": ticket.service_name, "priority": ticket.priority} | dict(ticket.decision)
    place = dict(ticket.understanding).get("location") or {}
    what = known["service_name"] or "Unsorted request"
    where = f" at {place['text']}" if place.get("text") else ""
    urgent = EMERGENCY if known["priority"] == "emergency" else ""
    return clean_text(f"{urgent}{what}{where} [City311 #{ticket.number}]").replace("\n", " ")


def department_body(notice: DepartmentNotice) -> str:
    """What the department must know without opening anything."""
    ticket, link = notice.ticket, f"{notice.public_url}/tickets/{notice.ticket.number}"
    urgent = ": EMERGENCY, somebody may be in danger" if ticket.priority == "emergency" else ""
    earlier = tuple(_earlier(notice))
    return "\n".join(
        (
            f"Ticket {ticket.number}{urgent}",
            *(f"{label}: {clean_text(value)}" for label, value in _facts(notice) if value),
            "",
            clean_text(notice.words).strip() or "(no text)",
            "",
            *(("Earlier:", *earlier, "") if earlier else ()),
            _how_to_answer(notice),
            "First line #note: only for staff. First line #closed and what was done: closes it. All commands: #help",
            "",
            f"Open it at {link}",
        )
    )


def map_link(ticket: TicketRow, city: City) -> str:
    """Where OpenStreetMap shows the place: a pin where it is known, else a search; empty without any place."""
    if ticket.lat is not None and ticket.lon is not None:
        pin = urlencode({"mlat": f"{ticket.lat:.6f}", "mlon": f"{ticket.lon:.6f}"})
        return f"{_MAP}?{pin}#map=18/{ticket.lat:.6f}/{ticket.lon:.6f}"
    if not ticket.location:
        return ""
    return f"{_MAP}search?{urlencode({'query': f'{ticket.location}, {city.name}'})}"


def _facts(notice: DepartmentNotice) -> Iterator[tuple[str, str]]:
    ticket = notice.ticket
    yield "Service", ticket.service_name or ""
    yield "Where", ticket.location or ""
    yield "Map", map_link(ticket, notice.city)
    yield "When", _day(ticket.occurred)
    yield "Urgency", ticket.urgency
    yield "Priority", ticket.priority
    yield from ((question.rstrip("?: "), words) for question, words in notice.answered)
    yield "Language", _language(ticket.language)
    yield "Status", "" if ticket.status == "received" else ticket.status.replace("_", " ")
    yield "Assigned to", ticket.assignee or ""
    yield "Due", _moment(ticket.due_at, notice.city)
    yield "Routed by", ticket.rule or ""
    yield "Reported by", _reporter(notice.reporter)


def _language(code: str) -> str:
    name = LANGUAGES.get(code, code)
    return name if code == "en" else f"{name} (the resident writes and reads {name})"


def _day(iso: str | None) -> str:
    """When it happened by the resident's words; midnight stands for the whole day."""
    if not iso:
        return ""
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return day_and_date(moment) + (f", {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else "")


def _moment(epoch: float | None, city: City) -> str:
    return day_and_date(datetime.fromtimestamp(epoch, city.zone)) if epoch is not None else ""


def day_and_date(moment: datetime) -> str:
    """A day as staff read it: `Friday, March 6, 2026`."""
    return f"{moment:%A, %B} {moment.day}, {moment.year}"


def _reporter(reporter: ContactRow | None) -> str:
    if reporter is None:
        return "unknown"
    return f"{reporter.name} <{reporter.address}>" if reporter.name else reporter.address


def _how_to_answer(notice: DepartmentNotice) -> str:
    if notice.reporter is None:
        return "The resident left no address: what you answer is kept with the ticket."
    way = "text" if notice.reporter.medium == "sms" else "mail"
    return f"Answer this mail: your words go to the resident by {way}."


def _earlier(notice: DepartmentNotice) -> Iterator[str]:
    new = notice.words
    told = [event for event in notice.earlier if event.kind in _SAID and event.text.strip() and event.text not in new]
    for event in told[-EARLIER_SHOWN:]:
        moment = datetime.fromtimestamp(event.created_at, notice.city.zone)
        words = " ".join(clean_text(event.text).split())
        short = words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rstrip()}…"
        yield f"- {moment:%B} {moment.day}, {moment:%H:%M}, {event.actor} ({event.kind.replace('_', ' ')}): {short}"
