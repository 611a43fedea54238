"""Who is signed in with this browser: the cookie holds a random word, the table where and since when."""

from __future__ import annotations

import secrets
from typing import Literal

from flask import request, session

from gateway.bootstrap import Gateway
from gateway.store import sessions
from gateway.store.people import note_signed_in
from gateway.store.sessions import SessionRow
from gateway.store.staff import StaffRow
from gateway.web.live import is_htmx

Way = Literal["password", "provider"]
_TOKEN = "token"  # noqa: S105
_WAY = "way"
_TOUCH_SECONDS = 60.0
"""How old the note of the last use may be before it is written again."""


def open_session(gateway: Gateway, person: StaffRow, *, way: Way = "password") -> None:
    """Sign a person in; nothing of the session before survives, and its word stops working."""
    close_session(gateway)
    token, now = secrets.token_urlsafe(32), gateway.clock()
    address, agent = request.remote_addr or "", request.headers.get("User-Agent", "")
    with gateway.store.writing() as connection:
        sessions.add_session(connection, staff_id=person.id, token=token, address=address, agent=agent, now=now)
        note_signed_in(connection, person.id, now=now)
    session.permanent = True
    session.update({_TOKEN: token, _WAY: way})


def close_session(gateway: Gateway) -> None:
    """Sign out: the word in the cookie is worth nothing from now on."""
    if token := session.get(_TOKEN):
        with gateway.store.writing() as connection:
            found = sessions.find_session(connection, token, now=gateway.clock(), idle=idle_seconds(gateway))
            if found:
                sessions.end_session(connection, found.token_hash, staff_id=found.staff_id, now=gateway.clock())
    session.clear()


def find_signed_in(gateway: Gateway) -> StaffRow | None:
    """Who is signed in; None for a visitor, an ended session and a closed account."""
    token, now = session.get(_TOKEN), gateway.clock()
    if not token:
        return None
    with gateway.store.reading() as connection:
        found = sessions.find_signed_in(connection, str(token), now=now, idle=idle_seconds(gateway))
    if found is None or found[0].disabled_at is not None:
        return None
    person, seen_at = found
    if now - seen_at >= _TOUCH_SECONDS and _is_a_click():
        with gateway.store.writing() as connection:
            sessions.touch_session(connection, str(token), now=now)
    return person


def _is_a_click() -> bool:
    """A page that refreshes itself does not keep a session alive that nobody sits at."""
    return request.method != "GET" or not is_htmx()


def idle_seconds(gateway: Gateway) -> float:
    """Seconds without a click after which a session ends."""
    return gateway.settings.session_idle_minutes * 60.0


def this_session() -> str:
    """The hash of this browser's word, to tell its row from the others."""
    return sessions.hash_token(str(session.get(_TOKEN, "")))


def came_from_provider() -> bool:
    """Whether the identity provider let this person in, which asks for a second factor by itself."""
    return session.get(_WAY) == "provider"


def list_own(gateway: Gateway, staff_id: int) -> list[SessionRow]:
    """Where somebody is signed in now."""
    with gateway.store.reading() as connection:
        return sessions.list_sessions(connection, staff_id, now=gateway.clock(), idle=idle_seconds(gateway))
