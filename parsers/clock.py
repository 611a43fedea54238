"""Read the time of day that stands beside a day: `at 8:45a`, `tonight around 7`, `a las 3 de la tarde`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.numerals import EXACT
from parsers.word_lists import word_list

_HOURS = "|".join(word for word, value in EXACT.items() if 1 <= value <= 12)
_CLOCK = re.compile(
    r"(?<![\d/$.#:-])(?:(?P<lead>\b(?:at|around|about|approximately|approx|by|after|before|for|a las|a la|como a las|"
    r"@)\s*)?)"
    rf"(?P<hour>[01]?\d|2[0-4]|(?:{_HOURS})\b)(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?|[ -](?P<words>thirty|fifteen|"
    rf"forty five))?"
    r"\s?(?P<half>a\.m\.?|p\.m\.?|am\b|pm\b|a m\b|p m\b|a\b(?! \w)|p\b(?! \w)|o'?clock|hrs\b|de la (?:manana|tarde|"
    r"noche))?(?![\d/%:]|\.\d)"
    r"|\b(?P<noon>noon|midday|mediodia|midnight|medianoche)\b"
)
_SPANS = {
    (0, 6): "madrugada",
    (6, 12): "morning, mornings, esta manana, de la manana, por la manana, en la manana",
    (12, 18): "afternoon",
    (12, 19): "tarde",
    (18, 22): "evening",
    (18, 24): "tonight, tonite",
    (18, 30): "last night, last nite, anoche",
    (19, 24): "noche",
    (20, 24): "night",
    (22, 30): "overnight",
}
_PARTS = {word: span for span, words in _SPANS.items() for word in word_list(words)}
_PART = re.compile(r"\b(" + "|".join(sorted(_PARTS, key=len, reverse=True)) + r")\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime:
    """A time of day and the characters it was read from; `is_exact` when minutes were given."""

    hour: int
    minute: int
    is_exact: bool
    start: int
    end: int
    half: str = ""
    """`am` or `pm` when it was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartOfDay:
    """A part of the day, in hours after its midnight, and the characters it was read from."""

    first: int
    last: int
    start: int
    end: int


def find_clock(flat: str, start: int, end: int) -> ClockTime | None:
    """The first time of day between two places of a flattened text; a bare number only behind `at` or `around`."""
    for match in _CLOCK.finditer(flat, start, end):
        if match["noon"]:
            is_noon = match["noon"] in ("noon", "midday", "mediodia")
            return ClockTime(
                hour=12 if is_noon else 0,
                minute=0,
                is_exact=False,
                start=match.start(),
                end=match.end(),
                half="pm" if is_noon else "am",
            )
        found = _clock(match)
        if found is not None and (found.is_exact or match["half"] or match["lead"]):
            return found
    return None


def _clock(match: re.Match[str]) -> ClockTime | None:
    hour = int(match["hour"]) if match["hour"].isdigit() else EXACT[match["hour"]]
    words = {"thirty": 30, "fifteen": 15, "forty five": 45}
    minute = int(match["minute"]) if match["minute"] else words.get(match["words"] or "", 0)
    half = _half(match["half"] or "")
    if hour > 23 or (half and hour > 12):
        return None
    is_exact = bool(match["minute"] or match["words"])
    return ClockTime(
        hour=_turned(hour, half), minute=minute, is_exact=is_exact, start=match.start(), end=match.end(), half=half
    )


def _half(written: str) -> str:
    if not written or written.startswith(("o", "hrs")):
        return ""
    if "tarde" in written or "noche" in written:
        return "pm"
    return "am" if written.startswith("a") or "manana" in written else "pm"


def _turned(hour: int, half: str) -> int:
    if half == "pm":
        return hour % 12 + 12
    return hour % 12 if half == "am" else hour


def find_part(flat: str, start: int, end: int) -> PartOfDay | None:
    """The first part of a day named between two places of a flattened text."""
    match = _PART.search(flat, start, end)
    if match is None:
        return None
    first, last = _PARTS[match[1]]
    return PartOfDay(first=first, last=last, start=match.start(), end=match.end())
