"""What past requests were understood as, by request: one reading each, the newest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from gateway.store.dialects import DIALECTS
from gateway.store.learning_schema import history_reading


def find_readings(connection: Connection, ids: Sequence[int], *, reader: str) -> dict[int, str]:
    """The readings of these requests that this reader made."""
    columns = (history_reading.c.request_id, history_reading.c.reading)
    query = select(*columns).where(history_reading.c.request_id.in_(ids), history_reading.c.reader == reader)
    return {row.request_id: row.reading for row in connection.execute(query)}


def keep_readings(connection: Connection, readings: Mapping[int, str], *, reader: str) -> None:
    """Keep readings instead of what was kept of these requests before."""
    insert = DIALECTS[connection.dialect.name].insert(history_reading)
    new = {"reader": insert.excluded.reader, "reading": insert.excluded.reading}
    rows = [{"request_id": key, "reader": reader, "reading": text} for key, text in sorted(readings.items())]
    if rows:
        connection.execute(insert.on_conflict_do_update(index_elements=["request_id"], set_=new), rows)
