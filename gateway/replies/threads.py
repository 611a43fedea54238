"""What keeps the mails about a ticket in one thread of a mailbox: References and one subject (PROTOCOL 11.2).

Gmail joins mails that have the same subject, but for `Re:`, and refer to mails it has (Google Workspace Updates,
29 March 2019). Apple Mail, Thunderbird and Outlook go by References and In-Reply-To (jwz.org/doc/threading.html); Apple
Mail takes an answer for one only when its subject begins with `Re:`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.replies.department import EMERGENCY, department_subject
from gateway.store.threads import ThreadMail, list_thread
from gateway.store.tickets import TicketRow

RESIDENT = "resident"
"""How events name the reporter."""
_ANSWER = "Re: "
_PREFIXES = re.compile(r"(?:\s*(?:re|aw|sv|rv|res|rif|antw|fwd?|wg|tr|enc|回复|答复|转发)\s*[:：])+\s*", re.IGNORECASE)
_OLD_TAG = re.compile(r"\s*\[city311\b[^\]]{0,40}\]", re.IGNORECASE)


def resident_chain(connection: Connection, ticket: TicketRow, address: str) -> tuple[str, ...]:
    """The references of a mail to the resident: the last is what they wrote last."""
    return chain(list_thread(connection, ticket.id, address=address, actor=RESIDENT))


def department_thread(connection: Connection, ticket: TicketRow, address: str) -> tuple[str, tuple[str, ...]]:
    """The subject and the references of one more mail to a department's address.

    The subject stays the same, whatever becomes of place, service and department. Only a danger to life that was told
    later stands out: it begins a thread of its own in Gmail, on top of the mailbox, and that is wanted.
    """
    mails = list_thread(connection, ticket.id, address=address, actor=address)
    subject = department_subject(ticket)
    if ticket.priority == "emergency" and not subject.startswith(EMERGENCY):
        subject = f"{EMERGENCY}{subject}"
    is_known = any(mail.is_ours and bare_subject(mail.subject) == subject for mail in mails)
    return f"{_ANSWER}{subject}" if is_known else subject, chain(mails)


def chain(mails: Sequence[ThreadMail]) -> tuple[str, ...]:
    """The Message-IDs up to the last one that they wrote, which we answer; all of ours where they wrote none."""
    last = max((place for place, mail in enumerate(mails) if not mail.is_ours), default=len(mails) - 1)
    return tuple(mail.message_id for mail in mails[: last + 1])


def bare_subject(subject: str) -> str:
    """A subject without the marks of answers and forwards, in the languages of mail programs."""
    found = _PREFIXES.match(subject)
    return subject[found.end() :].strip() if found else subject.strip()


def without_tag(subject: str) -> str:
    """A subject without the number of another ticket, which would be found again instead of the new one's."""
    return _OLD_TAG.sub("", subject).strip()
