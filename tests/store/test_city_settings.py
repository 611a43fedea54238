"""What administrators set on pages, on both databases."""

from __future__ import annotations

from gateway.store.city_settings import (
    DIGESTS,
    PUBLIC_FIGURES,
    RETENTION_DAYS,
    Change,
    find_change,
    find_setting,
    set_setting,
)
from gateway.store.engine import Store

ANNE, BART = "anne@elmcity.example", "bart@elmcity.example"


def test_what_was_set_last_holds(store: Store) -> None:
    """Whoever asks sees the newest value, of every kind that is kept, and who set it."""
    with store.writing() as connection:
        set_setting(connection, name=RETENTION_DAYS, value=30, actor=ANNE, now=1.0)
        set_setting(connection, name=RETENTION_DAYS, value=365, actor=BART, now=2.0)
        set_setting(connection, name=PUBLIC_FIGURES, value=True, actor=ANNE, now=3.0)
        set_setting(connection, name=DIGESTS, value={"streets": "daily"}, actor=ANNE, now=3.0)
    with store.reading() as connection:
        assert find_setting(connection, RETENTION_DAYS, 0) == 365
        assert find_setting(connection, PUBLIC_FIGURES, default=False) is True
        assert find_setting(connection, DIGESTS, dict[str, str]()) == {"streets": "daily"}
        assert find_change(connection, RETENTION_DAYS) == Change(actor=BART, changed_at=2.0)


def test_what_nobody_set_is_the_default(store: Store) -> None:
    """A fresh city keeps everybody and shows nothing, and a value of another kind cannot break a page."""
    with store.writing() as connection:
        set_setting(connection, name=RETENTION_DAYS, value="soon", actor=ANNE, now=1.0)
    with store.reading() as connection:
        assert find_setting(connection, RETENTION_DAYS, 0) == 0
        assert find_setting(connection, PUBLIC_FIGURES, default=False) is False
        assert find_change(connection, PUBLIC_FIGURES) is None
