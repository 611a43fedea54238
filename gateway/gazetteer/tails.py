"""Find what all addresses of a city end with, its own name and state, which are no part of any street."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from parsers.place_words import DIRECTIONS, SUFFIXES
from parsers.word_lists import word_set
from parsers.words import fold

_COUNTRIES = word_set("""
    usa, us, united states, united states of america, canada, germany, deutschland, austria, osterreich, switzerland,
    schweiz, suisse, france, spain, espana, mexico, portugal, brasil, brazil, united kingdom, uk
    """)
_POSTCODE = re.compile(r"(?:^|[\s,]+)(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?=[\s,]*$)", re.IGNORECASE)
_RARE = 0.02
"""The share of all addresses from which their last word may be the name of a place that they lie in."""
_SAME = 0.8
"""The share of a tail that a longer one has to have to be the whole name."""
_LONGEST = 4


def without_postcode(line: str) -> str:
    """`line` without country and postcode at its end, as often as they stand there."""
    before = None
    while before != line:
        before = line
        line = _POSTCODE.sub("", line.strip(" ,.;"))
        head, _, last = line.rpartition(",")
        if head and fold(last.strip()) in _COUNTRIES:
            line = head
    return line.strip()


def find_tails(lines: Iterable[str]) -> frozenset[str]:
    """The folded endings, such as `elm city`, that many of the addresses have behind their street."""
    counts: Counter[tuple[str, ...]] = Counter()
    total = 0
    for line in lines:
        words = tuple(map(fold, line.split()))
        total += 1
        counts.update(words[-length:] for length in range(1, min(_LONGEST, len(words) - 1) + 1))
    starts = [tail for tail, count in counts.items() if len(tail) == 1 and count >= max(3, _RARE * total)]
    return frozenset(" ".join(_whole(tail, counts)) for tail in starts if _may_be_city(tail[0]))


def _may_be_city(word: str) -> bool:
    return word.isalpha() and len(word) > 1 and word not in DIRECTIONS and word not in SUFFIXES


def _whole(tail: tuple[str, ...], counts: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """`tail` with the words before it that it hardly ever stands without."""
    longer = [
        (count, other)
        for other, count in counts.items()
        if len(other) == len(tail) + 1 and other[1:] == tail and count >= _SAME * counts[tail]
    ]
    if not longer or not _may_be_city(max(longer)[1][0]):
        return tail
    return _whole(max(longer)[1], counts)


def without_tail(line: str, tails: frozenset[str]) -> str:
    """`line` without the longest of `tails` that it ends with, unless no name would be left."""
    words = line.split()
    for length in range(min(_LONGEST, len(words) - 1), 0, -1):
        if " ".join(map(fold, words[-length:])) in tails and _names_something(words[:-length]):
            return " ".join(words[:-length])
    return line


def _names_something(words: list[str]) -> bool:
    return any(word[0].isalpha() and fold(word.strip(".")) not in DIRECTIONS for word in words)
