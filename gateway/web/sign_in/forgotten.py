"""A forgotten password: a one-time link by mail, to the address of the account and to nobody else."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.bootstrap import Gateway
from gateway.replies.invitation import forgotten_draft
from gateway.store import staff
from gateway.store.outbox import queue_draft
from gateway.web import accounts, auditing
from gateway.web.accounts import LockedOut
from gateway.web.context import this_gateway
from gateway.web.sign_in.pages import pages, tell_refusal

_SENT = (
    "If somebody signs in here with this address, a link is on its way to them. It works once, within 24 hours. "
    "Look into the spam folder too."
)


@pages.get("/sign-in/forgotten", endpoint="forgotten")
def show() -> str:
    """Ask for the mail address."""
    return _draw()


@pages.post("/sign-in/forgotten", endpoint="send_link")
def send() -> Response | tuple[str, int]:
    """Send the link. The answer is the same for every address, so that nobody learns who works for the city."""
    gateway, email = this_gateway(), request.form.get("email", "").strip().lower()[:320]
    left = accounts.count_try(gateway, f"link {email}", network=request.remote_addr or "")
    if isinstance(left, LockedOut):
        error, status = tell_refusal(left, "")
        return _draw(email=email, error=error), status
    if gateway.settings.smtp_relay:
        _send(gateway, email)
    flash(_SENT)
    return redirect(url_for("sign_in.form"), 303)


def _send(gateway: Gateway, email: str) -> None:
    with gateway.store.writing() as connection:
        person = staff.find_staff_by_email(connection, email)
        if person is None or person.disabled_at is not None:
            return
        link = accounts.add_link(connection, gateway, person.id)
        draft = forgotten_draft(gateway.rulebooks.current(), gateway.tokens, email=person.email, link=link)
        if draft is not None:
            queue_draft(connection, draft, now=gateway.clock())
    auditing.add_line("sign_in.link_sent", subject=person.email)
    gateway.bell.ring("deliver", person.id)


def _draw(*, email: str = "", error: str = "") -> str:
    has_mail = bool(this_gateway().settings.smtp_relay)
    return render_template("forgotten.html", email=email, error=error, has_mail=has_mail)
