"""`gateway fallback`: the door that Twilio tries when the first one is shut; it starts fast and needs no database."""

from __future__ import annotations

import signal
import threading

import click
from waitress import create_server

from gateway.edges.fallback import LARGEST_BODY, Fallback
from gateway.errors import NotReadyError
from gateway.log import configure_logging
from gateway.settings import load_settings

_THREADS = 4


@click.command("fallback")
def command() -> None:
    """Keep texts on disk while the web service cannot be reached; `gateway clock` takes them in."""
    settings = load_settings()
    configure_logging(level=settings.log_level, style=settings.log_format)
    asked_to_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: asked_to_stop.set())
    host, port = settings.fallback_host, settings.fallback_port
    try:
        server = create_server(
            Fallback(settings),
            host=host,
            port=port,
            threads=_THREADS,
            max_request_body_size=LARGEST_BODY + 1,
            channel_timeout=30,
            connection_limit=200,
            ident=None,
        )
    except OSError as error:
        words = f"Port {port} of {host} cannot be used ({error.strerror}). Choose another with GATEWAY_FALLBACK_PORT."
        raise NotReadyError(words) from None
    threading.Thread(target=server.run, name="fallback", daemon=True).start()
    click.echo(f"fallback: listening on {host}:{server.effective_port}", err=True)
    while not asked_to_stop.wait(1.0):
        pass
    server.close()
    server.task_dispatcher.shutdown(timeout=5)
