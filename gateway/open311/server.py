"""The doors of Open311 under one address, for the production and the test endpoint alike."""

from __future__ import annotations

from flask import Blueprint

from gateway.bootstrap import Gateway
from gateway.intake import Intake


def open311_blueprint(gateway: Gateway, intake: Intake) -> Blueprint:  # noqa: ARG001 - the doors come next
    """Everything under `/open311`; its requests need no session and no form token of ours."""
    return Blueprint("open311", __name__, url_prefix="/open311")
