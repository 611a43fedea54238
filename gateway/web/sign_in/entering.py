"""What happens once a password, a link or the provider was right: the second step, a session, and what was kept."""

from __future__ import annotations

from flask import redirect, session, url_for
from werkzeug.wrappers import Response

from gateway.store.staff import StaffRow, find_staff
from gateway.web import auditing, kept, sessions
from gateway.web.context import forget_person, this_gateway
from gateway.web.kept import Kept
from gateway.web.sessions import Way

_HALF, _SINCE = "half", "half_since"
_HALF_SECONDS = 10 * 60.0


def enter(person: StaffRow, *, next_page: str, carried: Kept | None, way: Way = "password") -> Response:
    """Go on to the second step when there is one, else sign in."""
    if person.totp_confirmed_at is None or way == "provider":
        return let_in(person, next_page=next_page, carried=carried, way=way)
    sessions.close_session(this_gateway())
    session.update({_HALF: person.id, _SINCE: this_gateway().clock()})
    if carried:
        return kept.ask_for_code(carried, next_page)
    return redirect(url_for("sign_in.second_step", next=next_page), 303)


def find_half() -> StaffRow | None:
    """Who has given the right password a moment ago and owes the code."""
    gateway = this_gateway()
    if _HALF not in session or gateway.clock() - float(session[_SINCE]) > _HALF_SECONDS:
        return None
    with gateway.store.reading() as connection:
        person = find_staff(connection, int(session[_HALF]))
    return person if person and person.disabled_at is None and person.totp_confirmed_at is not None else None


def let_in(person: StaffRow, *, next_page: str, carried: Kept | None, way: Way = "password") -> Response:
    """Open the session and go on to the page, or show what was typed before."""
    sessions.open_session(this_gateway(), person, way=way)
    forget_person()
    auditing.add_line("sign_in.signed_in", actor=person.email, subject=person.email, data={"way": way})
    return kept.ask_to_send(carried) if carried else redirect(next_page, 303)
