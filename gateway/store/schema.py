"""The tables. Rows are the truth: every effect has a unique key here, enforced by an index.

All times are UTC seconds since the epoch as doubles, so that SQLite and PostgreSQL compare them alike.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gateway.store import desk_schema, insight_schema, learning_schema, open311_schema, rulebook_schema
from gateway.store.columns import Id, Json, metadata
from gateway.store.staff_schema import (
    recovery_code,
    sign_in_failure,
    sign_in_link,
    staff,
    staff_department,
    staff_session,
)
from gateway.store.text_schema import consent, pace, question, text_part, text_poll
from gateway.store.ticket_schema import DUE_SOON_UNTOLD, OVERDUE_UNTOLD, PAUSED, SNOOZED, event, participant, ticket

__all__ = [
    "DUE_SOON_UNTOLD",
    "MESSAGE_TO_FORGET",
    "MESSAGE_UNREADABLE",
    "OUTBOX_OF_WEBHOOKS",
    "OUTBOX_TO_FORGET",
    "OVERDUE_UNTOLD",
    "PAUSED",
    "SNOOZED",
    "attachment",
    "blob",
    "bounce",
    "channel_state",
    "consent",
    "contact",
    "counter",
    "desk_schema",
    "event",
    "insight_schema",
    "learning_schema",
    "mail_account",
    "mail_failure",
    "message",
    "message_raw",
    "metadata",
    "open311_schema",
    "outbox",
    "pace",
    "participant",
    "question",
    "recovery_code",
    "rulebook_schema",
    "seen_token",
    "sender_rule",
    "sign_in_failure",
    "sign_in_link",
    "staff",
    "staff_department",
    "staff_session",
    "text_part",
    "text_poll",
    "ticket",
    "work",
]

MESSAGE_TO_FORGET = (
    "ticket_id IS NULL AND forgotten_at IS NULL AND processed_at IS NOT NULL AND held NOT IN ('spam', 'blocked')"
)
"""Of messages: they belong to no ticket and wait for nobody, and what they told of persons is still there."""
MESSAGE_UNREADABLE = "kind = 'unreadable' AND forgotten_at IS NULL"
"""Of messages: nobody could read them, and their bytes are there."""
OUTBOX_TO_FORGET = "ticket_id IS NULL AND body <> ''"
"""Of what goes out: it belongs to no ticket, such as an answer to thanks, and its words are there."""
OUTBOX_OF_WEBHOOKS = "kind = 'webhook'"
"""Of what goes out: news for other systems, of which there may be more than of all else."""

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipients", Json, nullable=False),
    Column("details", Json, nullable=False),
    Column("flags", Json, nullable=False),
    Column("received_at", Double, nullable=False),
    Column("rfc_message_id", Text),
    Column("kind", Text),
    Column("reason", Text),
    Column("text", Text),
    Column("quoted_text", Text),
    Column("ticket_id", Id),
    Column("processed_at", Double),
    Column("authentication", Json),
    Column("held", Text, nullable=False, server_default=""),
    Column("released_by", Text, nullable=False, server_default=""),
    Column("personal", Json),
    Column("forgotten_at", Double),
    UniqueConstraint("channel", "key"),
    Index("ix_message_ticket_id", "ticket_id"),
    Index("ix_message_held", "held", "received_at"),
    Index("ix_message_sender", "sender", "received_at"),
    Index("ix_message_rfc_message_id", "rfc_message_id"),
    Index("ix_message_channel", "channel", "received_at"),
    Index(
        "ix_message_to_forget",
        "received_at",
        sqlite_where=text(MESSAGE_TO_FORGET),
        postgresql_where=text(MESSAGE_TO_FORGET),
    ),
    Index(
        "ix_message_unreadable",
        "received_at",
        sqlite_where=text(MESSAGE_UNREADABLE),
        postgresql_where=text(MESSAGE_UNREADABLE),
    ),
    comment="Inbound messages; `kind`, `reason`, `text`, `ticket_id` are filled by processing",
)

message_raw = Table(
    "message_raw",
    metadata,
    Column("message_id", Id, ForeignKey("message.id"), primary_key=True, autoincrement=False),
    Column("raw", LargeBinary, nullable=False),
    comment="The bytes as they came, apart so that lists of messages stay small",
)

work = Table(
    "work",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ref", Id, nullable=False),
    Column("lane", Text),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("state", Text, nullable=False, server_default="ready"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Double, nullable=False),
    Column("lease_until", Double),
    Column("lease_token", Text),
    Column("last_error", Text),
    Column("created_at", Double, nullable=False),
    UniqueConstraint("kind", "ref"),
    CheckConstraint("state IN ('ready', 'leased', 'done', 'dead')", name="state"),
    Index("ix_work_due", "kind", "state", "priority", "next_at"),
    Index("ix_work_lane", "lane", "state"),
    comment="What is to be done: process and files of a message, deliver of an outbox row, remind, locate, rules",
)

contact = Table(
    "contact",
    metadata,
    Column("id", Id, primary_key=True),
    Column("medium", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("language", Text),
    Column("created_at", Double, nullable=False),
    Column("opted_out_at", Double),
    Column("opt_out_source", Text),
    Column("undeliverable_at", Double),
    Column("undeliverable_reason", Text, nullable=False, server_default=""),
    Column("language_chosen_at", Double),
    UniqueConstraint("medium", "address"),
    comment="People by the address they write from",
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sender_name", Text, nullable=False, server_default=""),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("automatic", Boolean, nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id")),
    Column("rfc_message_id", Text, nullable=False),
    Column("references", Json, nullable=False),
    Column("reply_to", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False, server_default="queued"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("provider_id", Text, nullable=False, server_default=""),
    Column("delivery_status", Text, nullable=False, server_default=""),
    Column("created_at", Double, nullable=False),
    Column("sending_at", Double),
    Column("sent_at", Double),
    Column("domain", Text, nullable=False, server_default=""),
    Column("segments", Integer, nullable=False, server_default="0"),
    UniqueConstraint("cause", "kind", "recipient"),
    CheckConstraint("state IN ('queued', 'sending', 'sent', 'simulated', 'failed', 'suppressed')", name="state"),
    Index("ix_outbox_recipient", "recipient", "created_at"),
    Index("ix_outbox_domain", "domain", "sending_at"),
    Index("ix_outbox_ticket_id", "ticket_id", "id"),
    Index("ix_outbox_state", "state", "created_at"),
    Index("ix_outbox_rfc_message_id", "rfc_message_id"),
    Index(
        "ix_outbox_to_forget",
        "created_at",
        sqlite_where=text(OUTBOX_TO_FORGET),
        postgresql_where=text(OUTBOX_TO_FORGET),
    ),
    Index(
        "ix_outbox_of_webhooks",
        "recipient",
        "state",
        "created_at",
        sqlite_where=text(OUTBOX_OF_WEBHOOKS),
        postgresql_where=text(OUTBOX_OF_WEBHOOKS),
    ),
    comment="Everything that goes out; cause is `message:ID` or `event:ID`; automatic mail has a domain",
)

channel_state = Table(
    "channel_state",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("paused_until", Double),
    Column("paused_reason", Text, nullable=False, server_default=""),
    Column("last_sent_at", Double),
    comment="A channel with a wrong password pauses here instead of burning attempts",
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Id, nullable=False),
    comment="Things worth counting across restarts, such as refused signatures",
)

blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Id, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("data", LargeBinary),
    Column("created_at", Double, nullable=False),
    comment="Octets of files, each kept once by its hash; data is null where they lie in the data folder",
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("declared_type", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", Id, nullable=False),
    Column("content_id", Text, nullable=False, server_default=""),
    Column("decorative", Boolean, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256")),
    Column("picture_sha256", Text, ForeignKey("blob.sha256")),
    Column("thumbnail_sha256", Text, ForeignKey("blob.sha256")),
    Column("width", Integer),
    Column("height", Integer),
    Column("lat", Double),
    Column("lon", Double),
    Column("taken_at", Double),
    Column("problem", Text, nullable=False, server_default=""),
    UniqueConstraint("message_id", "position"),
    Index("ix_attachment_sha256", "sha256"),
    Index("ix_attachment_picture_sha256", "picture_sha256"),
    Index("ix_attachment_thumbnail_sha256", "thumbnail_sha256"),
    comment="Files that came with messages; picture and thumbnail are re-encoded, without metadata",
)

bounce = Table(
    "bounce",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("contact_id", Id, ForeignKey("contact.id"), nullable=False),
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False),
    Column("weight", Double, nullable=False),
    Column("status", Text, nullable=False, server_default=""),
    Column("created_at", Double, nullable=False),
    UniqueConstraint("message_id", "contact_id"),
    Index("ix_bounce_contact_id", "contact_id", "created_at"),
    comment="Delivery reports about our own mail, by the address that they speak of",
)

sender_rule = Table(
    "sender_rule",
    metadata,
    Column("id", Id, primary_key=True),
    Column("pattern", Text, nullable=False, unique=True),
    Column("verdict", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("actor", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    CheckConstraint("verdict IN ('trusted', 'blocked')", name="verdict"),
    comment="Senders that are trusted or blocked: an address, or @ and a domain, in lower case",
)

mail_account = Table(
    "mail_account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("uidvalidity", Id),
    Column("last_uid", Id, nullable=False, server_default="0"),
    Column("lease_until", Double),
    Column("lease_token", Text),
    Column("polled_at", Double),
    Column("problem", Text, nullable=False, server_default=""),
    comment="IMAP mailboxes: how far each was read, and who is reading it",
)

mail_failure = Table(
    "mail_failure",
    metadata,
    Column("account", Text, ForeignKey("mail_account.name"), primary_key=True),
    Column("uidvalidity", Id, primary_key=True, autoincrement=False),
    Column("uid", Id, primary_key=True, autoincrement=False),
    Column("failures", Integer, nullable=False),
    comment="Mails in an IMAP mailbox that could not be taken in, and how often it was tried",
)

seen_token = Table(
    "seen_token",
    metadata,
    Column("token", Text, primary_key=True),
    Column("at", Double, nullable=False),
    Index("ix_seen_token_at", "at"),
    comment="One-time tokens of signed webhooks, remembered as long as their signature is valid",
)
