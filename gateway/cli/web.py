"""`gateway web`: pages and webhooks, the `web` process of the Procfile."""

from __future__ import annotations

import click

from gateway.cli.running import Running, prepare
from gateway.cli.server import WebServer
from gateway.intake import Intake


@click.command("web")
def command() -> None:
    """Serve pages and webhooks."""
    gateway = prepare()
    intake, running = Intake(gateway), Running()
    try:
        running.start([server := WebServer(gateway, intake)])
        click.echo(f"web: listening on {gateway.settings.web_host}:{server.port}", err=True)
        running.wait()
    finally:
        running.stop()
        intake.stop()
        gateway.store.dispose()
