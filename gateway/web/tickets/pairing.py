"""Other tickets: one goes on with this one's story, or both name each other."""

from __future__ import annotations

from gateway import casework
from gateway.web.context import this_gateway
from gateway.web.tickets.acting import Answer, Sent, act
from gateway.web.tickets.drawing import draw_ticket
from gateway.web.tickets.pages import pages
from gateway.web.tickets.typed import read_form


@pages.post("/<number>/merge")
def merge(number: str) -> Answer:
    """Close the ticket and go on with its story in another one."""
    return act(number, read_form("merge"), _merge, draw_ticket)


def _merge(sent: Sent) -> str:
    casework.merge_tickets(this_gateway(), number=sent["text"], reason="", **sent.by)
    return "The ticket was merged."


@pages.post("/<number>/link")
def link(number: str) -> Answer:
    """Let two tickets name each other."""
    return act(number, read_form("link"), _link, draw_ticket)


def _link(sent: Sent) -> str:
    casework.link_tickets(this_gateway(), number=sent["text"], **sent.by)
    return "The tickets are linked."
