"""The resident's yes to the question whether their photo shows the place (PROTOCOL 10.3)."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.changes import find_suggestion
from gateway.filing.case import Case
from gateway.store.attachments import AttachmentRow, list_attachments
from gateway.store.questions import is_question_open
from gateway.store.tickets import load_ticket
from parsers.confirmation import is_yes


def find_confirmed(connection: Connection, case: Case) -> AttachmentRow | None:
    """The photo whose place the reporter confirms; None when the words are no yes or answer something else.

    Look before the message is in the history: whoever wrote after the question has answered it.
    """
    contact, known = case.thread.contact, case.thread.ticket
    if contact is None or known is None or not case.message.automation.reply or not is_yes(case.message.new_text):
        return None
    ticket = load_ticket(connection, known.id)
    if contact.id != ticket.reporter_id or ticket.location is not None or ticket.is_closed:
        return None
    cause = f"message:{ticket.message_id}"
    if not is_question_open(connection, ticket_id=ticket.id, cause=cause, recipient=contact.address):
        return None
    return find_suggestion(ticket, list_attachments(connection, ticket.message_id))
