"""The web application for another WSGI server, such as `gunicorn gateway.wsgi:application` with one process."""

from __future__ import annotations

from gateway.cli.running import prepare
from gateway.cli.server import make_application
from gateway.intake import Intake

_gateway = prepare()
application = make_application(_gateway, Intake(_gateway))
