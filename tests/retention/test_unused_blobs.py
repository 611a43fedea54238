"""Files that no message names any more go, and no others, on both databases."""

from __future__ import annotations

from sqlalchemy import insert, select

from gateway.store.engine import Store
from gateway.store.schema import attachment, blob
from gateway.store.unused_blobs import SETTLED_SECONDS, drop_unused, list_left_behind
from tests.rows import store_messages

NOW = 1_790_000_000.0
USED, PICTURE, LEFT, NEW = (prefix * 8 for prefix in ("ab01cd23", "ab02cd23", "ab03cd23", "ab04cd23"))


def test_only_what_nobody_names_goes(store: Store) -> None:
    """The original of one message, the picture of another; a file that was kept a moment ago is not named yet."""
    (message_id,) = store_messages(store, 1)
    with store.writing() as connection:
        for sha256 in (USED, PICTURE, LEFT, NEW):
            created_at = NOW if sha256 == NEW else NOW - 2 * SETTLED_SECONDS
            values = {"sha256": sha256, "size": 1, "content_type": "image/jpeg", "created_at": created_at}
            connection.execute(insert(blob).values(values))
        row = {"message_id": message_id, "position": 0, "filename": "a.jpg", "declared_type": "", "size": 1}
        named = {"content_type": "image/jpeg", "decorative": False, "sha256": USED, "picture_sha256": PICTURE}
        connection.execute(insert(attachment).values(row | named))
    with store.reading() as connection:
        assert list_left_behind(connection, shelf=0xAB, now=NOW, limit=9) == [LEFT]
        assert list_left_behind(connection, shelf=0xAC, now=NOW, limit=9) == []
        assert list_left_behind(connection, shelf=0xAB + 256, now=NOW, limit=9) == [LEFT]
    with store.writing() as connection:
        assert drop_unused(connection, (USED, PICTURE, LEFT)) == [LEFT]
        assert drop_unused(connection, ()) == ()
        assert set(connection.scalars(select(blob.c.sha256))) == {USED, PICTURE, NEW}


def test_sqlite_overwrites_what_is_erased(store: Store) -> None:
    """Whoever reads the file of the database, and not the rows, finds nobody who was erased."""
    with store.connected() as connection:
        assert not store.is_sqlite or connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
