"""The words for days, parts of the day and counts of the languages beside English, Spanish and Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

from parsers.word_lists import word_list

WRITTEN = ("de", "fr", "pt", "vi", "ht")
"""The languages that have a file in `times/`."""
_WEEKDAYS = word_list("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = word_list("january february march april may june july august september october november december")
_UNITS = word_list("second minute hour day week month year")
NOTHING = r"(?!)"
"""A pattern that matches nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """How one language names times, by flat words; what ends in `_pattern` is an expression for any of them."""

    parts: Mapping[str, tuple[int, int]]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    units: Mapping[str, int]
    counts: Mapping[str, int]
    stretches: Mapping[str, str]
    each: Mapping[str, str]
    late: frozenset[str]
    day_patterns: tuple[tuple[str, int], ...]
    last: str
    ago_before: str
    ago_behind: str
    since: str
    clock: re.Pattern[str]

    @property
    def count_pattern(self) -> str:
        """Digits, or a word for a number."""
        return rf"(?:\d{{1,3}}|{any_of(self.counts)})"

    def count(self, written: str) -> int:
        """What a match of `count_pattern` counts."""
        return int(written) if written.isdigit() else self.counts[written]


def any_of(words: Mapping[str, object]) -> str:
    """An expression for any of `words`, the longer ones first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or NOTHING


@cache
def load_tongue(language: str) -> Tongue:
    """The words of one of `WRITTEN`, read once."""
    text = resources.files("parsers").joinpath(f"times/{language}.yaml").read_text(encoding="utf-8")
    written: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return Tongue(
        day_patterns=tuple((word, int(key)) for key, words in written["days"].items() for word in _split(words)),
        parts=MappingProxyType({word: _hours(key) for word, key in _turned(written["parts"]).items()}),
        weekdays=MappingProxyType({word: _WEEKDAYS.index(key) for word, key in _turned(written["weekdays"]).items()}),
        months=MappingProxyType({word: _MONTHS.index(key) + 1 for word, key in _turned(written["months"]).items()}),
        units=MappingProxyType({word: _UNITS.index(key) for word, key in _turned(written["units"]).items()}),
        counts=MappingProxyType({word: int(key) for word, key in _turned(written["counts"]).items()}),
        stretches=MappingProxyType(_turned(written["stretches"])),
        each=MappingProxyType(_turned(written["each"])),
        late=frozenset(_split(written["late"])),
        last=written["last"],
        ago_before=written["ago_before"],
        ago_behind=written["ago_behind"] or NOTHING,
        since=written["since"],
        clock=re.compile(rf"(?<![\d/$.#:-]){written['clock'].strip()}(?![\d/%:]|\.\d)"),
    )


def _split(words: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(word.split()) for word in str(words).split(","))))


def _turned(lists: Mapping[object, str]) -> dict[str, str]:
    """Each word with the key that it stands under."""
    return {word: str(key) for key, words in lists.items() for word in _split(words)}


def _hours(written: str) -> tuple[int, int]:
    first, _, last = written.partition("-")
    return int(first), int(last)
