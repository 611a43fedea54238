"""Which lines of two texts are the same: in time that grows with their length, however much was changed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

_CAREFUL = 400
"""Lines of a stretch that are compared each with each; of a longer one only those that stand once are landmarks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of both texts, from 0, that is the same, or that was replaced."""

    is_same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int

    def first(self, count: int) -> Span:
        """No more than the first lines of a stretch that is the same."""
        size = min(count, self.old_end - self.old_start)
        return replace(self, old_end=self.old_start + size, new_end=self.new_start + size)

    def last(self, count: int) -> Span:
        """No more than the last lines of it."""
        size = min(count, self.old_end - self.old_start)
        return replace(self, old_start=self.old_end - size, new_start=self.new_end - size)


def align(old: Sequence[str], new: Sequence[str]) -> Iterator[Span]:
    """The two texts as stretches, from first to last line; stretches that are the same alternate with others."""
    at_old = at_new = same = 0
    for number, other in [*_pairs(old, new), (len(old), len(new))]:
        if (number, other) == (at_old + same, at_new + same) and number < len(old) and other < len(new):
            same += 1
            continue
        if same:
            yield _span(True, at_old, at_old + same, at_new, at_new + same)
        at_old, at_new = at_old + same, at_new + same
        if number > at_old or other > at_new:
            yield _span(False, at_old, number, at_new, other)
        at_old, at_new, same = number, other, 1


def longest_rising(numbers: Sequence[int]) -> frozenset[int]:
    """The members of a longest run, not necessarily of neighbors, that rises."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tails, number)
        before[number] = tails[at - 1] if at else None
        tails[at : at + 1] = [number]
    last = tails[-1] if tails else None
    kept = set()
    while last is not None:
        kept.add(last)
        last = before[last]
    return frozenset(kept)


def _span(is_same: bool, old_start: int, old_end: int, new_start: int, new_end: int) -> Span:
    return Span(is_same=is_same, old_start=old_start, old_end=old_end, new_start=new_start, new_end=new_end)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Numbers of lines that are the same, rising on both sides."""
    start, end = _same_at_both_ends(old, new)
    yield from ((number, number) for number in range(start))
    landmarks = [*_landmarks(old, new, start, end), (len(old) - end, len(new) - end)]
    at_old = at_new = start
    for number, other in landmarks:
        yield from _between(old, new, (at_old, number), (at_new, other))
        if number < len(old) - end:
            yield number, other
        at_old, at_new = number + 1, other + 1
    yield from ((len(old) - back, len(new) - back) for back in range(end, 0, -1))


def _same_at_both_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(old), len(new))
    start = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    rest = shorter - start
    end = next((number for number in range(rest) if old[-1 - number] != new[-1 - number]), rest)
    return start, end


def _landmarks(old: Sequence[str], new: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """In a long middle: lines that stand once in each text, as many as stand in the same order."""
    was, will_be = range(start, len(old) - end), range(start, len(new) - end)
    if max(len(was), len(will_be)) <= _CAREFUL:
        return []
    uses = Counter(old[number] for number in was), Counter(new[number] for number in will_be)
    places = {new[number]: number for number in will_be if uses[1][new[number]] == 1}
    common = {places[old[n]]: n for n in was if uses[0][old[n]] == 1 and old[n] in places}
    return [(common[other], other) for other in sorted(longest_rising(list(common)))]


def _between(
    old: Sequence[str], new: Sequence[str], was: tuple[int, int], will_be: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """What is the same between two landmarks; nothing where that is too much to compare."""
    if not 0 < was[1] - was[0] <= _CAREFUL or not 0 < will_be[1] - will_be[0] <= _CAREFUL:
        return
    matcher = SequenceMatcher(None, old[slice(*was)], new[slice(*will_be)], autojunk=False)
    for first, second, size in matcher.get_matching_blocks():
        yield from ((was[0] + first + number, will_be[0] + second + number) for number in range(size))
