"""Arrivals and a gateway without rulebook and channels, for tests of the store, the promise and the jobs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType, SimpleNamespace
from typing import Any, cast

from gateway.bell import Bell, InProcessBell
from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival
from gateway.knowledge import Knowledge
from gateway.rulebook_file import RulebookFile
from gateway.settings import Settings
from gateway.store.counters import count, read_counters
from gateway.store.engine import Store
from gateway.store.messages import insert_arrivals
from gateway.store.work import Claim, FencedError, finish
from gateway.tokens import Tokens

RECEIVED = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def make_arrival(key: str, *, sender: str | None = None, **changes: Any) -> Arrival:
    """A mail of a resident whose address is made from the key unless one is given."""
    fields: dict[str, Any] = {
        "channel": "email",
        "key": key,
        "raw": b"Subject: hole\r\n\r\nThere is a hole at 12 Oak St.\r\n",
        "sender": f"anne-{key}@residents.example" if sender is None else sender,
        "recipients": ("311@elmcity.example",),
        "received_at": RECEIVED,
        "details": {"peer": "192.0.2.1"},
    }
    return Arrival(**{**fields, **changes})


class NoRulebook:
    """Stands where the rulebook is: the sweep looks for an edited one, and finds none."""

    moments = frozenset[str]()
    city = SimpleNamespace(timezone="UTC")
    departments: Mapping[str, object] = MappingProxyType({})

    def refresh(self) -> None:
        """There is nothing to read."""

    def current(self) -> NoRulebook:
        """Rules that never speak."""
        return self


def make_gateway(
    settings: Settings, *, bell: Bell | None = None, clock: Callable[[], float] = time.time, store: Store | None = None
) -> Gateway:
    """A gateway that can store and work but has no rulebook: nobody in these tests asks for one."""
    store = store or Store(settings.database_url)
    return Gateway(
        settings=settings,
        store=store,
        knowledge=Knowledge(store),
        rulebooks=cast("RulebookFile", NoRulebook()),
        channels={},
        tokens=Tokens(key=b"a key for tests"),
        bell=bell or InProcessBell(),
        clock=clock,
    )


def store_messages(store: Store, number: int, *, sender: str | None = None, now: float | None = None) -> list[int]:
    """The ids of that many new messages, each with its work to do."""
    arrivals = [make_arrival(f"{time.monotonic_ns()}-{index}", sender=sender) for index in range(number)]
    with store.writing() as connection:
        stored = insert_arrivals(connection, arrivals, now=time.time() if now is None else now)
    return [one.id for one in stored]


def leave_a_mark(gateway: Gateway, claim: Claim) -> None:
    """A handler whose effect can be counted: the counter of a row says how often its effect took place."""
    with gateway.store.writing() as connection:
        count(connection, f"{claim.kind}:{claim.ref}")
        if not finish(connection, claim):
            raise FencedError


def read_marks(store: Store, kind: str = "process") -> dict[int, int]:
    """How often the effect of each row took place."""
    with store.reading() as connection:
        counters = read_counters(connection)
    return {int(name.partition(":")[2]): value for name, value in counters.items() if name.startswith(f"{kind}:")}
