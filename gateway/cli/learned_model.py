"""What `gateway doctor` says of the model that was learnt from the city's past."""

from __future__ import annotations

import time
from collections.abc import Iterator

from gateway.cli.finding import Finding, Health
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.store.history import count_requests
from gateway.store.migrate import is_current
from gateway.store.models import find_active

_DAY = 86_400
_OLD = 180
"""Days after which a city has changed enough to learn anew."""


def check_model(settings: Settings) -> Iterator[Finding]:
    """Whether a model answers, how good it was, and how old it is."""
    store = Store(settings.database_url)
    try:
        if not is_current(store):
            return
        with store.reading() as connection:
            active, past = find_active(connection), count_requests(connection)
    finally:
        store.dispose()
    if active is None:
        words = (
            "none yet; run `gateway learn`" if past else "none; `gateway history import` and `gateway learn` make one"
        )
        yield Finding(what="learned model", health=Health.MISSING, words=words)
        return
    days = int((time.time() - active.created_at) / _DAY)
    age = f"{active.version}, {days} days old" if days else f"{active.version}, made today"
    again = f"; run `gateway learn` again, it is older than {_OLD} days" if days > _OLD else ""
    yield Finding(what="learned model", health=Health.GOOD, words=f"{age}, {_quality(active.figures)}{again}")


def _quality(figures: object) -> str:
    parts = figures if isinstance(figures, dict) else {}
    told = [f"{parts[name]['accuracy']:.0%} of {name} right" for name in ("category", "department") if name in parts]
    return " and ".join(told) or "unchecked"
