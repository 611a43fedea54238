"""How each channel is doing: what came in and went out last, what waits, what failed, and whether it is paused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from gateway.store.channel_states import Pause, list_pauses, resume_channel
from gateway.store.schema import channel_state, message, outbox, work

LATELY = 7 * 86_400.0
"""Seconds within which a failure is worth a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHealth:
    """One channel; times are UTC epoch seconds and None where nothing happened yet."""

    name: str
    received_at: float | None
    sent_at: float | None
    waiting: int
    """Messages that are to go out."""
    waiting_since: float | None
    failed: int
    """Messages of the last week that could not be sent."""
    reason: str
    """Why the newest of those was not sent."""
    pause: Pause | None

    @property
    def is_well(self) -> bool:
        """Whether nothing of it needs a person."""
        return self.pause is None and not self.failed


def list_channels(connection: Connection, names: Collection[str], *, now: float) -> list[ChannelHealth]:
    """The channels with these names, in this order."""
    pauses, sent = list_pauses(connection, now=now), _last_sent(connection)
    waiting, failed = _waiting(connection), _failed(connection, now=now)
    return [
        ChannelHealth(
            name=name,
            received_at=connection.scalar(select(func.max(message.c.received_at)).where(message.c.channel == name)),
            sent_at=sent.get(name),
            waiting=waiting.get(name, (0, None))[0],
            waiting_since=waiting.get(name, (0, None))[1],
            failed=failed.get(name, 0),
            reason=_newest_reason(connection, name, now=now) if name in failed else "",
            pause=pauses.get(name),
        )
        for name in names
    ]


def list_breakers(connection: Connection, names: Collection[str], *, now: float) -> Mapping[str, Pause]:
    """What is paused and is no channel of these: automatic mail, or notices to departments."""
    return {name: pause for name, pause in list_pauses(connection, now=now).items() if name not in names}


def send_again(connection: Connection, channel: str, *, now: float) -> int:
    """End the pause of a channel and have all that waits for it sent now; how many messages that is.

    A text of which nobody knows whether it went out keeps its turn: its provider is asked first.
    """
    resume_channel(connection, channel)
    waiting = select(outbox.c.id).where(outbox.c.state == "queued", outbox.c.channel == channel)
    return _hurry(connection, waiting, now=now)


def end_pause(connection: Connection, name: str, *, now: float) -> int:
    """The same for what is paused besides channels: whatever waits is looked at once more."""
    resume_channel(connection, name)
    return _hurry(connection, select(outbox.c.id).where(outbox.c.state == "queued"), now=now)


def _hurry(connection: Connection, waiting: object, *, now: float) -> int:
    late = (work.c.kind == "deliver", work.c.state == "ready", work.c.next_at > now, work.c.ref.in_(waiting))  # type: ignore[arg-type]
    return connection.execute(update(work).where(*late).values(next_at=now)).rowcount


def _last_sent(connection: Connection) -> Mapping[str, float | None]:
    rows = connection.execute(select(channel_state.c.channel, channel_state.c.last_sent_at))
    return {row.channel: row.last_sent_at for row in rows}


def _waiting(connection: Connection) -> Mapping[str, tuple[int, float | None]]:
    """How many messages of each channel are to go out, and since when."""
    query = select(outbox.c.channel, func.count().label("many"), func.min(outbox.c.created_at).label("since"))
    rows = connection.execute(query.where(outbox.c.state.in_(("queued", "sending"))).group_by(outbox.c.channel))
    return {row.channel: (row.many, row.since) for row in rows}


def _failed(connection: Connection, *, now: float) -> Mapping[str, int]:
    query = select(outbox.c.channel, func.count().label("many")).where(_failed_lately(now))
    return {row.channel: row.many for row in connection.execute(query.group_by(outbox.c.channel))}


def _newest_reason(connection: Connection, name: str, *, now: float) -> str:
    newest = select(outbox.c.reason).where(_failed_lately(now), outbox.c.channel == name)
    return connection.scalar(newest.order_by(outbox.c.created_at.desc()).limit(1)) or ""


def _failed_lately(now: float) -> ColumnElement[bool]:
    return and_(outbox.c.state == "failed", outbox.c.created_at > now - LATELY)
