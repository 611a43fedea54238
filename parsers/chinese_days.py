"""Find the days that a Chinese text names, in simplified and traditional signs: `昨天`, `上周五`, `3天前`, `5月2日`."""

from __future__ import annotations

import re
from datetime import timedelta

from parsers.moments import (
    DayPattern,
    Found,
    Now,
    Patterns,
    last_month,
    last_week,
    last_weekend,
    latest_date,
    shifted,
    valid_date,
    whole_day,
)

_DISTANCES = {
    "大前天": -3,
    "前天": -2,
    "前晚": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "昨夜": -1,
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "今晨": 0,
}
_DISTANCES |= {
    "今晚": 0,
    "刚才": 0,
    "剛才": 0,
    "刚刚": 0,
    "剛剛": 0,
    "现在": 0,
    "現在": 0,
    "明天": 1,
    "后天": 2,
    "後天": 2,
}
_WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "兩": 2,
    "几": 3,
    "幾": 3,
    "半": 0,
}
_UNITS = {
    "秒": 0,
    "分": 1,
    "小": 2,
    "钟": 2,
    "鐘": 2,
    "天": 3,
    "日": 3,
    "晚": 3,
    "夜": 3,
    "周": 4,
    "週": 4,
    "星": 4,
    "礼": 4,
    "禮": 4,
    "月": 5,
    "年": 6,
}
_COUNT = r"(?P<count>\d{1,3}|[一二三四五六七八九两兩几幾半]?十[一二三四五六七八九]?|[一二三四五六七八九两兩几幾半])"
_UNIT = r"(?:个|個)?(?P<unit>秒|分钟|分鐘|小时|小時|钟头|鐘頭|天|日|晚上?|夜|周|週|星期|礼拜|禮拜|月|年)"
_WEEK = r"(?:周|週|星期|礼拜|禮拜)"


def _count(written: str) -> float:
    if written.isdigit():
        return int(written)
    if written == "半":
        return 0.5
    if "十" in written:
        tens, _, ones = written.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS[written]


def _nearby(match: re.Match[str], now: Now) -> Found | None:
    return whole_day(match, now.today + timedelta(days=_DISTANCES[match.group()]))


def _weekday(match: re.Match[str], now: Now) -> Found | None:
    weekday = _WEEKDAYS[match["day"]]
    if match["last"]:
        monday = now.today - timedelta(days=now.today.weekday() + 7)
        return whole_day(match, monday + timedelta(days=weekday))
    return whole_day(match, now.today - timedelta(days=(now.today.weekday() - weekday) % 7))


def _ago(match: re.Match[str], now: Now) -> Found | None:
    return shifted(match, -_count(match["count"]), _UNITS[match["unit"][0]], now)


def _lasting(match: re.Match[str], now: Now) -> Found | None:
    found = _ago(match, now)
    return found and found.until(now)


def _dated(match: re.Match[str], now: Now) -> Found | None:
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        return whole_day(match, valid_date(int(match["year"]), month, day))
    return whole_day(match, latest_date(month, day, now))


def _stretch(match: re.Match[str], now: Now) -> Found | None:
    if "末" in match.group():
        return last_weekend(match, now)
    return last_month(match, now) if "月" in match.group() else last_week(match, now)


CHINESE: Patterns = (
    DayPattern(re.compile("|".join(sorted(_DISTANCES, key=len, reverse=True))), _nearby),
    DayPattern(
        re.compile(rf"(?<!每)(?<!每个)(?<!每個)(?P<last>上个?|上個)?{_WEEK}(?P<day>[一二三四五六日天])(?!.?[号號])"),
        _weekday,
    ),
    DayPattern(re.compile(rf"{_COUNT}{_UNIT}(?:以|之|多)?前"), _ago),
    DayPattern(
        re.compile(
            rf"(?:已经?|已經|持续|持續|连续|連續|有|过去|過去|最近|这|這|近|超过|超過)(?:了|有|快|将近|大约|大約)?{_COUNT}多?{_UNIT}(?:多|了)?"
        ),
        _lasting,
    ),
    DayPattern(re.compile(rf"{_COUNT}多?{_UNIT}多?了"), _lasting),
    DayPattern(
        re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>1[0-2]|0?[1-9])月(?P<day>[12]\d|3[01]|0?[1-9])[日号號]?"), _dated
    ),
    DayPattern(re.compile(rf"(?:上个?|上個){_WEEK}(?![一二三四五六日天])末?|上个月|上個月|周末|週末|上月"), _stretch),
)
"""Patterns of days in Chinese, and how each is told."""
