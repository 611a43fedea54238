"""`gateway smtp`: the SMTP listener, and the LMTP listener when its port is set."""

from __future__ import annotations

import click

from gateway.cli.running import Running, prepare
from gateway.edges.lmtp import LmtpServer
from gateway.edges.smtp import SmtpServer
from gateway.intake import Intake


@click.command("smtp")
def command() -> None:
    """Receive mail by SMTP, and by LMTP when GATEWAY_LMTP_PORT is set."""
    gateway = prepare()
    settings = gateway.settings
    intake, running = Intake(gateway), Running()
    smtp = SmtpServer(gateway, intake)
    lmtp = [LmtpServer(gateway, intake)] if settings.lmtp_port is not None else []
    try:
        running.start([smtp, *lmtp])
        click.echo(f"smtp: listening on {settings.smtp_host}:{smtp.port}", err=True)
        for server in lmtp:
            click.echo(f"lmtp: listening on {settings.lmtp_host}:{server.port}", err=True)
        running.wait()
    finally:
        running.stop()
        intake.stop()
        gateway.store.dispose()
