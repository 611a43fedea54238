"""The channels and how they are: last message in, last out, what failed, and a pause that can be ended."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gateway.bootstrap import Gateway
from gateway.channels.open311_system import NAME as OWN_SYSTEMS
from gateway.channels.webhook import NAME as WEBHOOKS
from gateway.store.channel_health import end_pause, list_breakers, list_channels, send_again
from gateway.store.mail_accounts import list_accounts
from gateway.store.text_polls import list_polls
from gateway.web.administration.concerns import PAUSABLE, name_of
from gateway.web.administration.pages import pages, require_administrator
from gateway.web.context import this_gateway

_ELSEWHERE = frozenset({WEBHOOKS, OWN_SYSTEMS})
"""What goes to computers stands on pages of its own: with each webhook, and with each ticket."""


@pages.get("/channels")
def channels() -> str:
    """Every channel of the settings in force, and the doors that fetch."""
    require_administrator()
    gateway = this_gateway()
    names, now = tuple(name for name in gateway.channels if name not in _ELSEWHERE), gateway.clock()
    with gateway.store.reading() as connection:
        return render_template(
            "administration_channels.html",
            channels=list_channels(connection, names, now=now),
            breakers=list_breakers(connection, names, now=now),
            accounts=list_accounts(connection) if gateway.settings.imap_url else (),
            polls=list_polls(connection) if gateway.settings.twilio_account_sid else (),
            name_of=name_of,
            notes={name: _note(gateway, name) for name in names},
        )


def _note(gateway: Gateway, name: str) -> str:
    """What a channel lacks to send, which is a matter of the settings; empty when nothing."""
    if name == "twilio" and not gateway.settings.twilio_account_sid:
        return "It is not set up: no account is in the settings."
    if name == "email" and not gateway.settings.smtp_relay:
        return "It has no way out: answers are only shown at the desk."
    return ""


@pages.post("/channels/<name>/resume")
def resume(name: str) -> Response:
    """End a pause and send what waits now; a channel that is still broken pauses again."""
    require_administrator()
    gateway = this_gateway()
    if name not in gateway.channels and name not in PAUSABLE:
        abort(404, "There is no such channel in the settings.")
    with gateway.store.writing() as connection:
        again = send_again if name in gateway.channels else end_pause
        hurried = again(connection, name, now=gateway.clock())
    gateway.bell.ring("deliver", 0)
    waiting = f"{hurried} waiting {'message is' if hurried == 1 else 'messages are'} tried now." if hurried else ""
    flash(f"{name_of(name)} sends again. {waiting}".strip())
    return redirect(url_for("administration.channels"), 303)
