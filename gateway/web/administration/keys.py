"""Keys of Open311: who files by an app, given out here, shown once, and ended at once when it must be."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.api_keys import ApiKeyRow, add_key, find_key, is_name_taken, list_keys, revoke_key
from gateway.web.administration.key_form import KeyForm, check, one_line
from gateway.web.administration.pages import pages, require_administrator
from gateway.web.auditing import add_detail
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.sealing import hand_over, take_over

SCOPES = {
    "file": ("File requests", "as residents do, in their name"),
    "test": ("Try everything at the test endpoint", "nothing of it reaches a crew or a resident"),
    "updates": ("Post updates", "change the state of requests and write notes, as a contractor's system does"),
}
"""What a key may do, in words, and what that means."""


@pages.get("/keys")
def keys() -> str:
    """All keys, and the form for a new one."""
    require_administrator()
    return _render(KeyForm())


def _render(form: KeyForm, *, made: str = "") -> str:
    gateway = this_gateway()
    now = gateway.clock()
    with gateway.store.reading() as connection:
        rows = list_keys(connection)
    return render_template(
        "administration_keys.html",
        alive=[row for row in rows if row.is_in_force(now)],
        over=[row for row in rows if not row.is_in_force(now)],
        form=form,
        made=made or take_over(gateway),
        scopes=SCOPES,
        has_test=bool(this_rulebook().open311.test),
    )


@pages.post("/keys")
def make_key() -> Response | tuple[str, int]:
    """Make a key; the next page shows it, once."""
    person, gateway, form = require_administrator(), this_gateway(), _read()
    now = gateway.clock()
    with gateway.store.writing() as connection:
        taken = is_name_taken(connection, one_line(form.name))
        new, errors = check(form, taken=taken, zone=this_rulebook().city.zone, now=now)
        made = add_key(connection, new, created_by=person.email, now=now) if new else ""
    if new is None:
        return _render(replace(form, errors=errors)), 422
    add_detail(key=new.name, scopes=list(new.scopes))
    hand_over(gateway, made)
    return redirect(url_for("administration.keys"), 303)


@pages.get("/keys/<int:key_id>/revoke")
def revoking(key_id: int) -> str:
    """What ending a key means, before it is done."""
    require_administrator()
    return render_template("administration_key_revoke.html", row=_load(key_id))


@pages.post("/keys/<int:key_id>/revoke", endpoint="revoke_key")
def revoke(key_id: int) -> Response:
    """End a key at once, for good."""
    person, gateway, row = require_administrator(), this_gateway(), _load(key_id)
    with gateway.store.writing() as connection:
        done = revoke_key(connection, key_id, revoked_by=person.email, now=gateway.clock())
    add_detail(key=row.name)
    flash(f"The key of {row.name} opens nothing any more." if done else f"The key of {row.name} was revoked before.")
    return redirect(url_for("administration.keys"), 303)


def _load(key_id: int) -> ApiKeyRow:
    with this_gateway().store.reading() as connection:
        row = find_key(connection, key_id)
    return row or abort(404, "There is no such key.")


def _read() -> KeyForm:
    return KeyForm(
        name=request.form.get("name", "")[:500],
        contact=request.form.get("contact", "")[:500],
        scopes=tuple(request.form.getlist("scopes")),
        per_minute=request.form.get("per_minute", "")[:20],
        until=request.form.get("until", "")[:20],
    )
