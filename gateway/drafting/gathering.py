"""Go through the past once, in bounded memory: count everything, keep a sample of the requests."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from gateway.drafting.values import Category, DraftError, Gathered
from gateway.envelopes import PastRequest
from parsers.city_services import fold_name

MOST_KEPT = 20_000
"""Requests that are kept to be read; of a longer history a part that only depends on their ids."""
MOST_CATEGORIES = 300
"""Categories that become services; what is beyond is counted and left to the front desk."""
_MOST_NAMES = 20_000
"""Different names of categories or departments; a column with more of them holds something else."""
_TEXT_KEPT = 2_000


@dataclass(slots=True)
class _Count:
    """One name in its spellings, and what goes with it."""

    spellings: Counter[str] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The spelling used most, the first in the alphabet of those that are used as often."""
        return min(self.spellings, key=lambda name: (-self.spellings[name], name))


def gather(requests: Iterable[PastRequest | object]) -> Gathered:
    """Count and sample; what is no `PastRequest` is a broken line. Raises `DraftError` when there is none."""
    counter = _Counter()
    for request in requests:
        if isinstance(request, PastRequest):
            counter.add(request)
        else:
            counter.broken += 1
    return counter.gathered()


class _Counter:
    def __init__(self) -> None:
        self.broken = 0
        self._total = 0
        self._categories: dict[str, _Count] = {}
        self._departments: dict[str, _Count] = {}
        self._heap: list[tuple[int, int, PastRequest]] = []
        self._since: datetime | None = None
        self._until: datetime | None = None

    def add(self, request: PastRequest) -> None:
        """Count one request, and keep it when it belongs to the sample."""
        self._total += 1
        department = fold_name(request.department)
        if department:
            _count(self._departments, department, "department").spellings[request.department.strip()] += 1
        if category := fold_name(request.category):
            count = _count(self._categories, category, "category")
            count.spellings[" ".join(request.category.split())] += 1
            count.departments[department] += 1
        self._date(request.requested_at)
        self._keep(request)

    def _date(self, moment: datetime | None) -> None:
        if moment is not None:
            self._since = moment if self._since is None else min(self._since, moment)
            self._until = moment if self._until is None else max(self._until, moment)

    def _keep(self, request: PastRequest) -> None:
        """Keep the requests with the smallest digests: the same ones in whatever order they come."""
        if not request.text.strip():
            return
        digest = int.from_bytes(hashlib.blake2b(request.key.encode(errors="replace"), digest_size=8).digest())
        entry = (-digest, self._total, request)
        if len(self._heap) < MOST_KEPT:
            heapq.heappush(self._heap, entry)
        else:
            heapq.heappushpop(self._heap, entry)

    def gathered(self) -> Gathered:
        """What came together."""
        if not self._total:
            raise DraftError("There is no request in the file. It needs a header and one request in each line below.")
        kept = sorted((request for _, _, request in self._heap), key=_age)
        categories = self._listed()
        return Gathered(
            total=self._total,
            broken=self.broken,
            categories=dict(list(categories.items())[:MOST_CATEGORIES]),
            departments=_by_frequency(self._departments),
            left_out=sum(category.count for category in list(categories.values())[MOST_CATEGORIES:]),
            sample=tuple(kept),
            since=self._since,
            until=self._until,
        )

    def _listed(self) -> dict[str, Category]:
        counts = sorted(
            self._categories.items(), key=lambda pair: (-sum(pair[1].spellings.values()), pair[1].name, pair[0])
        )
        return {key: self._category(count) for key, count in counts}

    def _category(self, count: _Count) -> Category:
        named = {self._departments[key].name: times for key, times in count.departments.items() if key}
        return Category(name=count.name, count=sum(count.spellings.values()), departments=Counter(named))


def _count(counts: dict[str, _Count], key: str, what: str) -> _Count:
    if key not in counts and len(counts) >= _MOST_NAMES:
        raise DraftError(
            f"The column taken for the {what} has more than {_MOST_NAMES:,} different values, so it is another one. "
            f"Name the right column with --{what} (or --{what} '' when there is none)."
        )
    return counts.setdefault(key, _Count())


def _by_frequency(counts: Mapping[str, _Count]) -> dict[str, int]:
    pairs = [(count.name, sum(count.spellings.values())) for count in counts.values()]
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _age(request: PastRequest) -> tuple[datetime, int, str]:
    return request.requested_at or datetime.min.replace(tzinfo=UTC), request.line, request.key
