"""Tells what a check found: line by line for a person, or as one JSON document for a machine."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote_plus

from gateway.conformance.aiming import Target
from gateway.conformance.values import VERDICTS, Exchange, Finding, Outcome

_SHORT = 600
"""Characters of an answer that are shown."""
_LEVELS = {"must": "", "should": " (should)", "extension": " (extension)"}


def heading(target: Target) -> Iterator[str]:
    """What is checked."""
    yield f"Endpoint   {target.base}"
    yield f"Discovery  {target.discovery + '.xml' if target.discovery else 'none found'}"
    yield f"Forms      {' and '.join(form.upper() for form in target.forms)}"
    yield ""


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """The verdict with the requirement; for a broken one what is wrong, with the request and the answer."""
    requirement = outcome.requirement
    yield f"{outcome.verdict:<12}{requirement.id}{_LEVELS[requirement.level]}: {requirement.says}"
    for finding in outcome.findings:
        if finding.verdict == "broken":
            yield from _broken_lines(finding)


def reason_lines(outcome: Outcome) -> Iterator[str]:
    """Why it was not asked or is not offered; once where all forms have the same reason."""
    found = [finding for finding in outcome.findings if finding.why and finding.verdict != "broken"]
    if len({finding.why for finding in found}) == 1 and len(found) == len(outcome.findings):
        yield f"            {_printable(found[0].why)}."
        return
    yield from (f"            {_in_form(finding)}{_printable(finding.why)}." for finding in found)


def _broken_lines(finding: Finding) -> Iterator[str]:
    yield f"            {_in_form(finding)}{_printable(finding.why)}"
    if finding.exchange is not None:
        yield from (f"              {line}" for line in exchange_lines(finding.exchange))


def exchange_lines(exchange: Exchange) -> Iterator[str]:
    """The request and the answer, shortened and without the key, which a server may have repeated."""
    key = exchange.ask.secret
    for line in _exchange_lines(exchange):
        yield _printable(line.replace(quote_plus(key), "…").replace(key, "…") if key else line)


def _exchange_lines(exchange: Exchange) -> Iterator[str]:
    yield f"> {exchange.ask.method} {exchange.ask.url}"
    if exchange.ask.body:
        yield f"> {exchange.ask.body.decode('utf-8', 'replace')}"
    yield f"< {exchange.status or 'no answer'} {exchange.reply.headers.get('content-type', '')}".rstrip()
    text = exchange.reply.body[:_SHORT].decode("utf-8", "replace")
    yield from (f"< {line}" for line in text.splitlines()[:12] if line.strip())
    if len(exchange.reply.body) > _SHORT:
        yield f"< … ({len(exchange.reply.body):,} bytes)"


def summary(outcomes: Sequence[Outcome], asked: int) -> str:
    """How many requirements came out how."""
    counted = Counter(outcome.verdict for outcome in outcomes)
    musts = sum(outcome.verdict == "broken" and outcome.requirement.level == "must" for outcome in outcomes)
    told = ", ".join(f"{counted[verdict]} {verdict}" for verdict in VERDICTS)
    return f"{len(outcomes)} requirements: {told}. Of the broken, {musts} must be kept. {asked} requests were made."


def is_passed(outcomes: Sequence[Outcome]) -> bool:
    """Whether no requirement that must be kept is broken."""
    return not any(outcome.verdict == "broken" and outcome.requirement.level == "must" for outcome in outcomes)


def as_json(target: Target, outcomes: Sequence[Outcome], asked: int) -> str:
    """Everything, for a machine."""
    told = {
        "endpoint": target.base,
        "discovery": f"{target.discovery}.xml" if target.discovery else None,
        "forms": list(target.forms),
        "requests": asked,
        "counts": {verdict: sum(outcome.verdict == verdict for outcome in outcomes) for verdict in VERDICTS},
        "requirements": [_outcome_record(outcome) for outcome in outcomes],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _outcome_record(outcome: Outcome) -> dict[str, object]:
    requirement = outcome.requirement
    return {
        "id": requirement.id,
        "says": requirement.says,
        "section": requirement.section,
        "level": requirement.level,
        "verdict": outcome.verdict,
        "findings": [_finding_record(finding) for finding in outcome.findings],
    }


def _finding_record(finding: Finding) -> dict[str, object]:
    shown = list(exchange_lines(finding.exchange)) if finding.exchange is not None else []
    return {"form": finding.form or None, "verdict": finding.verdict, "why": finding.why or None, "exchange": shown}


def _in_form(finding: Finding) -> str:
    return f"{finding.form.upper()}: " if finding.form else ""


def _printable(line: str) -> str:
    """Without control characters, with which a server could write over the terminal."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)[:300]
