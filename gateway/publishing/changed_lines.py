"""Two texts line by line, with a little around each change, as `diff -u` shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_AROUND = 3
"""Unchanged lines shown before and after a change."""
_CAREFUL = 2_000
"""Lines up to which every common line counts; beyond, those that stand everywhere are no landmarks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: kept, added or removed; numbers count from 1, None where the line does not stand in that text."""

    kind: Literal[" ", "+", "-"]
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLines:
    """What changed in one file; a hunk is a change with the lines around it."""

    name: str
    is_new: bool
    is_gone: bool
    hunks: tuple[tuple[Line, ...], ...]

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum(line.kind == "+" for hunk in self.hunks for line in hunk)

    @property
    def removed(self) -> int:
        """How many lines are gone."""
        return sum(line.kind == "-" for hunk in self.hunks for line in hunk)

    @property
    def unified(self) -> str:
        """As `diff -u` writes it, names included."""
        before = "/dev/null" if self.is_new else self.name
        after = "/dev/null" if self.is_gone else self.name
        lines = (line for hunk in self.hunks for line in (_range(hunk), *(f"{line.kind}{line.text}" for line in hunk)))
        return "".join(f"{line}\n" for line in (f"--- {before}", f"+++ {after}", *lines))


def compare_lines(name: str, old: str | None, new: str | None) -> FileLines:
    """The changes of one file; None for one that was or is not there."""
    before, after = (old or "").splitlines(), (new or "").splitlines()
    return FileLines(name=name, is_new=old is None, is_gone=new is None, hunks=tuple(_hunks(before, after)))


def _hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Line, ...]]:
    start, end = _same_at_both_ends(before, after)
    # What is alike before and after the changes is cut off, because most changes touch a few lines of thousands.
    start, end = max(0, start - _AROUND), max(0, end - _AROUND)
    was, will_be = before[start : len(before) - end], after[start : len(after) - end]
    is_long = max(len(was), len(will_be)) > _CAREFUL
    matcher = SequenceMatcher(None, was, will_be, autojunk=is_long)
    for group in matcher.get_grouped_opcodes(_AROUND):
        yield tuple(line for opcode in group for line in _lines(opcode, was, will_be, start + 1))


def _same_at_both_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    shorter = min(len(before), len(after))
    start = next((number for number in range(shorter) if before[number] != after[number]), shorter)
    rest = shorter - start
    end = next((number for number in range(rest) if before[-1 - number] != after[-1 - number]), rest)
    return start, end


def _lines(
    opcode: tuple[str, int, int, int, int], was: Sequence[str], will_be: Sequence[str], first: int
) -> Iterator[Line]:
    tag, old_start, old_end, new_start, new_end = opcode
    if tag == "equal":
        for offset in range(old_end - old_start):
            old, new = old_start + offset, new_start + offset
            yield Line(kind=" ", old=old + first, new=new + first, text=was[old])
        return
    yield from (Line(kind="-", old=at + first, new=None, text=was[at]) for at in range(old_start, old_end))
    yield from (Line(kind="+", old=None, new=at + first, text=will_be[at]) for at in range(new_start, new_end))


def _range(hunk: tuple[Line, ...]) -> str:
    olds = [line.old for line in hunk if line.old is not None]
    news = [line.new for line in hunk if line.new is not None]
    return f"@@ -{min(olds, default=0)},{len(olds)} +{min(news, default=0)},{len(news)} @@"
