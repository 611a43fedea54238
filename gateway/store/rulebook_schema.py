"""The tables of the rulebook's past: every version that was in force, and what administrators are working on."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Double, ForeignKey, Index, Table, Text

from gateway.store.columns import Id, Json, metadata

rulebook_version = Table(
    "rulebook_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", Text, nullable=False),
    Column("main", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("origin", Text, nullable=False),
    Column("who", Text, nullable=False, server_default=""),
    Column("why", Text, nullable=False, server_default=""),
    Column("activated_at", Double, nullable=False),
    CheckConstraint("origin IN ('file', 'browser', 'command', 'rollback')", name="origin"),
    Index("ix_rulebook_version_version", "version"),
    comment="Each time a rulebook came into force: who, why, and its texts by name; `main` is the first",
)

rulebook_draft = Table(
    "rulebook_draft",
    metadata,
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("base_version", Text, nullable=False),
    Column("main", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    comment="What one administrator has changed and not yet published, and the version it was begun on",
)

rulebook_tour = Table(
    "rulebook_tour",
    metadata,
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("ended_at", Double, nullable=False),
    comment="Who has seen the tour of the rules' pages, or put it away",
)
