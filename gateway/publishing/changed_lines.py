"""Two texts line by line, with a little around each change, as `diff -u` shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gateway.publishing.aligning import Span, align

_AROUND = 3
"""Unchanged lines shown before and after a change."""


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
    """The changes with what stands around them; two that are near each other are one."""
    hunk: list[Span] = []
    for span in align(before, after):
        if span.is_same and span.old_end - span.old_start > 2 * _AROUND:
            if hunk:
                yield _shown([*hunk, span.first(_AROUND)], before, after)
            hunk = [span.last(_AROUND)]
        elif hunk or not span.is_same:
            hunk.append(span)
        else:
            hunk = [span.last(_AROUND)]
    if any(not span.is_same for span in hunk):
        yield _shown([*hunk[:-1], hunk[-1].first(_AROUND)] if hunk[-1].is_same else hunk, before, after)


def _shown(spans: Sequence[Span], before: Sequence[str], after: Sequence[str]) -> tuple[Line, ...]:
    return tuple(line for span in spans for line in _lines(span, before, after))


def _lines(span: Span, before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    if span.is_same:
        for offset in range(span.old_end - span.old_start):
            old, new = span.old_start + offset, span.new_start + offset
            yield Line(kind=" ", old=old + 1, new=new + 1, text=before[old])
        return
    yield from (Line(kind="-", old=at + 1, new=None, text=before[at]) for at in range(span.old_start, span.old_end))
    yield from (Line(kind="+", old=None, new=at + 1, text=after[at]) for at in range(span.new_start, span.new_end))


def _range(hunk: tuple[Line, ...]) -> str:
    olds = [line.old for line in hunk if line.old is not None]
    news = [line.new for line in hunk if line.new is not None]
    return f"@@ -{min(olds, default=0)},{len(olds)} +{min(news, default=0)},{len(news)} @@"
