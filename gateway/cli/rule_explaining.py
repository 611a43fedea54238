"""`gateway rules explain`: why a message would go where it goes, and why a ticket went where it went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gateway.errors import GatewayError
from gateway.routing import Rulebook
from gateway.routing.examples import example_request
from gateway.routing.explaining import Explanation, explain
from gateway.routing.sections import ExampleText
from gateway.routing.values import Decision, Event, RouteRequest
from gateway.rulebook_file import load_file
from gateway.settings import load_settings

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.tracing import Trace

_EVENTS = ("opened", "follow_up", "reopened", "due_soon", "overdue", "closed")
_HAPPENED = {
    "opened": "a request was opened",
    "follow_up": "something was added to a request",
    "reopened": "a request was opened again",
    "due_soon": "a request was due soon",
    "overdue": "a request became overdue",
    "closed": "a request was closed",
}


@click.command(name="explain")
@click.argument("text", required=False)
@click.option("--ticket", "number", metavar="NUMBER", help="Explain this ticket instead of a text.")
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
    text: str | None,
    number: str | None,
    channel: str,
    sender: str | None,
    subject: str,
    date: str | None,
    event: Event,
    repeat: int,
    file: Path | None,
) -> None:
    """Say what is understood of TEXT, what every rule says to it, and what comes of it.

    With --ticket, what was understood of a ticket's message, and what the rules of that day said to it.
    """
    if (text is None) == (number is None):
        raise click.UsageError("Give a text, or --ticket with the number of one.")
    if number is not None:
        _explain_ticket(number)
        return
    message = {
        "text": text,
        "channel": channel,
        "from": sender,
        "subject": subject,
        "date": date,
        "event": event,
        "repeat": repeat,
    }
    _explain_message(message, file)


def _explain_message(message: Mapping[str, object], file: Path | None) -> None:
    from gateway.cli.taught_city import taught

    rulebook = taught(load_file(file or load_settings().rules), load_settings().database_url)
    request = example_request(_read_example(message), rulebook)
    for line in (*_understanding_lines(request), "", *_step_lines(explain(request, rulebook), rulebook)):
        click.echo(line)


def _explain_ticket(number: str) -> None:
    from gateway.cli.running import prepare

    gateway = prepare()
    try:
        trace = _trace(gateway, number)
    finally:
        gateway.store.dispose()
    lines = (*_ticket_lines(trace), "", *_understanding_lines(trace.request), "")
    for line in (*lines, *_step_lines(trace.explanation, trace.rulebook)):
        click.echo(line)


def _trace(gateway: Gateway, number: str) -> Trace:
    from gateway.store.tickets import find_by_number
    from gateway.tracing import load_trace
    from parsers.ticket_number import canonical_number

    canonical = canonical_number(number)
    with gateway.store.reading() as connection:
        ticket = find_by_number(connection, canonical) if canonical else None
    if ticket is None:
        raise GatewayError(f"There is no ticket `{number}`. Check it for a mistyped character.")
    return load_trace(gateway, ticket)


def _ticket_lines(trace: Trace) -> Iterator[str]:
    request, version, zone = trace.request, trace.version, trace.rulebook.city.zone
    came = f"{request.message.received_at.astimezone(zone):%Y-%m-%d %H:%M}"
    yield f"ticket     {trace.ticket.number}"
    yield f"message    {request.message.medium.value}, came {came}; {_HAPPENED[request.event]}"
    yield f"repeat     {request.repeat}"
    if version is None:
        yield f"decided by {trace.ticket.rulebook_version}"
    else:
        since = f"{datetime.fromtimestamp(version.activated_at, zone):%Y-%m-%d %H:%M}"
        told = ", ".join(filter(None, (version.origin, version.who, version.why)))
        yield f"decided by {version.version}, in force since {since} ({told})"
    yield from (f"note       {remark}" for remark in trace.remarks)


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
            sources = ", ".join(voice.rule for voice in decision.voices if voice.action == name)
            yield f"{name:<10} {', '.join(values)}{f'  ({sources})' if sources else ''}"
    for name in ("close", "hold"):
        if getattr(decision, name):
            yield f"{name:<10} yes  ({said_by[name]})"
    for note in decision.notes:
        yield f"note       {note}"
