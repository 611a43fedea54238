"""The few words of ours that stand inside a city's templates, in the languages that we ship."""

from __future__ import annotations

_STATUS = {
    "en": {
        "received": "received",
        "open": "open",
        "in_progress": "in progress",
        "waiting": "waiting for you",
        "closed": "closed",
    },
    "es": {
        "received": "recibido",
        "open": "abierto",
        "in_progress": "en curso",
        "waiting": "esperando su respuesta",
        "closed": "cerrado",
    },
}


def status_word(status: str, language: str) -> str:
    """A ticket's status as a resident reads it; English where we have no word."""
    return _STATUS.get(language, _STATUS["en"]).get(status, status)
