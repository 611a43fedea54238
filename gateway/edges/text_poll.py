"""Asks Twilio every few minutes for texts whose webhook never reached us, and takes them in (PROTOCOL 12.6, F12.4).

A text that comes by both ways is one message, because both name it by its MessageSid. Two processes may do it: one at
a time asks, and what it asked for the other need not ask again.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from gateway.bootstrap import Gateway
from gateway.channels.twilio_poll import ReceivedText, as_arrival, list_received, without_media
from gateway.edges.webhooks import Receiver
from gateway.envelopes import Arrival
from gateway.errors import ChannelMisconfiguredError, IntakeError, SendError
from gateway.settings import Settings
from gateway.store.counters import count
from gateway.store.messages import list_stored
from gateway.store.text_polls import TextPollRow, end_poll, lease_poll

log = logging.getLogger(__name__)

CHANNEL = "twilio"
USUAL_WINDOW = timedelta(hours=2)
WIDE_WINDOW = timedelta(hours=24)
"""After a start, or when nobody asked for an hour."""
WIDEST_WINDOW = timedelta(days=30)
GRACE = timedelta(minutes=3)
"""A webhook may still be on its way for so long, with its repetitions and the fallback; it says more than the list."""
MEDIA_PATIENCE = timedelta(hours=1)
"""For so long a text waits until Twilio says where its media are; then it is taken in without them."""
LONGEST_PAUSE = 3_600.0
_LONG_GAP = timedelta(hours=1)
_STILL_FRESH = 0.8
"""Share of the interval in which a second process need not ask again."""


def asks_for_texts(settings: Settings) -> bool:
    """Whether there is somebody to ask: an account with a key, a way to its API, and an interval."""
    has_key = bool(settings.twilio_api_key or settings.twilio_auth_token.get_secret_value())
    return bool(settings.twilio_account_sid and settings.twilio_api_url and has_key and settings.text_poll_seconds)


def first_moment(poll: TextPollRow, now: datetime, *, is_first: bool) -> datetime:
    """From when on texts are asked for: the usual window, a wide one, or all the time that nobody asked."""
    if poll.polled_at is None:
        # Before the gateway was set up somebody else answered the city's texts.
        return now - USUAL_WINDOW
    gap = now - datetime.fromtimestamp(poll.polled_at, UTC)
    window = WIDE_WINDOW if is_first or gap > _LONG_GAP else USUAL_WINDOW
    return now - min(max(window, gap + USUAL_WINDOW), WIDEST_WINDOW)


class TextPoller:
    """Asks in a thread of its own until it is stopped."""

    def __init__(self, gateway: Gateway, intake: Receiver) -> None:
        self._gateway = gateway
        self._intake = intake
        self._token = secrets.token_hex(8)
        self._has_asked = False
        self._refusals = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="text-poll", daemon=True)

    def start(self) -> None:
        """Ask now and then every few minutes."""
        self._thread.start()

    def stop(self, grace: float = 30.0) -> None:
        """Finish the text that is being taken in."""
        self._stopping.set()
        self._thread.join(grace)

    def look(self) -> int:
        """Take in what did not come by itself; how many texts it were. Total: what goes wrong is noted and said."""
        try:
            poll = self._lease()
            return self._ask(poll) if poll else 0
        except IntakeError:
            log.warning("Twilio is not asked for texts while the database is away")
        except Exception:
            log.exception("asking for texts failed")
        return 0

    def pause(self) -> float:
        """Seconds until the next time: longer and longer while the account or its key are refused."""
        return min(self._gateway.settings.text_poll_seconds * 2.0 ** min(self._refusals, 10), LONGEST_PAUSE)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.look()
            self._stopping.wait(self.pause())

    def _lease(self) -> TextPollRow | None:
        now = self._gateway.clock()
        fresh = self._gateway.settings.text_poll_seconds * _STILL_FRESH
        with self._gateway.store.writing() as connection:
            return lease_poll(connection, CHANNEL, token=self._token, now=now, not_since=now - fresh)

    def _ask(self, poll: TextPollRow) -> int:
        taken: list[str] = []
        problem = "It ended in the middle; it is done again."
        try:
            self._take_in(self._list_missing(poll), taken)
            problem = ""
            self._has_asked, self._refusals = True, 0
        except SendError as error:
            problem = str(error)
            self._refusals += isinstance(error, ChannelMisconfiguredError)
            log.error("texts could not be asked for: %s", problem)  # noqa: TRY400 - the sentence says what to do
        finally:
            self._end(len(taken), problem)
        return len(taken)

    def _list_missing(self, poll: TextPollRow) -> list[ReceivedText]:
        """What Twilio has and we have not, the oldest first; nothing that its webhook may still bring."""
        now = self._now()
        since = first_moment(poll, now, is_first=not self._has_asked)
        numbers = self._gateway.rulebooks.current().city.numbers
        listed = list_received(self._gateway.settings, numbers, since=since)
        old = [text for text in listed if text.created_at <= now - GRACE]
        with self._gateway.store.reading() as connection:
            stored = list_stored(connection, CHANNEL, [text.sid for text in old])
        return [text for text in old if text.sid not in stored]

    def _take_in(self, texts: Sequence[ReceivedText], taken: list[str]) -> None:
        for text in texts:
            if self._stopping.is_set():
                return
            if self._intake.receive(self._arrival(text)).is_new:
                taken.append(text.sid)

    def _arrival(self, text: ReceivedText) -> Arrival:
        now = self._now()
        try:
            return as_arrival(self._gateway.settings, text, now=now)
        except SendError:
            if now - text.created_at < MEDIA_PATIENCE:
                raise
            return without_media(text, now=now)

    def _end(self, found: int, problem: str) -> None:
        if found:
            log.error("ALERT: texts had not come by webhook; see that Twilio reaches us", extra={"texts": found})
        with self._gateway.store.writing() as connection:
            end_poll(connection, CHANNEL, token=self._token, now=self._gateway.clock(), found=found, problem=problem)
            if found:
                count(connection, "text_poll_found", found)
            if problem:
                count(connection, "text_poll_failed")

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._gateway.clock(), UTC)


def describe_poll(poll: TextPollRow | None, *, now: float) -> str:
    """How the asking stands, in words for an operator."""
    if poll is None or (poll.polled_at is None and not poll.problem):
        return "Twilio was not asked yet for texts whose webhook did not come"
    if poll.problem:
        return f"texts whose webhook did not come cannot be asked for: {poll.problem}"
    asked = f"asked {_minutes(now - (poll.polled_at or now))} ago for texts whose webhook did not come"
    found = f"the last one was found {_minutes(now - poll.found_at)} ago" if poll.found_at else "none was ever found"
    return f"{asked}; {found}"


def _minutes(seconds: float) -> str:
    minutes = max(0, round(seconds / 60))
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
