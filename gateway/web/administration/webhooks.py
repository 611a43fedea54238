"""Systems that are told of tickets: the list, and naming, changing, testing, pausing and ending one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gateway.channels.webhook import BOTH_SECRETS_SECONDS, make_secret
from gateway.store import webhooks as store
from gateway.store.webhook_log import count_log
from gateway.store.webhooks import WebhookRow
from gateway.web.administration.pages import pages, require_administrator
from gateway.web.administration.webhook_form import WebhookForm, find_errors, form_of, read_form
from gateway.web.auditing import add_detail
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.sealing import hand_over
from gateway.webhooks import heed_webhooks, ping
from gateway.webhooks.types import ALL_TYPES

_NOT_RUNNING = "Nothing was sent: it is paused or was ended."
_GONE = "Nothing was changed: somebody has dealt with it."


@pages.get("/webhooks")
def webhooks() -> str:
    """All of them, those that are over last."""
    require_administrator()
    with this_gateway().store.reading() as connection:
        rows = store.list_webhooks(connection)
        counts = {row.id: count_log(connection, row.id) for row in rows}
    return render_template("administration_webhooks.html", rows=rows, counts=counts, departments=department_names())


@pages.get("/webhooks/new")
def new_webhook() -> str:
    """The empty form."""
    require_administrator()
    return _render_form(WebhookForm())


@pages.post("/webhooks/new")
def make_webhook() -> Response | tuple[str, int]:
    """Have a system told; the next page shows its secret, once."""
    person, gateway, form = require_administrator(), this_gateway(), read_form()
    if errors := _errors(form):
        return _render_form(replace(form, errors=errors)), 422
    secret, sealed = make_secret(gateway.tokens)
    new = form.named(secret=sealed, by=person.email, now=gateway.clock())
    with gateway.store.writing() as connection:
        webhook_id = store.add_webhook(connection, new)
        heed_webhooks(connection)
    add_detail(webhook=form.name[:60], has_words=form.has_words)
    hand_over(gateway, secret)
    return show(webhook_id)


@pages.get("/webhooks/<int:webhook_id>/change")
def changing_webhook(webhook_id: int) -> str:
    """The form as it was filled in."""
    require_administrator()
    return _render_form(form_of(load(webhook_id)), webhook_id=webhook_id)


@pages.post("/webhooks/<int:webhook_id>/change")
def change_webhook(webhook_id: int) -> Response | tuple[str, int]:
    """Tell it other things, or elsewhere, from now on; what waits goes to the new address."""
    require_administrator()
    row, form = load(webhook_id), read_form()
    if errors := _errors(form, row):
        return _render_form(replace(form, errors=errors), webhook_id=webhook_id), 422
    with this_gateway().store.writing() as connection:
        done = store.change_webhook(connection, webhook_id, form.values)
        store.hurry(connection, webhook_id, now=this_gateway().clock())
    add_detail(webhook=form.name[:60], has_words=form.has_words)
    flash("It is changed from now on." if done else _GONE)
    return show(webhook_id)


@pages.post("/webhooks/<int:webhook_id>/ping")
def ping_webhook(webhook_id: int) -> Response:
    """Send a test, which the log shows like everything else."""
    require_administrator()
    gateway, row = this_gateway(), load(webhook_id)
    if row.is_paused or row.is_ended:
        flash(_NOT_RUNNING)
        return show(webhook_id)
    with gateway.store.writing() as connection:
        outbound_id = ping(connection, row, now=gateway.clock())
    gateway.bell.ring("deliver", outbound_id)
    flash("A test is on its way. Load this page again to see what was answered.")
    return show(webhook_id)


@pages.post("/webhooks/<int:webhook_id>/hurry")
def hurry_webhook(webhook_id: int) -> Response:
    """Do not wait with what waits, because the other side was mended."""
    require_administrator()
    gateway, row = this_gateway(), load(webhook_id)
    with gateway.store.writing() as connection:
        many = store.hurry(connection, webhook_id, now=gateway.clock())
    gateway.bell.ring("deliver", 0)
    add_detail(webhook=row.name)
    flash(f"{many} {'piece of news is' if many == 1 else 'pieces of news are'} tried now.")
    return show(webhook_id)


@pages.post("/webhooks/<int:webhook_id>/pause")
def pause_webhook(webhook_id: int) -> Response:
    """Send nothing for now."""
    person, gateway, row = require_administrator(), this_gateway(), load(webhook_id)
    with gateway.store.writing() as connection:
        done = store.pause(connection, webhook_id, by=person.email, now=gateway.clock())
    add_detail(webhook=row.name)
    flash("Nothing more is sent. What happens meanwhile is kept for a month." if done else _GONE)
    return show(webhook_id)


@pages.post("/webhooks/<int:webhook_id>/go-on")
def continue_webhook(webhook_id: int) -> Response:
    """Send again."""
    require_administrator()
    gateway, row = this_gateway(), load(webhook_id)
    with gateway.store.writing() as connection:
        done = store.go_on(connection, webhook_id)
    add_detail(webhook=row.name)
    flash("It is told again. What was kept back meanwhile is sent when you ask for it below." if done else _GONE)
    return show(webhook_id)


@pages.post("/webhooks/<int:webhook_id>/secret")
def rotate_secret(webhook_id: int) -> Response:
    """Sign with a new secret; for a day what is sent is signed with both."""
    require_administrator()
    gateway, row = this_gateway(), load(webhook_id)
    secret, sealed = make_secret(gateway.tokens)
    until = gateway.clock() + BOTH_SECRETS_SECONDS
    with gateway.store.writing() as connection:
        done = store.rotate_secret(connection, webhook_id, secret=sealed, until=until)
    add_detail(webhook=row.name)
    if done:
        hand_over(gateway, secret)
    else:
        flash(_GONE)
    return show(webhook_id)


@pages.get("/webhooks/<int:webhook_id>/end")
def ending_webhook(webhook_id: int) -> str:
    """What ending means, before it is done."""
    require_administrator()
    return render_template("administration_webhook_end.html", row=load(webhook_id))


@pages.post("/webhooks/<int:webhook_id>/end")
def end_webhook(webhook_id: int) -> Response:
    """Tell it nothing more, for good."""
    person, gateway, row = require_administrator(), this_gateway(), load(webhook_id)
    with gateway.store.writing() as connection:
        done = store.end(connection, webhook_id, by=person.email, now=gateway.clock())
        heed_webhooks(connection)
    add_detail(webhook=row.name)
    flash(f"{row.name} is told nothing any more." if done else _GONE)
    return redirect(url_for("administration.webhooks"), 303)


def load(webhook_id: int) -> WebhookRow:
    """The webhook of the address; 404 where there is none."""
    with this_gateway().store.reading() as connection:
        row = store.find_webhook(connection, webhook_id)
    return row or abort(404, "There is no such webhook.")


def show(webhook_id: int) -> Response:
    """Go to its page, after something was done."""
    return redirect(url_for("administration.webhook", webhook_id=webhook_id), 303)


def department_names() -> Mapping[str, str]:
    """What the departments are called, by key."""
    return {key: department.name for key, department in this_rulebook().departments.items()}


def _errors(form: WebhookForm, row: WebhookRow | None = None) -> dict[str, str]:
    known = {*department_names(), *(row.departments if row else ())}
    return find_errors(form, own_systems=this_gateway().settings.own_systems, departments=known)


def _render_form(form: WebhookForm, *, webhook_id: int = 0) -> str:
    names = {**department_names(), **{key: key for key in form.departments if key not in department_names()}}
    return render_template(
        "administration_webhook_form.html", form=form, webhook_id=webhook_id, types=ALL_TYPES, departments=names
    )
