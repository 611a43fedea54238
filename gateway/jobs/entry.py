"""The functions that RQ calls, and what their process works with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from rq.timeouts import JobTimeoutException

from gateway.bootstrap import Gateway, build_gateway
from gateway.jobs.bounds import bound_this_process
from gateway.jobs.draining import HANDLERS, Handler, drain
from gateway.settings import load_settings

_BUDGET_SECONDS = 20.0
"""A job ends then and rings for the rest, so that a worker which is asked to stop does so in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """The one gateway of a process and the handlers that its jobs call."""

    gateway: Gateway
    handlers: Mapping[str, Handler]
    process: int = field(default_factory=os.getpid)
    """The process that opened it; a job of another one runs in a fork that RQ made for it."""


_workplaces: list[Workplace] = []


def open_workplace(gateway: Gateway, handlers: Mapping[str, Handler] = HANDLERS) -> Workplace:
    """What jobs of this process and of those forked from it work with from now on."""
    _workplaces[:] = [Workplace(gateway=gateway, handlers=handlers)]
    return _workplaces[0]


def process_message(message_id: int) -> None:  # noqa: ARG001 - what is due is in the table
    """Process every stored message that is due."""
    _drain("process")


def deliver(outbound_id: int) -> None:  # noqa: ARG001 - as above
    """Send everything that is due."""
    _drain("deliver")


def prepare_files(message_id: int) -> None:  # noqa: ARG001 - as above
    """Prepare the files of every message that is due."""
    _drain("files")


def remind(question_id: int) -> None:  # noqa: ARG001 - as above
    """Remind of, or close, every question whose time has come."""
    _drain("remind")


def locate(ticket_id: int) -> None:  # noqa: ARG001 - as above
    """Look up the place of every ticket that waits for it."""
    _drain("locate")


def ask_rules(event_id: int) -> None:  # noqa: ARG001 - as above
    """Ask the rules about every ticket that was closed, was opened again, or is overdue."""
    _drain("rules")


def _drain(kind: str) -> None:
    place = _workplaces[0] if _workplaces else open_workplace(build_gateway(load_settings()))
    if os.getpid() != place.process:
        bound_this_process()
    # RQ's time-out is an Exception; swallowing it would make a job that cannot be ended (16.10).
    drain(place.gateway, kind, handler=place.handlers[kind], passing=(JobTimeoutException,), budget=_BUDGET_SECONDS)
    # The process ends with the job, and its threads with it.
    place.gateway.bell.flush()
