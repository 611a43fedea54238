"""Words that do not do what they stand there for: claimed by two services, or heard as another one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.routing.document import Path
from gateway.routing.linting.asked import many
from gateway.routing.linting.findings import Finding, Proof, finding_at
from gateway.routing.linting.reading import Reading, Seen
from gateway.routing.phrases import fold
from gateway.routing.sections import ExampleText


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """A word of a service, where it stands."""

    service: str
    language: str
    text: str
    path: Path


def find_doubled_words(reading: Reading) -> Iterator[Finding]:
    """Words that two services of the file claim; only one of them can be the answer."""
    claimed: dict[tuple[str, str], _Word] = {}
    for word in _words(reading):
        first = claimed.setdefault((word.language, " ".join(fold(word.text).split())), word)
        if first.service != word.service and (seen := _read(reading, word)):
            yield _doubled(reading, first, word, seen)


def _doubled(reading: Reading, first: _Word, word: _Word, seen: Seen) -> Finding:
    line = reading.document.find(first.path).line
    message = f"`{word.text}` is a word of two services: `{word.service}` and, on line {line}, `{first.service}`."
    hint = "Leave it to one of them; a rule can tell them apart by more words."
    problem = reading.document.problem(word.path, message, hint)
    proof = Proof(message=seen.message, outcome=_heard(seen))
    return finding_at(problem, "word claimed twice", proof=proof)


def find_unheard_services(reading: Reading) -> Iterator[Finding]:
    """Services with words of their own, none of which leads to them."""
    by_service: dict[str, list[_Word]] = {}
    for word in _words(reading):
        by_service.setdefault(word.service, []).append(word)
    for code, words in by_service.items():
        missed = list(_missed(reading, code, words))
        if missed and len(missed) == len(words):
            message = f"No word of the service `{code}` leads to it: each is heard as something else."
            hint = "Add words that only this service has, or write `like` and the service that it is like."
            problem = reading.document.problem(missed[0][0].path, message, hint)
            seen = missed[0][1]
            yield finding_at(problem, "service is not heard", proof=Proof(message=seen.message, outcome=_heard(seen)))


def _missed(reading: Reading, code: str, words: list[_Word]) -> Iterator[tuple[_Word, Seen]]:
    """Words that do not lead to the service, up to the first that does."""
    for word in words:
        seen = _read(reading, word)
        guess = seen.facts.guess if seen else None
        if seen is None or (guess is not None and guess.code == code):
            return
        yield word, seen


def _words(reading: Reading) -> Iterator[_Word]:
    """Every word of every service of the file."""
    for code, service in (reading.document.data.get("services") or {}).items():
        for language, texts in (service.get("words") or {}).items():
            for place, text in enumerate(many(texts)):
                path: Path = ("services", code, "words", language, place)
                yield _Word(service=code, language=language, text=str(text), path=path)


def _read(reading: Reading, word: _Word) -> Seen | None:
    """What is heard in the word alone."""
    return reading.see(ExampleText(text=word.text))


def _heard(seen: Seen) -> str:
    guess = seen.facts.guess
    return f"is heard as {guess.name} (`{guess.code}`)." if guess else "is not heard as any service."
