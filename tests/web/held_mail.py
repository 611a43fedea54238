"""A held mail put into the tables by hand, for the pages that show it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from gateway.store.schema import message, message_raw
from tests.web.site import NOON

SUBJECT = "Cheap asphalt <b>now</b>"


def insert_held(
    connection: Connection, *, sender: str = "cris@offers.example", held: str = "spam", key: str = "1", **values: Any
) -> int:
    """One mail that was marked as spam; returns its id."""
    raw = f"From: Cris <{sender}>\r\nSubject: {SUBJECT}\r\n\r\nBuy asphalt for every pothole.\r\n".encode()
    row = {
        "channel": "email",
        "key": key,
        "sender": f"bounce-{sender}",
        "recipients": ["311@elmcity.example"],
        "details": {},
        "flags": [],
        "received_at": NOON - 60,
        "kind": "request",
        "reason": "X-Spam-Flag: YES",
        "text": "Buy asphalt for every pothole.",
        "processed_at": NOON,
        "held": held,
    }
    message_id = int(connection.execute(insert(message).values(row | values).returning(message.c.id)).scalar_one())
    connection.execute(insert(message_raw).values(message_id=message_id, raw=raw))
    return message_id
