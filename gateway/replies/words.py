"""The few words of ours that stand inside a city's templates, in the languages that we ship."""

from __future__ import annotations

from datetime import datetime

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


_EXAMPLE = {"en": "Pothole at 12 Oak St", "es": "Bache en la calle Oak 12"}
_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}


def example_text(language: str) -> str:
    """A report as a resident might write it; English where we have none."""
    return _EXAMPLE.get(language, _EXAMPLE["en"])


def day_in_words(moment: datetime, language: str) -> str:
    """A day as a resident reads it, without the year: `June 4`, `4 de junio`."""
    if language == "es":
        return f"{moment.day} de {_MONTHS['es'][moment.month - 1]}"
    return f"{_MONTHS['en'][moment.month - 1]} {moment.day}"
