"""`gateway open311 check`: whether a server keeps the standard, ours or another city's."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gateway.conformance import Kind, Outcome


@click.group()
def command() -> None:
    """Check Open311 servers against the standard GeoReport v2."""


@command.command()
@click.argument("url")
@click.option("--jurisdiction", default="", metavar="ID", help="Its jurisdiction_id, where it serves several cities.")
@click.option(
    "--endpoint",
    "kind",
    type=click.Choice(["production", "test"]),
    default="production",
    show_default=True,
    help="Which of the endpoints that the discovery document names.",
)
@click.option(
    "--key",
    default="",
    metavar="KEY",
    envvar="OPEN311_KEY",
    show_envvar=True,
    help="An API key of the server, for filing.",
)
@click.option("--file", "files", is_flag=True, help="File test requests, at the test endpoint only.")
@click.option("--production", is_flag=True, help="With --file: file them at the endpoint itself, where people act.")
@click.option("--xml-only", is_flag=True, help="Leave JSON out.")
@click.option("--verbose", is_flag=True, help="Say of each requirement why it was not asked or is not offered.")
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document.")
@click.pass_context
def check(
    context: click.Context,
    url: str,
    *,
    jurisdiction: str,
    kind: Kind,
    key: str,
    files: bool,
    production: bool,
    xml_only: bool,
    verbose: bool,
    as_document: bool,
) -> None:
    """Ask the server at URL (its discovery document or its endpoint) for everything that the standard wants.

    Reads only, unless --file is given. Ends with 1 when something is broken that must be kept.
    """
    from gateway import conformance

    line = conformance.Line(conformance.fetch)
    wishes = conformance.Wishes(jurisdiction=jurisdiction, key=key, files=files, is_production_allowed=production)
    target = conformance.aim(line, url, kind=kind, forms=("xml",) if xml_only else ("xml", "json"))
    found = conformance.check(line, target, wishes, now=datetime.now(UTC), tell=_progress)
    if as_document:
        outcomes = list(found)
        click.echo(conformance.as_json(target, outcomes, len(line.exchanges)))
    else:
        click.echo("\n".join(conformance.heading(target)))
        tellers = (conformance.outcome_lines, conformance.reason_lines) if verbose else (conformance.outcome_lines,)
        outcomes = list(_told(found, tellers))
        click.echo(f"\n{conformance.summary(outcomes, len(line.exchanges))}")
    context.exit(0 if conformance.is_passed(outcomes) else 1)


def _told(found: Iterator[Outcome], tellers: Sequence[Callable[[Outcome], Iterator[str]]]) -> Iterator[Outcome]:
    """Print what the tellers say of each outcome as it comes."""
    for outcome in found:
        _progress("")
        for text in (line for tell in tellers for line in tell(outcome)):
            click.echo(text)
        yield outcome


def _progress(what: str) -> None:
    """Show in a terminal what is being asked; nothing is written where nobody watches."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{what}", nl=False, err=True)
