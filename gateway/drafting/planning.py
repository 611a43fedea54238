"""From the gathered past to a draft: departments, services and the rules behind the exceptions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from gateway.drafting.exceptions import find_exceptions
from gateway.drafting.joining import is_catch_all, join_categories
from gateway.drafting.naming import make_keys
from gateway.drafting.surroundings import guess_languages, guess_timezone
from gateway.drafting.telling import find_telling
from gateway.drafting.values import (
    FRONT_DESK,
    Category,
    Draft,
    DraftedDepartment,
    DraftedService,
    Gathered,
    Joint,
    Wishes,
)
from gateway.drafting.vocabulary import Library, make_library
from gateway.routing.fields import LEARNED
from parsers.catalog import Catalog, load_catalog
from parsers.city_services import DANGERS, fold_name
from parsers.service import read_service

MOST_DEPARTMENTS = 200
_LONGEST_NAME = 300
_MOST_READ = 2_000
"""Texts that are read where the past has no categories."""
_SURE = 0.5
_ENOUGH_LATELY, _CLEAR = 10, 0.6
"""Requests of the newest part, and the share of them, from which a new department is believed."""
_ENOUGH_CLOSED = 10
"""Closed requests from which half of them say something."""
_SHORTEST = 4
"""Letters of a single word that may stand for a category."""
_ALWAYS = (*sorted(DANGERS), "general_inquiry")
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"\s+[-–>/|]\s+|[/>|(),:]")
_DESK_NAMES = {
    "en": "Front desk", "es": "Atención ciudadana", "de": "Bürgerservice", "fr": "Accueil", "pt": "Atendimento",
    "zh": "市民服务台", "vi": "Quầy tiếp dân", "ht": "Akèy",
}  # fmt: skip


def plan(gathered: Gathered, wishes: Wishes, *, source: str) -> tuple[Draft, Library]:
    """The draft without proven examples, and the past that it was read from."""
    languages = guess_languages(gathered.sample)
    catalog = load_catalog(languages)
    library = make_library(gathered, languages)
    departments = _departments(gathered, languages[0])
    keys = {fold_name(department.name): department.key for department in departments}
    services = _services(gathered, library, catalog, languages, keys)
    names = {department.key: department.name for department in departments}
    past = {name: key for name, key in keys.items() if key != FRONT_DESK}
    rules, areas = find_exceptions(library, services, past, names) if len(past) > 1 else ((), ())
    draft = Draft(
        source=source,
        wishes=wishes,
        gathered=gathered,
        languages=languages,
        timezone=wishes.timezone or guess_timezone(gathered.sample, languages),
        departments=departments,
        services=services,
        rules=rules,
        areas=areas,
        unused=_unused(services, catalog),
    )
    return draft, library


def _departments(gathered: Gathered, language: str) -> tuple[DraftedDepartment, ...]:
    named = dict(list(gathered.departments.items())[:MOST_DEPARTMENTS])
    keys = make_keys(named, "department", taken=(FRONT_DESK, LEARNED))
    listed = [
        DraftedDepartment(key=keys[name], name=name[:_LONGEST_NAME], count=count) for name, count in named.items()
    ]
    taken = {fold_name(name) for name in named}
    desk = next(name for name in (_DESK_NAMES[language], "311", "Gateway desk") if fold_name(name) not in taken)
    return (*listed, DraftedDepartment(key=FRONT_DESK, name=desk, count=0))


def _services(
    gathered: Gathered, library: Library, catalog: Catalog, languages: Sequence[str], departments: Mapping[str, str]
) -> tuple[DraftedService, ...]:
    joints = join_categories(gathered, catalog, languages)
    telling = find_telling(library, joints, catalog)
    own = [gathered.categories[key].name for key, joint in joints.items() if joint.code is None]
    keys = make_keys(own, "service", taken=catalog.codes)
    placed, days, lately = _placed(library), _days_open(library), _lately(library)
    services = []
    for key, joint in joints.items():
        category = gathered.categories[key]
        named = joint.code or keys[category.name]
        words = _with_names(telling.get(key, {}), category, named, joint, languages, library.used)
        usual = _majority(category.departments, departments)
        now = _new_majority(lately.get(key, Counter()), usual, departments)
        services.append(
            DraftedService(
                key=named,
                name=_shortened(category.name),
                department=now[0] if now else usual,
                lately=now[1] if now else None,
                category=category,
                joint=joint,
                words=words,
                needs_place=placed.get(key, placed[""]) >= 0.5 and not is_catch_all(category.name),
                days_open=days.get(key),
            )
        )
    if not gathered.categories:
        services = _read_services(library, catalog, departments)
    listed = {service.key for service in services}
    return (*services, *(_shipped(code) for code in _ALWAYS if code not in listed))


def _read_services(library: Library, catalog: Catalog, departments: Mapping[str, str]) -> list[DraftedService]:
    """Where the past has no categories: the shipped services that its texts are read as."""
    worked: dict[str, Counter[str]] = {}
    step = max(1, len(library.pages) // _MOST_READ)
    for page in library.pages[::step]:
        guess = read_service(page.request.text[:1_000], catalog, language=page.language)
        if guess is not None and guess.confidence >= _SURE:
            worked.setdefault(guess.code, Counter())[page.request.department.strip()] += 1
    frequent = sorted(worked, key=lambda code: (-worked[code].total(), code))
    return [_read_service(code, worked[code], step, departments) for code in frequent]


def _read_service(code: str, worked: Counter[str], step: int, departments: Mapping[str, str]) -> DraftedService:
    count = worked.total() * step
    del worked[""]
    return DraftedService(
        key=code,
        name="",
        department=_majority(worked, departments),
        category=Category(name=code, count=count, departments=worked),
        needs_place=code != "general_inquiry",
    )


def _shipped(code: str) -> DraftedService:
    return DraftedService(key=code, name="", department=FRONT_DESK, category=None, needs_place=code in DANGERS)


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 3]}..."


def _majority(departments: Counter[str], keys: Mapping[str, str]) -> str:
    known = {name: count for name, count in departments.items() if fold_name(name) in keys}
    most = min(known, key=lambda name: (-known[name], name), default=None)
    return FRONT_DESK if most is None else keys[fold_name(most)]


def _lately(library: Library) -> dict[str, Counter[str]]:
    """The departments of each category in the newest part, by folded name."""
    counts: dict[str, Counter[str]] = {}
    for page in library.newest():
        if department := fold_name(page.request.department):
            counts.setdefault(page.category, Counter())[department] += 1
    return counts


def _new_majority(lately: Counter[str], usual: str, keys: Mapping[str, str]) -> tuple[str, tuple[int, int]] | None:
    """Another department than the usual one that clearly has the newest requests: cities reorganise."""
    total = lately.total()
    if total < _ENOUGH_LATELY:
        return None
    name, count = max(lately.items(), key=lambda pair: (pair[1], pair[0]))
    is_new = keys.get(name, usual) != usual and count >= _CLEAR * total
    return (keys[name], (count, total)) if is_new else None


def _placed(library: Library) -> dict[str, float]:
    """The share of a category's requests that tell a place; under the empty name that of all."""
    seen: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    for page in library.pages:
        has_place = bool(page.request.address.strip()) or page.request.lat is not None
        for category in {page.category, ""}:
            seen[category] += 1
            placed[category] += has_place
    return {"": 0.0, **{category: placed[category] / count for category, count in seen.items()}}


def _days_open(library: Library) -> dict[str, float]:
    """The median of the days from request to end, of categories with enough requests that were closed."""
    days: dict[str, list[float]] = {}
    for page in library.pages:
        begun, ended = page.request.requested_at, page.request.closed_at
        if begun is not None and ended is not None and ended >= begun:
            days.setdefault(page.category, []).append((ended - begun).total_seconds() / 86_400)
    return {category: median(spans) for category, spans in days.items() if len(spans) >= _ENOUGH_CLOSED}


def _with_names(
    words: Mapping[str, tuple[str, ...]],
    category: Category,
    key: str,
    joint: Joint,
    languages: Sequence[str],
    used: Mapping[str, int],
) -> dict[str, tuple[str, ...]]:
    """The words of a service; one that no shipped service speaks for is at least found by its name."""
    if joint.code or joint.like:
        return dict(words)
    said = [phrase for phrase in _name_phrases(category.name) if _is_its_own(phrase, category, used)]
    named = said or [f"service {key.replace('_', ' ')}"]
    return {language: tuple(dict.fromkeys((*words.get(language, ()), *named))) for language in languages}


def _is_its_own(phrase: str, category: Category, used: Mapping[str, int]) -> bool:
    """Whether a name can stand for its category in a text: a word that everybody uses cannot."""
    return " " in phrase or (len(phrase) >= _SHORTEST and used.get(phrase, 0) <= category.count)


def _name_phrases(name: str) -> tuple[str, ...]:
    """The name, and its parts of two words and more: a single one says too much (`emergency`, `other`)."""
    parts = [" ".join(_WORD.findall(part)[:6]).casefold() for part in _PARTS.split(name)]
    whole = " ".join(_WORD.findall(name)[:6]).casefold()
    phrases = [whole, *(part for part in parts if " " in part)]
    return tuple(dict.fromkeys(phrase[:100] for phrase in phrases if any(map(str.isalpha, phrase))))[:4]


def _unused(services: Sequence[DraftedService], catalog: Catalog) -> tuple[str, ...]:
    used = {code for service in services for code in (service.key, *service.joint.like)}
    return tuple(code for code in catalog.codes if code not in used)


def with_rules(draft: Draft, examples: Mapping[str, tuple[str, ...]], outcome: str) -> Draft:
    """The draft with the examples that were proven, by rule."""
    rules = tuple(replace(rule, examples=examples.get(rule.name, ())) for rule in draft.rules)
    return replace(draft, rules=rules, outcome=outcome)
