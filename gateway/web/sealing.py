"""Secrets that we must read again: sealed with a key of their own, in a column or for the next page in a cookie."""

from __future__ import annotations

from flask import session

from gateway import sealing
from gateway.bootstrap import Gateway

_ONCE = "once"


def seal(gateway: Gateway, purpose: str, secret: str) -> str:
    """The secret as letters that say nothing without our key."""
    return sealing.seal(gateway.tokens, purpose, secret)


def unseal(gateway: Gateway, purpose: str, sealed: str) -> str | None:
    """What was sealed; None when it was tampered with, or its key is neither today's nor the one before."""
    return sealing.unseal(gateway.tokens, purpose, sealed)


def hand_over(gateway: Gateway, words: str) -> None:
    """Give the next page something to show once, such as a one-time link."""
    session[_ONCE] = seal(gateway, _ONCE, words)


def take_over(gateway: Gateway) -> str:
    """What the page before handed over; empty after it was shown."""
    sealed = session.pop(_ONCE, "")
    return (unseal(gateway, _ONCE, str(sealed)) or "") if sealed else ""
