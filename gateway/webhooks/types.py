"""What webhooks call each thing that happens to a ticket: one table for all kinds of events, and a word for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parsers.document import KINDS

VERSION = 1
"""Of the payload: it grows when something is taken away or comes to mean something else, not when there is more."""
PING = "webhook.ping"
CHANGED = "ticket.changed"
"""The type of what no table knows, such as a kind of event of a newer gateway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsType:
    """One type of news: what it is called, when it is sent, the kinds of events that it is for, and what these tell.

    `tells` are keys of an event's data that name no person; `is_said` is true where the event's own words were
    meant for the resident, so that a system that is told words may read them, masked.
    """

    name: str
    says: str
    kinds: tuple[str, ...]
    tells: tuple[str, ...] = ()
    is_said: bool = False


NEWS_TYPES: tuple[NewsType, ...] = (
    NewsType(
        name="ticket.opened",
        says="A request came in, or a second problem of one became a ticket of its own.",
        kinds=("opened", "split_from"),
        tells=("from",),
    ),
    NewsType(
        name="ticket.status_changed",
        says="It was moved to another state; `from` and `to` say which.",
        kinds=("status",),
        tells=("from", "to", "reason"),
        is_said=True,
    ),
    NewsType(
        name="ticket.reopened",
        says="It was closed and is open again.",
        kinds=("reopened",),
        tells=("from", "to"),
    ),
    NewsType(
        name="ticket.merged",
        says="It was closed because another ticket goes on with it; `into` is that one's number.",
        kinds=("merged",),
        tells=("into",),
    ),
    NewsType(
        name="ticket.related",
        says="It was found to belong to another ticket, or not to: joined, split, linked or taken out.",
        kinds=("merged_from", "split", "linked", "not_the_same", "taken_out"),
        tells=("from", "into", "other"),
    ),
    NewsType(
        name="ticket.moved",
        says="Another department does it; `from` and `to` are the keys of the departments.",
        kinds=("moved",),
        tells=("from", "to"),
    ),
    NewsType(
        name="ticket.service_changed",
        says="It is about another service; `from` and `to` are the codes of the services.",
        kinds=("service_changed", "sorted_again"),
        tells=("from", "to", "from_department", "to_department"),
    ),
    NewsType(
        name="ticket.place_changed",
        says="It became known where it is, or that it is somewhere else.",
        kinds=("place_changed", "place_confirmed", "place_looked_up", "place_from_photo", "place_shared"),
    ),
    NewsType(
        name="ticket.priority_changed",
        says="It became more or less urgent; `from` and `to` say how urgent.",
        kinds=("priority",),
        tells=("from", "to"),
    ),
    NewsType(name="ticket.assigned", says="It was given to a person, or to nobody; not to whom.", kinds=("assigned",)),
    NewsType(
        name="ticket.due_changed",
        says="It is promised until another time, or the clock went on after a question.",
        kinds=("due", "due_moved"),
    ),
    NewsType(name="ticket.due_soon", says="It is due soon.", kinds=("due_soon",)),
    NewsType(name="ticket.overdue", says="The time that was promised has passed.", kinds=("overdue",)),
    NewsType(
        name="ticket.snoozed",
        says="It was taken out of the queue for a while, or is back.",
        kinds=("snoozed", "snooze_ended"),
        tells=("until",),
    ),
    NewsType(
        name="ticket.message_received",
        says="The resident wrote again, or somebody else did who belongs to it.",
        kinds=("message", "answered", "other_address", "duplicate", *sorted(set(KINDS.values()))),
    ),
    NewsType(
        name="ticket.fixed_answered",
        says="The resident said whether it is fixed.",
        kinds=("fixed", "not_fixed"),
    ),
    NewsType(
        name="ticket.replied",
        says="Somebody of the city wrote to the resident.",
        kinds=("staff_reply",),
        is_said=True,
    ),
    NewsType(
        name="ticket.noted",
        says="Somebody of the city wrote a note, or a mail to us; its words are never sent.",
        kinds=("note", "department_mail"),
    ),
    NewsType(
        name="ticket.handed_over",
        says="The department's own system took it as `number`, or somebody has it sent again or asked no more.",
        kinds=("handed_over", "handover_sent_again", "handover_stopped"),
        tells=("department", "number"),
    ),
    NewsType(
        name="ticket.system_said",
        says="The department's own system said something.",
        kinds=("system_said",),
    ),
    NewsType(
        name="ticket.unanswered",
        says="A question of ours was not answered.",
        kinds=("unanswered",),
        tells=("asked",),
    ),
    NewsType(
        name="ticket.undelivered",
        says="A mail about it came back, was late, or was called unwanted.",
        kinds=("bounced", "delayed", "complaint"),
    ),
    NewsType(
        name="ticket.wish_changed",
        says="The resident wants no more messages, or wants them again.",
        kinds=("opted_out", "opted_in", "opted_out_of_texts"),
    ),
    NewsType(name="ticket.rules_applied", says="Rules did something with it by themselves.", kinds=("rules_asked",)),
    NewsType(
        name="ticket.person_erased",
        says="Who reported it was made unknown on request. Delete what you keep of the reporter.",
        kinds=("person_erased",),
    ),
)
_BY_KIND: Mapping[str, NewsType] = {kind: news for news in NEWS_TYPES for kind in news.kinds}
_UNKNOWN = NewsType(name=CHANGED, says="Something else happened; look at the ticket.", kinds=())
ALL_TYPES: tuple[NewsType, ...] = (*NEWS_TYPES, _UNKNOWN)


def type_of(kind: str) -> NewsType:
    """What webhooks call a kind of event."""
    return _BY_KIND.get(kind, _UNKNOWN)


def is_known(kind: str) -> bool:
    """Whether the table has a kind of event."""
    return kind in _BY_KIND
