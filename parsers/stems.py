"""Light stems, a language at a time, so that a phrase of the catalog is found in any of its usual endings.

A stem need not be a word: it only has to be the same for the forms that people use, in the catalog and in a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from parsers.word_lists import word_set

_KEEP_EN = {
    word: word
    for word in (
        word_set("""
            parking parked building buildings lighting crossing marking missing housing wiring painting tired
            wheeled opening clearing camping hunting meeting ceiling evening morning railing siding bedding always
            bus gas this his news signed notes planted used unused shed sled hundred kids tagging tagged timing
            speeding barking driving
        """)
    )
} | {
    "buildings": "building",
    "markings": "marking",
    "crossings": "crossing",
    "railings": "railing",
    "leaves": "leaf",
    "potholes": "pothol",
    "shelves": "shelf",
    "knives": "knife",
    "mice": "mous",
    "men": "man",
    "women": "woman",
    "feet": "foot",
    "geese": "goose",
    "fell": "fall",
    "fallen": "fall",
    "broke": "broken",
    "stuck": "stuck",
    "buses": "bus",
    "gases": "gas",
    "stolen": "steal",
    "stole": "steal",
    "blew": "blow",
    "blown": "blow",
    "threw": "throw",
    "thrown": "throw",
    "kids": "kid",
    "blocked": "blocking",
    "blocking": "blocking",
}


@lru_cache(maxsize=50_000)
def stem_english(word: str) -> str:
    """The light stem of a folded English word: plurals, -ing, -ed and a silent e fall away."""
    if word in _KEEP_EN:
        return _KEEP_EN[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    base = _verb_base(_singular(word))
    return base[:-1] if base.endswith("e") and len(base) > _SHORT_ENGLISH else base


_SHORT_ENGLISH = 4
"""Letters of words that keep a silent e, so that `care` is no `car` and `rate` is no `rat`."""
_LOST_E = re.compile(r"[^aeiou][aeiou][^aeiouwxy]")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _verb_base(word: str) -> str:
    if word in _KEEP_EN:
        return _KEEP_EN[word]
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ing") and len(word) > 5:
        return _undoubled(word, word[:-3])
    if word.endswith("ed") and not word.endswith("eed") and len(word) > 4:
        return _undoubled(word, word[:-2])
    return word


def _undoubled(word: str, base: str) -> str:
    if not any(vowel in base for vowel in "aeiouy"):
        return word
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
        return base[:-1]
    return base + "e" if _LOST_E.fullmatch(base) else base


@lru_cache(maxsize=50_000)
def stem_spanish(word: str) -> str:
    """The light stem of a folded Spanish word: plural and gender endings fall away (`rotas` is `rot`)."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith("es") and word[-3] in "lrndzj":
        return word[:-2]
    single = word.removesuffix("s")
    return single[:-1] if single[-1] in "aoe" and len(single) > 3 else single


@lru_cache(maxsize=50_000)
def stem_german(word: str) -> str:
    """The light stem of a folded German word: endings fall away, and `ae oe ue` are the letters that they stand for."""
    if len(word) <= 3 or not word.isalpha():
        return word
    plain = word.replace("ae", "a").replace("oe", "o")
    plain = "".join(
        letter
        for place, letter in enumerate(plain)
        if letter != "e" or place < 2 or not _is_spelled_umlaut(plain, place)
    )
    for ending in ("ern", "em", "en", "er", "es", "e", "n", "s"):
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST_GERMAN:
            return plain[: -len(ending)]
    return plain


_SHORTEST_GERMAN = 4


def _is_spelled_umlaut(word: str, place: int) -> bool:
    """Whether the `e` at `place` makes an umlaut of the `u` before it; in `feuer`, `quer` and `neue` it does not."""
    return word[place - 1] == "u" and word[place - 2] not in "aeq" and place + 1 < len(word)


@lru_cache(maxsize=50_000)
def stem_french(word: str) -> str:
    """The light stem of a folded French word: plural and feminine endings fall away (`cassées` is `cass`)."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("aux") and len(word) > 4:
        return word[:-1] if word.endswith(("eaux", "yaux")) else word[:-2] + "l"
    base = word.removesuffix("s") if not word.endswith("ss") else word
    base = base.removesuffix("e")
    return base.removesuffix("e") if len(base) > 3 else base


@lru_cache(maxsize=50_000)
def stem_portuguese(word: str) -> str:
    """The light stem of a folded Portuguese word: plural and gender endings fall away (`sinais` is `sinal`)."""
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, single in _PORTUGUESE_PLURALS.items():
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word[: -len(ending)] + single
    base = word.removesuffix("s")
    base = base[:-1] if base.endswith(("res", "zes")) else base
    if base.endswith("ao"):
        return base
    return base[:-1] if base[-1] in "aoe" and len(base) > 3 else base


_PORTUGUESE_PLURALS = {"oes": "ao", "aes": "ao", "aos": "ao", "ais": "al", "eis": "el", "ois": "ol", "ns": "m"}

STEMMERS: Mapping[str, Callable[[str], str]] = {
    "en": stem_english,
    "es": stem_spanish,
    "de": stem_german,
    "fr": stem_french,
    "pt": stem_portuguese,
}
"""The stemmer of each language whose words have endings; words of the others stay as they are."""
