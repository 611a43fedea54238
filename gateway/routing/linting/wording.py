"""Words that do not do what they stand there for: claimed by two services, or heard as another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.routing.document import Path
from gateway.routing.linting.asked import many
from gateway.routing.linting.findings import Finding, Proof, finding_at
from gateway.routing.linting.reading import Reading, Seen
from gateway.routing.phrases import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """A word of a service, where it stands."""

    service: str
    language: str
    text: str
    path: Path


def find_word_trouble(reading: Reading) -> Iterator[Finding]:
    """Words that two services claim, and services of which no word is heard; each word is spoken of once."""
    unheard = {code: words for code, words in _by_service(reading).items() if _is_unheard(reading, words)}
    for code, words in unheard.items():
        yield from _not_heard(reading, code, words[0])
    claims = _claims(reading)
    for words in claims.values():
        for word in words[1:]:
            if word.service != words[0].service and (seen := _read(reading, word)):
                yield _doubled(reading, words[0], word, seen)
    for word in (words[0] for words in claims.values() if len(words) == 1):
        seen = _read(reading, word) if word.service not in unheard else None
        if (
            seen
            and (guess := seen.facts.guess)
            and guess.code != word.service
            and guess.code in reading.rulebook.services
        ):
            message = f"`{word.text}` is a word of `{word.service}`, but it is heard as `{guess.code}`."
            yield _claimed(reading, word, message, seen)


def _claims(reading: Reading) -> dict[tuple[str, str], list[_Word]]:
    """The words of the file by language and spelling, with every place where they stand."""
    claims: dict[tuple[str, str], list[_Word]] = {}
    for word in _words(reading):
        claims.setdefault((word.language, " ".join(fold(word.text).split())), []).append(word)
    return claims


def _by_service(reading: Reading) -> dict[str, list[_Word]]:
    words: dict[str, list[_Word]] = {}
    for word in _words(reading):
        words.setdefault(word.service, []).append(word)
    return words


def _is_unheard(reading: Reading, words: list[_Word]) -> bool:
    """Whether none of the words of a service leads to it; not where that was not read."""
    for word in words:
        seen = _read(reading, word)
        if seen is None or (seen.facts.guess is not None and seen.facts.guess.code == word.service):
            return False
    return True


def _not_heard(reading: Reading, code: str, word: _Word) -> Iterator[Finding]:
    message = f"No word of the service `{code}` leads to it: each is heard as something else."
    hint = "Add words that only this service has, or write `like` and the service that it is like."
    if seen := _read(reading, word):
        problem = reading.document.problem(word.path, message, hint)
        yield finding_at(problem, "service is not heard", proof=Proof(message=seen.message, outcome=_heard(seen)))


def _doubled(reading: Reading, first: _Word, word: _Word, seen: Seen) -> Finding:
    line = reading.document.find(first.path).line
    message = f"`{word.text}` is a word of two services: `{word.service}` and, on line {line}, `{first.service}`."
    return _claimed(reading, word, message, seen)


def _claimed(reading: Reading, word: _Word, message: str, seen: Seen) -> Finding:
    hint = "Leave it to one of them; a rule can tell them apart by more words."
    problem = reading.document.problem(word.path, message, hint)
    return finding_at(problem, "word claimed twice", proof=Proof(message=seen.message, outcome=_heard(seen)))


def _words(reading: Reading) -> Iterator[_Word]:
    """Every word of every service of the file."""
    for code, service in (reading.document.data.get("services") or {}).items():
        for language, texts in (service.get("words") or {}).items():
            for place, text in enumerate(many(texts)):
                path: Path = ("services", code, "words", language, place)
                yield _Word(service=code, language=language, text=str(text), path=path)


def _read(reading: Reading, word: _Word) -> Seen | None:
    """What is heard in the word alone."""
    return reading.see_text(word.text)


def _heard(seen: Seen) -> str:
    guess = seen.facts.guess
    return f"is heard as {guess.name} (`{guess.code}`)." if guess else "is not heard as any service."
