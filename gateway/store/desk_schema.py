"""The tables of the desk: views that were kept, who looks at what, what staff did, and what administrators have set."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Table, Text, UniqueConstraint

from gateway.store.columns import Id, Json, metadata

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Id, primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("created_at", Double, nullable=False),
    UniqueConstraint("staff_id", "name"),
    comment="Filters of the queue under a name; `query` is the query string of its page",
)

ticket_presence = Table(
    "ticket_presence",
    metadata,
    Column("ticket_id", Id, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("opened_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("writing_at", Double),
    comment="Who has a ticket open since when, when they were last there, and when they last wrote",
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Double, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("data", Json, nullable=False),
    Column("address", Text, nullable=False, server_default=""),
    Index("ix_audit_at", "at"),
    Index("ix_audit_actor", "actor", "id"),
    Index("ix_audit_subject", "subject", "id"),
    Index("ix_audit_action", "action", "id"),
    comment="What staff did, never changed afterwards; `subject` is a ticket's number, an address or a setting",
)

city_setting = Table(
    "city_setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Json, nullable=False),
    Column("actor", Text, nullable=False),
    Column("changed_at", Double, nullable=False),
    comment="What administrators set on pages, such as how long persons are kept",
)

sent_form = Table(
    "sent_form",
    metadata,
    Column("token", Text, primary_key=True),
    Column("sent_at", Double, nullable=False),
    Index("ix_sent_form_sent_at", "sent_at"),
    comment="Forms of the desk that were sent, for a week, so that one that is sent twice acts once",
)
