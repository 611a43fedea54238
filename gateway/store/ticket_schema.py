"""Tickets, who takes part in them and what happened to them. Times are UTC epoch seconds."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
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

OVERDUE_UNTOLD = "status <> 'closed' AND paused_at IS NULL AND (overdue_at IS NULL OR overdue_at <> due_at)"
"""Of tickets: open, the clock runs, and that this due time has passed was not told yet; `overdue_at` is the one that
was."""
DUE_SOON_UNTOLD = "status <> 'closed' AND paused_at IS NULL AND due_soon_at IS NOT NULL"
"""Of tickets: open, the clock runs, and somebody is to be reminded at `due_soon_at`, which is emptied then."""
SNOOZED = "snoozed_until IS NOT NULL"
PAUSED = "paused_at IS NOT NULL AND status NOT IN ('waiting', 'closed')"
"""Of tickets: the clock stands still because of a question of ours, and not because somebody set it waiting."""
TO_FORGET = "status = 'closed' AND (anonymized_at IS NULL OR anonymized_at < updated_at)"
"""Of tickets: closed, and what they tell of persons is there, or has come since it was taken away."""
IS_OPEN = "status <> 'closed'"
IS_CLOSED = "status = 'closed'"
"""Written out as in the indexes: neither database would use them for a condition with parameters."""
OPEN311, OPEN311_TEST = "open311", "open311-test"
"""In `source`: filed by an app; and by a developer who tries things, which no figure counts and nobody is told of."""
IS_TRIED = f"source = '{OPEN311_TEST}'"
"""Of tickets: few among many, and asked for by those who try things."""
IS_STEP = "kind IN ('status', 'reopened', 'merged', 'taken_out')"
"""Of events: the state of the ticket is another one since, or its resident was told how it stands."""
_ASKED = ("department", "service", "district", "status", "assignee", "channel", "language")
"""What queues are narrowed by: it stands in their indexes, so that a ticket that is not shown is not read."""

ticket = Table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("message_id", Id, ForeignKey("message.id"), nullable=False),
    Column("reporter_id", Id, ForeignKey("contact.id")),
    Column("channel", Text, nullable=False),
    Column("our_address", Text, nullable=False, server_default=""),
    Column("department", Text, nullable=False),
    Column("service", Text),
    Column("service_name", Text),
    Column("confidence", Double, nullable=False, server_default="0"),
    Column("priority", Text, nullable=False),
    Column("priority_rank", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("location", Text),
    Column("lat", Double),
    Column("lon", Double),
    Column("occurred", Text),
    Column("rule", Text),
    Column("rulebook_version", Text, nullable=False),
    Column("decision", Json, nullable=False),
    Column("understanding", Json, nullable=False),
    Column("tags", Json, nullable=False),
    Column("assignee", Text),
    Column("due_at", Double),
    Column("linked_to", Id, ForeignKey("ticket.id")),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("closed_at", Double),
    Column("merged_into", Id, ForeignKey("ticket.id")),
    Column("part", Integer, nullable=False, server_default="0"),
    Column("district", Text, nullable=False, server_default=""),
    Column("place_key", Text, nullable=False, server_default=""),
    Column("overdue_at", Double),
    Column("due_soon_at", Double),
    Column("paused_at", Double),
    Column("snoozed_until", Double),
    Column("close_reason", Text, nullable=False, server_default=""),
    Column("first_answer_at", Double),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Column("moved", Integer, nullable=False, server_default="0"),
    Column("asked", Integer, nullable=False, server_default="0"),
    Column("fixed", Boolean),
    Column("fixed_at", Double),
    Column("anonymized_at", Double),
    Column("source", Text, nullable=False, server_default=""),
    UniqueConstraint("message_id", "part"),
    Index("ix_ticket_place_key", "service", "place_key"),
    Index("ix_ticket_place", "place_key", "created_at"),
    Index("ix_ticket_lat", "service", "lat"),
    Index("ix_ticket_merged_into", "merged_into"),
    Index("ix_ticket_overdue", "due_at", sqlite_where=text(OVERDUE_UNTOLD), postgresql_where=text(OVERDUE_UNTOLD)),
    Index(
        "ix_ticket_due_soon", "due_soon_at", sqlite_where=text(DUE_SOON_UNTOLD), postgresql_where=text(DUE_SOON_UNTOLD)
    ),
    Index("ix_ticket_paused", "paused_at", sqlite_where=text(PAUSED), postgresql_where=text(PAUSED)),
    Index("ix_ticket_snoozed", "snoozed_until", sqlite_where=text(SNOOZED), postgresql_where=text(SNOOZED)),
    CheckConstraint("status IN ('received', 'open', 'in_progress', 'waiting', 'closed')", name="status"),
    CheckConstraint("priority IN ('emergency', 'high', 'normal', 'low')", name="priority"),
    Index(
        "ix_ticket_open",
        "priority_rank",
        text("created_at DESC"),
        text("id DESC"),
        *_ASKED,
        "due_at",
        "paused_at",
        "snoozed_until",
        sqlite_where=text(IS_OPEN),
        postgresql_where=text(IS_OPEN),
    ),
    Index(
        "ix_ticket_closed",
        "closed_at",
        "id",
        *_ASKED,
        "priority_rank",
        sqlite_where=text(IS_CLOSED),
        postgresql_where=text(IS_CLOSED),
    ),
    Index("ix_ticket_created", "created_at", "id", *_ASKED, "priority_rank"),
    Index("ix_ticket_reporter_id", "reporter_id", "created_at"),
    Index("ix_ticket_updated", "updated_at", "id"),
    Index("ix_ticket_tried", "created_at", "id", sqlite_where=text(IS_TRIED), postgresql_where=text(IS_TRIED)),
    Index("ix_ticket_to_forget", "updated_at", sqlite_where=text(TO_FORGET), postgresql_where=text(TO_FORGET)),
    comment="Service requests; message_id and part are unique: a message opens one ticket for each of its problems",
)

participant = Table(
    "participant",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("contact_id", Id, ForeignKey("contact.id"), primary_key=True, autoincrement=False),
    Column("role", Text, nullable=False),
    Index("ix_participant_contact_id", "contact_id"),
    comment="Who takes part: reporter or watcher",
)

event = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("message_id", Id, ForeignKey("message.id"), unique=True),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("data", Json, nullable=False),
    Column("created_at", Double, nullable=False),
    Index("ix_event_ticket_id", "ticket_id", "id"),
    Index("ix_event_step", "created_at", "id", sqlite_where=text(IS_STEP), postgresql_where=text(IS_STEP)),
    comment="The history of a ticket; an inbound message makes exactly one event",
)
