"""An export taken over whole: its good lines kept, its broken ones named, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gateway.history.values import BrokenLine, HistoryError, PastRequest
from gateway.store.engine import Store
from gateway.store.history_merging import Merged, Origin, set_aside

FEW, SHARE = 3, 0.05
"""So many broken lines, and this share of all, are skipped and named; with more of both nothing is imported."""
_HOPELESS = 1_000
"""After so many broken lines it is decided by what was read so far."""
_NAMED = 10
"""Broken lines that are named one by one."""


@dataclass(slots=True, kw_only=True)
class Sieve:
    """Lets requests through, counts broken lines and keeps the first; `check` raises `HistoryError` for too many."""

    skips_all: bool = False
    """Broken lines are skipped however many they are."""
    good: int = 0
    broken: int = 0
    first: list[BrokenLine] = field(default_factory=list)

    def sift(self, lines: Iterable[PastRequest | BrokenLine]) -> Iterator[PastRequest]:
        """The requests among the lines; stops with `HistoryError` when it is clear that this is not the file."""
        for line in lines:
            match line:
                case PastRequest():
                    self.good += 1
                    yield line
                case BrokenLine():
                    self._count(line)

    def check(self) -> None:
        """Raises `HistoryError` when too many lines were broken, or no line is a request."""
        if not self.good or (self._is_too_many() and not self.skips_all):
            raise HistoryError(self._too_many())

    def named(self) -> Iterator[str]:
        """The first broken lines, a sentence each."""
        yield from (f"Line {one.line} {one.why}." for one in self.first)
        if self.broken > len(self.first):
            yield f"So are {self.broken - len(self.first):,} more."

    def _count(self, line: BrokenLine) -> None:
        self.broken += 1
        if len(self.first) < _NAMED:
            self.first.append(line)
        if self.broken == _HOPELESS and self._is_too_many() and not self.skips_all:
            raise HistoryError(self._too_many())

    def _is_too_many(self) -> bool:
        return self.broken > FEW and self.broken > SHARE * (self.broken + self.good)

    def _too_many(self) -> str:
        if not self.broken:
            return "There is no request in it. Nothing was imported."
        way_out = " Mend it, or import the rest with --skip-broken." if self.good else ""
        told = "\n".join(f"  {sentence}" for sentence in self.named())
        return (
            f"{self.broken:,} of {self.broken + self.good:,} lines are broken. Nothing was imported.{way_out}\n{told}"
        )


def import_history(
    store: Store, origin: Origin, lines: Iterable[PastRequest | BrokenLine], sieve: Sieve, *, now: float
) -> Merged:
    """Take over the requests in `lines`, all or nothing; raises `HistoryError` and what `Store.writing` raises."""
    with set_aside(store) as aside:
        aside.fill(sieve.sift(lines))
        sieve.check()
        return aside.merge(origin, refused=sieve.broken, now=now)
