"""Whose turn it is to send by a number that carries only so many texts a second (PROTOCOL 13.6).

Two kinds of rows: by the number, when all that was sent will have left it; by number and lane, until when turns are
given away. A text that finds no turn free gets one at the end of its lane and is tried again then, so that hundreds
of waiting texts cost a few statements each and not a few every second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, or_, select
from sqlalchemy.types import Boolean, Double

from gateway.store.dialects import DIALECTS
from gateway.store.schema import outbox, pace

TURN = "it waits for its turn: a number sends only so many texts a second"
"""Why a row of the outbox waits; a row that has this reason has been given a turn."""
_ROUNDING = 0.001

_NOW, _COST = bindparam("now", type_=Double), bindparam("cost", type_=Double)
_EARLIER = outbox.alias("earlier")
_IS_FIRST = bindparam("is_first", type_=Boolean)
_IS_ITS_TURN = bindparam("is_its_turn", type_=Boolean)
_LANES = pace.alias("lane")
_OWN_EARLIER = (
    select(_EARLIER.c.id)
    .where(
        _EARLIER.c.recipient == bindparam("recipient"),
        _EARLIER.c.id < bindparam("outbound"),
        _EARLIER.c.state == "queued",
        _EARLIER.c.reason == TURN,
    )
    .exists()
)
_WAITING = (
    select(_LANES.c.sender)
    .where(_LANES.c.sender.in_(bindparam("lanes", expanding=True)), _LANES.c.free_at > bindparam("soon", type_=Double))
    .exists()
)
_IS_FREE = and_(pace.c.free_at <= bindparam("soon", type_=Double), ~_OWN_EARLIER, or_(_IS_ITS_TURN, ~_WAITING))
_NUMBER = pace.alias("number")
_BUSY_UNTIL = select(_NUMBER.c.free_at).where(_NUMBER.c.sender == bindparam("number")).scalar_subquery()


def _later(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The later of two times, as both databases say it."""
    return case((one > other, one), else_=other)


def _take(dialect: Any) -> Any:
    new = dialect.insert(pace).values(sender=bindparam("number"), free_at=_NOW + _COST)
    taken = {"free_at": _later(pace.c.free_at, _NOW) + _COST}
    return new.on_conflict_do_update(index_elements=["sender"], set_=taken, where=or_(_IS_FIRST, _IS_FREE)).returning(
        pace.c.free_at
    )


def _queue_up(dialect: Any) -> Any:
    from_now = _later(case((_BUSY_UNTIL.is_(None), _NOW), else_=_BUSY_UNTIL), _NOW)
    new = dialect.insert(pace).values(sender=bindparam("lane"), free_at=from_now + _COST)
    behind = {"free_at": _later(pace.c.free_at, from_now) + _COST}
    return new.on_conflict_do_update(index_elements=["sender"], set_=behind).returning(pace.c.free_at)


_TAKE = {name: _take(dialect) for name, dialect in DIALECTS.items()}
_QUEUE_UP = {name: _queue_up(dialect) for name, dialect in DIALECTS.items()}


def take_turn(
    connection: Connection,
    number: str,
    *,
    lanes: Sequence[str],
    outbound_id: int,
    recipient: str,
    cost: float,
    burst: float,
    now: float,
    is_first: bool,
    is_its_turn: bool,
) -> bool:
    """Take `cost` seconds of a number of ours; False when it is not this text's turn.

    It waits while the number is busy for more than `burst` seconds, while turns of its own or better `lanes` are given
    away (unless this is such a turn), and while an earlier text to the same reader waits. `is_first` waits for nobody.
    """
    asked = {
        "number": number,
        "lanes": [f"{number} {lane}" for lane in lanes],
        "outbound": outbound_id,
        "recipient": recipient,
        "cost": cost,
        "now": now,
        "soon": now + burst + _ROUNDING,
        "is_first": is_first,
        "is_its_turn": is_its_turn,
    }
    return connection.execute(_TAKE[connection.dialect.name], asked).first() is not None


def next_turn(connection: Connection, number: str, *, lane: str, cost: float, burst: float, now: float) -> float:
    """A turn at the end of a lane: when to try again, in UTC epoch seconds."""
    asked = {"number": number, "lane": f"{number} {lane}", "cost": cost, "now": now}
    end = float(connection.execute(_QUEUE_UP[connection.dialect.name], asked).scalar_one())
    return max(end - cost - burst, now)
