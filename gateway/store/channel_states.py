"""Channels that send nothing for a while, and the last sign of life of each (PROTOCOL 11.8, 16.18)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.schema import channel_state

AUTOMATIC_MAIL = "automatic_mail"
"""The breaker stands among the channels: automatic mail pauses while people's mail goes on (PROTOCOL 5.11)."""
DEPARTMENT_NOTICES = "department_notices"
"""The same for notices to departments, which wait for an hour when far more than usual go out."""
SECONDS_BETWEEN_SIGNS = 10.0
"""How old the last sign of life may be before it is written again; it is one row for all workers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why a channel sends nothing, and until when (UTC epoch seconds)."""

    until: float
    reason: str


def pause_channel(connection: Connection, channel: str, *, until: float, reason: str) -> None:
    """Send nothing on this channel until then; `reason` is shown to the operator."""
    _write(connection, channel, {"paused_until": until, "paused_reason": reason})


def resume_channel(connection: Connection, channel: str) -> None:
    """Send again at once, for example after the password was corrected."""
    mended = {"paused_until": None, "paused_reason": ""}
    connection.execute(update(channel_state).where(channel_state.c.channel == channel).values(mended))


def list_pauses(connection: Connection, *, now: float) -> dict[str, Pause]:
    """The channels that send nothing now, by name."""
    columns = (channel_state.c.channel, channel_state.c.paused_until, channel_state.c.paused_reason)
    rows = connection.execute(select(*columns).where(channel_state.c.paused_until > now))
    return {row.channel: Pause(until=row.paused_until, reason=row.paused_reason) for row in rows}


def note_success(connection: Connection, channel: str, *, now: float) -> None:
    """Something went out: keep the time, and end a pause."""
    _write(connection, channel, {"last_sent_at": now, "paused_until": None, "paused_reason": ""})


def _write(connection: Connection, channel: str, values: dict[str, float | str | None]) -> None:
    statement = DIALECTS[connection.dialect.name].insert(channel_state).values(channel=channel, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=values))
