"""`gateway worker`: process messages and send answers; RQ workers with REDIS_URL, polling threads without."""

from __future__ import annotations

import click

from gateway.cli.running import Running, prepare
from gateway.jobs import Workers


@click.command("worker")
def command() -> None:
    """Process messages and send answers."""
    gateway = prepare()
    if gateway.settings.redis_url:
        from gateway.jobs.rq_workers import run_workers

        gateway.store.dispose()
        run_workers(gateway.settings)
        return
    running = Running()
    try:
        running.start([Workers(gateway, gateway.settings.workers)])
        click.echo("worker: polling the work table (no REDIS_URL)", err=True)
        running.wait()
    finally:
        running.stop()
        gateway.store.dispose()
