"""Chooses who is asked about the sender of a mail, and writes the answer into the message."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gateway.envelopes import Arrival
from gateway.settings import Settings
from parsers.values import Authentication, InboundMessage

_DMARC_FAILED = re.compile(r"(?<![\w.-])dmarc\s*=\s*fail(?![\w-])", re.IGNORECASE)
_FAILED_UNASKED = "An unknown mail server says that the mail did not come from its sender's domain (DMARC fail)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticator:
    """Knows whom this installation believes; nothing here may run while a connection is open."""

    def examine(self, arrival: Arrival, message: InboundMessage) -> InboundMessage:
        """The mail with what is known about its sender. Total as far as DNS and hostile headers go."""
        authentication = self._authenticate(arrival, message)
        if authentication is message.authentication:
            return message
        return replace(message, authentication=authentication)

    def _authenticate(self, arrival: Arrival, message: InboundMessage) -> Authentication:
        if arrival.channel.startswith("simulator"):
            return message.authentication
        return heed_failure(message)


def heed_failure(message: InboundMessage) -> Authentication:
    """What a header of unknown origin is good for: a failure is believed, a pass proves nothing (PROTOCOL 7.1).

    A stranger who writes a failure keeps nobody but himself from an answer.
    """
    if _DMARC_FAILED.search(message.headers.get("authentication-results", "")):
        return Authentication(dmarc="fail", reason=_FAILED_UNASKED)
    return message.authentication


def make_authenticator(settings: Settings) -> Authenticator:  # noqa: ARG001 - the settings come with their readers
    """What the settings say about whom to believe."""
    return Authenticator()
