"""The second ring: every 15 seconds whatever was lost, left behind or spooled is taken up again (PROTOCOL 16.15).

Every step can be done twice or by two processes at once without harm, so there is no leader (PROTOCOL 16.9).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping

from gateway.bootstrap import Gateway
from gateway.channels.spool import Spool
from gateway.channels.twilio import TwilioChannel
from gateway.digests import Digester
from gateway.envelopes import Arrival, Stored
from gateway.errors import IntakeError
from gateway.handover import Asker
from gateway.handover import notice as notice_handovers
from gateway.insight import refresh_figures
from gateway.intake import Intake
from gateway.jobs import HANDLERS, Handler, drain
from gateway.moments import TIMELY
from gateway.public_words import make_due_words
from gateway.retention import tidy
from gateway.store.sent_forms import forget_sent
from gateway.store.work import WorkStatistics, find_due, purge_done, release_expired, statistics
from gateway.webhooks import drop_old_news, tell_webhooks

log = logging.getLogger(__name__)

SWEEP_SECONDS = 15.0
RING_SECONDS = 1.0
"""A number sends by the second (PROTOCOL 13.6), and an answer by text is held back for a few (15.5)."""
OLDEST_SECONDS = 120.0
"""An inbound message that waits longer is an alert (PROTOCOL 16.18)."""
HELP_AFTER_SECONDS = 20.0
"""What is due for longer is done by the sweeper itself: Redis or all workers may be away."""
_HELP_SECONDS = 10.0


class Sweeper:
    """Sweeps in a thread of its own until it is stopped."""

    def __init__(self, gateway: Gateway, intake: Intake, *, interval: float = SWEEP_SECONDS) -> None:
        self._gateway = gateway
        self._spool = Spool(gateway.settings.spool_dir)
        self._fallback = Spool(gateway.settings.fallback_spool_dir)
        self._intake = intake
        self._interval = interval
        self._alerts = Alerts()
        self._chores = Chores()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Sweep now and then every few seconds."""
        self._thread.start()

    def stop(self, grace: float = 30.0) -> None:
        """Finish the sweep that goes on."""
        self._stopping.set()
        self._thread.join(grace)

    def _run(self) -> None:
        while True:
            self._sweep()
            if self._rest():
                return

    def _rest(self) -> bool:
        """Wait for the next sweep and ring meanwhile for what falls due; True when it is time to stop.

        RQ's workers look into the table only when somebody rings; threads look every second by themselves.
        """
        end = time.monotonic() + self._interval
        rings = bool(self._gateway.settings.redis_url)
        while (left := end - time.monotonic()) > 0:
            if self._stopping.wait(min(left, RING_SECONDS) if rings else left):
                return True
            if rings:
                self._ring()
        return self._stopping.is_set()

    def _ring(self) -> None:
        try:
            ring_for_due(self._gateway)
        except IntakeError as error:
            log.warning("the bell waits for the store", extra={"reason": type(error).__name__})
        except Exception:
            log.exception("a ring failed")

    def _sweep(self) -> None:
        try:
            # A broken edit is said aloud even while no message comes in that would ask for the rulebook.
            self._gateway.rulebooks.refresh()
            self._spool.ingest(self._intake.receive)
            if kept := self._fallback.ingest(self._receive_checked):
                log.error(
                    "ALERT: texts came by the fallback endpoint; see why the webhook failed", extra={"texts": kept}
                )
            self._alerts.look_at(sweep_once(self._gateway))
        except IntakeError as error:
            log.warning("the sweep waits for the store", extra={"reason": type(error).__name__})
        except Exception:
            log.exception("a sweep failed")
        self._chores.do(self._gateway)

    def _receive_checked(self, arrival: Arrival) -> Stored:
        """Take in what the fallback endpoint kept: it knows no rulebook, and cannot say whose number was meant."""
        channel = self._gateway.channels.get("twilio")
        if not isinstance(channel, TwilioChannel):
            raise IntakeError("There is no channel for texts of Twilio.")
        channel.check(arrival)
        return self._intake.receive(arrival)


def ring_for_due(gateway: Gateway) -> None:
    """Ring for what has become due by itself, such as a text that waited for its turn; raises `IntakeError`."""
    with gateway.store.reading() as connection:
        due = find_due(connection, now=gateway.clock())
    for row in due:
        gateway.bell.ring(row.kind, row.ref)


def sweep_once(gateway: Gateway, handlers: Mapping[str, Handler] = HANDLERS) -> WorkStatistics:
    """Free what lost its worker, forget what is long done, ring for what is due; says what was waiting.

    Raises `IntakeError` when the store is away.
    """
    now = gateway.clock()
    with gateway.store.reading() as connection:
        found = statistics(connection, now)
    with gateway.store.writing() as connection:
        freed = release_expired(connection, now=now)
        purge_done(connection, now=now)
        forget_sent(connection, now=now)
        due = find_due(connection, now=now)
    if freed:
        log.warning("work had lost its worker", extra={"rows": freed})
    for row in due:
        gateway.bell.ring(row.kind, row.ref)
        if now - row.next_at > HELP_AFTER_SECONDS:
            drain(gateway, row.kind, handler=handlers[row.kind], budget=_HELP_SECONDS)
    return found


class Chores:
    """What time brings besides work that waits; one that fails keeps none of the others from being done."""

    def __init__(self) -> None:
        self._chores: tuple[Callable[[Gateway], object], ...] = (
            *TIMELY,
            notice_handovers,
            tell_webhooks,
            Digester().send_due,
            refresh_figures,
            make_due_words,
            tidy,
            drop_old_news,
            Asker().ask_due,
        )

    def do(self, gateway: Gateway) -> None:
        """Do each of them once."""
        for chore in self._chores:
            try:
                chore(gateway)
            except IntakeError as error:
                log.warning("a chore waits for the store", extra={"reason": type(error).__name__})
            except Exception:
                log.exception("a chore failed", extra={"chore": getattr(chore, "__qualname__", "")})


class Alerts:
    """Says when something begins to be wrong and when it is over, not every 15 seconds in between."""

    def __init__(self) -> None:
        self._raised: set[str] = set()

    def look_at(self, found: WorkStatistics) -> None:
        """Compare with the bounds of PROTOCOL 16.18."""
        self._say("messages wait too long", found.oldest_unprocessed_seconds > OLDEST_SECONDS, found)
        self._say("work was given up and waits for a person", found.dead > 0, found)

    def _say(self, what: str, is_wrong: bool, found: WorkStatistics) -> None:
        figures = {"oldest_seconds": round(found.oldest_unprocessed_seconds), "ready": found.ready, "dead": found.dead}
        if is_wrong and what not in self._raised:
            self._raised.add(what)
            log.error("ALERT: %s", what, extra=figures)
        if not is_wrong and what in self._raised:
            self._raised.remove(what)
            log.warning("over: %s", what, extra=figures)
