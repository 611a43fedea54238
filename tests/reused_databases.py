"""One migrated PostgreSQL database for many tests, emptied after each: much quicker than a new one, and as good.

Whatever a test leaves behind that is not a row, such as another table, is seen, and the database is thrown away.
"""

from __future__ import annotations

import uuid
from contextlib import closing
from dataclasses import dataclass, field

import psycopg

from tests.servers import PostgresServer

Rows = psycopg.Connection[tuple[object, ...]]
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_SHAPE = """
    SELECT md5(string_agg(concat_ws(' ', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull), ',' ORDER BY 1))
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
"""
_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COUNT_ANEW = """
    SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
"""


@dataclass(slots=True)
class ReusedDatabases:
    """Databases made from `template` that are lent out one after the other."""

    server: PostgresServer
    template: str
    _free: list[str] = field(default_factory=list)
    _tables: tuple[str, ...] = ()
    _shape: object = None
    _seeds: dict[str, bytes] = field(default_factory=dict)
    """What the migrations themselves write, by table."""

    def lend(self) -> str:
        """The name of a database with all tables and nothing in them but what the migrations write."""
        self.server.ensure_running()
        if self._free:
            return self._free.pop()
        name = f"test_{uuid.uuid4().hex[:12]}"
        self.server.create_database(name, template=self.template)
        if not self._tables:
            self._learn(name)
        return name

    def take_back(self, name: str) -> None:
        """Empty it for the next test; one that cannot be made as it was is thrown away."""
        self.server.ensure_running()
        try:
            is_as_before = self._empty(name)
        except psycopg.Error:
            is_as_before = False
        if is_as_before:
            self._free.append(name)
        else:
            self.server.drop_database(name)

    def _connect(self, name: str) -> Rows:
        target = f"host=127.0.0.1 port={self.server.port} user=gateway dbname={name} connect_timeout=5"
        return psycopg.connect(target, autocommit=True)

    def _learn(self, name: str) -> None:
        with closing(self._connect(name)) as connection:
            self._tables = tuple(str(row[0]) for row in connection.execute(_TABLES).fetchall())
            self._shape = _shape_of(connection)
            self._seeds = {table: _copy_out(connection, table) for table in self._filled(connection)}

    def _empty(self, name: str) -> bool:
        with closing(self._connect(name)) as connection:
            connection.execute(_OTHERS)
            if _shape_of(connection) != self._shape:
                return False
            # Neither foreign keys nor our own triggers have a say in what is thrown away.
            connection.execute("SET session_replication_role = replica")
            for table in self._filled(connection):
                if self._seeds.get(table) != _copy_out(connection, table):
                    connection.execute(f'DELETE FROM "{table}"')
                    _copy_in(connection, table, self._seeds.get(table, b""))
            connection.execute(_COUNT_ANEW)
            return set(self._filled(connection)) == set(self._seeds)

    def _filled(self, connection: Rows) -> list[str]:
        looks = " UNION ALL ".join(f"""SELECT '{name}' WHERE EXISTS (SELECT FROM "{name}")""" for name in self._tables)
        return [str(row[0]) for row in connection.execute(looks).fetchall()]


def _shape_of(connection: Rows) -> object:
    return connection.execute(_SHAPE).fetchone()


def _copy_out(connection: Rows, table: str) -> bytes:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(part) for part in copy)


def _copy_in(connection: Rows, table: str, rows: bytes) -> None:
    if rows:
        with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
            copy.write(rows)
