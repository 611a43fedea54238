"""`gateway clock`: what happens by itself: the second ring of the bell, and a look into the mailbox."""

from __future__ import annotations

import click

from gateway.cli.running import Running, prepare
from gateway.edges.imap import ImapPoller
from gateway.intake import Intake
from gateway.sweep import Sweeper


@click.command("clock")
def command() -> None:
    """Release expired leases, ring for due work and take in what was spooled, every 15 seconds; read the mailbox."""
    gateway = prepare()
    intake, running = Intake(gateway), Running()
    try:
        imap = [ImapPoller(gateway, intake)] if gateway.settings.imap_url else []
        running.start([Sweeper(gateway, intake), *imap])
        click.echo("clock: sweeping", err=True)
        running.wait()
    finally:
        running.stop()
        intake.stop()
        gateway.store.dispose()
