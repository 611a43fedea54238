"""Read times of day in the languages beside English and Spanish, and stretches of the clock in all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.clock import ClockTime, PartOfDay, find_clock, find_part
from parsers.tongues import WRITTEN, any_of, load_tongue

_CHINESE_NUMBERS = {sign: value for value, sign in enumerate("零一二三四五六七八九十")} | {
    "两": 2,
    "兩": 2,
    "十一": 11,
    "十二": 12,
}
_CHINESE_CLOCK = re.compile(
    r"(?P<half>凌晨|半夜|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜裡|晚)?\s?(?P<hour>(?<!\d)\d{1,2}|十[一二]?|[一二三四五六七八九两兩])"
    r"(?:[点點](?:钟|鐘)?(?:(?P<part>半|一刻|三刻)|(?P<minute>[0-5]?\d)分?)?|时(?!间)|時(?!間)|[::](?P<exact>[0-5]\d))"
)
_CHINESE_PARTS = {
    (0, 6): "凌晨",
    (6, 12): "早上 早晨 今早 上午 清晨",
    (11, 14): "中午",
    (12, 18): "下午",
    (17, 20): "傍晚",
    (18, 24): "晚上 今晚 晚间 晚間",
    (18, 30): "昨晚 昨夜 夜里 夜裡 半夜",
}
_CHINESE_HOURS = {word: hours for hours, words in _CHINESE_PARTS.items() for word in words.split()}
_CHINESE_PART = re.compile("|".join(sorted(_CHINESE_HOURS, key=len, reverse=True)))
_LATE = frozenset({"下午", "傍晚", "晚上", "夜里", "夜裡", "晚"})
_NIGHTS = frozenset({"nachts", "nacht", "dem", "khuya", "dinwit", "夜里", "夜裡", "半夜"})

_HALF = r"a\.?m\.?|p\.?m\.?|de la (?:manana|tarde|noche|madrugada)"
_MARK = rf"(?: ?(?:{_HALF})\b| ?uhr\b| ?h(?:oras?)?\b| ?gio\b)"
_TIME = r"[01]?\d|2[0-4]"
_RANGE = re.compile(
    rf"(?<![\w$.,:/-])(?P<lead>between|from|entre(?: las?)?|desde las|de las?|zwischen|von|das|tu|ant|soti) ?"
    rf"(?P<h1>{_TIME})(?:[:.h](?P<m1>[0-5]\d))?(?P<k1>{_MARK})?\s?(?:and|to|till|until|-|–|y(?: las?)?"
    rf"|a(?: las?)?|hasta las|und|bis|et|as|e(?: as)?|den|va|ak|rive) ?"
    rf"(?P<h2>{_TIME})(?:[:.h](?P<m2>[0-5]\d))?(?P<k2>{_MARK})?(?![\w:/-]|\.\d)"
    rf"|(?<![\w$.,:/#-])(?P<h3>{_TIME})(?::(?P<m3>[0-5]\d))?(?P<k3> ?[ap]\.?m\b\.?)?\s?(?:-|–|to|until"
    rf"|till)\s?(?P<h4>{_TIME})(?::(?P<m4>[0-5]\d))?(?P<k4> ?[ap]\.?m\b\.?)"
)
_LATE_MARK = re.compile(r"p|tarde|noche")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRange:
    """From one time of day to another, in minutes after midnight; the second may lie on the next day."""

    first: int
    last: int
    start: int
    end: int


def find_time(flat: str, start: int, end: int, language: str) -> ClockTime | None:
    """The first time of day between two places of a flattened text in `language`, or in English or Spanish."""
    if not flat.isascii() and (match := _CHINESE_CLOCK.search(flat, start, end)):
        return _chinese(match)
    if language in WRITTEN:
        tongue = load_tongue(language)
        found = next(_tongue_times(tongue.clock, tongue.late, flat, start, end), None)
        if found is not None:
            return found
    return find_clock(flat, start, end)


def find_day_part(flat: str, start: int, end: int, language: str) -> PartOfDay | None:
    """The first part of a day named there."""
    if not flat.isascii() and (match := _CHINESE_PART.search(flat, start, end)):
        first, last = _CHINESE_HOURS[match.group()]
        return PartOfDay(first=first, last=last, start=match.start(), end=match.end())
    if language in WRITTEN:
        parts = load_tongue(language).parts
        match = re.compile(
            rf"(?<!\w)(?:{any_of(parts)})(?!\w)|(?<=tag)(?:abend|nacht|morgen|vormittag|nachmittag)(?!\w)"
        ).search(flat, start, end)
        if match is not None:
            first, last = parts.get(match.group()) or {
                "nacht": (22, 30),
                "abend": (18, 24),
                "nachmittag": (12, 18),
            }.get(match.group(), (6, 12))
            return PartOfDay(first=first, last=last, start=match.start(), end=match.end())
    return find_part(flat, start, end)


def _tongue_times(clock: re.Pattern[str], late: frozenset[str], flat: str, start: int, end: int) -> Iterator[ClockTime]:
    for match in clock.finditer(flat, start, end):
        said = match.groupdict()
        hour, half = int(match["hour"]), said.get("half") or ""
        minute = said.get("minute") or said.get("past") or ""
        if hour < 24:
            yield ClockTime(
                hour=_turned(hour, half, late),
                minute=30 if minute == "edmi" else int(minute or 0),
                is_exact=bool(minute),
                start=match.start(),
                end=match.end(),
                half="pm" if half in late else "am" if half or minute or not said.get("lead") else "",
            )


def _turned(hour: int, half: str, late: frozenset[str]) -> int:
    if half in _NIGHTS and hour < 12:
        return hour if hour < 6 else hour + 12
    return hour % 12 + 12 if half in late and hour <= 12 else hour


def _chinese(match: re.Match[str]) -> ClockTime | None:
    written, half = match["hour"], match["half"] or ""
    hour = int(written) if written.isdigit() else _CHINESE_NUMBERS[written]
    minute = {"半": 30, "一刻": 15, "三刻": 45}.get(match["part"] or "", int(match["minute"] or match["exact"] or 0))
    if hour > 23:
        return None
    hour = 0 if half == "凌晨" and hour == 12 else _turned(hour, half, _LATE)
    is_exact = bool(match["part"] or match["minute"] or match["exact"])
    return ClockTime(
        hour=hour, minute=minute, is_exact=is_exact, start=match.start(), end=match.end(), half="said" if half else ""
    )


def find_range(flat: str, start: int, end: int) -> ClockRange | None:
    """The first stretch of the clock between two places of a flattened text: `between 2 and 4 am`, `10pm-2am`."""
    for match in _RANGE.finditer(flat, start, end):
        found = _read_range(match)
        if found is not None:
            return found
    return None


def _read_range(match: re.Match[str]) -> ClockRange | None:
    one, two = ("1", "2") if match["h1"] else ("3", "4")
    marks = [match[f"k{side}"] or "" for side in (one, two)]
    if not any(marks) and not (match[f"m{one}"] and match[f"m{two}"]):
        return None
    hours = [int(match[f"h{side}"]) for side in (one, two)]
    minutes = [int(match[f"m{side}"] or 0) for side in (one, two)]
    is_same = not marks[0] and hours[0] % 12 <= hours[1] % 12
    first = _minutes(hours[0], minutes[0], marks[1] if is_same else marks[0] or _other_half(marks[1], hours[0]))
    last = _minutes(hours[1], minutes[1], marks[1] or (marks[0] if hours[1] >= hours[0] else ""))
    if max(first, last) >= 24 * 60:
        return None
    return ClockRange(first=first, last=last if last > first else last + 24 * 60, start=match.start(), end=match.end())


def _other_half(mark: str, hour: int) -> str:
    """`10 to 2 am` begins in the evening, `10 to 2 pm` in the morning."""
    is_marked = re.search(r"[ap]\.?m|de la", mark) is not None and hour <= 12
    return ("am" if _LATE_MARK.search(mark) else "pm") if is_marked else ""


def _minutes(hour: int, minute: int, mark: str) -> int:
    is_halved = re.search(r"[ap]\.?m|de la", mark) is not None and hour <= 12
    if is_halved:
        hour = hour % 12 + (12 if _LATE_MARK.search(mark) else 0)
    return hour * 60 + minute
