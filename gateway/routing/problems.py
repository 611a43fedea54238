"""What is wrong with a rulebook, in words that a clerk can act on, with the place in the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from gateway.errors import GatewayError

MOST_SAID = 200
"""Mistakes that are told at once; whoever has more has put another file in the rulebook's place."""

MOST_KEPT = 1_000
"""Mistakes that are looked for."""

_LONGEST = 600
"""Characters of what is wrong."""

_LONG = 200
"""Letters of a word that is not worth comparing with known ones."""

_SHORT = 3
"""Letters of a word in which two wrong ones would make it any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: where it stands (line and column count from 1), what is wrong, and what to write instead."""

    source: str
    line: int
    column: int
    message: str
    hint: str = ""

    def __post_init__(self) -> None:
        # What people wrote is quoted in the message, and can be a whole file that lost its quotation mark.
        if len(self.message) > _LONGEST:
            object.__setattr__(self, "message", f"{self.message[: _LONGEST // 2]} ... {self.message[-_LONGEST // 4 :]}")

    def __str__(self) -> str:
        """`file:line:column: what is wrong; what to write instead`, the same text on every page and in the log."""
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.source}:{self.line}:{self.column}: {self.message}{hint}"


class RulebookError(GatewayError):
    """The rulebook cannot be used; `problems` names every mistake, file by file in their order.

    Its words tell the first of them, where they are more than `MOST_SAID`.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.source, problem.line, problem.column)))
        super().__init__("\n  ".join([_title(len(self.problems)), *map(str, self.problems[:MOST_SAID])]))


def _title(count: int) -> str:
    if count == 1:
        return "The rulebook has a mistake:"
    more = f"; these are the first {MOST_SAID}" if count > MOST_SAID else ""
    return f"The rulebook has {count:,} mistakes{more}:"


def find_similar(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None when nothing is near."""
    if len(word) > _LONG:
        return None
    bound = max(2 if len(word) > _SHORT else 1, len(word) // 3)
    plain = word.casefold().replace("-", "_").replace(" ", "_")
    near = ((DamerauLevenshtein.distance(plain, name.casefold()), name) for name in known)
    best = min(near, default=(bound + 1, ""))
    return best[1] if best[0] <= bound else None


def suggest(word: str, known: Iterable[str]) -> str:
    """A sentence with the nearest known word, or with the words that exist when they are few."""
    names = sorted(known)
    if similar := find_similar(word, names):
        return f"Did you mean `{similar}`?"
    listed = ", ".join(f"`{name}`" for name in names)
    return f"Use one of {listed}." if names and len(listed) <= 400 else ""
