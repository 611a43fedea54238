"""Sentences about what a visitor typed, and the words of tapbacks and of wishes that carriers act on."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST_QUOTED = 1_200
TAPBACKS: Mapping[str, str] = {"en": "Liked “{}”", "es": "Le gustó “{}”", "fr": "A aimé « {} »"}
"""What a phone sends for a thumb on one of our texts, by the language that the phone is set to."""
WISHES = ("STOP", "START", "HELP")
"""Words that Twilio acts on; with Advanced Opt-Out it says so in OptOutType."""
REFUSALS: Mapping[str, str] = {"en": "please stop texting me", "es": "no más mensajes"}
"""The same wish in words that no carrier knows."""


def too_long(text: str, longest: int) -> str:
    """What to do about a text above `longest` characters; empty when there is nothing to do."""
    return f"Shorten this to {longest:,} characters; it has {len(text):,}." if len(text) > longest else ""


def read_id(word: str) -> int | None:
    """The id of a row that an address or a form names, or None for what is no such number."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 15 else None


def first(problems: tuple[str, ...]) -> str:
    """The first of some sentences, or nothing."""
    return problems[0] if problems else ""


def react_to(text: str, tongue: str) -> str:
    """The text that a phone sends when somebody likes `text`."""
    return TAPBACKS.get(tongue, TAPBACKS["en"]).format(text[:LONGEST_QUOTED])


def count_of(number: int, word: str, many: str = "") -> str:
    """A number with its word, such as `1 text` and `3 texts`."""
    return f"{number} {word if number == 1 else many or word + 's'}"
