"""Ask, remember what was asked, keep every wish about texts, join parts, and ask providers for what never came."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_index("ix_message_sender", "message", ["sender", "received_at"])
    op.add_column("contact", sa.Column("language_chosen_at", sa.Double()))
    with op.batch_alter_table("ticket") as batch:
        batch.add_column(sa.Column("merged_into", Id))
        batch.create_foreign_key(op.f("fk_ticket_merged_into_ticket"), "ticket", ["merged_into"], ["id"])
    op.add_column("outbox", sa.Column("segments", sa.Integer(), server_default="0", nullable=False))
    if op.get_bind().dialect.supports_comments:
        words = "What is to be done: process and files of a message, deliver of an outbox row, remind, locate"
        op.create_table_comment("work", words)
    _make_question()
    _make_consent()
    _make_text_part()
    _make_text_poll()
    _make_pace()


def _make_question() -> None:
    op.create_table(
        "question",
        sa.Column("id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("ticket_id", Id),
        sa.Column("message_id", Id),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("choices", Json, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="1", nullable=False),
        sa.Column("asked_at", sa.Double(), nullable=False),
        sa.Column("reminded_at", sa.Double()),
        sa.Column("closed_at", sa.Double()),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_question_contact_id_contact")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_question_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_question_message_id_message")),
        comment="What we asked a resident by text; one at a time is open for each contact",
    )
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_question_open", "question", ["contact_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("ix_question_ticket_id", "question", ["ticket_id"])


def _make_consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_consent_contact_id_contact")),
        sa.UniqueConstraint("contact_id", "source", "verdict", name=op.f("uq_consent_contact_id_source_verdict")),
        sa.CheckConstraint("verdict IN ('opted_out', 'opted_in')", name=op.f("ck_consent_verdict")),
        comment="Every wish to get texts or none, with its source; a row is never changed",
    )


def _make_text_part() -> None:
    op.create_table(
        "text_part",
        sa.Column("message_id", Id, autoincrement=False, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.Double(), nullable=False),
        sa.Column("joined_at", sa.Double()),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_text_part")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_text_part_message_id_message")),
        comment="Parts of long texts of providers that do not join them; the first to be complete is filed for all",
    )
    op.create_index("ix_text_part_whole", "text_part", ["channel", "sender", "recipient", "reference"])


def _make_text_poll() -> None:
    op.create_table(
        "text_poll",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("polled_at", sa.Double()),
        sa.Column("found_at", sa.Double()),
        sa.Column("lease_until", sa.Double()),
        sa.Column("lease_token", sa.Text()),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_text_poll")),
        comment="Providers that are asked for texts whose webhook never came: when last, and by whom",
    )


def _make_pace() -> None:
    op.create_table(
        "pace",
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("free_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("sender", name=op.f("pk_pace")),
        comment="When a number of ours may send its next segment",
    )
