"""Draft a rulebook, and prove it: every example that is written comes out as it should."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from gateway.drafting.emergencies import trials
from gateway.drafting.gathering import gather
from gateway.drafting.planning import plan, with_rules
from gateway.drafting.values import Draft, DraftedRule, DraftError, Wishes
from gateway.drafting.vocabulary import Library, Page, is_showable
from gateway.drafting.writing import LEARNED_RULE, write_draft
from gateway.drafting.yaml_text import inline
from gateway.envelopes import PastRequest
from gateway.routing import Decision, Rulebook, check_rulebook, load_rulebook, route
from gateway.routing.examples import example_request
from gateway.routing.sections import ExampleText
from parsers.city_services import fold_name

_MOST_TRIED = 500
"""Requests of the newest part that the draft is tried on."""
_MOST_SHOWN = 200
"""Texts that are looked at for the example of the learned rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """The text of a rulebook that passes its check, and the same compiled."""

    text: str
    draft: Draft
    rulebook: Rulebook


def draft_rulebook(requests: Iterable[PastRequest | object], wishes: Wishes, *, source: str) -> Drafted:
    """The first rulebook of a city with this past. The same past makes the same text. Raises `DraftError`."""
    draft, library = plan(gather(requests), wishes, source=source)
    bare = load_rulebook(write_draft(draft, {}), source=source)
    examples = {rule: tuple(lines) for rule, lines in _proven(draft, library, bare)}
    known = {rule.name: examples[rule.name] for rule in draft.rules if rule.name in examples}
    draft = with_rules(draft, known, _outcome(library, bare))
    text = write_draft(draft, examples)
    rulebook = load_rulebook(text, source=source)
    if problems := check_rulebook(rulebook):
        raise DraftError(f"The draft does not pass its own check; please report this: {problems[0]}")
    return Drafted(text=text, draft=draft, rulebook=rulebook)


def _proven(draft: Draft, library: Library, rulebook: Rulebook) -> Iterator[tuple[str, list[str]]]:
    """The examples of every rule that come out as they should, as they stand in the file."""
    for name, tried in trials(draft.languages).items():
        held = [trial for trial in tried if (name in _speakers(trial.text, rulebook)) is trial.speaks]
        yield (
            name,
            [inline(trial.text) if trial.speaks else f"{{text: {inline(trial.text)}, not: true}}" for trial in held],
        )
    for rule in draft.rules:
        yield rule.name, list(_first_proven(rule, rulebook))
    shown = (" ".join(page.request.text.split()) for page in reversed(library.pages[-_MOST_SHOWN:]))
    heard = (text for text in shown if is_showable(text, library) and LEARNED_RULE in _speakers(text, rulebook))
    yield LEARNED_RULE, [inline(text) for text in islice(heard, 1)]


def _first_proven(rule: DraftedRule, rulebook: Rulebook) -> Iterator[str]:
    for text in rule.candidates:
        if rule.name in _speakers(text, rulebook) and _decide(text, rulebook).department == rule.department:
            yield f"{{text: {inline(text)}, department: {rule.department}}}"
            return


def _decide(text: str, rulebook: Rulebook) -> Decision:
    return route(example_request(ExampleText(text=text), rulebook), rulebook)


def _speakers(text: str, rulebook: Rulebook) -> set[str]:
    decision = _decide(text, rulebook)
    return {voice.rule for voice in decision.voices} | set(decision.passed_over)


def _outcome(library: Library, rulebook: Rulebook) -> str:
    """How often the draft, before anything is learned, is right about the newest requests."""
    newest = library.newest()
    tried = newest[:: max(1, len(newest) // _MOST_TRIED)][:_MOST_TRIED]
    answers = [(page, _decide(page.request.text[:2_000], rulebook)) for page in tried]
    named = [_is_category(page, decision, rulebook) for page, decision in answers if page.category]
    worked = [_is_department(page, decision) for page, decision in answers if page.request.department.strip()]
    if not named:
        return ""
    departments = f" and the department of {_hundred(worked)}" if worked else ""
    left = _hundred([decision.service is None for _, decision in answers])
    return (
        f"Tried on {len(tried)} of the newest requests, before anything is learned: of a hundred it names the category "
        f"of {_hundred(named)}{departments}, and leaves {left} to the front desk because no service is sure enough."
    )


def _is_category(page: Page, decision: Decision, rulebook: Rulebook) -> bool:
    return decision.service == rulebook.parser_city.catalog.city.find_category(page.category)


def _is_department(page: Page, decision: Decision) -> bool:
    return fold_name(decision.department_name) == fold_name(page.request.department)


def _hundred(hits: Sequence[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):.0f}"
