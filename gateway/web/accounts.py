"""Passwords, one-time links and the lock after too many wrong tries; nothing here knows about pages."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection

from gateway import sealing
from gateway.bootstrap import Gateway
from gateway.networks import is_this_machine, network_of
from gateway.store import sessions, staff
from gateway.store.staff import StaffRow

SESSION_SECONDS = sessions.LONGEST
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
TRIES = 5
LOCK_SECONDS = 15 * 60.0
"""After `TRIES` wrong passwords within this time an address waits until the oldest of them is this old."""
TRIES_OF_A_NETWORK = 50
"""The same for everybody at one network address, which a whole city hall may share."""

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Address and password agree."""

    person: StaffRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Address and password do not agree, or the account is disabled; the page does not say which."""

    tries_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedOut:
    """Too many wrong passwords for this mail address, or from this network address."""

    minutes: int


Attempt = SignedIn | Refused | LockedOut


def derive_key(gateway: Gateway, purpose: str) -> bytes:
    """A key of its own for one purpose, so that a signature made for one is worth nothing for another."""
    return derive_keys(gateway, purpose)[0]


def derive_keys(gateway: Gateway, purpose: str) -> tuple[bytes, ...]:
    """The key of one purpose, and the one before it while the secret key is being replaced."""
    return sealing.derive_keys(gateway.tokens, purpose)


def hash_password(password: str) -> str:
    """What is kept of a password (Argon2id)."""
    return _hasher.hash(password)


def password_problem(password: str) -> str | None:
    """Why a new password will not do, in one sentence; None when it will."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Choose at least {SHORTEST_PASSWORD} characters; a few words you can remember are fine."
    if len(password) > LONGEST_PASSWORD:
        return f"Choose at most {LONGEST_PASSWORD} characters."
    return None


def try_sign_in(gateway: Gateway, email: str, password: str, *, network: str = "") -> Attempt:
    """Check a password. The try is counted before it is checked, so that tries at once do not slip through."""
    email = email.strip().lower()[:320]
    left = count_try(gateway, email, network=network)
    if isinstance(left, LockedOut):
        return left
    with gateway.store.reading() as connection:
        person = staff.find_staff_by_email(connection, email)
    if not is_right(person, password) or person is None or person.disabled_at is not None:
        return Refused(tries_left=left)
    forget_tries(gateway, email, network=network)
    return SignedIn(person=person)


def count_try(gateway: Gateway, key: str, *, network: str = "") -> int | LockedOut:
    """Note a try: how many are left after it, or how long to wait, in which case it was not counted."""
    now, bounds = gateway.clock(), _bounds(key, network)
    with gateway.store.writing() as connection:
        for name, bound in bounds.items():
            failures = staff.list_failures(connection, name, since=now - LOCK_SECONDS)
            if len(failures) >= bound:
                return LockedOut(minutes=math.ceil((failures[bound - 1] + LOCK_SECONDS - now) / 60))
            bounds[name] = bound - len(failures)
        for name in bounds:
            staff.add_failure(connection, name, now=now)
    return min(bounds.values()) - 1


def _bounds(key: str, network: str) -> dict[str, int]:
    """How many tries each name has; all of them look local behind a proxy that nobody told us of."""
    if not network or is_this_machine(network):
        return {key: TRIES}
    return {key: TRIES, f"network {network_of(network)}": TRIES_OF_A_NETWORK}


def forget_tries(gateway: Gateway, key: str, *, network: str = "") -> None:
    """After a good try: the mistakes of this account do not count any more, and this one not for the network."""
    with gateway.store.writing() as connection:
        staff.clear_failures(connection, key)
        for name in set(_bounds(key, network)) - {key}:
            staff.forget_failure(connection, name, at=gateway.clock())


def is_right(person: StaffRow | None, password: str) -> bool:
    """Whether this is the person's password; takes as long when there is no such person."""
    kept = person.password_hash if person and person.password_hash else _nobodys_hash()
    try:
        return _hasher.verify(kept, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    """Checked when there is no such person, so that the answer takes as long."""
    return _hasher.hash(secrets.token_urlsafe())


def make_link(gateway: Gateway, staff_id: int) -> str:
    """The address of a new one-time link with which a person sets a password; it works for 24 hours."""
    with gateway.store.writing() as connection:
        return add_link(connection, gateway, staff_id)


def add_link(connection: Connection, gateway: Gateway, staff_id: int, *, days: int = 1) -> str:
    """The same within the transaction of the mail that carries it."""
    token = secrets.token_urlsafe(32)
    staff.add_link(connection, staff_id=staff_id, token=token, now=gateway.clock(), lifetime=days * 86_400.0)
    return f"{gateway.settings.public_url}/sign-in/link/{token}"


def change_password(gateway: Gateway, person: StaffRow, password: str, *, spare: str) -> None:
    """Set a new password; all sessions end but the one whose token hash is `spare`."""
    password_hash = hash_password(password)
    with gateway.store.writing() as connection:
        staff.set_password_hash(connection, person.id, password_hash)
        sessions.end_sessions(connection, person.id, spare=spare, now=gateway.clock())


def find_link_owner(gateway: Gateway, token: str) -> StaffRow | None:
    """Whose link this is; None when it was used, is too old or never existed."""
    with gateway.store.reading() as connection:
        person = staff.find_link_owner(connection, token, now=gateway.clock())
    return person if person and person.disabled_at is None else None


def redeem_link(gateway: Gateway, token: str, password: str) -> StaffRow | None:
    """Spend a link: set the password and lift a lock. None when it was used, is too old or never existed."""
    password_hash = hash_password(password)
    with gateway.store.writing() as connection:
        staff_id = staff.use_link(connection, token, now=gateway.clock())
        if staff_id is None:
            return None
        staff.set_password_hash(connection, staff_id, password_hash)
        sessions.end_sessions(connection, staff_id, now=gateway.clock())
        person = staff.find_staff(connection, staff_id)
        if person is not None:
            staff.clear_failures(connection, person.email)
    return person if person and person.disabled_at is None else None


def ensure_first_administrator(gateway: Gateway) -> str | None:
    """A one-time link for the administrator, who is made when there is nobody; None once somebody has a password."""
    with gateway.store.writing() as connection:
        people = staff.list_staff(connection)
        if any(person.password_hash for person in people):
            return None
        first = next((person.id for person in people if person.role == "administrator"), None)
        if first is None:
            first = staff.add_staff(
                connection,
                email=f"admin@{_city_domain(gateway)}",
                name="Administrator",
                role="administrator",
                departments=(),
                now=gateway.clock(),
            )
    return make_link(gateway, first)


def _city_domain(gateway: Gateway) -> str:
    addresses = gateway.rulebooks.current().city.addresses
    return addresses[0].rpartition("@")[2].lower() if addresses else "city.example"
