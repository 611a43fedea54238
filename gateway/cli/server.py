"""The web server: waitress with our application, started and stopped like every other part."""

from __future__ import annotations

import errno
import threading
from typing import Any

from flask import Flask
from waitress import create_server

from gateway.bootstrap import Gateway
from gateway.edges.mail_webhooks import largest_body, mail_webhook_blueprint
from gateway.edges.webhooks import webhook_blueprint
from gateway.errors import NotReadyError
from gateway.intake import Intake
from gateway.open311 import open311_blueprint
from gateway.web import create_app

_PORT_TROUBLE = {
    errno.EADDRINUSE: "is in use by another program. Stop that one, or choose another with {variable}",
    errno.EACCES: "may only be used by root. Choose a port above 1023 with {variable}",
    errno.EADDRNOTAVAIL: "is at an address that this machine does not have. Correct {variable}",
}


def make_application(gateway: Gateway, intake: Intake) -> Flask:
    """Pages, webhooks and Open311 as one application."""
    doors = (webhook_blueprint, mail_webhook_blueprint, open311_blueprint)
    return create_app(gateway, receive=intake.receive, blueprints=[door(gateway, intake) for door in doors])


def explain_port(host: str, port: int, variable: str, error: OSError) -> NotReadyError:
    """One sentence that says why a port cannot be used and what to do."""
    reason = _PORT_TROUBLE.get(error.errno or 0, f"cannot be used ({error.strerror}). Correct {{variable}}")
    return NotReadyError(f"Port {port} of {host} {reason.format(variable=variable)}.")


class WebServer:
    """Pages and webhooks on one port."""

    def __init__(self, gateway: Gateway, intake: Intake) -> None:
        self._settings = gateway.settings
        self._application = make_application(gateway, intake)
        self._server: Any = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port in use, also when 0 was asked for."""
        return int(self._server.effective_port)

    def start(self) -> None:
        """Listen and serve; raises `NotReadyError` when the port cannot be used."""
        host, port = self._settings.web_host, self._settings.web_port
        try:
            self._server = create_server(
                self._application,
                host=host,
                port=port,
                threads=self._settings.web_threads,
                max_request_body_size=largest_body(self._settings),
                channel_timeout=60,
                connection_limit=1000,
                ident=None,
                clear_untrusted_proxy_headers=self._settings.trusted_proxies == 0,
            )
        except OSError as error:
            raise explain_port(host, port, "GATEWAY_WEB_PORT", error) from None
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and let requests finish."""
        self._server.close()
        self._server.task_dispatcher.shutdown(timeout=5)
