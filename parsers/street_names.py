"""Say when two ways of writing a street's name mean one street: suffixes, directions, ordinals, umlauts, mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from parsers.place_words import DIRECTIONS, PARTICLES, SUFFIX_FORMS, SUFFIXES
from parsers.word_lists import word_list
from parsers.words import fold

_WORD = re.compile(r"[^\W_]+")
_FORMS = SUFFIX_FORMS | {"strasse": "st", "straße": "st"}
_SHORT = frozenset(_FORMS.values())
_SPELLED = dict(
    pair.split()
    for pair in word_list("""
    first 1st, second 2nd, third 3rd, fourth 4th, fifth 5th, sixth 6th, seventh 7th, eighth 8th, ninth 9th, tenth 10th,
    eleventh 11th, twelfth 12th, thirteenth 13th, fourteenth 14th, fifteenth 15th, sixteenth 16th, seventeenth 17th,
    eighteenth 18th, nineteenth 19th, twentieth 20th
    """)
)
_ENDINGS = {"1": "st", "2": "nd", "3": "rd"}
_GERMAN_STREET = re.compile(r"(?<=.{3})stra(?:ss|ß)e$")
_UMLAUT = re.compile(r"(?<=[^aeioq\W])([aou])e(?=[^\W\d_])")
_SIDES = frozenset(SUFFIX_FORMS.get(word, word) for word in DIRECTIONS)
_KINDS = (frozenset(SUFFIX_FORMS.get(word, word) for word in SUFFIXES), _SIDES)
_SHORTEST_MISSPELT = 6
"""Letters; of shorter names one letter makes another name: Marin and Main, Oak and Oaks."""
_LONG = 9
"""Letters from which two mistakes are forgiven."""


@lru_cache(maxsize=20_000)
def core_name(name: str) -> str:
    """The telling words of a street's name: `NW Oak St.` and `Calle Oak` are both `oak`."""
    words = _short_words(name)
    core = [word for word in words if word not in DIRECTIONS and word not in _SHORT and word not in SUFFIXES]
    return " ".join([word for word in core if word not in PARTICLES] or core or words)


def key_of(words: Iterable[str]) -> str:
    """Folded words in the one spelling that is compared: `fifth` is `5th`, `bucklestraße` is `bucklestr`."""
    return " ".join(map(_plain, words))


def full_key(name: str) -> str:
    """A whole name in the one spelling: `NE 5 Terr.` and `NE Fifth Terrace` are both `ne 5th ter`."""
    return key_of(_short_words(name))


def fits(said: str, known: str) -> bool:
    """Whether `said` may be `known` by suffix and direction: `oak` may be any Oak, `Oak St` is not Oak Avenue."""
    return fits_forms(name_forms(said), name_forms(known))


def fits_forms(here: frozenset[str], there: frozenset[str]) -> bool:
    """The same of the words that `name_forms` yields."""
    return all(not (here & kind) or not (there & kind) or here & there & kind for kind in _KINDS)


def points_elsewhere(here: frozenset[str], there: frozenset[str]) -> bool:
    """Whether both name a side of town, and not the same one: `SW 6th St` is never `NW 6th St`."""
    return bool(here & _SIDES and there & _SIDES and not here & there & _SIDES)


@lru_cache(maxsize=20_000)
def name_forms(name: str) -> frozenset[str]:
    """The words of a name, each in its one spelling."""
    return frozenset(full_key(name).split())


def _short_words(name: str) -> list[str]:
    """The folded words with short suffixes; a bare number before a suffix is an ordinal."""
    words = [_FORMS.get(word, word) for word in map(fold, _WORD.findall(name))]
    for place, following in enumerate(words[1:]):
        if words[place].isdecimal() and len(words[place]) < 4 and following in SUFFIXES:
            words[place] = ordinal(words[place])
    return words


def ordinal(digits: str) -> str:
    """`7` as `7th`."""
    is_teen = digits[-2:] in ("11", "12", "13")
    return digits + ("th" if is_teen else _ENDINGS.get(digits[-1], "th"))


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    if word in _SPELLED:
        return _SPELLED[word]
    word = _GERMAN_STREET.sub("str", word).replace("ß", "ss")
    return _UMLAUT.sub(r"\1", word) if len(word) > 4 else word


def by_ends(names: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """`names` by their first two letters and by their last three: one mistake leaves one of the two as it was."""
    found: dict[str, list[str]] = {}
    for name in names:
        if len(name) >= _SHORTEST_MISSPELT:
            for end in _ends(name):
                found.setdefault(end, []).append(name)
    return {end: tuple(sorted(alike)) for end, alike in found.items()}


def find_misspelt(name: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The one of `names` (as `by_ends` yields them) that `name` is a misspelling of; None between two equals."""
    if len(name) < _SHORTEST_MISSPELT:
        return None
    alike = {known for end in _ends(name) for known in names.get(end, ())}
    most = 2 if len(name) >= _LONG else 1
    near = process.extract(name, sorted(alike), scorer=OSA.distance, score_cutoff=most, limit=3)
    near = [found for found in near if _digits(found[0]) == _digits(name)]
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    return near[0][0]


def _ends(name: str) -> tuple[str, str]:
    return name[:2], f"*{name[-3:]}"


def _digits(name: str) -> list[str]:
    return re.findall(r"\d+", name)
