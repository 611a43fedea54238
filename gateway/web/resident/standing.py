"""How a request stands, in plain words: what it is, what happens next and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gateway.hearing.standing import MAY_REOPEN
from gateway.replies.words import day_in_words
from gateway.routing import Rulebook
from gateway.store.resident_page import Visit
from gateway.store.tickets import TicketRow
from gateway.web.resident.phrases import Phrases

_NEXT = frozenset({"received", "open", "in_progress", "waiting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the top of the page says; empty where nothing is known."""

    state: str
    status: str
    next: str
    due: str
    is_late: bool
    reason: str
    reported: str
    service: str
    location: str
    people: str
    department: str


def tell_standing(rulebook: Rulebook, visit: Visit, p: Phrases, *, now: float) -> Standing:
    """Everything in the language of `p`, days in the city's time."""
    ticket, department = visit.ticket, department_name(rulebook, visit.ticket, p)
    service = rulebook.services.get(ticket.service or "")
    is_late = not ticket.is_closed and ticket.due_at is not None and ticket.due_at < now and ticket.paused_at is None
    return Standing(
        state=p.say(f"state_{ticket.status}"),
        status=ticket.status,
        next=_next(rulebook, ticket, p, department),
        due=_due(rulebook, ticket, p, "late" if is_late else "due", department),
        is_late=is_late,
        reason=_reason(rulebook, ticket, p),
        reported=p.say("reported", day=_day(rulebook, visit.own[0] if visit.own else ticket, p)),
        service=service.name(p.language) if service else "",
        location=_location(visit),
        people=p.say("people", count=visit.reporters) if visit.reporters > 1 else "",
        department=department,
    )


def department_name(rulebook: Rulebook, ticket: TicketRow, p: Phrases) -> str:
    """The department by name, or the city where it is not in the rulebook any more."""
    found = rulebook.departments.get(ticket.department)
    return found.name if found else p.say("department_gone")


def may_write(ticket: TicketRow, *, now: float) -> bool:
    """Whether words on the page still go to the department: a ticket that was closed long ago is only shown."""
    return not ticket.is_closed or (ticket.closed_at is not None and ticket.closed_at >= now - MAY_REOPEN)


def _location(visit: Visit) -> str:
    """As they named it themselves; a neighbor's words about the place are the neighbor's."""
    return next((one.location for one in visit.own if one.location), "") or ""


def _next(rulebook: Rulebook, ticket: TicketRow, p: Phrases, department: str) -> str:
    if ticket.status in _NEXT:
        return p.say(f"next_{ticket.status}", department=department)
    closed = datetime.fromtimestamp(ticket.closed_at or ticket.updated_at, rulebook.city.zone)
    return p.say("next_closed", day=_with_year(closed, p))


def _due(rulebook: Rulebook, ticket: TicketRow, p: Phrases, phrase: str, department: str) -> str:
    if ticket.is_closed or ticket.due_at is None or ticket.status == "waiting":
        return ""
    day = day_in_words(datetime.fromtimestamp(ticket.due_at, rulebook.city.zone), p.language)
    return p.say(phrase, day=day, department=department)


def _reason(rulebook: Rulebook, ticket: TicketRow, p: Phrases) -> str:
    known = rulebook.reasons.get(ticket.close_reason) if ticket.close_reason else None
    return p.say("closed_because", reason=known.name(p.language)) if known else ""


def _day(rulebook: Rulebook, ticket: TicketRow, p: Phrases) -> str:
    return _with_year(datetime.fromtimestamp(ticket.created_at, rulebook.city.zone), p)


def _with_year(moment: datetime, p: Phrases) -> str:
    """A link may be a year old."""
    day = day_in_words(moment, p.language)
    return f"{moment.year}年{day}" if p.language == "zh" else f"{day}, {moment.year}"
