"""The tables of the conversation by text: what was asked, what people wish, and what became of each text's way."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Double, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from gateway.store.columns import Id, Json, metadata

question = Table(
    "question",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact_id", Id, ForeignKey("contact.id"), nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id")),
    Column("message_id", Id, ForeignKey("message.id")),
    Column("kind", Text, nullable=False),
    Column("choices", Json, nullable=False),
    Column("tries", Integer, nullable=False, server_default="1"),
    Column("asked_at", Double, nullable=False),
    Column("reminded_at", Double),
    Column("closed_at", Double),
    Column("outcome", Text, nullable=False, server_default=""),
    Index(
        "ix_question_open",
        "contact_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("ix_question_ticket_id", "ticket_id"),
    comment="What we asked a resident by text; one at a time is open for each contact",
)

consent = Table(
    "consent",
    metadata,
    Column("id", Id, primary_key=True),
    Column("contact_id", Id, ForeignKey("contact.id"), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("words", Text, nullable=False, server_default=""),
    Column("created_at", Double, nullable=False),
    UniqueConstraint("contact_id", "source", "verdict"),
    CheckConstraint("verdict IN ('opted_out', 'opted_in')", name="verdict"),
    comment="Every wish to get texts or none, with its source; a row is never changed",
)

text_part = Table(
    "text_part",
    metadata,
    Column("message_id", Id, ForeignKey("message.id"), primary_key=True, autoincrement=False),
    Column("channel", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("arrived_at", Double, nullable=False),
    Column("joined_at", Double),
    Index("ix_text_part_whole", "channel", "sender", "recipient", "reference"),
    comment="Parts of long texts of providers that do not join them; the first to be complete is filed for all",
)

text_poll = Table(
    "text_poll",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("polled_at", Double),
    Column("found_at", Double),
    Column("lease_until", Double),
    Column("lease_token", Text),
    Column("problem", Text, nullable=False, server_default=""),
    comment="Providers that are asked for texts whose webhook never came: when last, and by whom",
)

pace = Table(
    "pace",
    metadata,
    Column("sender", Text, primary_key=True),
    Column("free_at", Double, nullable=False),
    comment="When a number of ours may send its next segment",
)
