"""One webhook: how it stands, what went to it and what did not, and having that sent once more."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.webhook_log import (
    LOG_SHOWN,
    LogRow,
    LogShown,
    count_log,
    count_unsent,
    find_logged,
    list_attempts,
    list_log,
    replay_one,
    replay_unsent,
)
from gateway.store.webhooks import WebhookRow
from gateway.web.administration.pages import PAGE, pages, read_time, read_whole, require_administrator
from gateway.web.administration.webhooks import department_names, load, show
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.sealing import take_over
from gateway.webhooks.types import ALL_TYPES, PING

_TYPES = (PING, *(news.name for news in ALL_TYPES))
_DAY = 86_400.0
_SINCE = "%Y-%m-%dT%H:%M"
"""How a browser writes a moment in its field for one."""


@pages.get("/webhooks/<int:webhook_id>")
def webhook(webhook_id: int) -> str:
    """One of them with its log."""
    require_administrator()
    row = load(webhook_id)
    return _render(row, since=datetime.fromtimestamp(_first_trouble(row), _zone()).strftime(_SINCE))


def _render(row: WebhookRow, *, since: str, error: str = "") -> str:
    shown, kind = _shown(), _kind()
    last = (read_time("before"), read_whole("id"))
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        found = list_log(connection, row.id, shown, kind=kind, limit=PAGE + 1, before=last if last[1] else None)
        counts, unsent = count_log(connection, row.id), count_unsent(connection, row.id)
    return render_template(
        "administration_webhook.html",
        row=row,
        secret=_secret(),
        rows=found[:PAGE],
        has_more=len(found) > PAGE,
        is_first=not last[1],
        shown=shown,
        kind=kind,
        types=_TYPES,
        counts=counts,
        unsent=unsent,
        since=since,
        error=error,
        departments=department_names(),
    )


@pages.get("/webhooks/<int:webhook_id>/log/<int:outbound_id>")
def logged(webhook_id: int, outbound_id: int) -> str:
    """One piece of news: its body as it is sent, and every call."""
    require_administrator()
    row = load(webhook_id)
    with this_gateway().store.reading() as connection:
        news = find_logged(connection, webhook_id, outbound_id)
        attempts = list_attempts(connection, outbound_id) if news else ()
    if news is None:
        abort(404, "There is no such news. What was sent is kept for a month.")
    return render_template(
        "administration_webhook_news.html", row=row, news=news, attempts=attempts, body=_spread(news)
    )


@pages.post("/webhooks/<int:webhook_id>/log/<int:outbound_id>/replay")
def replay_logged(webhook_id: int, outbound_id: int) -> Response:
    """Send one piece of news once more, under its old id."""
    require_administrator()
    gateway, row = this_gateway(), load(webhook_id)
    if not _is_running(row):
        return redirect(url_for("administration.logged", webhook_id=webhook_id, outbound_id=outbound_id), 303)
    with gateway.store.writing() as connection:
        done = replay_one(connection, webhook_id, outbound_id, now=gateway.clock())
    gateway.bell.ring("deliver", outbound_id)
    flash("It is sent once more." if done else "Nothing is sent: it is on its way, or its words are gone.")
    return redirect(url_for("administration.logged", webhook_id=webhook_id, outbound_id=outbound_id), 303)


@pages.post("/webhooks/<int:webhook_id>/replay")
def replay_webhook(webhook_id: int) -> Response | tuple[str, int]:
    """Send everything that failed or was kept back since a time."""
    require_administrator()
    gateway, row, typed = this_gateway(), load(webhook_id), request.form.get("since", "")[:40]
    since = _read_since(typed)
    if since is None:
        return _render(row, since=typed, error="Write day and time, such as 2026-11-23T07:30."), 422
    if not _is_running(row):
        return show(webhook_id)
    with gateway.store.writing() as connection:
        many = replay_unsent(connection, webhook_id, since=since, now=gateway.clock())
    gateway.bell.ring("deliver", 0)
    flash(f"{many} {'piece of news is' if many == 1 else 'pieces of news are'} sent once more.")
    return show(webhook_id)


def _is_running(row: WebhookRow) -> bool:
    """Whether anything can be sent; says so where it cannot."""
    if row.is_paused or row.is_ended:
        flash("Nothing was sent: it is paused or was ended. Let it go on first.")
    return not (row.is_paused or row.is_ended)


def _first_trouble(row: WebhookRow) -> float:
    """Since when what is missing there is probably missing; a day ago where nothing is known."""
    known = [moment for moment in (row.failing_since, row.paused_at) if moment is not None]
    return min(known, default=this_gateway().clock() - _DAY)


def _read_since(typed: str) -> float | None:
    try:
        return datetime.strptime(typed.strip(), _SINCE).replace(tzinfo=_zone()).timestamp()
    except (ValueError, OverflowError):
        return None


def _zone() -> ZoneInfo:
    return this_rulebook().city.zone


def _secret() -> str:
    """What the page before handed over, if it was a secret."""
    given = take_over(this_gateway())
    return given if given.startswith("whsec_") else ""


def _shown() -> LogShown:
    return next((known for known in LOG_SHOWN if known == request.args.get("show")), "all")


def _kind() -> str:
    return next((known for known in _TYPES if known == request.args.get("type")), "")


def _spread(news: LogRow) -> str:
    """The body with line breaks, for people; it is sent without them."""
    return json.dumps(json.loads(news.body), ensure_ascii=False, indent=2) if news.body else ""
