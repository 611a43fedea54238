"""Signs by which a service's requests went to another department than most, and whether they are to be believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from gateway.drafting.outlines import Point, is_inside
from gateway.drafting.places import street_of
from gateway.drafting.vocabulary import Library, Page
from parsers.city_services import fold_name

_LEAST_SEEN = 6
"""Requests of the older part that must show it."""
_LEAST_AGAIN = 2
"""Requests of the newest part that must show it again."""
_SURE = 0.5
"""What the share of the older part must be at least, with what chance may have added taken off."""
_HELD = 0.6
"""What the share of the newest part must be."""
_SHORTEST, _SHORTEST_OF_PAIR = 4, 3
_Z = 1.28


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """The requests of one service of which the past says who worked on them."""

    older: tuple[Page, ...]
    newer: tuple[Page, ...]
    departments: Mapping[str, str]
    """Keys by the folded name in the past."""
    usual: str
    """The department that most of them had."""

    def department(self, page: Page) -> str:
        """Who worked on this one."""
        return self.departments[fold_name(page.request.department)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something that a request may have: the kind of the condition that asks for it, and what it asks."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sign, the department that it points to, and how often it did: `right` of `seen`, in both parts of the past."""

    sign: Sign
    department: str
    right: int
    seen: int
    right_again: int
    seen_again: int
    gain: int
    """Requests that would have gone where they went, less those that would no longer."""

    @property
    def is_believed(self) -> bool:
        """Whether the older part shows it clearly and the newest, in which it was not looked for, says the same."""
        return (
            self.right >= _LEAST_SEEN
            and lower_end(self.right, self.seen) >= _SURE
            and self.right_again >= _LEAST_AGAIN
            and self.right_again >= _HELD * self.seen_again
        )


def lower_end(right: int, seen: int) -> float:
    """The share that is believed: the lower end of Wilson's interval of 80 %, which trusts few requests less."""
    if not seen:
        return 0.0
    share, spread = right / seen, _Z * _Z / seen
    return (share + spread / 2 - _Z * sqrt((share * (1 - share) + spread / 4) / seen)) / (1 + spread)


def find_signs(worked: Worked, library: Library) -> Iterator[Finding]:
    """Words, pairs of words and streets that are believed."""
    before, after = _by_sign(worked.older, worked, library), _by_sign(worked.newer, worked, library)
    for sign, counts in before.items():
        department = max(counts, key=lambda key: (counts[key], key))
        if department != worked.usual:
            again = after.get(sign, Counter())
            finding = Finding(
                sign=sign,
                department=department,
                right=counts[department],
                seen=counts.total(),
                right_again=again[department],
                seen_again=again.total(),
                gain=counts[department] + again[department] - counts[worked.usual] - again[worked.usual],
            )
            if finding.is_believed:
                yield finding


def _by_sign(pages: Iterable[Page], worked: Worked, library: Library) -> dict[Sign, Counter[str]]:
    counts: dict[Sign, Counter[str]] = {}
    for page in pages:
        for sign in _signs(page, library):
            counts.setdefault(sign, Counter())[worked.department(page)] += 1
    return counts


def _signs(page: Page, library: Library) -> Iterator[Sign]:
    for term in library.terms(page):
        words = term.split()
        if min(map(len, words)) >= (_SHORTEST if len(words) == 1 else _SHORTEST_OF_PAIR):
            yield Sign(kind="text", value=term)
    if street := street_of(page.request.address):
        yield Sign(kind="street", value=street)


def try_outline(worked: Worked, department: str, corners: Sequence[Point], key: str) -> Finding:
    """What an area says about the department: all requests inside it against those that it had."""
    older, newer = _inside(worked.older, corners), _inside(worked.newer, corners)
    right = sum(worked.department(page) == department for page in older)
    again = sum(worked.department(page) == department for page in newer)
    return Finding(
        sign=Sign(kind="area", value=key),
        department=department,
        right=right,
        seen=len(older),
        right_again=again,
        seen_again=len(newer),
        gain=2 * (right + again) - len(older) - len(newer),
    )


def point_of(page: Page) -> Point | None:
    """Longitude and latitude of a request."""
    lat, lon = page.request.lat, page.request.lon
    return None if lat is None or lon is None else (lon, lat)


def _inside(pages: Iterable[Page], corners: Sequence[Point]) -> list[Page]:
    return [page for page in pages if (point := point_of(page)) is not None and is_inside(point, corners)]
