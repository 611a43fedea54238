"""Read which of several named choices an answer means: by number, by name, or by a word that tells them apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from parsers.answers import AROUND, find_choice
from parsers.words import fold

_LONGEST = 200
_MOST_PARTS = 20
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BETWEEN = re.compile(r"\s*(?:[,;/&+\n]|\b(?:and|y|e|et|und|ak|va|và)\b)\s*", re.IGNORECASE)
_DENIES = frozenset({"no", "not", "nor", "none", "neither", "never", "ni", "nunca", "isnt", "wasnt", "dont"})
Names = Sequence[Collection[str]]
"""What each choice is called, in every language."""


def find_named_choice(said: str, names: Names) -> int | None:
    """The place of the choice that the whole of `said` means; None when it says more, less, or nothing. Total."""
    if len(said) > _LONGEST:
        return None
    number = find_choice(said)
    if number is not None:
        return number - 1 if number <= len(names) else None
    words = _words(said)
    same = [place for place, called in enumerate(names) if any(_words(name) == words for name in called)]
    return same[0] if len(same) == 1 else _told_apart(words, names)


def find_named_choices(said: str, names: Names) -> tuple[int, ...]:
    """The places of all that `said` names, in the order of the choices; empty when some part of it is none. Total."""
    whole = find_named_choice(said, names)
    if whole is not None:
        return (whole,)
    parts = [part for part in _BETWEEN.split(said[: _LONGEST + 1]) if part.strip()]
    if len(said) > _LONGEST or len(parts) > _MOST_PARTS:
        return ()
    found = [find_named_choice(part, names) for part in parts]
    return () if None in found else tuple(sorted({place for place in found if place is not None}))


def _told_apart(words: tuple[str, ...], names: Names) -> int | None:
    """`the big one` where one choice has `big` in its name and no other has."""
    telling, denied = set(words) - AROUND, _DENIES.intersection(words)
    of_each = [{word for name in called for word in _words(name)} for called in names]
    fitting = [place for place, known in enumerate(of_each) if telling and telling | denied <= known]
    return fitting[0] if len(fitting) == 1 else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _WORD.findall(text))
