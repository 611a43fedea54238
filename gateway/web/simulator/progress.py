"""How far an answer of the city got, in the words of a phone: waiting, sent, delivered, or lost and why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from gateway.routing.segments import count_segments
from gateway.store.desk import OutboundRow
from gateway.store.exchange import Wait
from gateway.store.waiting import SAID_LATER

COUNTED_SECONDS = 120.0
"""A shorter wait is counted down on the phone; a longer one says until when."""
Stage = Literal["waiting", "queued", "sent", "delivered", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One answer on its way; `until` is by the clock of the phone, in UTC epoch seconds, and set while it waits."""

    stage: Stage
    words: str
    until: float | None = None
    seconds: int = 0
    """Until it goes out, where that is soon enough to be counted."""
    reason: str = ""
    """Why it waits longer."""
    segments: int = 0

    @property
    def is_lost(self) -> bool:
        """Whether the resident never gets to read it."""
        return self.stage == "lost"

    @property
    def is_out(self) -> bool:
        """Whether a carrier could report about it."""
        return self.stage in {"sent", "delivered"}


def tell_progress(row: OutboundRow, wait: Wait | None, *, now: float, lead: float = 0.0) -> Progress:
    """The stage of an outbound row; `wait` is the work that is to send it, `lead` how far its phone is ahead."""
    segments = row.segments or count_segments(row.body)
    if row.reason == SAID_LATER:
        return Progress(stage="queued", words=SAID_LATER, segments=segments)
    if row.state in {"suppressed", "failed"}:
        return Progress(stage="lost", words=f"not sent: {row.reason}", segments=segments)
    if row.state in {"simulated", "sent"}:
        return _reported(row, segments)
    if wait is None or wait.until <= now:
        words = "being sent" if row.state == "sending" else "queued"
        return Progress(stage="queued", words=words, segments=segments)
    seconds = math.ceil(wait.until - now) if wait.until - now <= COUNTED_SECONDS else 0
    words = f"answers in {seconds} s" if seconds else "waits until"
    return Progress(
        stage="waiting", words=words, until=wait.until + lead, seconds=seconds, reason=wait.reason, segments=segments
    )


def _reported(row: OutboundRow, segments: int) -> Progress:
    match row.delivery_status:
        case "delivered" | "read":
            return Progress(stage="delivered", words=row.delivery_status, segments=segments)
        case "undelivered" | "failed" | "canceled":
            return Progress(stage="lost", words=row.reason or row.delivery_status, segments=segments)
        case status:
            return Progress(stage="sent", words=status or "sent", segments=segments)
