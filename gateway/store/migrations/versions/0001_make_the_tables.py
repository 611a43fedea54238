"""Make the tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _make_channel_state()
    _make_contact()
    _make_counter()
    _make_message()
    _make_sign_in_failure()
    _make_staff()
    _make_work()
    _make_message_raw()
    _make_sign_in_link()
    _make_staff_department()
    _make_ticket()
    _make_event()
    _make_outbox()
    _make_participant()


def _make_channel_state() -> None:
    op.create_table(
        "channel_state",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("paused_until", sa.Double()),
        sa.Column("paused_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("last_sent_at", sa.Double()),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_state")),
        comment="A channel with a wrong password pauses here instead of burning attempts",
    )


def _make_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", Id, nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("opted_out_at", sa.Double()),
        sa.Column("opt_out_source", sa.Text()),
        sa.Column("undeliverable_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("medium", "address", name=op.f("uq_contact_medium_address")),
        comment="People by the address they write from",
    )


def _make_counter() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", Id, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
        comment="Things worth counting across restarts, such as refused signatures",
    )


def _make_message() -> None:
    op.create_table(
        "message",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("recipients", Json, nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.Column("flags", Json, nullable=False),
        sa.Column("received_at", sa.Double(), nullable=False),
        sa.Column("rfc_message_id", sa.Text()),
        sa.Column("kind", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("text", sa.Text()),
        sa.Column("quoted_text", sa.Text()),
        sa.Column("ticket_id", Id),
        sa.Column("processed_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_message_channel_key")),
        comment="Inbound messages; `kind`, `reason`, `text`, `ticket_id` are filled by processing",
    )
    op.create_index("ix_message_rfc_message_id", "message", ["rfc_message_id"])
    op.create_index("ix_message_ticket_id", "message", ["ticket_id"])


def _make_sign_in_failure() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("id", Id, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index("ix_sign_in_failure_email", "sign_in_failure", ["email", "at"])


def _make_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", Id, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("disabled_at", sa.Double()),
        sa.CheckConstraint("role IN ('administrator', 'member', 'viewer')", name=op.f("ck_staff_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
        comment="People who sign in to the desk",
    )


def _make_work() -> None:
    op.create_table(
        "work",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", Id, nullable=False),
        sa.Column("lane", sa.Text()),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="ready", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("lease_until", sa.Double()),
        sa.Column("lease_token", sa.Text()),
        sa.Column("last_error", sa.Text()),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.CheckConstraint("state IN ('ready', 'leased', 'done', 'dead')", name=op.f("ck_work_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint("kind", "ref", name=op.f("uq_work_kind_ref")),
        comment="What is to be done: kind is process (ref = message.id) or deliver (ref = outbox.id)",
    )
    op.create_index("ix_work_due", "work", ["kind", "state", "priority", "next_at"])
    op.create_index("ix_work_lane", "work", ["lane", "state"])


def _make_message_raw() -> None:
    op.create_table(
        "message_raw",
        sa.Column("message_id", Id, autoincrement=False, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_raw_message_id_message")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_raw")),
        comment="The bytes as they came, apart so that lists of messages stay small",
    )


def _make_sign_in_link() -> None:
    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double()),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_link_staff_id_staff")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_link")),
        comment="One-time links; only the hash is kept",
    )


def _make_staff_department() -> None:
    op.create_table(
        "staff_department",
        sa.Column("staff_id", Id, autoincrement=False, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_department_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "department", name=op.f("pk_staff_department")),
    )


def _make_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", Id, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("reporter_id", Id),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("our_address", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("service", sa.Text()),
        sa.Column("service_name", sa.Text()),
        sa.Column("confidence", sa.Double(), server_default="0", nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("priority_rank", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("location", sa.Text()),
        sa.Column("lat", sa.Double()),
        sa.Column("lon", sa.Double()),
        sa.Column("occurred", sa.Text()),
        sa.Column("rule", sa.Text()),
        sa.Column("rulebook_version", sa.Text(), nullable=False),
        sa.Column("decision", Json, nullable=False),
        sa.Column("understanding", Json, nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("due_at", sa.Double()),
        sa.Column("linked_to", Id),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.Column("closed_at", sa.Double()),
        sa.CheckConstraint("priority IN ('emergency', 'high', 'normal', 'low')", name=op.f("ck_ticket_priority")),
        sa.CheckConstraint(
            "status IN ('received', 'open', 'in_progress', 'waiting', 'closed')", name=op.f("ck_ticket_status")
        ),
        sa.ForeignKeyConstraint(["linked_to"], ["ticket.id"], name=op.f("fk_ticket_linked_to_ticket")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_ticket_message_id_message")),
        sa.ForeignKeyConstraint(["reporter_id"], ["contact.id"], name=op.f("fk_ticket_reporter_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("message_id", name=op.f("uq_ticket_message_id")),
        sa.UniqueConstraint("number", name=op.f("uq_ticket_number")),
        comment="Service requests; message_id is unique: one message opens at most one ticket",
    )
    op.create_index("ix_ticket_queue", "ticket", ["department", "status", "priority_rank", "created_at"])
    op.create_index("ix_ticket_reporter_id", "ticket", ["reporter_id", "created_at"])


def _make_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", Id, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("message_id", Id),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_event_message_id_message")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_event_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("message_id", name=op.f("uq_event_message_id")),
        comment="The history of a ticket; an inbound message makes exactly one event",
    )
    op.create_index("ix_event_ticket_id", "event", ["ticket_id", "id"])


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("ticket_id", Id),
        sa.Column("rfc_message_id", sa.Text(), nullable=False),
        sa.Column("references", Json, nullable=False),
        sa.Column("reply_to", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("provider_id", sa.Text(), server_default="", nullable=False),
        sa.Column("delivery_status", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("sending_at", sa.Double()),
        sa.Column("sent_at", sa.Double()),
        sa.Column("domain", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'simulated', 'failed', 'suppressed')", name=op.f("ck_outbox_state")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_outbox_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("cause", "kind", "recipient", name=op.f("uq_outbox_cause_kind_recipient")),
        comment="Everything that goes out; cause is `message:ID` or `event:ID`; automatic mail has a domain",
    )
    op.create_index("ix_outbox_domain", "outbox", ["domain", "sending_at"])
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "created_at"])
    op.create_index("ix_outbox_rfc_message_id", "outbox", ["rfc_message_id"])
    op.create_index("ix_outbox_ticket_id", "outbox", ["ticket_id", "id"])


def _make_participant() -> None:
    op.create_table(
        "participant",
        sa.Column("ticket_id", Id, autoincrement=False, nullable=False),
        sa.Column("contact_id", Id, autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_participant_contact_id_contact")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_participant_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", "contact_id", name=op.f("pk_participant")),
        comment="Who takes part: reporter or watcher",
    )
    op.create_index("ix_participant_contact_id", "participant", ["contact_id"])
