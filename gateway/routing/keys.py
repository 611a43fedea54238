"""The keys by which rules are indexed: what a message has, and what a condition asks for, in the same words.

A key is a kind and a value with a space between, such as `word leak`. A condition may ask for more keys than decide it,
but a message that meets it always has one of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from gateway.routing.areas import Shape, box_around
from gateway.routing.facts import Facts
from gateway.routing.phrases import Forms, bare

_CELLS = (0.01, 0.1, 1.0)
"""Widths of the squares that the map is cut into, in degrees."""
_MOST_CELLS = 64
"""Squares by which one shape is known; a larger shape is known by larger ones."""
_SLACK = 1e-6
"""Degrees, a hand's breadth, by which rounding may let a point into a shape from outside of its corners."""


@lru_cache(maxsize=50_000)
def _bare_forms(forms: Forms) -> frozenset[str]:
    """A word in the ways in which it is compared, whatever the language: one key more does no harm."""
    return frozenset(map(bare, forms))


@lru_cache(maxsize=50_000)
def word_keys(forms: Forms) -> frozenset[str]:
    """A word that stands alone."""
    return frozenset(f"word {form}" for form in _bare_forms(forms))


def pair_keys(first: Forms, second: Forms) -> frozenset[str]:
    """Two words side by side, which are far rarer than either."""
    return frozenset(f"pair {one} {two}" for one in _bare_forms(first) for two in _bare_forms(second))


def shape_keys(shape: Shape) -> frozenset[str]:
    """The squares of the map that a shape may have a part in; none when it is larger than the map is cut for."""
    box = box_around([shape])
    if box is None:
        return frozenset()
    for cell in _CELLS:
        rows = range(_row(box.south - _SLACK, cell), _row(box.north + _SLACK, cell) + 1)
        columns = range(_row(box.west - _SLACK, cell), _row(box.east + _SLACK, cell) + 1)
        if len(rows) * len(columns) <= _MOST_CELLS:
            return frozenset(f"cell {cell} {row} {column}" for row in rows for column in columns)
    return frozenset()


def _row(degrees: float, cell: float) -> int:
    return math.floor(degrees / cell)


def keys_of(facts: Facts, kinds: Iterable[str], begins: frozenset[str]) -> set[str]:
    """The keys of these kinds that the message has; of pairs only those whose first word is one of `begins`."""
    keys = _pairs(facts, begins) if begins else set()
    for kind in kinds:
        found = facts.keys.get(kind)
        if found is None:
            found = facts.keys[kind] = frozenset(_KEYS[kind](facts))
        keys.update(found)
    return keys


def _service(facts: Facts) -> Iterator[str]:
    if facts.service is not None:
        yield f"service {facts.service}"


def _words(facts: Facts) -> frozenset[str]:
    return frozenset().union(*map(word_keys, facts.words.words))


def _pairs(facts: Facts, begins: frozenset[str]) -> set[str]:
    """A long text has hundreds of pairs, and rules ask for few."""
    forms = list(map(_bare_forms, facts.words.words))
    told = ((first, second) for first, second in pairwise(forms) if not begins.isdisjoint(first))
    return {f"pair {one} {two}" for first, second in told for one in first & begins for two in second}


def find_begins(keys: Iterable[str]) -> frozenset[str]:
    """The first words of the pairs among `keys`."""
    return frozenset(key.split(" ")[1] for key in keys if key.startswith("pair "))


def _cells(facts: Facts) -> Iterator[str]:
    if facts.point:
        lat, lon = facts.point
        yield from (f"cell {cell} {_row(lat, cell)} {_row(lon, cell)}" for cell in _CELLS)


def _repeated(facts: Facts) -> Iterator[str]:
    if max(facts.request.repeat, *facts.request.repeats.values(), 0) > 1:
        yield REPEATED


REPEATED = "repeated yes"
"""Of whoever, or wherever, something was reported more than once."""

_KEYS: Mapping[str, Callable[[Facts], Iterable[str]]] = {
    "word": _words,
    "service": _service,
    "street": lambda facts: {f"street {word}" for words in facts.place_words for word in words},
    "from": lambda facts: {f"from {name}" for name in facts.sender_names},
    "to": lambda facts: {f"to {name}" for name in facts.recipient_names},
    "cell": _cells,
    "channel": lambda facts: (f"channel {facts.message.medium}",),
    "language": lambda facts: (f"language {facts.understanding.language}",),
    "urgency": lambda facts: (f"urgency {facts.understanding.urgency}",),
    "event": lambda facts: (f"event {facts.request.event}",),
    "header": lambda facts: {f"header {name}" for name in facts.message.headers},
    "has": lambda facts: {f"has {thing}" for thing in facts.things},
    "repeated": _repeated,
}

RARITY: Mapping[str, float] = {
    "word": 0.01,
    "pair": 0.0001,
    "street": 0.01,
    "from": 0.001,
    "service": 0.03,
    "cell": 0.01,
    "header": 0.1,
    "repeated": 0.1,
    "to": 0.5,
    "channel": 0.5,
    "language": 0.5,
    "urgency": 0.5,
    "event": 0.5,
    "has": 0.5,
}
"""How likely a message has one certain key of a kind, as far as it matters for the order of looking."""
