"""`gateway person`: everything that is kept of one person, given out or erased when they ask."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from gateway.bootstrap import Gateway
from gateway.cli.running import prepare
from gateway.errors import GatewayError
from gateway.retention import erase_person, export_person, load_traces, size_of, subject_of
from gateway.store.audit import add_audit
from gateway.store.persons import Traces

COMMAND = "command"
"""The actor of what was done at a terminal."""


@click.group()
def command() -> None:
    """Give out or erase everything that is kept of one person, by mail address or number."""


@command.command()
@click.argument("address")
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), default=Path("person.zip"))
def export(address: str, path: Path) -> None:
    """Write a ZIP with the requests, messages and files of ADDRESS. It holds personal data: keep it safe."""
    gateway = prepare()
    traces = load_traces(gateway, address)
    try:
        # A file that is there already is somebody else's.
        with path.open("xb") as file:
            path.chmod(0o600)
            for piece in export_person(gateway, traces):
                file.write(piece)
    except FileExistsError:
        raise GatewayError(f"{path} is there already; name another file with --to.") from None
    with gateway.store.writing() as connection:
        add_audit(connection, actor=COMMAND, action="person.exported", subject=subject_of(traces), now=gateway.clock())
    click.echo(f"{path}: {_in_words(traces)}")


@command.command()
@click.argument("address")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
def erase(address: str, is_sure: bool) -> None:
    """Erase everything that tells of ADDRESS; their requests stay, without them. It cannot be undone."""
    gateway = prepare()
    traces = load_traces(gateway, address)
    click.echo(f"{traces.addresses[0]}: {_in_words(traces)}")
    if not is_sure and click.prompt("Type the address to erase all of it", default="", show_default=False) not in (
        traces.addresses
    ):
        raise GatewayError("Nothing was erased: the address was not typed as it is written above.")
    _erase(gateway, traces)
    click.echo("Erased. Copies in your backups stay until these are renewed.")


def _erase(gateway: Gateway, traces: Traces) -> None:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Erasing", total=size_of(traces))
        for done in erase_person(gateway, traces, actor=COMMAND):
            progress.update(task, completed=done)


def _in_words(traces: Traces) -> str:
    counts = (
        (len(traces.reported), "requests"),
        (len(traces.followed), "requests of others"),
        (len(traces.messages), "messages from them"),
        (len(traces.sent), "messages to them"),
    )
    return ", ".join(f"{number} {what}" for number, what in counts)
