"""Keeps the TLS certificate fresh, so that a renewed one is used without a restart (PROTOCOL 2.4)."""

from __future__ import annotations

import logging
import ssl
import time
from pathlib import Path

from gateway.errors import NotReadyError

_log = logging.getLogger(__name__)
_LOOK_EVERY = 1.0


class Certificates:
    """A certificate chain and its key on disk; a broken renewal keeps the last good pair in force."""

    def __init__(self, chain: Path, key: Path | None) -> None:
        self._chain = chain
        self._key = key
        self._looked_at = time.monotonic()
        try:
            self._stamp = self._read_stamp()
            self._context = self._load()
        except OSError as error:
            raise NotReadyError(
                f"The certificate {chain} cannot be used ({error.strerror or error}). "
                "Set GATEWAY_SMTP_TLS_CERT and GATEWAY_SMTP_TLS_KEY to a matching pair of PEM files, or to nothing."
            ) from None

    def context(self) -> ssl.SSLContext:
        """The context for a new session."""
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_EVERY:
            self._looked_at = now
            self._renew()
        return self._context

    def _renew(self) -> None:
        try:
            stamp = self._read_stamp()
            if stamp != self._stamp:
                self._stamp = stamp
                self._context = self._load()
                _log.info("The TLS certificate was renewed")
        except OSError as error:
            _log.error(
                "The renewed TLS certificate cannot be used, the old one stays: %s",
                error.strerror or type(error).__name__,
            )

    def _read_stamp(self) -> tuple[int, ...]:
        return tuple(path.stat().st_mtime_ns for path in (self._chain, self._key) if path is not None)

    def _load(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._chain, self._key)
        return context
