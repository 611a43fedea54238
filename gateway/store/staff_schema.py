"""The tables of the people who sign in to the desk."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Double, ForeignKey, Index, Table, Text, false

from gateway.store.columns import Id, metadata

staff = Table(
    "staff",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text),
    Column("created_at", Double, nullable=False),
    Column("disabled_at", Double),
    Column("invited_at", Double),
    Column("signed_in_at", Double),
    Column("totp_secret", Text),
    Column("totp_confirmed_at", Double),
    Column("totp_step", Id),
    Column("oidc_subject", Text),
    CheckConstraint("role IN ('administrator', 'member', 'viewer')", name="role"),
    Index("ix_staff_oidc_subject", "oidc_subject", unique=True),
    comment="People who sign in to the desk",
)

staff_department = Table(
    "staff_department",
    metadata,
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("department", Text, primary_key=True),
    Column("leads", Boolean, nullable=False, server_default=false()),
    comment="Departments of a person; who leads one adds and removes its members",
)

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("expires_at", Double, nullable=False),
    Column("used_at", Double),
    comment="One-time links; only the hash is kept",
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", Text, nullable=False),
    Column("at", Double, nullable=False),
    Index("ix_sign_in_failure_email", "email", "at"),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("address", Text, nullable=False, server_default=""),
    Column("agent", Text, nullable=False, server_default=""),
    Column("ended_at", Double),
    Index("ix_staff_session_staff_id", "staff_id"),
    comment="Where somebody is signed in; only the hash of what the browser holds is kept",
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("used_at", Double),
    Index("ix_recovery_code_staff_id", "staff_id"),
    comment="For who has lost the second factor; each works once, and only its hash is kept",
)
