"""Keep the city's history, what it taught, its streets and places; open a ticket for each problem of a message."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("message", sa.Column("personal", Json))
    _part_the_ticket()
    _make_knowledge()
    _make_history()
    _make_learned_model()
    _make_place()
    _make_ticket_link()


def _part_the_ticket() -> None:
    words = "Service requests; message_id and part are unique: a message opens one ticket for each of its problems"
    with op.batch_alter_table("ticket", table_kwargs={"comment": words}) as batch:
        batch.add_column(sa.Column("part", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("district", sa.Text(), server_default="", nullable=False))
        batch.add_column(sa.Column("place_key", sa.Text(), server_default="", nullable=False))
        batch.drop_constraint(op.f("uq_ticket_message_id"), type_="unique")
        batch.create_unique_constraint(op.f("uq_ticket_message_id_part"), ["message_id", "part"])
    op.create_index("ix_ticket_place_key", "ticket", ["service", "place_key"])
    op.create_index("ix_ticket_lat", "ticket", ["service", "lat"])
    op.create_index("ix_ticket_merged_into", "ticket", ["merged_into"])
    if op.get_bind().dialect.supports_comments:
        op.create_table_comment("ticket", words)


def _make_knowledge() -> None:
    op.create_table(
        "knowledge",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_knowledge")),
        comment="The version of each kind of knowledge, so that processes know when to read it again",
    )


def _make_history() -> None:
    op.create_table(
        "history_import",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mapping", Json, nullable=False),
        sa.Column("read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_import")),
        comment="Each import of past requests: from where, with which columns, and how many",
    )
    op.create_table(
        "history_request",
        sa.Column("id", Id, nullable=False),
        sa.Column("import_id", Id, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("lat", sa.Double()),
        sa.Column("lon", sa.Double()),
        sa.Column("requested_at", sa.Double()),
        sa.Column("closed_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_request")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["history_import.id"], name=op.f("fk_history_request_import_id_history_import")
        ),
        sa.UniqueConstraint("source", "key", name=op.f("uq_history_request_source_key")),
        comment="Past requests of the city; `key` is their id there, or made of their content",
    )
    op.create_index("ix_history_request_requested_at", "history_request", ["requested_at"])
    op.create_index("ix_history_request_import_id", "history_request", ["import_id"])


def _make_learned_model() -> None:
    op.create_table(
        "learned_model",
        sa.Column("id", Id, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("figures", Json, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learned_model")),
        sa.UniqueConstraint("version", name=op.f("uq_learned_model_version")),
        sa.CheckConstraint("state IN ('active', 'refused', 'retired')", name=op.f("ck_learned_model_state")),
        comment="Text models by the hash of their content; one is active, or none",
    )
    op.create_index("ix_learned_model_state", "learned_model", ["state", "created_at"])


def _make_place() -> None:
    op.create_table(
        "place",
        sa.Column("id", Id, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("lat", sa.Double()),
        sa.Column("lon", sa.Double()),
        sa.Column("details", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("source", "kind", "key", name=op.f("uq_place_source_kind_key")),
        sa.CheckConstraint("kind IN ('street', 'stretch', 'address', 'landmark')", name=op.f("ck_place_kind")),
        comment="The gazetteer: streets, stretches between crossings with their house numbers, addresses, landmarks",
    )


def _make_ticket_link() -> None:
    op.create_table(
        "ticket_link",
        sa.Column("ticket_id", Id, autoincrement=False, nullable=False),
        sa.Column("other_id", Id, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), server_default="1", nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("settled_at", sa.Double()),
        sa.PrimaryKeyConstraint("ticket_id", "other_id", name=op.f("pk_ticket_link")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_link_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["other_id"], ["ticket.id"], name=op.f("fk_ticket_link_other_id_ticket")),
        sa.CheckConstraint("kind IN ('same_message', 'alike')", name=op.f("ck_ticket_link_kind")),
        comment="Tickets of one message, and tickets that may be the same problem until somebody says yes or no",
    )
    op.create_index("ix_ticket_link_other_id", "ticket_link", ["other_id"])
