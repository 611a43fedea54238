"""From the checked sections of a file to the frozen `Rulebook`; nothing here can fail any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import parsers.city
from gateway.routing.alike import Duplicates, read_distance
from gateway.routing.areas import make_districts, read_shape
from gateway.routing.calendar import read_dates, read_hours
from gateway.routing.command_words import compile_words
from gateway.routing.condition import NEVER_MET, Condition, District, Surroundings
from gateway.routing.conditions import find_periods
from gateway.routing.default_replies import default_replies
from gateway.routing.document import Document
from gateway.routing.fields import ANY_LANGUAGE
from gateway.routing.index import build_index
from gateway.routing.look import Look
from gateway.routing.moments import moments_named
from gateway.routing.offering import read_answers, read_open311, read_questions, read_system
from gateway.routing.periods import Period
from gateway.routing.phrases import read_phrase
from gateway.routing.quiet import read_quiet
from gateway.routing.rulebook import City, Department, Otherwise, Reason, Rule, Rulebook, Service
from gateway.routing.sections import (
    AreaText,
    DepartmentText,
    DuplicatesText,
    ReasonText,
    RulebookText,
    RuleText,
    ServiceText,
    Variants,
)
from gateway.routing.translations import spread
from gateway.routing.values import Priority
from parsers.catalog import Catalog, ServiceWords, load_catalog
from parsers.city_services import fold_name
from parsers.gazetteer import make_gazetteer

Replies = Mapping[str, Mapping[str, Mapping[str, str]]]


def compile_rulebook(text: RulebookText, document: Document, *, version: str) -> Rulebook:
    """The rulebook of a checked file; `document` knows the lines."""
    city = _city(text)
    catalog = _catalog(text, city)
    groups = {code: catalog.service_group(code) for code in catalog.codes}
    districts = {key: _district(key, area) for key, area in text.city.areas.items()}
    around = Surroundings(
        districts=districts,
        holidays=city.holidays,
        groups=groups,
        aliases=city.aliases,
        takers=catalog.city.takers,
    )
    rules = tuple(_rule(rule, number, document, around) for number, rule in enumerate(text.rules))
    return Rulebook(
        version=version,
        source=document.source,
        city=city,
        departments=MappingProxyType({key: _department(key, item) for key, item in text.departments.items()}),
        services=MappingProxyType({code: _service(code, item, city, catalog) for code, item in text.services.items()}),
        rules=rules,
        index=build_index([NEVER_MET if rule.is_disabled else rule.when.need for rule in rules]),
        replies=_replies(text),
        otherwise=Otherwise(department=text.otherwise.department, reply=text.otherwise.reply),
        duplicates=_duplicates(text.duplicates),
        threshold=text.otherwise.confidence,
        learned_threshold=text.otherwise.learned,
        department_names=MappingProxyType(_department_names(text.departments)),
        parser_city=_parser_city(text, city, catalog),
        periods=_periods(text.rules),
        moments=moments_named(text.rules),
        reasons=MappingProxyType({key: _reason(key, item, city) for key, item in text.reasons.items()}),
        open311=read_open311(text.open311),
    )


def _parser_city(text: RulebookText, city: City, catalog: Catalog) -> parsers.city.City:
    """What reading a message needs to know of the city."""
    return parsers.city.City(
        timezone=city.timezone,
        languages=city.languages,
        catalog=catalog,
        gazetteer=make_gazetteer(text.city.streets),
        commands=MappingProxyType(dict(compile_words(text.city.words))),
        own_contacts=_own_contacts(text, city),
    )


def _periods(rules: Sequence[RuleText]) -> tuple[Period, ...]:
    """What the rules that speak count, each once."""
    counted = (period for rule in rules if not rule.disabled for period in find_periods(rule.when))
    return tuple(dict.fromkeys(counted))


def _own_contacts(text: RulebookText, city: City) -> frozenset[str]:
    """Numbers and addresses of the city and its departments, which are nobody's personal data."""
    departments = (_department(key, item) for key, item in text.departments.items())
    notified = (address.lower() for department in departments for address in department.notify)
    return frozenset((*city.numbers, *city.own_addresses, *notified))


def _duplicates(text: DuplicatesText) -> Duplicates:
    return Duplicates(suggest=text.suggest, join=text.join, within=read_distance(text.within), days=text.days)


def _city(text: RulebookText) -> City:
    city = text.city
    shapes = {key: read_shape(area.shape) for key, area in city.areas.items() if area.shape}
    return City(
        name=city.name.strip(),
        timezone=city.timezone,
        languages=tuple(city.languages),
        addresses=tuple(address.lower() for address in city.addresses),
        numbers=tuple(city.numbers),
        operator=city.operator,
        holidays=tuple(read_dates(day) for day in city.holidays),
        quiet=read_quiet(city.quiet),
        tell=frozenset(city.tell),
        ask_fixed=city.ask_fixed,
        look=Look(color=city.look.color, footers=MappingProxyType(spread(city.look.footer, tuple(city.languages)))),
        aliases=MappingProxyType({alias.lower(): address.lower() for alias, address in city.aliases.items()}),
        catch_all=city.catch_all,
        shapes=tuple(shapes.values()),
        districts=make_districts(shapes),
    )


def _catalog(text: RulebookText, city: City) -> Catalog:
    own = {
        code: ServiceWords(
            names=spread(service.name, city.languages),
            words={language: tuple(words) for language, words in service.words.items()},
            without={language: tuple(words) for language, words in service.without.items()},
            group=service.group or "",
            like=tuple(service.like),
            categories=tuple(service.categories),
        )
        for code, service in text.services.items()
    }
    shipped = load_catalog(city.languages)
    return shipped.extended(own) if own else shipped


def _department(key: str, text: DepartmentText) -> Department:
    hours = read_hours(text.hours) if text.hours else None
    return Department(
        key=key,
        name=text.name,
        notify=tuple(item.email for item in text.notify),
        hours=hours,
        remind=text.remind,
        digest=text.digest,
        deliver=read_system(text.deliver),
    )


def _department_names(departments: Mapping[str, DepartmentText]) -> dict[str, str]:
    """What the history calls each department: the first one keeps a name that several have."""
    names: dict[str, str] = {}
    for key, department in departments.items():
        for name in (department.name, *department.known_as):
            names.setdefault(fold_name(name), key)
    return names


def _service(code: str, text: ServiceText, city: City, catalog: Catalog) -> Service:
    return Service(
        code=code,
        names=MappingProxyType(dict(catalog.services[code].names)),
        group=catalog.service_group(code),
        department=text.department,
        due=text.due,
        remind=text.remind,
        priority=Priority(text.priority) if text.priority else None,
        needs=tuple(text.needs),
        ask=read_questions(text.ask),
        answers=read_answers(text.ask, city.languages),
        descriptions=MappingProxyType(spread(text.description, city.languages)),
        public=text.public,
    )


def _reason(key: str, text: ReasonText, city: City) -> Reason:
    names = MappingProxyType(spread(text.name, city.languages))
    return Reason(key=key, names=names, status=text.status, ask_fixed=text.ask_fixed)


def _district(key: str, text: AreaText) -> District:
    names = text.names or [key.replace("_", " ")]
    return District(
        shape=read_shape(text.shape) if text.shape else None, names=tuple(read_phrase(name) for name in names)
    )


def _rule(text: RuleText, number: int, document: Document, around: Surroundings) -> Rule:
    when = text.when.compile(around)
    places = [document.find(("rules", number, "examples", place)) for place in range(len(text.examples))]
    return Rule(
        name=text.name.strip(),
        line=document.find(("rules", number)).line,
        when=when,
        names_event=_names_event(when),
        then=text.then,
        examples=tuple(
            (place.line, place.column, example) for place, example in zip(places, text.examples, strict=True)
        ),
        source=document.source_of(("rules", number)),
        is_disabled=text.disabled,
    )


def _names_event(condition: Condition) -> bool:
    return condition.kind == "event" or any(_names_event(part) for part in condition.parts)


def _replies(text: RulebookText) -> Replies:
    written = {name: _by_language(replies, text.city.languages) for name, replies in text.replies.items()}
    chosen = {**default_replies(), **written}
    return MappingProxyType(
        {
            name: MappingProxyType(
                {language: MappingProxyType(reply.model_dump()) for language, reply in languages.items()}
            )
            for name, languages in chosen.items()
        }
    )


def _by_language(replies: Mapping[str, Variants], languages: list[str]) -> Mapping[str, Variants]:
    return dict.fromkeys(languages, replies[ANY_LANGUAGE]) if ANY_LANGUAGE in replies else replies
