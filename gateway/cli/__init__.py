"""The command `gateway`. Commands are imported when they are called, so that `gateway parse` starts fast."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from gateway.errors import GatewayError

_COMMANDS = {
    "up": "gateway.cli.up",
    "web": "gateway.cli.web",
    "smtp": "gateway.cli.smtp",
    "worker": "gateway.cli.worker",
    "clock": "gateway.cli.clock",
    "fallback": "gateway.cli.fallback",
    "migrate": "gateway.cli.migrate",
    "parse": "gateway.cli.parse",
    "rules": "gateway.cli.rules",
    "places": "gateway.cli.places",
    "history": "gateway.cli.history",
    "learn": "gateway.cli.learn",
    "replay": "gateway.cli.replay",
    "doctor": "gateway.cli.doctor",
    "user": "gateway.cli.user",
}


_RARELY = (20_000, 20, 20)
"""When garbage is collected. Words and tables are half a million objects that stay; to look through them so often would
take a tenth of the start, and make every pause of a worker longer."""


class _LateGroup(click.Group):
    """A group whose commands live in one module each, as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it with a context
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name]).command
        return command


@click.group(cls=_LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="city-intake-gateway")
def gateway() -> None:
    """City Intake Gateway: mails and texts in, routed tickets and answers out."""


def main() -> None:
    """Run the command; an error that a person can mend is one sentence and exit status 1."""
    gc.set_threshold(*_RARELY)
    try:
        gateway()
    except GatewayError as error:
        click.echo(f"gateway: {error}", err=True)
        sys.exit(1)
