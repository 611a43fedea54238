"""Keep what the figures of the city are counted from, and have the database note which days changed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTED = (
    "channel, department, service, district, language, priority, status, lat, lon, due_at, created_at, closed_at, "
    "merged_into, paused_at, first_answer_at, reopened, moved, asked, fixed"
)
"""Columns of a ticket that a figure is counted from."""


def upgrade() -> None:
    _keep_days()
    _keep_names()
    if op.get_bind().dialect.name == "postgresql":
        _note_on_postgresql()
    else:
        _note_on_sqlite()


def _keep_days() -> None:
    op.create_table(
        "insight_day",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("records", sa.LargeBinary(), nullable=False),
        sa.Column("points", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_insight_day")),
        comment="A day of the city's time zone as YYYY-MM-DD, and what became of the requests that arrived on it",
    )
    op.create_table(
        "insight_changed",
        sa.Column("id", Id, nullable=False),
        sa.Column("moment", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_changed")),
        comment="When requests arrived that changed since their day was counted; triggers on ticket write it",
    )


def _keep_names() -> None:
    op.create_table(
        "insight_name",
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dimension", "number", name=op.f("pk_insight_name")),
        sa.UniqueConstraint("dimension", "name", name=op.f("uq_insight_name_dimension_name")),
        comment="The numbers that packed requests name departments, services, districts, channels and languages by",
    )
    op.create_table(
        "insight_state",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("counted_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_state")),
        comment="One row: the time zone that days were cut in, and when they were last looked at",
    )
    # In no time zone yet: the first count begins with every day that has requests.
    op.execute("INSERT INTO insight_state (id, zone, counted_at) VALUES (1, '', 0)")


def _note_on_postgresql() -> None:
    for column in ("records", "points"):
        # What is packed already is not worth the time to press it further.
        op.execute(f"ALTER TABLE insight_day ALTER COLUMN {column} SET STORAGE EXTERNAL")
    op.execute(
        "CREATE FUNCTION note_changed_ticket() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP <> 'INSERT' THEN INSERT INTO insight_changed (moment) VALUES (OLD.created_at); END IF; "
        "IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.created_at <> OLD.created_at) THEN "
        "INSERT INTO insight_changed (moment) VALUES (NEW.created_at); END IF; "
        "RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER ticket_is_counted AFTER INSERT OR DELETE OR UPDATE OF {COUNTED} ON ticket "
        "FOR EACH ROW EXECUTE FUNCTION note_changed_ticket()"
    )


def _note_on_sqlite() -> None:
    note = "INSERT INTO insight_changed (moment) VALUES ({}.created_at)"
    occasions = {
        "opened": ("INSERT", "NEW"),
        "changed": (f"UPDATE OF {COUNTED}", "OLD"),
        "moved": ("UPDATE OF created_at", "NEW"),
        "deleted": ("DELETE", "OLD"),
    }
    for name, (occasion, which) in occasions.items():
        op.execute(f"CREATE TRIGGER ticket_is_{name} AFTER {occasion} ON ticket BEGIN {note.format(which)}; END")
