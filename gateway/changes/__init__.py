"""What is done to a ticket inside a transaction, the same for the desk and for a department's mail.

Every change writes its event, tells whoever must know, and commits nothing; what cannot be done is a `ChangeError`
whose sentence says what to write instead. The problems are functions of their own, so that several changes can be
looked at before the first one is made.
"""

from gateway.changes.asking import ask_by_text
from gateway.changes.consent import note_wish
from gateway.changes.fixed import answer_fixed, is_answered, is_asked_whether_fixed, note_fixed
from gateway.changes.hand import ChangeError, Hand, checked_words
from gateway.changes.linking import link_with
from gateway.changes.merging import merge, merge_into, merge_problem
from gateway.changes.pairing import join, part
from gateway.changes.people import tell_mailboxes
from gateway.changes.photo import find_suggestion, use_photo
from gateway.changes.place import set_place
from gateway.changes.promising import due_problem, set_due
from gateway.changes.seen import StaleError, check_seen
from gateway.changes.services import as_service, due_again, set_service
from gateway.changes.snoozing import snooze
from gateway.changes.splitting import Second, split
from gateway.changes.status import NOT_TOLD, set_status, status_problem
from gateway.changes.telling import Told
from gateway.changes.ticket import (
    assign,
    keep_note,
    move,
    move_problem,
    send_words,
    set_priority,
)
from gateway.changes.waking import hear_resident

__all__ = [
    "NOT_TOLD",
    "ChangeError",
    "Hand",
    "Second",
    "StaleError",
    "Told",
    "answer_fixed",
    "as_service",
    "ask_by_text",
    "assign",
    "check_seen",
    "checked_words",
    "due_again",
    "due_problem",
    "find_suggestion",
    "hear_resident",
    "is_answered",
    "is_asked_whether_fixed",
    "join",
    "keep_note",
    "link_with",
    "merge",
    "merge_into",
    "merge_problem",
    "move",
    "move_problem",
    "note_fixed",
    "note_wish",
    "part",
    "send_words",
    "set_due",
    "set_place",
    "set_priority",
    "set_service",
    "set_status",
    "snooze",
    "split",
    "status_problem",
    "tell_mailboxes",
    "use_photo",
]
