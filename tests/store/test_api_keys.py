"""Keys of Open311 in the store: only a hash is kept, and a key ends when it is revoked or its time is over."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from gateway.store.engine import Store
from gateway.store.open311_schema import api_key

NEW = NewApiKey(
    name="Pothole app", contact="dev@apps.example", scopes=("file", "test"), per_minute=60, expires_at=2_000.0
)


def test_a_key_is_found_by_itself_and_nowhere_to_be_read(store: Store) -> None:
    """Whoever copies the table cannot file with it: the key is in no column."""
    with store.writing() as connection:
        key = api_keys.add_key(connection, NEW, created_by="anne@elmcity.example", now=1_000.0)
        found = api_keys.find_by_key(connection, key)
        columns = connection.execute(select(api_key)).one()
        assert api_keys.find_by_key(connection, key.upper()) is None
        assert api_keys.find_by_key(connection, "") is None
    assert found is not None
    assert (found.name, found.scopes, found.used_at, found.uses) == ("Pothole app", ("file", "test"), None, 0)
    assert key.startswith(found.prefix)
    assert key not in map(str, columns)
    assert len(found.prefix) < len(key) / 2


def test_a_key_is_in_force_until_it_expires_or_is_revoked(store: Store) -> None:
    """Revoking counts at once and once; who did it and when stays."""
    with store.writing() as connection:
        key = api_keys.add_key(connection, NEW, created_by="anne@elmcity.example", now=1_000.0)
        found = api_keys.find_by_key(connection, key)
        assert found is not None
        assert found.is_in_force(1_999.0)
        assert not found.is_in_force(2_000.0)
        assert api_keys.is_name_taken(connection, "POTHOLE APP")
        assert api_keys.revoke_key(connection, found.id, revoked_by="bart@elmcity.example", now=1_500.0)
        assert not api_keys.revoke_key(connection, found.id, revoked_by="cris@elmcity.example", now=1_600.0)
        assert not api_keys.is_name_taken(connection, "Pothole app")
        revoked = api_keys.find_key(connection, found.id)
    assert revoked is not None
    assert (revoked.revoked_by, revoked.revoked_at, revoked.is_in_force(1_501.0)) == (
        "bart@elmcity.example",
        1_500.0,
        False,
    )


def test_uses_add_up_whatever_the_order_in_which_processes_write(store: Store) -> None:
    """The count is the sum, and the last use the latest."""
    with store.writing() as connection:
        api_keys.add_key(connection, NEW, created_by="anne@elmcity.example", now=1_000.0)
        api_keys.add_key(connection, replace(NEW, name="Other"), created_by="anne@elmcity.example", now=1_000.0)
        newest, oldest = api_keys.list_keys(connection)
        api_keys.note_uses(connection, oldest.id, uses=3, now=1_200.0)
        api_keys.note_uses(connection, oldest.id, uses=2, now=1_100.0)
        used = api_keys.find_key(connection, oldest.id)
    assert newest.name == "Other"
    assert used is not None
    assert (used.uses, used.used_at) == (5, 1_200.0)
