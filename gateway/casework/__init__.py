"""What staff do to a ticket at the desk, each in a transaction of its own; what cannot be done is a `ChangeError`.

All take `actor`, a mail address; `seen`, the id of the last event that the person saw, so that nobody undoes what
another has done meanwhile (`StaleError`); and `once`, the token of a form that may come twice (`RepeatedError`).
"""

from gateway.casework.acting import RepeatedError
from gateway.casework.pairing import join_tickets, link_tickets, merge_tickets, part_tickets
from gateway.casework.planning import assign, change_due, change_priority, snooze
from gateway.casework.sorting import Following, change_place, change_service, reroute, split_ticket, what_follows
from gateway.casework.telling import add_note, change_status, note_wish, reply_to_resident
from gateway.changes import ChangeError, StaleError
from gateway.changes import ChangeError as CaseworkError

__all__ = [
    "CaseworkError",
    "ChangeError",
    "Following",
    "RepeatedError",
    "StaleError",
    "add_note",
    "assign",
    "change_due",
    "change_place",
    "change_priority",
    "change_service",
    "change_status",
    "join_tickets",
    "link_tickets",
    "merge_tickets",
    "note_wish",
    "part_tickets",
    "reply_to_resident",
    "reroute",
    "snooze",
    "split_ticket",
    "what_follows",
]
