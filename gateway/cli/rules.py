"""`gateway rules`: draft a rulebook, check it, explain what it does with a message, and print its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from gateway.cli.draft import command as draft_command
from gateway.cli.rule_versions import publish_command, rollback, show, versions
from gateway.errors import GatewayError
from gateway.routing import Rulebook
from gateway.routing.examples import check_rulebook, example_request
from gateway.routing.explaining import Explanation, explain
from gateway.routing.problems import RulebookError
from gateway.routing.schema import rulebook_schema
from gateway.routing.sections import ExampleText
from gateway.routing.values import Decision, Event, RouteRequest
from gateway.rulebook_file import load_file
from gateway.settings import load_settings

_EVENTS = ("opened", "follow_up", "reopened", "overdue", "closed")
_FILE = click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))


@click.group(name="rules")
def command() -> None:
    """Draft the rulebook, check it, and see what it does."""


command.add_command(draft_command, name="draft")
for _version_command in (versions, show, publish_command, rollback):
    command.add_command(_version_command)


@command.command()
@_FILE
def check(file: Path | None) -> None:
    """Read FILE (the configured rulebook when left out), name every mistake, and run every example."""
    rulebook = _load(file)
    if problems := check_rulebook(rulebook):
        raise RulebookError(problems)
    examples = sum(len(rule.examples) for rule in rulebook.rules if not rule.is_disabled)
    click.echo(
        f"{rulebook.source} is good: {len(rulebook.departments)} departments, {len(rulebook.services)} services, "
        f"{len(rulebook.rules)} rules; all {examples} examples come out as written. Version {rulebook.version}."
    )


@command.command(name="explain")
@click.argument("text")
@click.option("--channel", type=click.Choice(["sms", "email"]), default="sms", help="How the message came.")
@click.option("--from", "sender", help="Who wrote: an address, or a number with country code.")
@click.option("--subject", default="", help="The subject of a mail.")
@click.option("--at", "date", help="When it came, in the city's time: 2026-07-04 or '2026-07-04 22:30'.")
@click.option("--event", type=click.Choice(_EVENTS), default="opened", help="What happened.")
@click.option("--repeat", type=click.IntRange(min=1), default=1, help="Which report of this sender it is.")
@click.option(
    "--rules",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The rulebook; the configured one when left out.",
)
def explain_command(
    text: str,
    channel: str,
    sender: str | None,
    subject: str,
    date: str | None,
    event: Event,
    repeat: int,
    file: Path | None,
) -> None:
    """Say what is understood of TEXT, what every rule says to it, and what comes of it."""
    from gateway.cli.taught_city import taught

    rulebook = taught(_load(file), load_settings().database_url)
    message = {
        "text": text,
        "channel": channel,
        "from": sender,
        "subject": subject,
        "date": date,
        "event": event,
        "repeat": repeat,
    }
    request = example_request(_read_example(message), rulebook)
    for line in (*_understanding_lines(request), "", *_step_lines(explain(request, rulebook), rulebook)):
        click.echo(line)


@command.command()
def schema() -> None:
    """Print the JSON Schema of the rulebook, so that an editor completes and checks it."""
    click.echo(json.dumps(rulebook_schema(), indent=2, ensure_ascii=False))


def _load(file: Path | None) -> Rulebook:
    return load_file(file or load_settings().rules)


def _read_example(message: Mapping[str, object]) -> ExampleText:
    try:
        return ExampleText.model_validate(message)
    except ValueError as error:
        raise GatewayError(f"This message cannot be read: {error}") from None


def _understanding_lines(request: RouteRequest) -> Iterator[str]:
    understood = request.understanding
    guess, place = understood.service, understood.location
    yield f"service    {f'{guess.name} ({guess.code}), confidence {guess.confidence:.2f}' if guess else 'none'}"
    yield f"place      {f'{place.text} ({place.kind.value})' if place else 'none'}"
    yield f"urgency    {understood.urgency.value}"
    yield f"language   {understood.language}"


def _step_lines(explanation: Explanation, rulebook: Rulebook) -> Iterator[str]:
    for step in explanation.steps:
        because = f"  because {step.because}" if step.because else ""
        place = f"line {step.line}" if step.source == rulebook.source else f"{step.source}:{step.line}"
        yield f"{place:<10} {step.verdict:<9} {step.rule}{because}"
    yield ""
    yield from _decision_lines(explanation.decision)
    yield f"rulebook   {rulebook.source}, version {rulebook.version}"


def _decision_lines(decision: Decision) -> Iterator[str]:
    said_by = {voice.action: voice.rule for voice in decision.voices}
    for name in ("department", "priority", "service", "reply", "due", "assign"):
        if value := getattr(decision, name):
            source = f"  ({said_by[name]})" if name in said_by else ""
            sure = decision.department_confidence if name == "department" else None
            yield f"{name:<10} {value}{source}{'' if sure is None else f', learned, confidence {sure:.2f}'}"
    for name in ("tags", "notify", "watch", "ask", "missing"):
        if values := getattr(decision, name):
            yield f"{name:<10} {', '.join(values)}"
    for name in ("close", "hold"):
        if getattr(decision, name):
            yield f"{name:<10} yes  ({said_by[name]})"
    for note in decision.notes:
        yield f"note       {note}"
