"""Dates as exports write them: ISO, American, with the day first, epochs, month names, with a zone or without."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import partial

NOTHING = frozenset({"", "-", "--", "0", "null", "none", "n/a", "na", "nan", "nat", "unknown", "not closed", "open"})
"""What exports write where there is no value, in small letters."""

_FIRST_YEAR, _LAST_YEAR = 1901, 2199
"""1900-01-01 and 9999-12-31 stand for "no date" in many systems; what is outside counts as nothing."""
_NUMBERS = re.compile(
    r"""(?:[^\W\d]{2,10}\.?,?\ +)?
    (?P<a>\d{1,4})(?P<mark>[-/.])\ ?(?P<b>\d{1,2})(?P=mark)\ ?(?P<c>\d{2,4})
    (?:[T,\ ]+(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?:[:.](?P<second>\d{2}))?(?:[.,:]\d+)?
       \ *(?P<half>[ap])?(?(half)\.?m?\.?)(?:\ *(?:Uhr|hrs?))?)?
    \ *(?P<zone>Z|[A-Z]{2,5}|(?:GMT|UTC)?[+-]\d{1,2}:?\d{0,2})?""",
    re.VERBOSE | re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DOTTED = re.compile(r"\b(\d\d)\.(\d\d)\.(\d\d)\.\d+")
"""How Oracle writes the time of a day."""
_UTC_OFFSET = re.compile(r"\b(?:GMT|UTC) ?(?=[+-]\d)")
"""In front of an offset it would turn its sign for dateutil, as POSIX has it."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|-\d\d\b")
# fmt: off
_ZONE_HOURS = {
    **dict.fromkeys(("z", "utc", "gmt", "wet"), 0),
    "nst": -3.5, "ast": -4, "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "brt": -3, "art": -3,
    "bst": 1, "west": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3,
}
# fmt: on
_MONTHS = (
    ("jan", "ene"),
    ("feb", "fev"),
    ("mar", "mrz"),
    ("apr", "abr", "avr"),
    ("may", "mai", "mag"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "ago", "aou"),
    ("sep", "set"),
    ("oct", "okt", "out", "ott"),
    ("nov",),
    ("dec", "dez", "dic"),
)  # fmt: skip
_MONTH_OF = {beginning: number for number, names in enumerate(_MONTHS, 1) for beginning in names}
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number of Excel has no zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the values of a column say about the order of day and month."""

    day_first: int = 0
    """Values that can only be read with the day first."""
    month_first: int = 0
    ambiguous: int = 0
    naive: int = 0
    """Values without a zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReader:
    """Reads the dates of one file."""

    is_day_first: bool = False
    zone: tzinfo = UTC
    """Of values that name none."""

    def read(self, text: str) -> datetime | None:
        """In UTC; None for what stands for no date; raises `ValueError` for what is no date."""
        text = text.strip()
        if text.lower() in NOTHING or text.startswith("0000-00"):
            return None
        found = _read(text, self.is_day_first)
        if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)


def is_date(text: str) -> bool:
    """True when `text` can be read as a date in one of the two orders."""
    return any(_find(text.strip(), is_day_first) is not None for is_day_first in (True, False))


def weigh(values: Iterable[str]) -> Evidence:
    """Look at the values of date columns for what tells the order of day and month."""
    counts = {"day_first": 0, "month_first": 0, "ambiguous": 0, "naive": 0}
    for value in values:
        match = _NUMBERS.fullmatch(value.strip())
        if match and len(match["a"]) <= 2:
            counts[_order(int(match["a"]), int(match["b"]))] += 1
        counts["naive"] += _is_naive(value.strip())
    return Evidence(**counts)


def _order(first: int, second: int) -> str:
    if first > 12:
        return "day_first"
    return "month_first" if second > 12 else "ambiguous"


def _is_naive(text: str) -> bool:
    return any(found is not None and found.tzinfo is None for found in map(partial(_find, text), (True, False)))


def _find(text: str, is_day_first: bool) -> datetime | None:
    try:
        return _read(text, is_day_first)
    except (ValueError, OverflowError):
        return None


def _read(text: str, is_day_first: bool) -> datetime:
    if text[4:5] == "-" and len(text) >= 10:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    if text.replace(".", "", 1).isdecimal():
        return _from_number(text)
    if match := _NUMBERS.fullmatch(text):
        return _from_numbers(match, is_day_first)
    return _from_words(text, is_day_first)


def _from_number(text: str) -> datetime:
    """Epoch seconds or milliseconds, 20240517, 20240517044032, or the serial number of a spreadsheet."""
    whole, number = text.partition(".")[0], float(text)
    match len(whole):
        case 8:
            return datetime.strptime(whole, "%Y%m%d")  # noqa: DTZ007 - the zone is the file's
        case 14:
            return datetime.strptime(whole, "%Y%m%d%H%M%S")  # noqa: DTZ007
        case 9 | 10:
            return datetime.fromtimestamp(number, UTC)
        case 12 | 13:
            return datetime.fromtimestamp(number / 1000, UTC)
        case 5:
            return _EXCEL_ZERO + timedelta(days=number)
        case _:
            raise ValueError(text)


def _from_numbers(match: re.Match[str], is_day_first: bool) -> datetime:
    a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["a"]) == 4:
        year, month, day = a, b, c
    else:
        day, month = (a, b) if is_day_first else (b, a)
        year = c if len(match["c"]) == 4 else 2000 + c - 100 * (c >= 70)
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in "pP")
    return datetime(
        year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0), tzinfo=_zone_of(match["zone"])
    )


def _zone_of(name: str | None) -> tzinfo | None:
    if not name:
        return None
    if offset := _OFFSET.search(name):
        sign = -1 if offset[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0)))
    if name.lower() not in _ZONE_HOURS:
        raise ValueError(name)
    return timezone(timedelta(hours=_ZONE_HOURS[name.lower()]))


def _from_words(text: str, is_day_first: bool) -> datetime:
    """With the name of a month, in one of the languages of the catalog that use our letters."""
    from dateutil import parser

    clean = _UTC_OFFSET.sub("", _DOTTED.sub(r"\1:\2:\3", text.partition("(")[0]))
    english, found = _with_english_month(clean)
    if found != 1 or not _YEAR.search(english):
        raise ValueError(text)
    try:
        return parser.parse(
            english,
            dayfirst=is_day_first,
            default=datetime(2000, 1, 1),  # noqa: DTZ001 - the zone is the file's
            tzinfos={name.upper(): int(hours * 3600) for name, hours in _ZONE_HOURS.items()},
        )
    except (OverflowError, parser.ParserError) as error:
        raise ValueError(text) from error


def _with_english_month(text: str) -> tuple[str, int]:
    """The text with its month in English and without linking words, and how many months it names."""
    months = 0

    def translate(match: re.Match[str]) -> str:
        nonlocal months
        word = unicodedata.normalize("NFKD", match[0].lower()).encode("ascii", "ignore").decode()
        number = _MONTH_OF.get(word[:4]) or _MONTH_OF.get(word[:3])
        if number is None:
            return match[0] if word in _ZONE_HOURS else ""
        months += 1
        return _ENGLISH[number - 1]

    return _WORD.sub(translate, text).replace(" de ", " ").replace(". ", " "), months
