"""Answers of three text messages: a reply alone keeps within two, but the question after it can make a third."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from gateway.routing.answering import answer_names, next_question
from gateway.routing.fitting import MOST_SEGMENTS
from gateway.routing.linting.asked import service_asked
from gateway.routing.linting.findings import Finding, Proof, finding_at
from gateway.routing.linting.reading import Reading, Seen
from gateway.routing.previewing import sample_fields
from gateway.routing.replying import render_replies
from gateway.routing.segments import count_segments, room_of
from parsers.values import Medium

_RULES_OF_A_REPLY = 5
_MESSAGES_OF_A_RULE = 4


def find_long_answers(reading: Reading) -> Iterator[Finding]:
    """The first answer of every reply, in every language, that takes more than two segments with what follows it."""
    if not reading.rulebook.city.numbers:
        return
    told: set[tuple[str, str]] = set()
    for seen in _answered(reading):
        about = (seen.decision.reply, seen.request.understanding.language)
        if about not in told and (segments := _segments(reading, seen)) > MOST_SEGMENTS:
            told.add(about)
            yield _finding(reading, seen, segments)


def _answered(reading: Reading) -> Iterator[Seen]:
    """Messages of every service that is asked about, and a few of the rules that send each reply."""
    for code, service in reading.rulebook.services.items():
        if service.ask or service.needs:
            yield from reading.messages_about(service_asked(code))
    sent: Counter[str] = Counter()
    for number, rule in enumerate(reading.rulebook.rules):
        if rule.then.reply and not rule.is_disabled and sent[rule.then.reply] < _RULES_OF_A_REPLY:
            sent[rule.then.reply] += 1
            yield from islice(reading.witnesses(number), _MESSAGES_OF_A_RULE)


def _segments(reading: Reading, seen: Seen) -> int:
    """Of the whole answer, as it would go out by text."""
    book, understanding = reading.rulebook, seen.request.understanding
    names = answer_names(seen.decision, understanding)
    question = next_question(book, seen.decision, understanding, understanding.language)
    fields = sample_fields(book, understanding.language, service=seen.decision.service or "")
    text = render_replies(
        book, names, language=understanding.language, medium=Medium.SMS, fields=fields, closing=question
    )
    return count_segments(text, room_of(book.city.numbers[0]))


def _finding(reading: Reading, seen: Seen, segments: int) -> Finding:
    name, language = seen.decision.reply, seen.request.understanding.language
    message = f"With the question that follows it, the reply `{name}` takes {segments} segments in `{language}`."
    hint = "Shorten the reply or the question."
    written = reading.document.data.get("replies") or {}
    asking = seen.decision.service if seen.decision.ask and not seen.decision.missing else None
    path = ("replies", name) if name in written else ("services", asking or "", "ask")
    problem = reading.document.problem(path, message, hint)
    proof = Proof(message=seen.message, outcome=f"is answered in {segments} segments.")
    return finding_at(problem, "reply too long", proof=proof)
