"""A text as it is handed to a provider: spelled plainly, and no longer than one message may be (PROTOCOL 13.1)."""

from __future__ import annotations

from gateway.routing.plain_text import plain_text

LONGEST_TEXT = 1_600
"""Characters; Twilio refuses more with error 21617."""


def plain_characters(text: str) -> str:
    """The text with the characters of a plain telephone, cut to what one message may hold."""
    plain = plain_text(text)
    return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 4].rstrip() + " ..."
