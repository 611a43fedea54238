"""Find how often something happens: `every night`, `todos los lunes`, `jeden Tag`, `每天晚上`; in plain English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from parsers.tongues import WRITTEN, any_of, load_tongue
from parsers.word_lists import word_list


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """A repetition and the characters it was read from; `words` are `every` and a span of time."""

    start: int
    end: int
    words: str


_DAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
_UNITS = {
    **{day: day for day in _DAYS},
    **{short: day for day in _DAYS for short in (day[:3], day[:4])},
    **{word: word for word in word_list("day night morning afternoon evening week weekend month hour weekday")},
    **dict(zip(word_list("lunes martes miercoles jueves viernes sabado domingo"), _DAYS, strict=True)),
    "dia": "day",
    "noche": "night",
    "manana": "morning",
    "tarde": "afternoon",
    "madrugada": "night",
    "semana": "week",
    "fin de semana": "weekend",
    "mes": "month",
    "hora": "hour",
}
_EVERY = re.compile(
    r"(?<![\w-])(?:every|each|cada|tod[oa]s (?:los|las)|most)\s+(?:single\s+|damn\s+)?(?P<step>other\s+|few\s+"
    r"|second\s+|otr[oa]\s+)?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})s?(?![\w-])(?!\s+(?:pickup|collection|service)\b)"
)
_PLURAL = re.compile(
    rf"(?<![\w-])(?:on\s+|los\s+|las\s+)?(?P<day>{'|'.join(_DAYS)})s(?![\w'-])"
    r"|(?<![\w-])(?:los|las)\s+(?P<dia>lunes|martes|miercoles|jueves|viernes|sabados|domingos)(?!\w)"
    r"|(?<![\w-])por las (?P<parte>noche|manana|tarde|madrugada)s(?!\w)"
    r"|(?<![\w-])(?P<adverb>nightly|diariamente|a diario|(?:on a )?daily(?: basis)?(?=\s*(?:[.,!?]|$|at\b|for\b"
    r"|since\b|from\b|between\b)))(?!\w)"
)
_CHINESE = re.compile(
    r"(?:每天|每日|天天)(?P<part>早上|上午|下午|晚上|夜里|凌晨|半夜)?|每个?(?P<night>晚上?|夜)|"
    r"(?:每个?|每個)(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天末])?"
)
_CHINESE_PARTS = {"早上": "morning", "上午": "morning", "下午": "afternoon", "": "day"}
_CHINESE_DAYS = {**dict(zip("一二三四五六日", _DAYS, strict=True)), "天": "sunday", "末": "weekend", "": "week"}


def find_repetition(flat: str, language: str) -> Repetition | None:
    """The first repetition that a flattened text names. Linear."""
    return min(_all(flat, language), key=lambda found: found.start, default=None)


def _all(flat: str, language: str) -> Iterator[Repetition]:
    for match in _EVERY.finditer(flat):
        step = "other " if match["step"] and match["step"][0] in "os" else "few " if match["step"] else ""
        yield _told(match, f"{step}{_UNITS[match['unit']]}")
    for match in _PLURAL.finditer(flat):
        named = match["day"] or match["dia"] or match["parte"]
        unit = (
            _UNITS.get(named) or _UNITS.get((named or "")[:-1]) or ("night" if match["adverb"] == "nightly" else "day")
        )
        yield _told(match, unit)
    if language in WRITTEN:
        expression, units = _tongue(language)
        for match in expression.finditer(flat):
            yield _told(match, units[match.group()])
    if not flat.isascii():
        yield from _chinese(flat)


def _chinese(flat: str) -> Iterator[Repetition]:
    for match in _CHINESE.finditer(flat):
        if match["night"]:
            yield _told(match, "night")
        elif match.group()[0] in "每天" and match.group()[1] in "天日":
            yield _told(match, _CHINESE_PARTS.get(match["part"] or "", "night"))
        else:
            yield _told(match, _CHINESE_DAYS[match["day"] or ""])


def _told(match: re.Match[str], unit: str) -> Repetition:
    return Repetition(start=match.start(), end=match.end(), words=f"every {unit}")


@cache
def _tongue(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    each = dict(load_tongue(language).each)
    return re.compile(rf"(?<!\w)(?:{any_of(each)})(?!\w)"), each
