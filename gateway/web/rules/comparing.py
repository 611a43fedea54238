"""Comparing texts of the rulebook once and not for every page: a large one takes seconds, and pages look again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from gateway.publishing import Difference, difference
from gateway.routing.changed import count_changes
from gateway.routing.files import RulebookFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two texts that are known by their versions."""

    old: str
    new: str
    old_files: RulebookFiles = field(compare=False)
    new_files: RulebookFiles = field(compare=False)


def compare(old: RulebookFiles, new: RulebookFiles) -> Difference:
    """What differs, in words and in lines."""
    return _compare(_pair(old, new))


def count(old: RulebookFiles, new: RulebookFiles) -> str:
    """How much differs, in half a sentence."""
    return _count(_pair(old, new))


def _pair(old: RulebookFiles, new: RulebookFiles) -> _Pair:
    return _Pair(old=old.version, new=new.version, old_files=old, new_files=new)


@lru_cache(maxsize=8)
def _compare(pair: _Pair) -> Difference:
    return difference(pair.old_files, pair.new_files)


@lru_cache(maxsize=32)
def _count(pair: _Pair) -> str:
    return count_changes(pair.old_files, pair.new_files)
