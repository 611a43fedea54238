"""Work through what is due: claim a few rows, do them one after the other, put off what fails."""

from __future__ import annotations

import logging
import random
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import PurePath
from types import TracebackType

from gateway import delivery, locating, moments, pipeline, reminding
from gateway.bootstrap import Gateway
from gateway.errors import IntakeError
from gateway.jobs.leases import LeaseKeeper
from gateway.pictures import preparing
from gateway.store.work import Claim, FencedError, Kind, bury, claim, claim_one, postpone, release

log = logging.getLogger(__name__)

Handler = Callable[[Gateway, Claim], None]
"""Does the work of one claim; returning means that it is finished, postponed or buried in the store."""

HANDLERS: Mapping[str, Handler] = {
    "process": pipeline.process,
    "deliver": delivery.deliver,
    "files": preparing.prepare,
    "remind": reminding.remind,
    "locate": locating.locate,
    "rules": moments.ask,
}
GroupHandler = Callable[[Gateway, Sequence[Claim]], int]
"""Does the work of the first few claims at once and says of how many; an exception means of none."""

TOGETHER: Mapping[str, GroupHandler] = {"process": pipeline.process_together}
"""One durable commit for several messages costs about what one costs for a single message."""
LAST_RESORT: Mapping[str, Callable[[Gateway, Claim, str], None]] = {
    "process": pipeline.surrender,
    "files": preparing.surrender,
}
"""What is done instead of giving up: a message that kills its readers becomes a ticket for a person."""
MOST_ATTEMPTS: Mapping[str, int] = {"process": 8, "deliver": 60, "files": 5, "remind": 8, "locate": 8, "rules": 8}
"""Then a row is dead. Delivery has a ladder of its own up to five days; its bound catches crashes only."""
BATCH = 10
BUDGET_SECONDS = 60.0
_LONGEST_BACKOFF = 900.0


def drain(
    gateway: Gateway,
    kind: str,
    *,
    handler: Handler | None = None,
    passing: tuple[type[Exception], ...] = (),
    is_stopping: Callable[[], bool] = lambda: False,
    budget: float = BUDGET_SECONDS,
) -> int:
    """Work through everything of `kind` that is due, for `budget` seconds or so; the number of rows tried.

    An exception of `handler` puts its row off and never comes out, except for the types in `passing`. Raises
    `IntakeError` when the store is away; what was claimed is then free again after its lease.
    """
    handler = handler or HANDLERS[kind]
    together = TOGETHER.get(kind) if handler is HANDLERS[kind] else None
    deadline = time.monotonic() + budget
    tried = 0
    with LeaseKeeper(gateway) as keeper:
        while not is_stopping():
            claims = claim(gateway.store, kind=kind, limit=BATCH, now=gateway.clock())
            if not claims:
                break
            tried += _work_through(gateway, claims, handler, together, keeper, passing, is_stopping)
            if time.monotonic() > deadline:
                gateway.bell.ring(kind, claims[-1].ref)
                break
    return tried


def do_at_once(gateway: Gateway, kind: Kind, ref: int) -> bool:
    """Do one piece of work in this thread, for somebody who waits for it; False when it was not free.

    A failure puts it off as everywhere and never comes out. Raises `IntakeError` when the store is away.
    """
    held = claim_one(gateway.store, kind=kind, ref=ref, now=gateway.clock())
    if held is None:
        return False
    with LeaseKeeper(gateway) as keeper:
        keeper.hold([held])
        _attempt(gateway, held, HANDLERS[kind], ())
    return True


def _work_through(
    gateway: Gateway,
    claims: Sequence[Claim],
    handler: Handler,
    together: GroupHandler | None,
    keeper: LeaseKeeper,
    passing: tuple[type[Exception], ...],
    is_stopping: Callable[[], bool],
) -> int:
    waiting = deque(claims)
    try:
        while waiting and not is_stopping():
            keeper.hold(waiting)
            done = _attempt_together(gateway, waiting, together, passing)
            if done == 0:
                together = None
                _attempt(gateway, waiting.popleft(), handler, passing)
            for _ in range(done):
                waiting.popleft()
    finally:
        keeper.hold(())
        if waiting:
            with suppress(IntakeError):
                release(gateway.store, waiting)
    return len(claims) - len(waiting)


def _attempt_together(
    gateway: Gateway,
    claims: Collection[Claim],
    together: GroupHandler | None,
    passing: tuple[type[Exception], ...],
) -> int:
    if together is None or len(claims) == 1:
        return 0
    try:
        return together(gateway, tuple(claims))
    except passing:
        raise
    except Exception as error:  # noqa: BLE001 - each is tried alone then, and says itself what is wrong with it
        log.info("work is done one by one", extra={"claims": len(claims), "reason": describe(error)})
        return 0


def _attempt(gateway: Gateway, claim: Claim, handler: Handler, passing: tuple[type[Exception], ...]) -> None:
    if claim.attempts > MOST_ATTEMPTS[claim.kind]:
        _give_up(gateway, claim, "the worker was lost at every attempt")
        return
    try:
        handler(gateway, claim)
    except FencedError:
        log.warning("a lease was lost; whoever has it now does the work", extra={"kind": claim.kind, "ref": claim.ref})
    except passing as error:
        _put_off(gateway, claim, error)
        raise
    except Exception as error:  # noqa: BLE001 - one row must not keep the others from being done (16.17)
        _put_off(gateway, claim, error)


def _put_off(gateway: Gateway, claim: Claim, error: Exception) -> None:
    reason = describe(error)
    log.warning(
        "work failed and is tried again",
        extra={"kind": claim.kind, "ref": claim.ref, "attempts": claim.attempts},
        exc_info=error,
    )
    if claim.attempts >= MOST_ATTEMPTS[claim.kind]:
        _give_up(gateway, claim, reason)
    else:
        postpone(gateway.store, claim, next_at=gateway.clock() + backoff(claim.attempts), error=reason)


def _give_up(gateway: Gateway, claim: Claim, reason: str) -> None:
    if surrender := LAST_RESORT.get(claim.kind):
        try:
            surrender(gateway, claim, reason)
        except Exception as error:  # noqa: BLE001 - the row is dead then, and shown as such
            log.warning("the last resort failed too", extra={"ref": claim.ref, "reason": describe(error)})
        else:
            return
    log.error("work is given up and waits for a person", extra={"kind": claim.kind, "ref": claim.ref, "reason": reason})
    bury(gateway.store, claim, error=reason)


def backoff(attempts: int) -> float:
    """Seconds until the next attempt: 2, 4, 8 and so on up to 15 minutes, a little scattered."""
    return min(_LONGEST_BACKOFF, 2.0**attempts) * random.uniform(0.8, 1.2)  # noqa: S311 - it only scatters


def describe(error: Exception) -> str:
    """The type of an exception and where it was raised; never its text, which may quote a message."""
    trace = error.__traceback__
    place = f" in {_last_place(trace)}" if trace else ""
    return f"{type(error).__name__}{place}"


def _last_place(trace: TracebackType) -> str:
    while trace.tb_next:
        trace = trace.tb_next
    return f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
