"""The command `gateway`. Commands are imported when they are called, so that `gateway parse` starts fast."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from gateway.cli.loading import begin_loading, settle
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
    "insight": "gateway.cli.insight",
    "learn": "gateway.cli.learn",
    "simulate": "gateway.cli.simulate",
    "replay": "gateway.cli.replay",
    "doctor": "gateway.cli.doctor",
    "user": "gateway.cli.user",
    "api-key": "gateway.cli.api_key",
    "person": "gateway.cli.person",
    "open311": "gateway.cli.open311",
}


_SETTLE_LATER = frozenset({"parse", "up", "simulate", "web", "smtp", "worker", "clock"})
"""Commands that load more than themselves, and say when that is done."""


class _LateGroup(click.Group):
    """A group whose commands live in one module each, as `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it with a context
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(_COMMANDS[cmd_name]).command
        if cmd_name not in _SETTLE_LATER:
            settle()
        return command


@click.group(cls=_LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="city-intake-gateway")
def gateway() -> None:
    """City Intake Gateway: mails and texts in, routed tickets and answers out."""


def main() -> None:
    """Run the command; an error that a person can mend is one sentence and exit status 1."""
    begin_loading()
    try:
        gateway()
    except GatewayError as error:
        click.echo(f"gateway: {error}", err=True)
        sys.exit(1)
