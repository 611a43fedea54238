"""What is missing in a language of the city: examples, questions, replies."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.routing.called import LANGUAGES
from gateway.routing.document import Path
from gateway.routing.linting.asked import language_asked, leaves
from gateway.routing.linting.findings import Finding, finding_at
from gateway.routing.linting.implying import excludes
from gateway.routing.linting.reading import Reading

_LEAST_LETTERS = 20
"""A text that short may well read the same in two languages."""


def find_untranslated(reading: Reading) -> Iterator[Finding]:
    """Everything that people of one language would read, or be tested for, in another one."""
    if len(reading.rulebook.city.languages) < 2:
        return
    yield from _services(reading)
    yield from _replies(reading)
    yield from _reasons(reading)
    yield from _examples(reading)


def _services(reading: Reading) -> Iterator[Finding]:
    for code, service in reading.rulebook.services.items():
        what = f"The description of `{code}`"
        yield from _same_for_all(reading, ("services", code, "description"), what, dict(service.descriptions))
        for key, texts in service.ask.items():
            yield from _same_for_all(reading, ("services", code, "ask", key), f"The question `{key}`", dict(texts))


def _replies(reading: Reading) -> Iterator[Finding]:
    for name in reading.document.data.get("replies") or {}:
        texts = {language: variants["sms"] for language, variants in reading.rulebook.replies[name].items()}
        yield from _same_for_all(reading, ("replies", name), f"The reply `{name}`", texts)


def _reasons(reading: Reading) -> Iterator[Finding]:
    for key, reason in reading.rulebook.reasons.items():
        yield from _same_for_all(reading, ("reasons", key), f"The reason `{key}`", dict(reason.names))


def _same_for_all(reading: Reading, path: Path, what: str, texts: dict[str, str]) -> Iterator[Finding]:
    """One text for several languages, whether it was written once or twice."""
    languages = reading.rulebook.city.languages
    first = texts.get(languages[0]) or next(iter(texts.values()), "")
    others = [language for language in languages[1:] if texts.get(language, first) == first]
    if others and sum(character.isalpha() for character in first) >= _LEAST_LETTERS:
        listed = _listed(others)
        message = f"{what} reads the same in {_named(languages[0])} and in {listed}."
        hint = f"Write one text for each language: `{languages[0]}: ...` and `{others[0]}: ...`."
        yield finding_at(reading.document.key_problem(path, message, hint), "translation missing")


def _examples(reading: Reading) -> Iterator[Finding]:
    """Rules that ask for words, and have examples, but none in some language; said once where none has any."""
    lacking = {number: languages for number in _worded_rules(reading) if (languages := _unproven(reading, number))}
    everywhere = [
        language
        for language in reading.rulebook.city.languages
        if lacking and all(language in _unproven(reading, number) for number in _with_examples(reading))
    ]
    for language in everywhere:
        message = f"No example of any rule is written in {_named(language)}, so nothing shows that it is understood."
        hint = f"Write an example in {_named(language)} under the rules that ask for words."
        yield finding_at(reading.document.problem(("city", "languages"), message, hint), "translation missing")
    for number, languages in lacking.items():
        if missing := [language for language in languages if language not in everywhere]:
            yield _without_example(reading, number, missing)


def _without_example(reading: Reading, number: int, languages: list[str]) -> Finding:
    rule = reading.rulebook.rules[number]
    message = f"The rule `{rule.name}` asks for words and has no example in {_listed(languages)}."
    hint = f"Write the words and an example in {_listed(languages)}."
    problem = reading.document.problem(("rules", number), message, hint)
    return finding_at(problem, "translation missing", rule=rule.name)


def _with_examples(reading: Reading) -> Iterator[int]:
    for number, rule in enumerate(reading.rulebook.rules):
        if not rule.is_disabled and any(not example.not_ for _, _, example in rule.examples):
            yield number


def _worded_rules(reading: Reading) -> Iterator[int]:
    """Rules that ask for words of a language, and have examples."""
    for number in _with_examples(reading):
        if any(leaf.kind == "text" for leaf in leaves(reading.asked[number])):
            yield number


def _unproven(reading: Reading, number: int) -> list[str]:
    """Languages of the city in which no example is written; nothing where that is not known for sure."""
    found: set[str] = set()
    for _, _, example in reading.rulebook.rules[number].examples:
        seen = reading.see(example) if not example.not_ else None
        if example.not_:
            continue
        if seen is None:
            return []
        understanding = seen.request.understanding
        if example.language is None and not understanding.tells_language:
            return []
        found.add(understanding.language)
    return [language for language in _heard_languages(reading, number) if language not in found]


def _heard_languages(reading: Reading, number: int) -> list[str]:
    """Languages of the city that the rule does not rule out."""
    languages = ((language, language_asked(language)) for language in reading.rulebook.city.languages)
    return [language for language, asked in languages if not excludes(reading.asked[number], asked)]


def _named(language: str) -> str:
    return LANGUAGES.get(language, f"`{language}`")


def _listed(languages: list[str]) -> str:
    return " and ".join(map(_named, languages))
