"""The ways to a telephone: the provider that its last text came by, a plain text where WhatsApp is closed (13.4)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, bindparam, select, update

from gateway.envelopes import WHATSAPP
from gateway.store.outbox import load_outbound, queue_draft
from gateway.store.schema import message, outbox

WINDOW_CLOSED = "63016"
"""Twilio's error: the person's last word is more than 24 hours old, so that only approved templates may be sent."""
_SAY = update(outbox).where(outbox.c.id == bindparam("row")).values(reason=bindparam("why"))
_WHY = "WhatsApp takes it only within 24 hours of their last message; it was sent as a text message instead"
_LAST = (
    select(message.c.channel)
    .where(message.c.sender == bindparam("sender"))
    .order_by(message.c.received_at.desc(), message.c.id.desc())
    .limit(1)
)


def find_way_to(connection: Connection, number: str) -> str | None:
    """The channel that the last text from this number came by, or None when it never wrote."""
    return connection.execute(_LAST, {"sender": number}).scalar_one_or_none()


def repeat_as_text(connection: Connection, outbound_id: int, *, now: float) -> int | None:
    """Queue a message to WhatsApp once more for the plain number, once; its new row, or None when there is none.

    A plain number that has opted out gets nothing: that is looked at when it is sent, as for every text.
    """
    draft = load_outbound(connection, outbound_id).draft
    if not draft.recipient.startswith(WHATSAPP):
        return None
    connection.execute(_SAY, {"row": outbound_id, "why": _WHY})
    return queue_draft(connection, replace(draft, recipient=draft.recipient.removeprefix(WHATSAPP)), now=now)
