"""`gateway clock`: the second ring of the bell, for what a lost job or a dead worker left behind."""

from __future__ import annotations

import click

from gateway.cli.running import Running, prepare
from gateway.intake import Intake
from gateway.sweep import Sweeper


@click.command("clock")
def command() -> None:
    """Release expired leases, ring for due work and take in what was spooled, every 15 seconds."""
    gateway = prepare()
    intake, running = Intake(gateway), Running()
    try:
        running.start([Sweeper(gateway, intake)])
        click.echo("clock: sweeping", err=True)
        running.wait()
    finally:
        running.stop()
        intake.stop()
        gateway.store.dispose()
