"""The tables of what the city has taught: its past requests, the models learnt from them, its streets and places."""

from __future__ import annotations

from sqlalchemy import (
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

from gateway.store.columns import Id, Json, metadata

knowledge = Table(
    "knowledge",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("content", LargeBinary),
    comment="The version of each kind of knowledge, so that processes know when to read it again",
)

history_import = Table(
    "history_import",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("mapping", Json, nullable=False),
    Column("read", Integer, nullable=False, server_default="0"),
    Column("added", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("refused", Integer, nullable=False, server_default="0"),
    Column("created_at", Double, nullable=False),
    comment="Each import of past requests: from where, with which columns, and how many",
)

history_request = Table(
    "history_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("import_id", Id, ForeignKey("history_import.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("category", Text, nullable=False, server_default=""),
    Column("department", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("lat", Double),
    Column("lon", Double),
    Column("requested_at", Double),
    Column("closed_at", Double),
    Column("masked_at", Double),
    UniqueConstraint("source", "key"),
    Index("ix_history_request_requested_at", "requested_at"),
    Index(
        "ix_history_request_unmasked",
        "requested_at",
        sqlite_where=text("masked_at IS NULL"),
        postgresql_where=text("masked_at IS NULL"),
    ),
    Index("ix_history_request_import_id", "import_id"),
    comment="Past requests of the city; `key` is their id there, or made of their content",
)

history_reading = Table(
    "history_reading",
    metadata,
    Column("request_id", Id, primary_key=True, autoincrement=False),
    Column("reader", Text, nullable=False),
    Column("reading", Text, nullable=False),
    comment="What a past request was understood as, and by which reader: program, model and services",
)

learned_model = Table(
    "learned_model",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("figures", Json, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", Double, nullable=False),
    CheckConstraint("state IN ('active', 'refused', 'retired')", name="state"),
    Index("ix_learned_model_state", "state", "created_at"),
    comment="Text models by the hash of their content; one is active, or none",
)

place = Table(
    "place",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("number", Text, nullable=False, server_default=""),
    Column("lat", Double),
    Column("lon", Double),
    Column("details", Json, nullable=False),
    UniqueConstraint("source", "kind", "key"),
    CheckConstraint("kind IN ('street', 'stretch', 'address', 'landmark')", name="kind"),
    comment="The gazetteer: streets, stretches between crossings with their house numbers, addresses, landmarks",
)

ticket_link = Table(
    "ticket_link",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("other_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("score", Double, nullable=False, server_default="1"),
    Column("created_at", Double, nullable=False),
    Column("settled_at", Double),
    CheckConstraint("kind IN ('same_message', 'alike', 'linked')", name="kind"),
    Index("ix_ticket_link_other_id", "other_id"),
    comment="Tickets of one message or linked by a person, and those that may be the same until somebody has answered",
)
