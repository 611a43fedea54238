"""Keep what the desk needs: views, who looks at what, what staff did, sessions, and how each ticket fared."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _add_columns()
    _let_the_clock_pause()
    _link_by_hand()
    _keep_the_desk()
    _keep_sessions()
    _forget_persons()
    op.create_index("ix_message_channel", "message", ["channel", "received_at"])
    op.create_index("ix_outbox_state", "outbox", ["state", "created_at"])


def _add_columns() -> None:
    for column in (
        sa.Column("due_soon_at", sa.Double()),
        sa.Column("paused_at", sa.Double()),
        sa.Column("snoozed_until", sa.Double()),
        sa.Column("close_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("first_answer_at", sa.Double()),
        sa.Column("reopened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("moved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fixed", sa.Boolean()),
        sa.Column("fixed_at", sa.Double()),
        sa.Column("anonymized_at", sa.Double()),
    ):
        op.add_column("ticket", column)
    for column in (
        sa.Column("invited_at", sa.Double()),
        sa.Column("signed_in_at", sa.Double()),
        sa.Column("totp_secret", sa.Text()),
        sa.Column("totp_confirmed_at", sa.Double()),
        sa.Column("totp_step", Id),
        sa.Column("oidc_subject", sa.Text()),
    ):
        op.add_column("staff", column)
    op.create_index("ix_staff_oidc_subject", "staff", ["oidc_subject"], unique=True)
    op.add_column("staff_department", sa.Column("leads", sa.Boolean(), server_default=sa.false(), nullable=False))
    if op.get_bind().dialect.supports_comments:
        words = "Departments of a person; who leads one adds and removes its members"
        op.create_table_comment("staff_department", words)


def _let_the_clock_pause() -> None:
    op.drop_index("ix_ticket_overdue", "ticket")
    overdue = "status <> 'closed' AND paused_at IS NULL AND (overdue_at IS NULL OR overdue_at <> due_at)"
    due_soon = "status <> 'closed' AND paused_at IS NULL AND due_soon_at IS NOT NULL"
    for name, column, condition in (
        ("ix_ticket_overdue", "due_at", overdue),
        ("ix_ticket_due_soon", "due_soon_at", due_soon),
        ("ix_ticket_paused", "paused_at", "paused_at IS NOT NULL AND status NOT IN ('waiting', 'closed')"),
        ("ix_ticket_snoozed", "snoozed_until", "snoozed_until IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "ticket", [column], sqlite_where=where, postgresql_where=where)


def _link_by_hand() -> None:
    words = "Tickets of one message or linked by a person, and those that may be the same until somebody has answered"
    with op.batch_alter_table("ticket_link", table_kwargs={"comment": words}) as batch:
        batch.drop_constraint(op.f("ck_ticket_link_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_ticket_link_kind"), "kind IN ('same_message', 'alike', 'linked')")
    if op.get_bind().dialect.supports_comments:
        op.create_table_comment("ticket_link", words)


def _keep_the_desk() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_view_staff_id_staff")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_view_staff_id_name")),
        comment="Filters of the queue under a name; `query` is the query string of its page",
    )
    op.create_table(
        "ticket_presence",
        sa.Column("ticket_id", Id, autoincrement=False, nullable=False),
        sa.Column("staff_id", Id, autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("writing_at", sa.Double()),
        sa.PrimaryKeyConstraint("ticket_id", "staff_id", name=op.f("pk_ticket_presence")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_presence_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_ticket_presence_staff_id_staff")),
        comment="Who has a ticket open since when, when they were last there, and when they last wrote",
    )
    op.create_table(
        "audit",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        comment="What staff did, never changed afterwards; `subject` is a ticket's number, an address or a setting",
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_actor", "audit", ["actor", "id"])
    op.create_index("ix_audit_subject", "audit", ["subject", "id"])
    op.create_index("ix_audit_action", "audit", ["action", "id"])
    op.create_table(
        "city_setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_city_setting")),
        comment="What administrators set on pages, such as how long persons are kept",
    )
    op.create_table(
        "sent_form",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sent_form")),
        comment="Forms of the desk that were sent, for a week, so that one that is sent twice acts once",
    )
    op.create_index("ix_sent_form_sent_at", "sent_form", ["sent_at"])


def _keep_sessions() -> None:
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_at", sa.Double()),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_session")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")),
        comment="Where somebody is signed in; only the hash of what the browser holds is kept",
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("used_at", sa.Double()),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id_staff")),
        comment="For who has lost the second factor; each works once, and only its hash is kept",
    )
    op.create_index("ix_recovery_code_staff_id", "recovery_code", ["staff_id"])


_MESSAGE_TO_FORGET = (
    "ticket_id IS NULL AND forgotten_at IS NULL AND processed_at IS NOT NULL AND held NOT IN ('spam', 'blocked')"
)


def _forget_persons() -> None:
    op.add_column("message", sa.Column("forgotten_at", sa.Double()))
    op.add_column("history_request", sa.Column("masked_at", sa.Double()))
    op.create_index("ix_attachment_picture_sha256", "attachment", ["picture_sha256"])
    op.create_index("ix_attachment_thumbnail_sha256", "attachment", ["thumbnail_sha256"])
    for name, table, column, where in (
        (
            "ix_ticket_to_forget",
            "ticket",
            "updated_at",
            "status = 'closed' AND (anonymized_at IS NULL OR anonymized_at < updated_at)",
        ),
        (
            "ix_message_to_forget",
            "message",
            "received_at",
            _MESSAGE_TO_FORGET,
        ),
        ("ix_message_unreadable", "message", "received_at", "kind = 'unreadable' AND forgotten_at IS NULL"),
        ("ix_outbox_to_forget", "outbox", "created_at", "ticket_id IS NULL AND body <> ''"),
        ("ix_history_request_unmasked", "history_request", "requested_at", "masked_at IS NULL"),
    ):
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
