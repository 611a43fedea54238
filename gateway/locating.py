"""Looks up where a ticket's place is, after the ticket is there: nothing waits for a geocoder."""

from __future__ import annotations

from gateway.bootstrap import Gateway
from gateway.store.work import Claim, FencedError, finish


def locate(gateway: Gateway, claim: Claim) -> None:
    """Look up the place of the ticket that the claim names; raises `IntakeError` when the store is away."""
    with gateway.store.writing() as connection:
        if not finish(connection, claim):
            raise FencedError
