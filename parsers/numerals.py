"""Numbers as people write them in dates and times: digits, `twenty third`, `un par de`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.word_lists import word_list, word_table

_ONES = word_list("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
""")
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ORDINALS = word_list("""
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
""")
_SPANISH = word_list("""
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete
    dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
    veintiocho veintinueve treinta
""")
_ARTICLES = word_table({1: "a an un una"})
_VAGUE = word_table(
    {
        0: "half an, half a,",
        2: "couple, a couple, a couple of, couple of, un par de, par de",
        3: "few, a few, several, unos, unas, varios, varias",
    }
)


def _compounds(ones: tuple[str, ...]) -> dict[str, int]:
    """`twenty one`, `twenty-first` and so on."""
    return {
        f"{ten}{joiner}{one}": tens + number
        for ten, tens in _TENS.items()
        for number, one in enumerate(ones[1:10], start=1)
        for joiner in " -"
    }


EXACT: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **_TENS,
    **_compounds(_ONES),
    **{word: value for value, word in enumerate(_SPANISH)},
}
"""What each word for a count counts, articles and vague words left out."""
_RANKS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ORDINALS)},
    **_compounds(_ORDINALS),
    "thirtieth": 30,
    "primero": 1,
}
VALUES: dict[str, int] = {**EXACT, **_RANKS, **_ARTICLES, **_VAGUE}
"""What each word or group of words counts."""


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


ORDINAL = rf"(?:{_alternatives(_RANKS)})"
"""A pattern for `first` to `thirty first`."""
COUNT = rf"(?:\d{{1,3}}|{_alternatives([*EXACT, *_ARTICLES, *_VAGUE])})"
"""A pattern for how many: digits, words, `a couple of`."""
DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th|º|ro)?|{ORDINAL}|{_alternatives(w for w, day in EXACT.items() if 1 <= day <= 31)})"
"""A pattern for the day of a month."""


def value_of(written: str) -> int:
    """The number that a match of `COUNT`, `DAY` or `ORDINAL` stands for."""
    digits = re.match(r"\d+", written)
    return int(digits.group()) if digits else VALUES[written]
