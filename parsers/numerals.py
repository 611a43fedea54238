"""Numbers as people write them in dates and times: digits, `twenty third`, `un par de`."""

from __future__ import annotations

import re

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
).split()
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte "
    "veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta"
).split()
VALUES: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **_TENS,
    **{f"{ten}{joiner}{one}": tens + ones for ten, tens in _TENS.items() for ones, one in enumerate(_ONES[1:10], 1) for joiner in " -"},
    **{word: value for value, word in enumerate(_ORDINALS)},
    **{f"{ten}{joiner}{one}": tens + ones for ten, tens in _TENS.items() for ones, one in enumerate(_ORDINALS[1:10], 1) for joiner in " -"},
    "thirtieth": 30,
    **{word: value for value, word in enumerate(_SPANISH)},
    "a": 1, "an": 1, "un": 1, "una": 1, "primero": 1, "couple": 2, "a couple": 2, "a couple of": 2, "couple of": 2, "un par de": 2, "par de": 2,
    "few": 3, "a few": 3, "several": 3, "unos": 3, "unas": 3, "varios": 3, "varias": 3, "half an": 0,
}  # fmt: skip
"""What each word or group of words counts."""


def _alternatives(words: list[str]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", " ").replace(r"\-", "-") for word in sorted(words, key=len, reverse=True)
    )


_ORDINAL_WORDS = [word for word in VALUES if word.split("-")[-1].split()[-1] in {*_ORDINALS, "thirtieth", "primero"}]
ORDINAL = rf"(?:{_alternatives(_ORDINAL_WORDS)})"
"""A pattern for `first` to `thirty first`."""
COUNT = rf"(?:\d{{1,3}}|{_alternatives([word for word in VALUES if word not in _ORDINAL_WORDS])})"
"""A pattern for how many: digits, words, `a couple of`."""
DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th|º|ro)?|{ORDINAL}|{_alternatives([word for word in VALUES if VALUES[word] in range(1, 32) and word not in _ORDINAL_WORDS and word not in ('a', 'an', 'un', 'una') and 'couple' not in word and 'par' not in word and 'few' not in word and word not in ('several', 'unos', 'unas', 'varios', 'varias')])})"
"""A pattern for the day of a month."""


def value_of(written: str) -> int:
    """The number that a match of `COUNT`, `DAY` or `ORDINAL` stands for."""
    digits = re.match(r"\d+", written)
    return int(digits.group()) if digits else VALUES[written]
