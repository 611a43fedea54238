"""Files that came with a message are prepared afterwards: the ticket never waits for them."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.filing.case import Case
from gateway.store.attachments import is_on_ticket
from gateway.store.work import add_work


def ask_for_files(connection: Connection, case: Case) -> None:
    """Have the files prepared of a message that belongs to a ticket; of others nobody sees more than the original.

    Those of a text are fetched first: only what belongs to a ticket is worth asking a provider for.
    """
    if case.message.attachments and is_on_ticket(connection, case.message_id):
        add_work(connection, kind="files", ref=case.message_id, now=case.now)
