"""Writes one audit line for everything that a signed-in person changes on a page, so that no page can forget to."""

from __future__ import annotations

import logging
import re
from typing import Any, cast

from flask import Flask, Response, g, request

from gateway.errors import GatewayError
from gateway.store.audit import add_audit
from gateway.store.staff import StaffRow
from gateway.web.context import find_person, this_gateway
from parsers.ticket_number import canonical_number

_log = logging.getLogger(__name__)
_CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
WRITE_THEIR_OWN = {"sign_in", "simulator", "resident"}
"""Blueprints whose addresses carry secrets, or where nobody acts as staff."""
CHANGE_NOTHING = frozenset(
    {
        "administration.find_person",
        "rules.check_text",
        "rules.try_message",
        "tickets.insert_words",
        "tickets.preview",
    }
)
"""Endpoints that are posted to only because what was typed is too long for an address."""
_CHOICES = ("do", "status", "priority", "department", "service")
"""Fields that are chosen from a list and not written."""
_CODE = re.compile(r"[a-z0-9_]{1,40}")
_MOST_TICKETS = 100


def keep_audit(app: Flask) -> None:
    """Switch it on: endpoint as the action, path arguments as the subject, what was chosen and nothing written."""
    app.before_request(_remember_actor)
    app.after_request(_write_line)


def add_detail(**details: Any) -> None:
    """Say more on the line of this request, such as the new role; never a password or a resident's words."""
    _details().update(details)


def add_line(action: str, *, subject: str = "", actor: str = "", data: dict[str, Any] | None = None) -> None:
    """Write a line of its own, for what is not the success of a form: a download of persons, a lock."""
    person, gateway = find_person(), this_gateway()
    with gateway.store.writing() as connection:
        add_audit(
            connection,
            actor=actor or (person.email if person else ""),
            action=action,
            subject=subject,
            data=data,
            address=request.remote_addr or "",
            now=gateway.clock(),
        )


def _remember_actor() -> None:
    """Asked before the page acts, because afterwards the session may have ended."""
    if _is_audited():
        g.audit_actor = find_person()


def _is_audited() -> bool:
    return (
        request.method in _CHANGING
        and request.endpoint is not None
        and request.blueprint not in WRITE_THEIR_OWN
        and request.endpoint not in CHANGE_NOTHING
    )


def _write_line(response: Response) -> Response:
    actor = cast("StaffRow | None", g.get("audit_actor"))
    if actor is None or response.status_code >= 400:
        return response
    try:
        add_line(request.endpoint or "", subject=_subject(), actor=actor.email, data=_details() | _chosen())
    except GatewayError as error:
        _log.error("a line of the audit was lost", extra={"action": request.endpoint, "error": type(error).__name__})
    return response


def _subject() -> str:
    given = request.view_args or {}
    values = [str(value) for value in given.values()]
    return (canonical_number(values[0]) or " ".join(values)) if values else ""


def _chosen() -> dict[str, Any]:
    """What was chosen from lists, and the tickets that it was done to at once."""
    given = {name: request.form.get(name, "") for name in _CHOICES}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if _CODE.fullmatch(value)}
    numbers = [canonical_number(typed) for typed in request.form.getlist("ticket")[:_MOST_TICKETS]]
    return chosen | ({"tickets": [number for number in numbers if number]} if numbers else {})


def _details() -> dict[str, Any]:
    if "audit_details" not in g:
        g.audit_details = {}
    return cast("dict[str, Any]", g.audit_details)
