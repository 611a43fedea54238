"""`gateway up`: everything in one process on SQLite, with the example city and the simulator."""

from __future__ import annotations

import click

from gateway.bootstrap import Gateway
from gateway.cli.running import Running, prepare
from gateway.cli.server import WebServer
from gateway.edges.imap import ImapPoller
from gateway.edges.lmtp import LmtpServer
from gateway.edges.smtp import SmtpServer
from gateway.edges.text_poll import TextPoller, asks_for_texts
from gateway.intake import Intake
from gateway.jobs import Workers
from gateway.settings import Settings, load_settings
from gateway.sweep import Sweeper
from gateway.web.accounts import ensure_first_administrator

_DEMO = "Too empty? Stop this and type `make demo`: the same city with a week behind it."


@click.command("up")
def command() -> None:
    """Start SMTP, web, workers and sweeper in one process."""
    serve(with_everything_on(load_settings()), more=_DEMO)


def serve(settings: Settings, *, more: str) -> None:
    """Start everything, say where to go and `more`, and go on until somebody asks to stop."""
    gateway = prepare(settings)
    intake = Intake(gateway)
    running = Running()
    smtp, web = SmtpServer(gateway, intake), WebServer(gateway, intake)
    lmtp = [LmtpServer(gateway, intake)] if gateway.settings.lmtp_port is not None else []
    imap = [ImapPoller(gateway, intake)] if gateway.settings.imap_url else []
    texts = [TextPoller(gateway, intake)] if asks_for_texts(gateway.settings) else []
    workers, sweeper = Workers(gateway, gateway.settings.workers), Sweeper(gateway, intake)
    try:
        running.start([workers, sweeper, smtp, *lmtp, *imap, *texts, web])
        greet(gateway, smtp.port, web.port, more)
        running.wait()
    finally:
        running.stop()
        intake.stop()
        gateway.store.dispose()


def with_everything_on(settings: Settings) -> Settings:
    """Settings for one machine: the simulator is shown and links point to the port in use, unless set otherwise."""
    changes: dict[str, object] = {}
    if "simulator" not in settings.model_fields_set:
        changes["simulator"] = True
    if "public_url" not in settings.model_fields_set and settings.web_port:
        changes["public_url"] = f"http://{settings.web_host}:{settings.web_port}"
    return settings.model_copy(update=changes)


def greet(gateway: Gateway, smtp_port: int, web_port: int, more: str) -> None:
    """Say where to go and what to try; `more` is the last of it."""
    settings, city = gateway.settings, gateway.rulebooks.current().city
    here = f"http://{settings.web_host}:{web_port}"
    lines = [
        "",
        f"  City Intake Gateway is ready for {city.name}.",
        "",
        f"  Simulator  {here}/simulator   play a resident with a phone and a mailbox" if settings.simulator else "",
        f"  Desk       {here}/desk        the departments' queues",
        f"  Rules      {here}/rules       who gets what: change it, try it, publish it",
        f"  People     {here}/people      invite clerks, and say which departments are theirs",
        f"  Mail in    {settings.smtp_host}:{smtp_port} (SMTP), for {', '.join(city.addresses)}",
        "",
        '  In another terminal:  .venv/bin/gateway parse "huge pothole at 12 Oak St"',
        f"  {more}",
    ]
    if link := ensure_first_administrator(gateway):
        lines += ["", "  First sign-in: open this link once and choose a password", f"  {link}"]
    if not settings.smtp_relay:
        lines += ["", "  No GATEWAY_SMTP_RELAY is set: mail is shown in the simulator and goes nowhere else."]
    click.echo("\n".join(line for line in [*lines, "", "  Stop with Ctrl-C.", ""]))
