"""What a carrier's error means, in words that staff understand beside the text that did not arrive (PROTOCOL 13.4)."""

from __future__ import annotations

from collections.abc import Mapping

_MEANINGS: Mapping[str, str] = {
    "21211": "this is no telephone number",
    "21610": "the resident has opted out of texts",
    "21614": "this number takes no texts",
    "30001": "the carrier had no room for it",
    "30003": "the telephone is off or out of reach",
    "30004": "the number does not accept it",
    "30005": "the number is not in use",
    "30006": "the number is a landline or cannot be reached",
    "30007": "the carrier took it for spam",
    "30008": "the carrier gives no reason",
    "30022": "the carrier had no room for it",
    "30032": "the city's toll-free number is not verified",
    "30034": "the city's number is not registered for texts",
    "63016": "WhatsApp takes it only within 24 hours of their last message",
}
"""Twilio's, which other providers' codes are translated to where they mean the same for the number."""


def explain_undelivered(status: str, code: str) -> str:
    """Why a text did not arrive, with the provider's own word and code."""
    told = f"{status} {code}".strip()
    return f"{_MEANINGS[code]} ({told})" if code in _MEANINGS else f"the carrier did not deliver it ({told})"
