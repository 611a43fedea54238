"""From the text of a rulebook to a `Rulebook`, or to all its mistakes at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from pydantic import ValidationError

from gateway.routing.budget import find_dear_replies
from gateway.routing.collecting import collection_held
from gateway.routing.compiling import compile_rulebook
from gateway.routing.complaints import complain
from gateway.routing.default_replies import REQUIRED_REPLIES, default_replies
from gateway.routing.document import Document, Path
from gateway.routing.fields import LEARNED, Names, is_language
from gateway.routing.files import RulebookFiles
from gateway.routing.history_names import find_doubled_history_names
from gateway.routing.including import only_included, read_documents
from gateway.routing.moments import find_idle_actions
from gateway.routing.problems import MOST_KEPT, Problem, RulebookError, find_similar, suggest
from gateway.routing.rulebook import NO_REPLY, Rulebook
from gateway.routing.sections import RulebookText
from parsers.catalog import load_catalog


def load_rulebook(text: str, *, source: str = "routing_rules.yaml") -> Rulebook:
    """Read, check and compile a rulebook. The same text twice costs nothing.

    Raises `RulebookError` naming every mistake with its line and column. Examples are run by `check_rulebook`.
    """
    return _load(text, source, (), ())


def load_files(files: RulebookFiles) -> Rulebook:
    """Read, check and compile a rulebook and the files that it includes; errors are those of `load_rulebook`."""
    files = only_included(files)
    return _load(files.text, files.main, tuple(files.included.items()), tuple(files.unread.items()))


Named = tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
@collection_held()
def _load(text: str, source: str, included: Named, unread: Named) -> Rulebook:
    files = RulebookFiles(main=source, text=text, included=dict(included), unread=dict(unread))
    document = read_documents(files)
    rulebook = compile_rulebook(_checked(document), document, version=files.version)
    if dear := list(find_dear_replies(rulebook, document)):
        raise RulebookError(dear)
    return rulebook


def _checked(document: Document) -> RulebookText:
    if not isinstance(document.data, dict):
        hint = "Begin with `city:`; then come departments, services, rules, replies, otherwise, and what else you need."
        raise RulebookError([document.problem((), "This is no rulebook.", hint)])
    names = gather_names(document.data)
    problems = [
        *_doubled_names(document),
        *_aliases_of_nothing(document),
        *_unknown_services(document, names),
        *find_doubled_history_names(document),
        *_reserved_keys(document),
        *_missing_replies(document, names),
    ]
    try:
        read = RulebookText.model_validate(document.data, context=names)
    except ValidationError as error:
        raise RulebookError(_without_doubles([*problems, *complain(document, error)])) from None
    problems += islice(find_idle_actions(read, document), MOST_KEPT)
    if problems:
        raise RulebookError(problems)
    return read


def _without_doubles(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def gather_names(data: dict[str, Any]) -> Names:
    """Every name that the file defines, however wrong the rest of it is."""
    catalog = load_catalog()
    city, services = _mapping(data, "city"), _mapping(data, "services")
    own_groups = {
        str(service["group"]) for service in services.values() if isinstance(service, dict) and "group" in service
    }
    asked = (service.get("ask") for service in services.values() if isinstance(service, dict))
    return Names(
        departments=frozenset(_mapping(data, "departments")) or None,
        services=frozenset(services) | frozenset(catalog.codes),
        shipped=frozenset(catalog.codes),
        groups=frozenset(catalog.service_group(code) for code in catalog.codes) | own_groups,
        areas=frozenset(_mapping(city, "areas")),
        replies=frozenset(_mapping(data, "replies")) | REQUIRED_REPLIES | {NO_REPLY},
        questions=frozenset(key for questions in asked if isinstance(questions, dict) for key in questions),
        rules=frozenset(str(rule.get("name")) for _, rule in _rules(data)),
        languages=tuple(_languages(city)),
    )


def _languages(city: dict[str, Any]) -> Iterator[str]:
    languages = city.get("languages")
    for language in languages if isinstance(languages, list) else []:
        if isinstance(language, str) and is_language(language):
            yield language


def _mapping(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _rules(data: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    rules = data.get("rules")
    for number, rule in enumerate(rules if isinstance(rules, list) else []):
        if isinstance(rule, dict):
            yield number, rule


def _doubled_names(document: Document) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, rule in _rules(document.data):
        name = str(rule.get("name", "")).casefold().strip()
        if name and name in seen:
            where = _where(document, ("rules", seen[name], "name"), seen_from=("rules", number))
            message = f"Two rules are called `{rule['name']}`; the first is {where}."
            yield document.problem(("rules", number, "name"), message, "Give this one a name of its own.")
        seen.setdefault(name, number)


def _where(document: Document, path: Path, *, seen_from: Path) -> str:
    line, source = document.find(path).line, document.source_of(path)
    return f"on line {line}" if source == document.source_of(seen_from) else f"on line {line} of `{source}`"


def _aliases_of_nothing(document: Document) -> Iterator[Problem]:
    """An alias is another name of one of the city's addresses, not a way to forward mail."""
    city = _mapping(document.data, "city")
    written = city.get("addresses")
    known = {str(address).lower(): str(address) for address in (written if isinstance(written, list) else [])}
    for alias, meant in _mapping(city, "aliases").items():
        place = ("city", "aliases", alias)
        if str(alias).lower() in known:
            yield document.key_problem(
                place, f"`{alias}` stands in `addresses` already.", "Take it out of one of them."
            )
        elif str(meant).lower() not in known:
            message = f"`{meant}` is none of the city's `addresses`."
            yield document.problem(place, message, suggest(str(meant), known.values()))


def _unknown_services(document: Document, names: Names) -> Iterator[Problem]:
    """A service outside the shipped catalog must bring its name along, and its words in every language."""
    codes = load_catalog().codes
    for code, service in _mapping(document.data, "services").items():
        if code in codes or not isinstance(service, dict):
            continue
        needed = ("name",) if "like" in service else ("name", "words")
        lacking = [key for key in needed if key not in service]
        if lacking:
            message = f"The catalog has no service `{code}`, so it needs {' and '.join(f'`{key}`' for key in lacking)}."
            hint = (
                suggest(code, codes) if len(lacking) > 1 and find_similar(code, codes) else f"Add `{lacking[0]}: ...`."
            )
            yield document.key_problem(("services", code), message, hint)
        is_silent = "words" in service and "like" not in service
        for language in sorted(set(names.languages) - set(_mapping(service, "words"))) if is_silent else ():
            message = f"There are no words in `{language}`, so nobody who writes it finds `{code}`."
            yield document.problem(("services", code, "words"), message, f"Add `{language}: [...]`.")


def _reserved_keys(document: Document) -> Iterator[Problem]:
    if LEARNED in _mapping(document.data, "departments"):
        message = f"`{LEARNED}` cannot be the key of a department: rules write it for what past requests teach."
        yield document.key_problem(("departments", LEARNED), message, "Choose another key.")


def _missing_replies(document: Document, names: Names) -> Iterator[Problem]:
    """The product's own replies exist in eight languages; a city with another one writes them."""
    written = _mapping(document.data, "replies")
    for place, language in enumerate(names.languages):
        lacking = sorted(
            name for name in REQUIRED_REPLIES if name not in written and language not in default_replies()[name]
        )
        if lacking:
            listed = ", ".join(f"`{name}`" for name in lacking)
            message = f"There are no replies in `{language}` for {listed}."
            yield document.problem(
                ("city", "languages", place), message, "Write them in `replies`, in every language of the city."
            )
