"""Keep files, bounces, senders' verdicts and mailboxes; hold mail that nobody answers for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("message", sa.Column("authentication", Json))
    op.add_column("message", sa.Column("held", sa.Text(), server_default="", nullable=False))
    op.add_column("message", sa.Column("released_by", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_message_held", "message", ["held", "received_at"])
    op.add_column("contact", sa.Column("undeliverable_reason", sa.Text(), server_default="", nullable=False))
    if op.get_bind().dialect.supports_comments:
        words = "What is to be done: kind is process or files (ref = message.id) or deliver (ref = outbox.id)"
        op.create_table_comment("work", words)
    _make_blob()
    _make_attachment()
    _make_bounce()
    _make_sender_rule()
    _make_mail_account()
    _make_mail_failure()
    _make_seen_token()


def _make_blob() -> None:
    op.create_table(
        "blob",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", Id, nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary()),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
        comment="Octets of files, each kept once by its hash; data is null where they lie in the data folder",
    )


def _make_attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("declared_type", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", Id, nullable=False),
        sa.Column("content_id", sa.Text(), server_default="", nullable=False),
        sa.Column("decorative", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.Text()),
        sa.Column("picture_sha256", sa.Text()),
        sa.Column("thumbnail_sha256", sa.Text()),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("lat", sa.Double()),
        sa.Column("lon", sa.Double()),
        sa.Column("taken_at", sa.Double()),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_attachment_message_id_message")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_attachment_sha256_blob")),
        sa.ForeignKeyConstraint(["picture_sha256"], ["blob.sha256"], name=op.f("fk_attachment_picture_sha256_blob")),
        sa.ForeignKeyConstraint(
            ["thumbnail_sha256"], ["blob.sha256"], name=op.f("fk_attachment_thumbnail_sha256_blob")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_attachment_message_id_position")),
        comment="Files that came with messages; picture and thumbnail are re-encoded, without metadata",
    )
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])


def _make_bounce() -> None:
    op.create_table(
        "bounce",
        sa.Column("id", Id, nullable=False),
        sa.Column("message_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("outbox_id", Id, nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_bounce_message_id_message")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_bounce_contact_id_contact")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_bounce_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
        sa.UniqueConstraint("message_id", "contact_id", name=op.f("uq_bounce_message_id_contact_id")),
        comment="Delivery reports about our own mail, by the address that they speak of",
    )
    op.create_index("ix_bounce_contact_id", "bounce", ["contact_id", "created_at"])


def _make_sender_rule() -> None:
    op.create_table(
        "sender_rule",
        sa.Column("id", Id, nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.CheckConstraint("verdict IN ('trusted', 'blocked')", name=op.f("ck_sender_rule_verdict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_rule")),
        sa.UniqueConstraint("pattern", name=op.f("uq_sender_rule_pattern")),
        comment="Senders that are trusted or blocked: an address, or @ and a domain, in lower case",
    )


def _make_mail_account() -> None:
    op.create_table(
        "mail_account",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uidvalidity", Id),
        sa.Column("last_uid", Id, server_default="0", nullable=False),
        sa.Column("lease_until", sa.Double()),
        sa.Column("lease_token", sa.Text()),
        sa.Column("polled_at", sa.Double()),
        sa.Column("problem", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mail_account")),
        comment="IMAP mailboxes: how far each was read, and who is reading it",
    )


def _make_mail_failure() -> None:
    op.create_table(
        "mail_failure",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("uidvalidity", Id, autoincrement=False, nullable=False),
        sa.Column("uid", Id, autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["mail_account.name"], name=op.f("fk_mail_failure_account_mail_account")),
        sa.PrimaryKeyConstraint("account", "uidvalidity", "uid", name=op.f("pk_mail_failure")),
        comment="Mails in an IMAP mailbox that could not be taken in, and how often it was tried",
    )


def _make_seen_token() -> None:
    op.create_table(
        "seen_token",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_seen_token")),
        comment="One-time tokens of signed webhooks, remembered as long as their signature is valid",
    )
    op.create_index("ix_seen_token_at", "seen_token", ["at"])
