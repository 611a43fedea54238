"""Keep every rulebook that was in force, and what administrators are working on."""

import time

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "rulebook_version",
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("main", sa.Text(), nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("activated_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulebook_version")),
        sa.CheckConstraint(
            "origin IN ('file', 'browser', 'command', 'rollback')", name=op.f("ck_rulebook_version_origin")
        ),
        comment="Each time a rulebook came into force: who, why, and its texts by name; `main` is the first",
    )
    op.create_index("ix_rulebook_version_version", "rulebook_version", ["version"])
    op.create_table(
        "rulebook_draft",
        sa.Column("staff_id", Id, autoincrement=False, nullable=False),
        sa.Column("base_version", sa.Text(), nullable=False),
        sa.Column("main", sa.Text(), nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_rulebook_draft")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rulebook_draft_staff_id_staff")),
        comment="What one administrator has changed and not yet published, and the version it was begun on",
    )
    op.create_table(
        "rulebook_tour",
        sa.Column("staff_id", Id, autoincrement=False, nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_rulebook_tour")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rulebook_tour_staff_id_staff")),
        comment="Who has seen the tour of the rules' pages, or put it away",
    )
    op.create_index("ix_ticket_place", "ticket", ["place_key", "created_at"])
    _tell_what_is_overdue()


def _tell_what_is_overdue() -> None:
    """What was overdue before anybody asked the rules about it is not told: it would all be told at once."""
    op.add_column("ticket", sa.Column("overdue_at", sa.Double(), nullable=True))
    ticket = sa.table("ticket", sa.column("overdue_at", sa.Double()), sa.column("due_at", sa.Double()))
    op.execute(sa.update(ticket).where(ticket.c.due_at <= time.time()).values(overdue_at=ticket.c.due_at))
    untold = sa.text("status <> 'closed' AND (overdue_at IS NULL OR overdue_at <> due_at)")
    op.create_index("ix_ticket_overdue", "ticket", ["due_at"], sqlite_where=untold, postgresql_where=untold)
    if op.get_bind().dialect.supports_comments:
        words = "What is to be done: process and files of a message, deliver of an outbox row, remind, locate, rules"
        op.create_table_comment("work", words)
