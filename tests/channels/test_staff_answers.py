"""Answers to a department's mail have limits of their own: loose for commands, tight for what a machine could cause."""

from __future__ import annotations

from gateway.envelopes import OutboundKind
from gateway.restraint import ANSWERS_TO_STAFF_AN_HOUR, EXPLANATIONS_ON_A_TICKET
from tests.channels.delivery import Desk

STREETS = "streets@elmcity.example"


def test_an_hour_of_confirmations_has_an_end(desk: Desk) -> None:
    """No clerk gives sixty commands an hour; whatever does is not mailed to any longer (PROTOCOL 5.11)."""
    for _ in range(ANSWERS_TO_STAFF_AN_HOUR + 1):
        desk.queue(STREETS, kind=OutboundKind.CONFIRMATION)
    desk.work()
    assert desk.states().count("suppressed") == 1


def test_explanations_on_a_ticket_go_on_when_something_else_happened(desk: Desk) -> None:
    """A command, or news for the department, shows that people are there."""
    ticket_id = desk.open_ticket()
    for _ in range(EXPLANATIONS_ON_A_TICKET + 1):
        desk.queue(STREETS, kind=OutboundKind.EXPLANATION, ticket_id=ticket_id)
    desk.work()
    assert desk.states()[-1] == "suppressed"
    for kind in (OutboundKind.CONFIRMATION, OutboundKind.EXPLANATION):
        desk.queue(STREETS, kind=kind, ticket_id=ticket_id)
    desk.work()
    assert "suppressed" not in desk.states()[-2:]
