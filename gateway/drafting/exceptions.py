"""Find the rules behind the exceptions: words, streets and areas by which a service's requests go to another department.

An exception is believed only when the newest part of the past, which it was not found in, says the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from gateway.drafting.outlines import find_outline, is_inside
from gateway.drafting.places import street_of
from gateway.drafting.values import DraftedArea, DraftedRule, DraftedService
from gateway.drafting.vocabulary import Library, Page, is_showable
from gateway.drafting.yaml_text import inline
from parsers.city_services import fold_name

MOST_RULES = 25
_MOST_WORDS = 6
_LEAST_REQUESTS = 30
"""Requests of a service with a department, below which nothing is an exception."""
_LEAST_SEEN = 6
_LEAST_AGAIN = 2
_SURE = 0.5
"""What the lower end of the share must be in the older part."""
_HELD = 0.6
"""What the share must be in the newest part."""
_MOST_CANDIDATES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """Something that a page may have, and the condition that asks for it."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """A sign by which requests go to another department, as counted in the older and in the newest part."""

    sign: _Sign
    department: str
    right: int
    seen: int
    right_again: int
    seen_again: int
    gain: int

    @property
    def score(self) -> float:
        """The least share that is believed, from the older part."""
        return _lower_end(self.right, self.seen)


def find_exceptions(
    library: Library, services: Sequence[DraftedService], keys: Mapping[str, str], names: Mapping[str, str]
) -> tuple[tuple[DraftedRule, ...], tuple[DraftedArea, ...]]:
    """Rules and the areas that they name. `keys` are those of departments by folded name, `names` their names."""
    rules: list[tuple[int, DraftedRule]] = []
    areas: dict[str, DraftedArea] = {}
    for service in services:
        if service.category is not None:
            older = _pages_of(service, library.older(), keys)
            newer = _pages_of(service, library.newest(), keys)
            rules.extend(_rules_of(service, older, newer, library, keys, names))
            rules.extend(_area_rules(service, older, newer, library, keys, names, areas))
    best = sorted(rules, key=lambda pair: (-pair[0], pair[1].name))[:MOST_RULES]
    kept = tuple(rule for _, rule in best)
    return kept, tuple(area for area in areas.values() if any(f"area: {area.key}" in rule.condition for rule in kept))


def _pages_of(service: DraftedService, pages: Iterable[Page], keys: Mapping[str, str]) -> list[Page]:
    category = fold_name(service.category.name) if service.category else ""
    return [page for page in pages if page.category == category and fold_name(page.request.department) in keys]


def _department(page: Page, keys: Mapping[str, str]) -> str:
    return keys[fold_name(page.request.department)]


def _rules_of(
    service: DraftedService,
    older: Sequence[Page],
    newer: Sequence[Page],
    library: Library,
    keys: Mapping[str, str],
    names: Mapping[str, str],
) -> Iterator[tuple[int, DraftedRule]]:
    """One rule for each kind of sign and department, with all its signs."""
    if len(older) < _LEAST_REQUESTS:
        return
    found: dict[tuple[str, str], list[_Finding]] = {}
    for finding in _findings(service, older, newer, library, keys):
        found.setdefault((finding.sign.kind, finding.department), []).append(finding)
    for (kind, department), findings in found.items():
        best = sorted(findings, key=lambda finding: (-finding.gain, finding.sign.value))[:_MOST_WORDS]
        signs = [finding.sign for finding in best]
        said = ", ".join(inline(sign.value) for sign in signs)
        telling = [page for page in (*older, *newer) if _department(page, keys) == department]
        yield (
            sum(finding.gain for finding in best),
            DraftedRule(
                name=f"{service.name or service.key} for {names[department]}, by {'words' if kind == 'text' else 'street'}"[
                    :200
                ],
                condition=f"{{all: [{{service: {service.key}}}, {{{kind}: [{said}]}}]}}",
                department=department,
                remark=_remark(best, service, names),
                candidates=_candidates(telling, signs, library),
            ),
        )


def _findings(
    service: DraftedService, older: Sequence[Page], newer: Sequence[Page], library: Library, keys: Mapping[str, str]
) -> Iterator[_Finding]:
    before, after = _by_sign(older, library, keys), _by_sign(newer, library, keys)
    for sign, counts in before.items():
        department, right = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
        again = after.get(sign, Counter())
        finding = _Finding(
            sign=sign,
            department=department,
            right=right,
            seen=counts.total(),
            right_again=again[department],
            seen_again=again.total(),
            gain=right + again[department] - counts[service.department] - again[service.department],
        )
        if department != service.department and _is_believed(finding):
            yield finding


def _is_believed(finding: _Finding) -> bool:
    return (
        finding.right >= _LEAST_SEEN
        and finding.score >= _SURE
        and finding.right_again >= _LEAST_AGAIN
        and finding.right_again >= _HELD * finding.seen_again
    )


def _lower_end(right: int, seen: int) -> float:
    """The lower end of Wilson's interval of 90 %: a share that few requests show is believed less."""
    if not seen:
        return 0.0
    z, share = 1.28, right / seen
    middle = share + z * z / (2 * seen)
    return (middle - z * sqrt(share * (1 - share) / seen + z * z / (4 * seen * seen))) / (1 + z * z / seen)


def _by_sign(pages: Iterable[Page], library: Library, keys: Mapping[str, str]) -> dict[_Sign, Counter[str]]:
    counts: dict[_Sign, Counter[str]] = {}
    for page in pages:
        for sign in _signs(page, library):
            counts.setdefault(sign, Counter())[_department(page, keys)] += 1
    return counts


def _signs(page: Page, library: Library) -> Iterator[_Sign]:
    for term in page.terms:
        words = term.split()
        if library.shown.issuperset(words) and min(map(len, words)) >= (4 if len(words) == 1 else 3):
            yield _Sign(kind="text", value=term)
    if street := street_of(page.request.address):
        yield _Sign(kind="street", value=street)


def _candidates(pages: Iterable[Page], signs: Collection[_Sign], library: Library) -> tuple[str, ...]:
    """Short texts that have one of the signs and tell of nobody."""
    wanted = {sign.value for sign in signs if sign.kind == "text"}
    texts = (" ".join(page.request.text.split()) for page in pages if not wanted.isdisjoint(page.terms))
    return tuple(dict.fromkeys(text for text in texts if is_showable(text, library)))[:_MOST_CANDIDATES]


def _remark(findings: Sequence[_Finding], service: DraftedService, names: Mapping[str, str]) -> str:
    right = sum(finding.right for finding in findings)
    seen = sum(finding.seen for finding in findings)
    again = f"{sum(finding.right_again for finding in findings)} of {sum(finding.seen_again for finding in findings)}"
    usual = names[service.department]
    return f"{right} of {seen} in the older part and {again} in the newest; the service's own is {usual}."


def _area_rules(
    service: DraftedService,
    older: Sequence[Page],
    newer: Sequence[Page],
    library: Library,
    keys: Mapping[str, str],
    names: Mapping[str, str],
    areas: dict[str, DraftedArea],
) -> Iterator[tuple[int, DraftedRule]]:
    """A rule for a department that has a part of the city for this service."""
    if len(older) < _LEAST_REQUESTS:
        return
    for department in sorted({_department(page, keys) for page in older} - {service.department}):
        is_theirs: Callable[[Page], bool] = lambda page, key=department: _department(page, keys) == key  # type: ignore[misc]
        corners = find_outline([_point(page) for page in older if is_theirs(page) and _point(page) is not None])
        if corners is None:
            continue
        inside, inside_newer = _inside(older, corners), _inside(newer, corners)
        right, again = sum(map(is_theirs, inside)), sum(map(is_theirs, inside_newer))
        finding = _Finding(
            sign=_Sign(kind="area", value=f"{department}_{service.key}"[:60]),
            department=department,
            right=right,
            seen=len(inside),
            right_again=again,
            seen_again=len(inside_newer),
            gain=2 * (right + again) - len(inside) - len(inside_newer),
        )
        if _is_believed(finding):
            areas[finding.sign.value] = DraftedArea(key=finding.sign.value, corners=corners)
            yield (
                finding.gain,
                DraftedRule(
                    name=f"{service.name or service.key} for {names[department]}, by area"[:200],
                    condition=f"{{all: [{{service: {service.key}}}, {{area: {finding.sign.value}}}]}}",
                    department=department,
                    remark=_remark([finding], service, names),
                ),
            )


def _point(page: Page) -> tuple[float, float] | None:
    lat, lon = page.request.lat, page.request.lon
    return None if lat is None or lon is None else (lon, lat)


def _inside(pages: Iterable[Page], corners: tuple[tuple[float, float], ...]) -> list[Page]:
    return [page for page in pages if (point := _point(page)) is not None and is_inside(point, corners)]
