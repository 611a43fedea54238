"""A city in which something of everything has gone wrong, for the pages that put it right."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from gateway.store.channel_states import AUTOMATIC_MAIL, pause_channel
from gateway.store.consents import record_wish
from gateway.store.schema import contact, message, outbox, ticket, work
from tests.web.site import NOON, Site, add_outbound

ANNE = "anne@residents.example"
NUMBER = "+12035550111"
REFUSED = "550 5.1.1 no such user"
UNKNOWN = "nobody knows whether this text went out, and an automatic text is not sent twice"


def fill_with_troubles(site: Site) -> dict[str, int]:
    """Put it into the tables; the ids of what tests ask for by name."""
    mail = site.add_ticket(reporter=ANNE, channel="email", raw=b"Subject: Pothole")
    site.add_ticket(reporter=NUMBER, description="A pothole")
    with site.gateway.store.writing() as connection:
        mailed = connection.scalar(select(ticket.c.id).where(ticket.c.number == mail))
        person = connection.scalar(select(contact.c.id).where(contact.c.address == NUMBER)) or 0
        connection.execute(update(message).where(message.c.id == 1).values(kind="unreadable", reason="no charset"))
        wish = {"verdict": "opted_out", "source": "message:2", "actor": "resident", "words": "STOP", "now": NOON}
        record_wish(connection, person, **wish)  # type: ignore[arg-type]
        pause_channel(connection, "simulator_sms", until=NOON + 600, reason="the password is wrong")
        pause_channel(connection, AUTOMATIC_MAIL, until=NOON + 600, reason="more than 1000 mails an hour")
        common = {"ticket_id": mailed, "channel": "email", "recipient": ANNE}
        found = {
            "failed": add_outbound(connection, state="failed", reason=REFUSED, **common),
            "doubtful": add_outbound(connection, state="failed", reason=UNKNOWN, ticket_id=mailed),
            "suppressed": add_outbound(connection, state="suppressed", reason="the resident has opted out"),
            "waiting": add_outbound(connection, state="queued"),
            "sending": add_outbound(connection, state="sending", sending_at=NOON),
        }
        connection.execute(
            insert(work).values(kind="deliver", ref=found["waiting"], next_at=NOON + 600, created_at=NOON)
        )
        for kind, ref in (("process", 1), ("locate", mailed), ("deliver", found["failed"])):
            state = "done" if kind == "deliver" else "dead"
            dead = {"kind": kind, "ref": ref, "state": state, "attempts": 5, "last_error": "a time-out"}
            row = insert(work).values(next_at=NOON, created_at=NOON, **dead).returning(work.c.id)
            found[kind] = int(connection.execute(row).scalar_one())
        assert connection.scalar(select(outbox.c.id).where(outbox.c.id == found["failed"]))
    return found
