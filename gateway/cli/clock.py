"""`gateway clock`: what happens by itself: the second ring of the bell, and a look where mail and texts may wait."""

from __future__ import annotations

import click

from gateway.cli.running import Running, prepare
from gateway.edges.imap import ImapPoller
from gateway.edges.text_poll import TextPoller, asks_for_texts
from gateway.intake import Intake
from gateway.sweep import Sweeper


@click.command("clock")
def command() -> None:
    """Ring for due work and take in what was spooled, every 15 seconds; ask for mail, and for texts that got lost."""
    gateway = prepare()
    intake, running = Intake(gateway), Running()
    try:
        imap = [ImapPoller(gateway, intake)] if gateway.settings.imap_url else []
        texts = [TextPoller(gateway, intake)] if asks_for_texts(gateway.settings) else []
        running.start([Sweeper(gateway, intake), *imap, *texts])
        click.echo("clock: sweeping", err=True)
        running.wait()
    finally:
        running.stop()
        intake.stop()
        gateway.store.dispose()
