"""Recognise NEW before a report: what follows is about another problem than the one we were talking of (15.8)."""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.command_words import Command, find_command_of, fold_phrase
from parsers.commands import CityWords

_OPENING = re.compile(
    r"\s*(?P<word>[^\W\d_]+)(?P<thing>\s+(?:report|problem|issue|request|ticket|reporte|problema|solicitud|asunto))?"
    r"(?P<mark>\s*[:,.;!\n–—-]+)?\s*(?=\S)",
    re.IGNORECASE,
)
_STILL = re.compile(r"\b(?:still|again|already|either|too|t[ao]mpoco|todav[ií]a|otra vez|de nuevo|ya)\b", re.IGNORECASE)


def find_new_report(
    text: str, city_words: CityWords, *, is_continuing: bool, reports: Callable[[str], bool]
) -> int | None:
    """Where the report begins behind an opening NEW; None when `text` opens with no such word. Total.

    In a conversation (`is_continuing`) a plain `new pothole on Elm` counts too, when `reports` says of the rest that it
    reports something; else NEW must be in capitals, marked off, or called a report.
    """
    opening = _OPENING.match(text)
    if opening is None or not _is_new(opening["word"], city_words):
        return None
    rest = text[opening.end() :]
    if opening["mark"] or opening["thing"]:
        return opening.end()
    is_marked = opening["word"].isupper() and len(opening["word"]) > 1 and not rest.isupper()
    if is_marked or (is_continuing and _is_plain(opening["word"], rest) and reports(rest)):
        return opening.end()
    return None


def _is_new(word: str, city_words: CityWords) -> bool:
    phrase = fold_phrase(word)
    return find_command_of(phrase) is Command.NEW or phrase in city_words.get(Command.NEW, frozenset())


def _is_plain(word: str, rest: str) -> bool:
    """Whether `rest` is no name that goes on, as in `New Haven`, and does not speak of an old problem."""
    is_name = rest[:1].isupper() and not word.isupper()
    return not is_name and _STILL.search(rest) is None
