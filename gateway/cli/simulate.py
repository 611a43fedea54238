"""`gateway simulate`: a demonstration city with a week behind it, in a store of its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from gateway.bootstrap import build_gateway
from gateway.cli.running import Running, make_current
from gateway.cli.server import WebServer
from gateway.cli.up import serve
from gateway.edges.smtp import SmtpServer
from gateway.intake import Intake
from gateway.log import configure_logging
from gateway.settings import Settings, load_settings
from gateway.simulating.clock import PlayedClock
from gateway.simulating.doors import Doors
from gateway.simulating.playing import WEEK, Week, play_week

_DATABASE = "gateway.db"


@click.command("simulate")
@click.option("--requests", default=220, show_default=True, type=click.IntRange(1, 5_000), help="How many are written.")
@click.option("--seed", default=1, show_default=True, help="Another number makes another week.")
@click.option("--again", is_flag=True, help="Throw the demonstration city away and play its week anew.")
@click.option("--only-play", is_flag=True, help="Play the week and end, without starting anything.")
def command(requests: int, seed: int, *, again: bool, only_play: bool) -> None:
    """Play a week of mails and texts in a made-up city, then start everything with it.

    The messages go in by SMTP and by the simulator's phone, and departments answer at the desk and by mail. The city
    lives in a folder of its own, `demonstration` in GATEWAY_DATA_DIR: your own tickets are not touched, and nothing is
    sent to anybody.
    """
    settings = _apart(load_settings())
    database = settings.data_dir / _DATABASE
    if again:
        for path in database.parent.glob(f"{_DATABASE}*"):
            path.unlink()
    if not database.exists():
        _play(settings, requests, seed)
    elif only_play:
        click.echo(f"There is a demonstration city in {settings.data_dir} already; --again plays its week anew.")
    if not only_play:
        serve(settings, more="Another week? Stop this and type `.venv/bin/gateway simulate --again --seed 2`.")


def _apart(own: Settings) -> Settings:
    """Settings of which only doors and rulebook are the machine's own, so that nothing can reach a real person."""
    folder = own.data_dir / "demonstration"
    return Settings.model_construct(
        data_dir=folder,
        database_url=f"sqlite:///{folder / _DATABASE}",
        rules=own.rules,
        simulator=True,
        web_host=own.web_host,
        web_port=own.web_port,
        smtp_host=own.smtp_host,
        smtp_port=own.smtp_port,
        public_url=f"http://{own.web_host}:{own.web_port}",
    )


def _play(settings: Settings, requests: int, seed: int) -> None:
    """Into a file that gets its name when the week is over: what was broken off is played anew."""
    unfinished = settings.data_dir / "unfinished.db"
    for path in settings.data_dir.glob(f"{unfinished.name}*"):
        path.unlink()
    ends = time.time()
    week = Week(requests=requests, begins=ends - WEEK, ends=ends, seed=seed)
    with _progress(week) as tell:
        _play_into(settings, unfinished, week, tell)
    unfinished.rename(settings.data_dir / _DATABASE)


def _play_into(settings: Settings, database: Path, week: Week, tell: Callable[[float], None]) -> None:
    configure_logging(level="ERROR", style="text")
    logging.getLogger("waitress").setLevel(logging.ERROR)
    clock = PlayedClock(week.begins)
    doors = settings.model_copy(update={"database_url": f"sqlite:///{database}", "web_port": 0, "smtp_port": 0})
    gateway = build_gateway(doors, clock=clock)
    make_current(gateway.store)
    intake, running = Intake(gateway), Running()
    smtp, web = SmtpServer(gateway, intake), WebServer(gateway, intake)
    try:
        running.start([smtp, web])
        play_week(gateway, clock, Doors(settings.smtp_host, smtp.port, web.port), week, tell=tell)
    finally:
        running.stop()
        intake.stop()
        gateway.store.dispose()


@contextmanager
def _progress(week: Week) -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, a sentence elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        click.echo("Playing a week of the demonstration city; it takes a minute or two.", err=True)
    parts = TextColumn("Playing a week"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn()
    with Progress(*parts, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=week.ends - week.begins)
        yield lambda now: bar.update(task, completed=now - week.begins)
