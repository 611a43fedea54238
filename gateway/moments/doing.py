"""Does what the rules say at a moment, writes each thing into the ticket's history, and tells whoever is to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.changes import Hand
from gateway.changes.notices import Notice, mail_address, notice_drafts
from gateway.changes.telling import Word, tell_resident
from gateway.envelopes import OutboundKind
from gateway.moments.telling import day_and_time, listed, words_of
from gateway.routing import Priority, Rulebook
from gateway.routing.moments import COUNTS
from gateway.routing.rulebook import Rule
from gateway.routing.values import Decision, Event
from gateway.store import tickets
from gateway.store.contacts import add_participants
from gateway.store.events import RULES_ASKED, EventRow, add_event, list_events
from gateway.store.outbox import queue_drafts
from gateway.store.tickets import TicketRow, load_ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What happened to a ticket, and what the rules say to that."""

    connection: Connection
    gateway: Gateway
    rulebook: Rulebook
    event: EventRow
    happened: Event
    ticket: TicketRow
    """As it was before the rules did anything; it is held."""
    decision: Decision
    speaking: Mapping[str, Rule]
    """The rules that spoke, by name."""
    now: float

    def rules_for(self, action: str) -> tuple[Rule, ...]:
        """The rules that said so, where it counts at this moment."""
        if action not in COUNTS[self.happened]:
            return ()
        named = (self.speaking.get(voice.rule) for voice in self.decision.voices if voice.action == action)
        return tuple(rule for rule in named if rule is not None)

    def by(self, rule: Rule) -> Hand:
        """The rule, as the history names it."""
        return Hand(actor=f"rule {rule.name}", now=self.now)


def rules_that_spoke(rulebook: Rulebook, decision: Decision) -> Mapping[str, Rule]:
    """By name; what only a service or `otherwise` says was settled when the ticket was opened."""
    names = {voice.rule for voice in decision.voices}
    return {rule.name: rule for rule in rulebook.rules if rule.name in names}


def heed(moment: Moment, *, why_not: str) -> None:
    """Do all that the rules say, the ticket being held; `why_not` keeps the resident from being answered."""
    done: dict[str, list[str]] = {}
    steps = (_mark, _promise, _raise, _hand_on, _give_to, _tell_people)
    for rule, what in (said for step in steps for said in step(moment)):
        done.setdefault(rule, []).append(what)
    answering = _answering(moment)
    if answering:
        said = f"did not answer the resident: {why_not}" if why_not else "answered the resident"
        done.setdefault(answering, []).append(said)
    if not done:
        return
    event_id = add_event(
        moment.connection,
        ticket_id=moment.ticket.id,
        kind=RULES_ASKED,
        actor="gateway",
        now=moment.now,
        text=listed(done),
        data={"event": moment.happened, "rules": list(done), "rulebook": moment.rulebook.version},
    )
    if answering and not why_not:
        _answer(moment, event_id)


Said = Iterator[tuple[str, str]]
"""Names of rules, and what was done for them."""


def _mark(moment: Moment) -> Said:
    ticket = moment.ticket
    for rule in moment.rules_for("tags"):
        if new := [tag for tag in rule.then.tags or () if tag not in ticket.tags]:
            ticket = tickets.add_tags(moment.connection, ticket, tuple(new), now=moment.now)
            yield rule.name, f"marked it {', '.join(new)}"


def _promise(moment: Moment) -> Said:
    """From now on, not from when the ticket was opened."""
    due_at = moment.rulebook.due_at(moment.decision.due, moment.now, moment.decision.department)
    for rule in moment.rules_for("due"):
        if due_at is not None:
            due = datetime.fromtimestamp(due_at, moment.rulebook.city.zone)
            changes.set_due(moment.connection, moment.gateway, moment.by(rule), ticket_id=moment.ticket.id, due=due)
            yield rule.name, f"it is due {day_and_time(due)} now"


def _raise(moment: Moment) -> Said:
    """A danger stays one, whatever a rule says."""
    priority, known = moment.decision.priority, Priority(moment.ticket.priority)
    for rule in moment.rules_for("priority"):
        if known not in {priority, Priority.EMERGENCY}:
            changes.set_priority(moment.connection, moment.by(rule), ticket_id=moment.ticket.id, priority=priority)
            yield rule.name, f"it has priority {priority} now"


def _hand_on(moment: Moment) -> Said:
    for rule in moment.rules_for("department"):
        if moment.decision.department == moment.ticket.department:
            return
        changes.move(
            moment.connection,
            moment.gateway,
            moment.by(rule),
            ticket_id=moment.ticket.id,
            department=moment.decision.department,
            reason="",
        )
        yield rule.name, f"handed it on to {moment.decision.department_name}"


def _give_to(moment: Moment) -> Said:
    """After it was handed on, for in another department it is nobody's at first."""
    person = moment.decision.assign
    for rule in moment.rules_for("assign"):
        if person and person != moment.ticket.assignee:
            changes.assign(moment.connection, moment.by(rule), ticket_id=moment.ticket.id, person=person, reason="")
            yield rule.name, f"gave it to {person}"


def _tell_people(moment: Moment) -> Said:
    """Each mailbox once: the department that has it now, whoever it was given to, and whoever a rule tells."""
    told = dict[str, str]()
    for rule, address in _to_tell(moment):
        told.setdefault(address.lower(), rule)
    if not told:
        return
    ticket = load_ticket(moment.connection, moment.ticket.id)
    notice = Notice(
        ticket=ticket,
        words=words_of(moment.happened, moment.event, told.values(), ticket.description),
        cause=f"message:{ticket.message_id}:event:{moment.event.id}",
        our_address=mail_address(moment.rulebook.city, ticket.our_address),
        earlier=tuple(list_events(moment.connection, ticket.id)),
    )
    drafts = notice_drafts(moment.connection, moment.gateway, moment.rulebook, notice, told, now=moment.now)
    queue_drafts(moment.connection, tuple(drafts.values()), now=moment.now)
    add_participants(moment.connection, ticket.id, dict.fromkeys(drafts, "department"))
    for rule in dict.fromkeys(told.values()):
        yield rule, f"told {', '.join(address for address, by in told.items() if by == rule)}"


def _to_tell(moment: Moment) -> Iterator[tuple[str, str]]:
    decision, departments = moment.decision, moment.rulebook.departments
    for rule in moment.rules_for("department"):
        if decision.department != moment.ticket.department:
            yield from ((rule.name, address) for address in departments[decision.department].notify)
    for rule in moment.rules_for("assign"):
        if decision.assign and decision.assign != moment.ticket.assignee:
            yield rule.name, decision.assign
    for rule in moment.rules_for("notify"):
        yield from ((rule.name, person.email) for person in rule.then.notify or ())
    for rule in moment.rules_for("watch"):
        yield from ((rule.name, address) for key in decision.watch for address in departments[key].notify)


def _answering(moment: Moment) -> str:
    """The rule that answers; empty where none does."""
    return next((rule.name for rule in moment.rules_for("reply")), "") if moment.decision.reply else ""


def _answer(moment: Moment, event_id: int) -> None:
    word = Word(event_id=event_id, kind=OutboundKind.NOTICE, text="", template=moment.decision.reply)
    ticket = load_ticket(moment.connection, moment.ticket.id)
    tell_resident(moment.connection, moment.gateway, ticket, word, now=moment.now)
