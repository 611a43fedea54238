"""The tables that the figures of the city are counted from: one row for each day, its requests packed side by side."""

from __future__ import annotations

from sqlalchemy import Column, Double, Integer, LargeBinary, Table, Text, UniqueConstraint

from gateway.store.columns import Id, metadata

insight_day = Table(
    "insight_day",
    metadata,
    Column("day", Text, primary_key=True),
    Column("requests", Integer, nullable=False),
    Column("records", LargeBinary, nullable=False),
    Column("points", LargeBinary, nullable=False),
    comment="A day of the city's time zone as YYYY-MM-DD, and what became of the requests that arrived on it",
)

insight_name = Table(
    "insight_name",
    metadata,
    Column("dimension", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("dimension", "name"),
    comment="The numbers that packed requests name departments, services, districts, channels and languages by",
)

insight_changed = Table(
    "insight_changed",
    metadata,
    Column("id", Id, primary_key=True),
    Column("moment", Double, nullable=False),
    comment="When requests arrived that changed since their day was counted; triggers on ticket write it",
)

insight_state = Table(
    "insight_state",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("zone", Text, nullable=False),
    Column("counted_at", Double, nullable=False),
    comment="One row: the time zone that days were cut in, and when they were last looked at",
)
