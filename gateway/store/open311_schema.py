"""The tables of Open311: keys, what systems are told and what they said, and the words that everybody may read."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gateway.store.columns import Id, Json, metadata

UNMASKED = "made_at IS NULL"
"""Of public words: they are to be made, because the ticket is new or its words have changed."""
TO_ASK = "settled_at IS NULL"
"""Of what was handed over: the other side may still have news."""

api_key = Table(
    "api_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("contact", Text, nullable=False, server_default=""),
    Column("prefix", Text, nullable=False),
    Column("key_hash", Text, nullable=False, unique=True),
    Column("scopes", Json, nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double),
    Column("revoked_at", Double),
    Column("revoked_by", Text, nullable=False, server_default=""),
    Column("used_at", Double),
    Column("uses", Integer, nullable=False, server_default="0"),
    comment="Who may file by Open311: SHA-256 of the key, its first letters to recognise it, and what it may do",
)

request_update = Table(
    "request_update",
    metadata,
    Column("id", Id, primary_key=True),
    Column("api_key_id", Id, ForeignKey("api_key.id"), nullable=False),
    Column("update_id", Text, nullable=False),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("event_id", Id, ForeignKey("event.id")),
    Column("created_at", Double, nullable=False),
    UniqueConstraint("api_key_id", "update_id"),
    Index("ix_request_update_ticket_id", "ticket_id"),
    comment="Updates that other systems posted: the same one twice is one",
)

event_listener = Table(
    "event_listener",
    metadata,
    Column("name", Text, primary_key=True),
    comment="Who wants to be told of events: webhooks, handover; a trigger on event reads it",
)

event_news = Table(
    "event_news",
    metadata,
    Column("listener", Text, primary_key=True),
    Column("event_id", Id, primary_key=True, autoincrement=False),
    comment="Events that a listener has not been told of yet; a trigger on event writes it",
)

webhook = Table(
    "webhook",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("events", Json, nullable=False),
    Column("departments", Json, nullable=False),
    Column("has_words", Boolean, nullable=False, server_default=text("false")),
    Column("created_by", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("paused_at", Double),
    Column("ended_at", Double),
    Column("stopped_by", Text, nullable=False, server_default=""),
    Column("previous_secret", Text, nullable=False, server_default=""),
    Column("previous_until", Double),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", Double),
    comment="Systems that are told of tickets; secrets are sealed, empty lists mean all",
)

webhook_attempt = Table(
    "webhook_attempt",
    metadata,
    Column("id", Id, primary_key=True),
    Column("webhook_id", Id, ForeignKey("webhook.id"), nullable=False),
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False),
    Column("at", Double, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("status", Integer),
    Column("problem", Text, nullable=False, server_default=""),
    Index("ix_webhook_attempt_outbox_id", "outbox_id", "id"),
    comment="Each call of a webhook: the status that it answered, none where it did not",
)

handover = Table(
    "handover",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("department", Text, nullable=False),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("outbox_id", Id, ForeignKey("outbox.id")),
    Column("foreign_id", Text, nullable=False, server_default=""),
    Column("foreign_token", Text, nullable=False, server_default=""),
    Column("foreign_status", Text, nullable=False, server_default=""),
    Column("foreign_notes", Text, nullable=False, server_default=""),
    Column("foreign_updated", Text, nullable=False, server_default=""),
    Column("problem", Text, nullable=False, server_default=""),
    Column("asked_at", Double),
    Column("next_at", Double, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("created_at", Double, nullable=False),
    Column("settled_at", Double),
    UniqueConstraint("ticket_id", "department", "round"),
    Index("ix_handover_next_at", "next_at", sqlite_where=text(TO_ASK), postgresql_where=text(TO_ASK)),
    Index("ix_handover_department_foreign_id", "department", "foreign_id"),
    comment="Tickets in a department's own system: what it calls them and what it last said",
)

foreign_update = Table(
    "foreign_update",
    metadata,
    Column("id", Id, primary_key=True),
    Column("handover_id", Id, ForeignKey("handover.id"), nullable=False),
    Column("update_id", Text, nullable=False),
    Column("event_id", Id, ForeignKey("event.id")),
    Column("created_at", Double, nullable=False),
    UniqueConstraint("handover_id", "update_id"),
    comment="Updates that were fetched from a department's own system: the same one twice is one",
)

public_words = Table(
    "public_words",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("location", Text, nullable=False, server_default=""),
    Column("made_at", Double),
    Index("ix_public_words_unmasked", "ticket_id", sqlite_where=text(UNMASKED), postgresql_where=text(UNMASKED)),
    comment="What everybody may read of a ticket, without what it tells of persons; triggers on ticket empty it",
)
