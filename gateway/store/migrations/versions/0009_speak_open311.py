"""Keys, what other systems are told and say, and what everybody may read of a request."""

import sqlalchemy as sa
from alembic import op

from gateway.store.columns import Json

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TOLD = "description, location, reporter_id, message_id"
"""Columns of a ticket that its public words are made of."""


def upgrade() -> None:
    # No batch here: triggers hang on ticket, and SQLite would rebuild the table without them.
    op.add_column("ticket", sa.Column("source", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_ticket_updated", "ticket", ["updated_at", "id"])
    tried = sa.text("source = 'open311-test'")
    op.create_index("ix_ticket_tried", "ticket", ["created_at", "id"], sqlite_where=tried, postgresql_where=tried)
    step = sa.text("kind IN ('status', 'reopened', 'merged', 'taken_out')")
    op.create_index("ix_event_step", "event", ["created_at", "id"], sqlite_where=step, postgresql_where=step)
    _keep_keys()
    _keep_listeners()
    _keep_handovers()
    _keep_public_words()
    if op.get_bind().dialect.name == "postgresql":
        _note_on_postgresql()
    else:
        _note_on_sqlite()
    op.execute("INSERT INTO public_words (ticket_id) SELECT id FROM ticket")


def _keep_keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False, server_default=""),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double()),
        sa.Column("revoked_at", sa.Double()),
        sa.Column("revoked_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("used_at", sa.Double()),
        sa.Column("uses", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
        comment="Who may file by Open311: SHA-256 of the key, its first letters to recognise it, and what it may do",
    )
    op.create_table(
        "request_update",
        sa.Column("id", Id, nullable=False),
        sa.Column("api_key_id", Id, nullable=False),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("event_id", Id),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_update")),
        sa.UniqueConstraint("api_key_id", "update_id", name=op.f("uq_request_update_api_key_id_update_id")),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], name=op.f("fk_request_update_api_key_id_api_key")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_request_update_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_request_update_event_id_event")),
        comment="Updates that other systems posted: the same one twice is one",
    )
    op.create_index("ix_request_update_ticket_id", "request_update", ["ticket_id"])


def _keep_listeners() -> None:
    op.create_table(
        "event_listener",
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_event_listener")),
        comment="Who wants to be told of events: webhooks, handover; a trigger on event reads it",
    )
    op.create_table(
        "event_news",
        sa.Column("listener", sa.Text(), nullable=False),
        sa.Column("event_id", Id, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("listener", "event_id", name=op.f("pk_event_news")),
        comment="Events that a listener has not been told of yet; a trigger on event writes it",
    )
    op.create_table(
        "webhook",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", Json, nullable=False),
        sa.Column("departments", Json, nullable=False),
        sa.Column("has_words", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("paused_at", sa.Double()),
        sa.Column("ended_at", sa.Double()),
        sa.Column("stopped_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("previous_secret", sa.Text(), nullable=False, server_default=""),
        sa.Column("previous_until", sa.Double()),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failing_since", sa.Double()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        comment="Systems that are told of tickets; secrets are sealed, empty lists mean all",
    )
    op.create_table(
        "webhook_attempt",
        sa.Column("id", Id, nullable=False),
        sa.Column("webhook_id", Id, nullable=False),
        sa.Column("outbox_id", Id, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("problem", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_attempt")),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_attempt_webhook_id_webhook")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_webhook_attempt_outbox_id_outbox")),
        comment="Each call of a webhook: the status that it answered, none where it did not",
    )
    op.create_index("ix_webhook_attempt_outbox_id", "webhook_attempt", ["outbox_id", "id"])
    news = sa.text("kind = 'webhook'")
    columns = ["recipient", "state", "created_at"]
    op.create_index("ix_outbox_of_webhooks", "outbox", columns, sqlite_where=news, postgresql_where=news)


def _keep_handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", Id, nullable=False),
        sa.Column("ticket_id", Id, nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("outbox_id", Id),
        sa.Column("foreign_id", sa.Text(), nullable=False, server_default=""),
        sa.Column("foreign_token", sa.Text(), nullable=False, server_default=""),
        sa.Column("foreign_status", sa.Text(), nullable=False, server_default=""),
        sa.Column("foreign_notes", sa.Text(), nullable=False, server_default=""),
        sa.Column("foreign_updated", sa.Text(), nullable=False, server_default=""),
        sa.Column("problem", sa.Text(), nullable=False, server_default=""),
        sa.Column("asked_at", sa.Double()),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("settled_at", sa.Double()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("ticket_id", "department", "round", name=op.f("uq_handover_ticket_id_department_round")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_handover_ticket_id_ticket")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_handover_outbox_id_outbox")),
        comment="Tickets in a department's own system: what it calls them and what it last said",
    )
    to_ask = sa.text("settled_at IS NULL")
    op.create_index("ix_handover_next_at", "handover", ["next_at"], sqlite_where=to_ask, postgresql_where=to_ask)
    op.create_index("ix_handover_department_foreign_id", "handover", ["department", "foreign_id"])
    op.create_table(
        "foreign_update",
        sa.Column("id", Id, nullable=False),
        sa.Column("handover_id", Id, nullable=False),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("event_id", Id),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_update")),
        sa.UniqueConstraint("handover_id", "update_id", name=op.f("uq_foreign_update_handover_id_update_id")),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_foreign_update_handover_id_handover")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_foreign_update_event_id_event")),
        comment="Updates that were fetched from a department's own system: the same one twice is one",
    )


def _keep_public_words() -> None:
    op.create_table(
        "public_words",
        sa.Column("ticket_id", Id, autoincrement=False, nullable=False),
        sa.Column("description", sa.Text(), nullable=False, server_default=""),
        sa.Column("location", sa.Text(), nullable=False, server_default=""),
        sa.Column("made_at", sa.Double()),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_public_words")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_public_words_ticket_id_ticket")),
        comment="What everybody may read of a ticket, without what it tells of persons; triggers on ticket empty it",
    )
    unmade = sa.text("made_at IS NULL")
    op.create_index(
        "ix_public_words_unmasked", "public_words", ["ticket_id"], sqlite_where=unmade, postgresql_where=unmade
    )


def _note_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION note_news() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO event_news (listener, event_id) SELECT name, NEW.id FROM event_listener; RETURN NULL; END $$"
    )
    op.execute("CREATE TRIGGER event_is_news AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION note_news()")
    op.execute(
        "CREATE FUNCTION empty_public_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'INSERT' THEN INSERT INTO public_words (ticket_id) VALUES (NEW.id); "
        "ELSE UPDATE public_words SET description = '', location = '', made_at = NULL WHERE ticket_id = NEW.id; "
        "END IF; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER ticket_is_told AFTER INSERT OR UPDATE OF {TOLD} ON ticket "
        "FOR EACH ROW EXECUTE FUNCTION empty_public_words()"
    )
    op.execute(
        "CREATE FUNCTION drop_public_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "DELETE FROM public_words WHERE ticket_id = OLD.id; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER ticket_is_told_no_more BEFORE DELETE ON ticket "
        "FOR EACH ROW EXECUTE FUNCTION drop_public_words()"
    )


def _note_on_sqlite() -> None:
    op.execute(
        "CREATE TRIGGER event_is_news AFTER INSERT ON event BEGIN "
        "INSERT INTO event_news (listener, event_id) SELECT name, NEW.id FROM event_listener; END"
    )
    op.execute(
        "CREATE TRIGGER ticket_is_told AFTER INSERT ON ticket BEGIN "
        "INSERT INTO public_words (ticket_id) VALUES (NEW.id); END"
    )
    empty = "UPDATE public_words SET description = '', location = '', made_at = NULL WHERE ticket_id = NEW.id"
    op.execute(f"CREATE TRIGGER ticket_is_told_anew AFTER UPDATE OF {TOLD} ON ticket BEGIN {empty}; END")
    op.execute(
        "CREATE TRIGGER ticket_is_told_no_more BEFORE DELETE ON ticket BEGIN "
        "DELETE FROM public_words WHERE ticket_id = OLD.id; END"
    )
