"""What time does to a question of ours: one reminder, then it is closed; the ticket goes on without it."""

from __future__ import annotations

from gateway.bootstrap import Gateway
from gateway.store.work import Claim, FencedError, finish


def remind(gateway: Gateway, claim: Claim) -> None:
    """Remind of the question that the claim names, or close it; raises `IntakeError` when the store is away."""
    with gateway.store.writing() as connection:
        if not finish(connection, claim):
            raise FencedError
