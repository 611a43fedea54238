"""Passwords, one-time links and the lock after too many wrong tries; nothing here knows about pages."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.bootstrap import Gateway
from gateway.store import staff
from gateway.store.staff import StaffRow

SESSION_SECONDS = 12 * 3600.0
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
TRIES = 5
LOCK_SECONDS = 15 * 60.0
"""After `TRIES` wrong passwords within this time an address waits until the oldest of them is this old."""

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
    """Too many wrong passwords for this address."""

    minutes: int


Attempt = SignedIn | Refused | LockedOut


def derive_key(gateway: Gateway, purpose: str) -> bytes:
    """A key of its own for one purpose, so that a signature made for one is worth nothing for another."""
    return hmac.new(gateway.tokens.key, f"city311:{purpose}".encode(), hashlib.sha256).digest()


def password_mark(gateway: Gateway, person: StaffRow) -> str:
    """A word in the session that stops fitting when the password changes."""
    key = derive_key(gateway, "password-mark")
    return hmac.new(key, (person.password_hash or "").encode(), hashlib.sha256).hexdigest()[:32]


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


def try_sign_in(gateway: Gateway, email: str, password: str) -> Attempt:
    """Check a password. The try is counted before it is checked, so that tries at once do not slip through."""
    email = email.strip().lower()[:320]
    now = gateway.clock()
    with gateway.store.writing() as connection:
        failures = staff.list_failures(connection, email, since=now - LOCK_SECONDS)
        if len(failures) >= TRIES:
            return LockedOut(minutes=math.ceil((failures[TRIES - 1] + LOCK_SECONDS - now) / 60))
        staff.add_failure(connection, email, now=now)
        person = staff.find_staff_by_email(connection, email)
    if not _is_right(person, password) or person is None or person.disabled_at is not None:
        return Refused(tries_left=TRIES - len(failures) - 1)
    with gateway.store.writing() as connection:
        staff.clear_failures(connection, email)
    return SignedIn(person=person)


def _is_right(person: StaffRow | None, password: str) -> bool:
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
    token = secrets.token_urlsafe(32)
    with gateway.store.writing() as connection:
        staff.add_link(connection, staff_id=staff_id, token=token, now=gateway.clock())
    return f"{gateway.settings.public_url}/sign-in/link/{token}"


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
