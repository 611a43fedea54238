"""The administration at a glance: what needs a person now, and the doors to everything else."""

from __future__ import annotations

from flask import render_template

from gateway.store.city_settings import RETENTION_DAYS, find_setting
from gateway.store.work import statistics
from gateway.web.administration.concerns import list_concerns
from gateway.web.administration.pages import pages, require_administrator
from gateway.web.context import this_gateway


@pages.get("")
def overview() -> str:
    """What needs a person now, in words."""
    require_administrator()
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        found = statistics(connection, gateway.clock())
        concerns = list_concerns(connection, gateway, found)
        days = find_setting(connection, RETENTION_DAYS, 0)
    waiting = {
        "process": found.by_kind["process"]["ready"] + found.by_kind["process"]["leased"],
        "deliver": found.by_kind["deliver"]["ready"] + found.by_kind["deliver"]["leased"],
    }
    return render_template("administration.html", concerns=concerns, waiting=waiting, days=days)
