"""Find tickets by words and filters quickly: an index of open ones with all that is asked of them, and of their words.

The words of a ticket are kept by triggers, so that nothing that writes can forget them: its own, the reporter's name
and address, and what residents wrote later. PostgreSQL keeps one `tsvector` a ticket, SQLite one row of FTS5.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ASKED = ("department", "service", "district", "status", "assignee", "channel", "language")
_OPEN = sa.text("status <> 'closed'")
_CLOSED = sa.text("status = 'closed'")

_SAID = """
CREATE VIEW ticket_said AS
SELECT ticket.id AS id, coalesce(ticket.location, '') AS place,
    ticket.number || ' ' || replace(ticket.number, '-', '') || ' ' || coalesce(ticket.service_name, '')
    || ' ' || coalesce(contact.name, '') || ' ' || coalesce(contact.address, '')
    || CASE WHEN contact.medium = 'email' THEN '' ELSE ' ' || coalesce(substr(contact.address, {tail}), '') END
    || ' ' || substr(ticket.subject, 1, 1000) || ' ' || substr(ticket.description, 1, 20000)
    || coalesce((SELECT {join} FROM (
        SELECT substr(message.text, 1, 4000) AS text FROM message
        WHERE message.ticket_id = ticket.id AND message.id <> ticket.message_id
        ORDER BY message.id LIMIT 50) AS later), '') AS words
FROM ticket LEFT JOIN contact ON contact.id = ticket.reporter_id
"""
"""What is searched. A telephone number is found with and without its country code."""
_FIELDS = "number, reporter_id, subject, description, location, service_name"

_KEEP_ROW = "INSERT OR REPLACE INTO ticket_words (rowid, place, words) SELECT id, place, words FROM ticket_said"
_OPENING = "(SELECT id FROM ticket WHERE message_id = NEW.id)"
_ON_SQLITE = (
    _SAID.format(tail=-10, join="' ' || group_concat(later.text, ' ')"),
    "CREATE VIRTUAL TABLE ticket_words USING fts5(place, words, tokenize = 'unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER ticket_words_opened AFTER INSERT ON ticket BEGIN {_KEEP_ROW} WHERE id = NEW.id; END",
    f"""CREATE TRIGGER ticket_words_changed AFTER UPDATE OF {_FIELDS} ON ticket WHEN (NEW.changed) IS NOT (OLD.changed)
    BEGIN {_KEEP_ROW} WHERE id = NEW.id; END""",
    """CREATE TRIGGER ticket_words_gone AFTER DELETE ON ticket
    BEGIN DELETE FROM ticket_words WHERE rowid = OLD.id; END""",
    f"""CREATE TRIGGER ticket_words_added AFTER INSERT ON message WHEN NEW.ticket_id IS NOT NULL
    BEGIN {_KEEP_ROW} WHERE id = NEW.ticket_id AND id NOT IN {_OPENING}; END""",
    f"""CREATE TRIGGER ticket_words_said AFTER UPDATE OF text, ticket_id ON message
    WHEN (NEW.text, NEW.ticket_id) IS NOT (OLD.text, OLD.ticket_id)
    BEGIN {_KEEP_ROW} WHERE id IN (OLD.ticket_id, NEW.ticket_id) AND id NOT IN {_OPENING}; END""",
    f"""CREATE TRIGGER ticket_words_named AFTER UPDATE OF name, address ON contact
    WHEN (NEW.name, NEW.address) IS NOT (OLD.name, OLD.address)
    BEGIN {_KEEP_ROW} WHERE id IN (SELECT id FROM ticket WHERE reporter_id = NEW.id); END""",  # noqa: S608 - it is put together from our own words
    "INSERT INTO ticket_words (rowid, place, words) SELECT id, place, words FROM ticket_said",
)
"""`remove_diacritics 2` lets `avila` find `Ávila`."""

_KEEP = """
INSERT INTO ticket_words (ticket_id, words)
SELECT id, setweight(to_tsvector('pg_catalog.simple', fold_words(left(place, 2000))), 'A')
    || to_tsvector('pg_catalog.simple', fold_words(words))
FROM ticket_said
"""
_ON_POSTGRESQL = (
    _SAID.format(tail="greatest(1, length(contact.address) - 9)", join="' ' || string_agg(later.text, ' ')"),
    r"""CREATE FUNCTION fold_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(regexp_replace(left(normalize(lower(left($1, 60000)), NFKD), 80000),
        '[\u0300-\u036F]+', '', 'g'),
        '([\u3040-\u30FF\u3400-\u9FFF])', ' \1 ', 'g'),
        '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u206F\u3000-\u303F]+', ' ', 'g') $$""",
    "CREATE TABLE ticket_words (ticket_id BIGINT PRIMARY KEY, words tsvector NOT NULL)",
    """CREATE FUNCTION ticket_words_gone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN DELETE FROM ticket_words WHERE ticket_id = OLD.id; RETURN NULL; END $$""",
    "CREATE TRIGGER ticket_words_gone AFTER DELETE ON ticket FOR EACH ROW EXECUTE FUNCTION ticket_words_gone()",
)
"""`fold_words`: small letters without accents, a space for what is no letter, each Chinese character a word.

Cut before and after the signs are taken apart, which may lengthen a text: a `tsvector` above a megabyte is an error."""
_ADDED = """SELECT added.ticket_id FROM added JOIN ticket ON ticket.id = added.ticket_id
WHERE ticket.message_id <> added.id"""
_TRIGGERS = (
    ("opened", "INSERT ON ticket", "id IN (SELECT id FROM added)"),
    ("changed", f"UPDATE OF {_FIELDS} ON ticket", "id = NEW.id"),
    ("added", "INSERT ON message", f"id IN ({_ADDED})"),
    ("said", "UPDATE OF text, ticket_id ON message", f"id IN (OLD.ticket_id, NEW.ticket_id) AND id NOT IN {_OPENING}"),
    ("named", "UPDATE OF name, address ON contact", "id IN (SELECT id FROM ticket WHERE reporter_id = NEW.id)"),
)
"""Name, occasion, and the tickets whose words are read anew; inserted rows are looked at a statement at a time."""


def upgrade() -> None:
    op.drop_index("ix_ticket_queue", "ticket")
    places: list[str | sa.TextClause] = ["priority_rank", sa.text("created_at DESC"), sa.text("id DESC")]
    columns = [*places, *_ASKED, "due_at", "paused_at", "snoozed_until"]
    op.create_index("ix_ticket_open", "ticket", columns, sqlite_where=_OPEN, postgresql_where=_OPEN)
    asked = [*_ASKED, "priority_rank"]
    closed = ["closed_at", "id", *asked]
    op.create_index("ix_ticket_closed", "ticket", closed, sqlite_where=_CLOSED, postgresql_where=_CLOSED)
    op.create_index("ix_ticket_created", "ticket", ["created_at", "id", *asked])
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _postgresql() if is_postgresql else _sqlite():
        op.get_bind().exec_driver_sql(statement)


def _sqlite() -> list[str]:
    old, new = (f"({', '.join(f'{row}.{name}' for name in _FIELDS.split(', '))})" for row in ("OLD", "NEW"))
    return [one.replace("(NEW.changed)", new).replace("(OLD.changed)", old) for one in _ON_SQLITE]


def _postgresql() -> list[str]:
    made = [statement for trigger in _TRIGGERS for statement in _trigger(*trigger)]
    return [*_ON_POSTGRESQL, *made, _KEEP, "CREATE INDEX ix_ticket_words ON ticket_words USING gin (words)"]


def _trigger(name: str, occasion: str, which: str) -> tuple[str, str]:
    function = f"""CREATE FUNCTION ticket_words_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {_KEEP} WHERE {which} ON CONFLICT (ticket_id) DO UPDATE SET words = EXCLUDED.words; RETURN NULL; END $$"""
    if occasion.startswith("INSERT"):
        how = "REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
    else:
        names = occasion.removeprefix("UPDATE OF ").partition(" ON ")[0].split(", ")
        rows = (", ".join(f"{row}.{one}" for one in names) for row in ("NEW", "OLD"))
        how = f"FOR EACH ROW WHEN (({next(rows)}) IS DISTINCT FROM ({next(rows)}))"
    return function, f"CREATE TRIGGER ticket_words_{name} AFTER {occasion} {how} EXECUTE FUNCTION ticket_words_{name}()"
