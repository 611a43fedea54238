"""A ticket sorted again when an answer tells more of it: the rules read the whole report, as if it had come at once."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from gateway.filing.turn import Turn
from gateway.recurring import recurring_of_ticket
from gateway.routing import Priority, route
from gateway.routing.values import Decision, RouteRequest
from gateway.store import tickets
from gateway.store.events import add_event
from gateway.store.tickets import Sorting, TicketRow
from parsers.understand import understand_as_one
from parsers.values import Evidence, Location, LocationKind, ServiceGuess, Understanding, Urgency


def sort_again(turn: Turn, *, report: str, place: Location | None = None) -> Turn:
    """Decide again by `report`, all that the resident wrote; what staff have changed by hand stays.

    The ticket of `turn` has its new place already; `place` is how it was read. Returns the turn with the ticket as
    it then is.
    """
    ticket, case = turn.ticket, turn.case
    message = replace(case.message, text=report, reply_text=report, follow_up=False, subject="")
    read = understand_as_one(message, turn.gateway.city(case.rulebook))
    meaning = _whole(ticket, read if place is None else replace(read, location=place))
    recurring = recurring_of_ticket(ticket, case.rulebook)
    request = RouteRequest(
        message=message,
        understanding=meaning,
        repeat=max(1, case.thread.reports),
        repeats=recurring.count(turn.connection, case.rulebook, now=turn.now, besides=ticket.id),
    )
    decision = route(request, case.rulebook)
    new = _sorting(turn, decision, meaning, report)
    tickets.sort_again(turn.connection, ticket.id, new, now=turn.now)
    if (new.service, new.department, new.rule) != (ticket.service, ticket.department, ticket.rule):
        _write(turn, new)
    return turn.again()


def _whole(ticket: TicketRow, read: Understanding) -> Understanding:
    """What the whole report says, without losing what was known: a service that was sure, the place, the danger."""
    known = ticket.understanding
    service = _service(known) if ticket.service is not None else read.service
    is_danger = Urgency.EMERGENCY in {Urgency(ticket.urgency), read.urgency}
    return replace(
        read,
        service=service or read.service,
        location=_place(ticket, read.location),
        urgency=Urgency.EMERGENCY if is_danger else max(read.urgency, Urgency(ticket.urgency), key=_soon),
        language=ticket.language,
        answers=known.get("answers") or {},
    )


def _soon(urgency: Urgency) -> int:
    return list(Urgency).index(urgency)


def _service(known: dict[str, Any]) -> ServiceGuess | None:
    found = known.get("service")
    if not found:
        return None
    evidence = tuple(Evidence(**words) for words in found.get("evidence") or ())
    return ServiceGuess(code=found["code"], name=found["name"], confidence=found["confidence"], evidence=evidence)


def _place(ticket: TicketRow, read: Location | None) -> Location | None:
    """The ticket's own place, which may have been corrected since."""
    if ticket.location is None:
        return read
    same = read is not None and read.text.casefold() == ticket.location.casefold()
    if same and read is not None:
        return replace(read, lat=ticket.lat or read.lat, lon=ticket.lon or read.lon)
    known = ticket.understanding.get("location") or {}
    is_of_words = known.get("text", "").casefold() == ticket.location.casefold()
    return Location(
        kind=LocationKind(known["kind"]) if is_of_words else LocationKind.LANDMARK,
        text=ticket.location,
        start=0,
        end=0,
        confidence=known["confidence"] if is_of_words else 0.5,
        number=known.get("number") if is_of_words else None,
        streets=tuple(known.get("streets") or ()) if is_of_words else (),
        lat=ticket.lat,
        lon=ticket.lon,
    )


def _sorting(turn: Turn, decision: Decision, meaning: Understanding, report: str) -> Sorting:
    ticket, was = turn.ticket, turn.ticket.decision
    was_moved = ticket.department != was.get("department", ticket.department)
    department = ticket.department if was_moved else decision.department
    is_promised = ticket.due_at is not None and decision.service == ticket.service
    due_at, remind_at = (ticket.due_at, ticket.due_soon_at) if is_promised else _due(turn, decision, department)
    return Sorting(
        department=department,
        service=decision.service,
        service_name=decision.service_name,
        confidence=decision.confidence,
        priority=_priority(ticket, decision),
        status="closed" if decision.close else ticket.status,
        rule=decision.rule,
        rulebook_version=decision.rulebook_version,
        decision=asdict(decision) | {"report": report, "message_id": turn.case.message_id},
        understanding={**ticket.understanding, **asdict(meaning), "further": ticket.understanding.get("further", ())},
        tags=tuple(dict.fromkeys((*ticket.tags, *decision.tags))),
        due_at=due_at,
        due_soon_at=remind_at,
    )


def _due(turn: Turn, decision: Decision, department: str) -> tuple[float | None, float | None]:
    """From now on; where the clock stands still, from when it stopped, for it goes on by as much as it stood."""
    rulebook = turn.case.rulebook
    due_at = rulebook.due_at(decision.due, turn.ticket.paused_at or turn.now, department)
    return due_at, rulebook.remind_at(decision.service, department, due_at, now=turn.now)


def _priority(ticket: TicketRow, decision: Decision) -> Priority:
    """What the rules say, unless staff said something else; a danger stays one."""
    known = Priority(ticket.priority)
    was_set = known.value != ticket.decision.get("priority", known.value)
    return known if was_set or known is Priority.EMERGENCY else decision.priority


def _write(turn: Turn, new: Sorting) -> None:
    before, names = turn.ticket, turn.case.rulebook.departments
    name = names[new.department].name if new.department in names else new.department
    add_event(
        turn.connection,
        ticket_id=before.id,
        kind="sorted_again",
        actor="gateway",
        now=turn.now,
        text=f"{new.service_name or 'Unsorted request'}, with {name}",
        data={
            "from": before.department,
            "to": new.department,
            "service": new.service or "",
            "rule": new.rule or "",
            "message_id": turn.case.message_id,
        },
    )
