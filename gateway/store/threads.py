"""The mails of a ticket as one correspondent has them in their mailbox, for References and for the subject."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from gateway.store.schema import event, message, outbox

_NEVER_WENT_OUT = ("failed", "suppressed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMail:
    """One mail: `at` is when it came in or was made, in UTC epoch seconds; `subject` is known of ours only."""

    message_id: str
    is_ours: bool
    at: float
    subject: str = ""


def list_thread(connection: Connection, ticket_id: int, *, address: str, actor: str) -> tuple[ThreadMail, ...]:
    """What went to `address` about a ticket and what `actor` wrote by mail (as events name people), oldest first."""
    ours = select(outbox.c.rfc_message_id, outbox.c.created_at, outbox.c.subject).where(
        outbox.c.ticket_id == ticket_id, outbox.c.recipient == address, outbox.c.state.not_in(_NEVER_WENT_OUT)
    )
    theirs = (
        select(message.c.rfc_message_id, message.c.received_at)
        .join(event, event.c.message_id == message.c.id)
        .where(event.c.ticket_id == ticket_id, event.c.actor == actor, message.c.rfc_message_id.is_not(None))
    )
    mails = [
        *(
            ThreadMail(message_id=row.rfc_message_id, is_ours=True, at=row.created_at, subject=row.subject)
            for row in connection.execute(ours)
        ),
        *(
            ThreadMail(message_id=row.rfc_message_id, is_ours=False, at=row.received_at)
            for row in connection.execute(theirs)
        ),
    ]
    return tuple(sorted(mails, key=lambda mail: (mail.at, mail.is_ours)))
