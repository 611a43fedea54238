"""One look at a rulebook that works: everything that is to be remarked, in the order of its files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from gateway.routing.collecting import collection_held
from gateway.routing.document import Document
from gateway.routing.files import RulebookFiles
from gateway.routing.including import only_included, read_documents
from gateway.routing.linting.answering import find_answered_elsewhere
from gateway.routing.linting.findings import Finding, finding_at
from gateway.routing.linting.lengths import find_long_answers
from gateway.routing.linting.offering import find_open311_trouble
from gateway.routing.linting.reaching import (
    find_idle_departments,
    find_lost_services,
    find_overruled_services,
    find_unsent_replies,
)
from gateway.routing.linting.reading import MOST_MESSAGES, Reading
from gateway.routing.linting.shadows import ShadowSearch
from gateway.routing.linting.timing import find_untimely
from gateway.routing.linting.translating import find_untranslated
from gateway.routing.linting.wording import find_word_trouble
from gateway.routing.loading import load_files
from gateway.routing.rulebook import Rulebook

_OUTSPOKEN = {"never speaks", "changes nothing", "contradiction"}


def lint_files(files: RulebookFiles) -> tuple[Finding, ...]:
    """What `lint` says of these files; the same files twice cost nothing. Raises `RulebookError` for mistakes."""
    files = only_included(files)
    return _lint(files.main, files.text, tuple(files.included.items()))


@lru_cache(maxsize=4)
def _lint(main: str, text: str, included: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
    files = RulebookFiles(main=main, text=text, included=dict(included))
    rulebook = load_files(files)
    with collection_held():
        document = read_documents(files)
    return lint(rulebook, document)


def lint(rulebook: Rulebook, document: Document, *, messages: int = MOST_MESSAGES) -> tuple[Finding, ...]:
    """Every finding about a rulebook that was loaded from `document`, by file and line.

    Reads at most so many messages and compares a bounded number of rules; says so where that was not enough.
    """
    with collection_held():
        findings = list(_findings(Reading(rulebook=rulebook, document=document, left=messages)))
    first = document.source
    return tuple(sorted(findings, key=lambda one: (one.source != first, one.source, one.line, one.column)))


def _findings(reading: Reading) -> Iterator[Finding]:
    shadows = ShadowSearch(reading)
    overshadowed = list(shadows.find())
    yield from overshadowed
    yield from find_idle_departments(reading)
    yield from find_unsent_replies(reading)
    yield from find_untimely(reading)
    yield from find_open311_trouble(reading)
    # What reads the most messages comes last, so that a large rulebook has the rest of it looked at.
    yield from find_lost_services(reading)
    yield from find_overruled_services(reading)
    spared = {finding.rule for finding in overshadowed if finding.kind in _OUTSPOKEN}
    yield from find_answered_elsewhere(reading, spared)
    yield from find_untranslated(reading)
    yield from find_long_answers(reading)
    yield from find_word_trouble(reading)
    if shadows.is_bounded or reading.is_bounded:
        yield _bounded(reading)


def _bounded(reading: Reading) -> Finding:
    message = "The rulebook is so large that not every message was read and not every rule compared."
    hint = "Findings may be missing; those that stand here are true."
    return finding_at(reading.document.problem((), message, hint), "not all was looked at")
