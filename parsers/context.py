"""What the words around a clue make of it: denied, over, told beside the point, only a place, or the very point.

The phrases themselves stand in the catalog, under `context` of each language:
`denied` (what follows is not meant: "not a"), `settled` (what came before is over: "is gone"; not where `open` follows:
"again"), `aside` (what follows is known: "already reported"), `place` (what follows says where: "next to the") and
`about` (what follows is the point: "this is about").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.words import Words

MEANT = 0.35
"""The least standing at which a clue still names what the sender wants."""

_AHEAD: Mapping[str, tuple[int, float]] = {
    "denied": (4, 0.1),
    "aside": (6, 0.4),
    "place": (3, 0.5),
    "about": (6, 1.3),
}
"""How many words behind a phrase it speaks of, and what their clues count."""
_SETTLED_REACH, _SETTLED = 8, 0.1
_OPEN_REACH = 5
_COMMA = re.compile("[,，、]")
_ENDS = frozenset([".", "my", "our", "mi", "nuestra", "nuestro"])


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of the context that was found: its kind, and the words that it is."""

    kind: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What each word of a text counts, where it counts more or less than in full."""

    counts: Mapping[int, float] = field(default_factory=dict)
    cues: frozenset[int] = frozenset()
    """The words of the phrases themselves; a clue that holds one of them is meant as it says."""

    def standing(self, places: Sequence[int]) -> float:
        """What a clue in the words at `places` counts."""
        if not self.counts or not self.cues.isdisjoint(places):
            return 1.0
        return self.counts.get(places[0], 1.0)


PLAIN = Context()
"""The context of words that say nothing of each other."""


def read_context(cues: Iterable[Cue], words: Words) -> Context:
    """What `cues` make of `words`."""
    ordered = sorted(cues, key=lambda cue: cue.places)
    if not ordered:
        return PLAIN
    counts: dict[int, float] = {}
    opened = [cue.places[0] for cue in ordered if cue.kind == "open"]
    point = max((cue.places[0] for cue in ordered if cue.kind == "about"), default=-1)
    for cue in ordered:
        if cue.kind == "settled":
            _settle(cue, opened, words, counts)
        elif cue.kind in _AHEAD:
            is_beside = cue.kind == "aside" and cue.places[0] < point
            _look_ahead(cue, "denied" if is_beside else cue.kind, words, counts)
    heard = frozenset(place for cue in ordered if cue.kind not in ("place", "open") for place in cue.places)
    return Context(counts, heard)


def _look_ahead(cue: Cue, kind: str, words: Words, counts: dict[int, float]) -> None:
    """The words ahead count as `kind` says; what is told aside before the point is as good as denied."""
    reach, count = _AHEAD[kind]
    for place in range(cue.places[-1] + 1, min(len(words), cue.places[-1] + 1 + reach)):
        if words.folded[place] == "." or _COMMA.search(words.text, words.ends[place - 1], words.starts[place]):
            return
        counts[place] = count if kind == "about" else min(count, counts.get(place, 1.0))


def _settle(cue: Cue, opened: Iterable[int], words: Words, counts: dict[int, float]) -> None:
    """What the sentence speaks of before is over, unless it is told at once that it is not.

    It goes back to a comma or to `my`: in `a deep pothole, my tire is gone` it is the tire that is gone.
    """
    last = cue.places[-1]
    if any(last < place <= last + _OPEN_REACH for place in opened):
        return
    for place in range(cue.places[0] - 1, max(-1, cue.places[0] - 1 - _SETTLED_REACH), -1):
        if words.folded[place] in _ENDS or _COMMA.search(words.text, words.ends[place], words.starts[place + 1]):
            return
        counts[place] = min(_SETTLED, counts.get(place, 1.0))
