"""Secrets that we must read again: sealed with a key of their own, in a column or for the next page in a cookie."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import session

from gateway.bootstrap import Gateway
from gateway.web.accounts import derive_keys

_ONCE = "once"


def seal(gateway: Gateway, purpose: str, secret: str) -> str:
    """The secret as letters that say nothing without our key."""
    return _lock(gateway, purpose).encrypt(secret.encode()).decode()


def unseal(gateway: Gateway, purpose: str, sealed: str) -> str | None:
    """What was sealed; None when it was tampered with, or its key is neither today's nor the one before."""
    try:
        return _lock(gateway, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _lock(gateway: Gateway, purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derive_keys(gateway, purpose)])


def hand_over(gateway: Gateway, words: str) -> None:
    """Give the next page something to show once, such as a one-time link."""
    session[_ONCE] = seal(gateway, _ONCE, words)


def take_over(gateway: Gateway) -> str:
    """What the page before handed over; empty after it was shown."""
    sealed = session.pop(_ONCE, "")
    return (unseal(gateway, _ONCE, str(sealed)) or "") if sealed else ""
