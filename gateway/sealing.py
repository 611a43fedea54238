"""Secrets that we must read again: sealed with a key of their own, made of the gateway's own key."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from gateway.tokens import Tokens


def derive_keys(tokens: Tokens, purpose: str) -> tuple[bytes, ...]:
    """The key of one purpose, and the one before it while the secret key is being replaced.

    What is signed or sealed for one purpose is worth nothing for another.
    """
    mine = (tokens.key, tokens.previous_key)
    return tuple(hmac.new(key, f"city311:{purpose}".encode(), hashlib.sha256).digest() for key in mine if key)


def seal(tokens: Tokens, purpose: str, secret: str) -> str:
    """The secret as letters that say nothing without our key."""
    return _lock(tokens, purpose).encrypt(secret.encode()).decode()


def unseal(tokens: Tokens, purpose: str, sealed: str) -> str | None:
    """What was sealed; None when it was tampered with, or its key is neither today's nor the one before."""
    try:
        return _lock(tokens, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _lock(tokens: Tokens, purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derive_keys(tokens, purpose)])
