"""`gateway migrate`: bring the database up to date, the `release` step of the Procfile."""

from __future__ import annotations

import click

from gateway.cli.running import explained
from gateway.log import configure_logging
from gateway.settings import load_settings
from gateway.store.engine import Store
from gateway.store.migrate import migrate


@click.command("migrate")
def command() -> None:
    """Bring the database up to date; safe to run twice and from two places at once."""
    settings = load_settings()
    configure_logging(level=settings.log_level, style=settings.log_format)
    store = Store(settings.database_url)
    with explained():
        migrate(store)
    store.dispose()
    click.echo("The database is up to date.")
