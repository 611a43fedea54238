"""A ticket in its department's own system: what that one calls it and says of it, and what a clerk may do about it."""

from __future__ import annotations

from gateway import handover
from gateway.web.context import this_gateway
from gateway.web.tickets.acting import Answer, Sent, act
from gateway.web.tickets.drawing import draw_ticket
from gateway.web.tickets.pages import pages
from gateway.web.tickets.typed import read_form


@pages.post("/<number>/system")
def send_to_system(number: str) -> Answer:
    """Hand the ticket over now, or once more."""
    return act(number, read_form("system"), _send, draw_ticket)


def _send(sent: Sent) -> str:
    handover.send_again(this_gateway(), **sent.by)
    return "It is on its way to the department's own system."


@pages.post("/<number>/system/stop")
def stop_asking_system(number: str) -> Answer:
    """Ask the other side no more."""
    return act(number, read_form("system"), _stop, draw_ticket)


def _stop(sent: Sent) -> str:
    handover.stop_asking(this_gateway(), **sent.by)
    return "The department's own system is not asked about it any more. It keeps what it has."
