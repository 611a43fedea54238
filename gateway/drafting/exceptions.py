"""Write the rules behind the exceptions: words, streets and areas by which requests went to another department."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.drafting.findings import Finding, Worked, find_signs, point_of, try_outline
from gateway.drafting.outlines import find_outline
from gateway.drafting.values import DraftedArea, DraftedRule, DraftedService
from gateway.drafting.vocabulary import Library, Page, is_showable
from gateway.drafting.yaml_text import inline
from parsers.city_services import fold_name

MOST_RULES = 25
_MOST_SIGNS = 6
_LEAST_REQUESTS = 30
"""Requests of a service with a department, below which nothing is an exception."""
_MOST_CANDIDATES = 12
_LONGEST_NAME = 200
_BY = {"text": "by words", "street": "by street", "area": "by area"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exception:
    """A rule, what it gains, and the area that it names."""

    gain: int
    rule: DraftedRule
    area: DraftedArea | None = None


def find_exceptions(
    library: Library, services: Sequence[DraftedService], departments: Mapping[str, str], names: Mapping[str, str]
) -> tuple[tuple[DraftedRule, ...], tuple[DraftedArea, ...]]:
    """The rules that gain most, and their areas. `departments` are keys by folded name, `names` their names."""
    found: list[_Exception] = []
    for service in services:
        worked = _worked(service, library, departments)
        if len(worked.older) >= _LEAST_REQUESTS:
            found.extend(_by_signs(service, worked, library, names))
            found.extend(_by_areas(service, worked, names))
    best = sorted(found, key=lambda item: (-item.gain, item.rule.name))[:MOST_RULES]
    return tuple(item.rule for item in best), tuple(item.area for item in best if item.area)


def _worked(service: DraftedService, library: Library, departments: Mapping[str, str]) -> Worked:
    category = fold_name(service.category.name) if service.category else None

    def theirs(pages: Iterable[Page]) -> tuple[Page, ...]:
        return tuple(
            page for page in pages if page.category == category and fold_name(page.request.department) in departments
        )

    return Worked(
        older=theirs(library.older()),
        newer=theirs(library.newest()),
        departments=departments,
        usual=service.department,
    )


def _by_signs(
    service: DraftedService, worked: Worked, library: Library, names: Mapping[str, str]
) -> Iterator[_Exception]:
    """One rule for each department and kind of sign, with all its signs."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in find_signs(worked, library):
        groups.setdefault((finding.sign.kind, finding.department), []).append(finding)
    for (kind, department), findings in groups.items():
        best = sorted(findings, key=lambda finding: (-finding.gain, finding.sign.value))[:_MOST_SIGNS]
        said = ", ".join(inline(finding.sign.value) for finding in best)
        texts = _candidates(best, department, worked, library) if kind == "text" else ()
        rule = _rule(service, best, f"{{{kind}: [{said}]}}", names, texts)
        yield _Exception(gain=sum(finding.gain for finding in best), rule=rule)


def _by_areas(service: DraftedService, worked: Worked, names: Mapping[str, str]) -> Iterator[_Exception]:
    """A rule for each department that has a part of the city for this service."""
    for department in sorted({worked.department(page) for page in worked.older} - {service.department}):
        corners = find_outline(point_of(page) for page in worked.older if worked.department(page) == department)
        key = f"{department}_{service.key}"[:60]
        if corners and (finding := try_outline(worked, department, corners, key)).is_believed:
            rule = _rule(service, [finding], f"{{area: {key}}}", names, ())
            yield _Exception(gain=finding.gain, rule=rule, area=DraftedArea(key=key, corners=corners))


def _rule(
    service: DraftedService, findings: Sequence[Finding], asked: str, names: Mapping[str, str], texts: tuple[str, ...]
) -> DraftedRule:
    department, kind = findings[0].department, findings[0].sign.kind
    what, whose = (service.name or service.key)[: _LONGEST_NAME // 2], names[department][: _LONGEST_NAME // 3]
    return DraftedRule(
        name=f"{what} for {whose}, {_BY[kind]}",
        condition=f"{{all: [{{service: {service.key}}}, {asked}]}}",
        department=department,
        remark=_remark(findings, names[service.department]),
        candidates=texts,
    )


def _candidates(findings: Iterable[Finding], department: str, worked: Worked, library: Library) -> tuple[str, ...]:
    """Short texts of this department that have one of the signs and tell of nobody."""
    wanted = {finding.sign.value for finding in findings}
    pages = (page for page in (*worked.newer, *worked.older) if worked.department(page) == department)
    texts = (" ".join(page.request.text.split()) for page in pages if not wanted.isdisjoint(page.terms))
    return tuple(dict.fromkeys(text for text in texts if is_showable(text, library)))[:_MOST_CANDIDATES]


def _remark(findings: Sequence[Finding], usual: str) -> str:
    older = f"{sum(finding.right for finding in findings)} of {sum(finding.seen for finding in findings)}"
    newer = f"{sum(finding.right_again for finding in findings)} of {sum(finding.seen_again for finding in findings)}"
    return f"So it was in {older} of the older requests and in {newer} of the newest; otherwise it is {usual}."
