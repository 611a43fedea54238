"""The second factor: six digits from an app (TOTP, RFC 6238) or a recovery code; nothing here knows about pages."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import pyotp
import segno
from markupsafe import Markup

from gateway.bootstrap import Gateway
from gateway.store import second_factors
from gateway.store.staff import StaffRow
from gateway.web.accounts import Attempt, LockedOut, Refused, SignedIn, count_try, derive_keys, forget_tries
from gateway.web.sealing import seal, unseal
from gateway.web.sessions import came_from_provider

_PURPOSE = "second-factor"
_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What recovery codes are made of; nothing that looks like something else."""
_STEP = 30
_STEPS_BESIDE = 1
"""Clocks of phones are off by half a minute; a code counts once all the same."""


def needs_second_factor(gateway: Gateway, person: StaffRow) -> bool:
    """Whether the city wants this person to have a second factor, and they have none yet."""
    required = set(gateway.settings.require_second_factor)
    mine = {person.role, "lead"} if person.leads else {person.role}
    return bool(required & mine) and person.totp_confirmed_at is None and not came_from_provider()


def begin(gateway: Gateway, person: StaffRow) -> str:
    """The secret to be put into the app, base32: the one begun before, so that a reload does not change it, or new."""
    with gateway.store.writing() as connection:
        kept = second_factors.find_secret(connection, person.id)
        secret = unseal(gateway, _PURPOSE, kept) if kept else None
        if secret is None:
            secret = pyotp.random_base32()
            second_factors.set_secret(connection, person.id, seal(gateway, _PURPOSE, secret))
    return secret


def draw_secret(gateway: Gateway, person: StaffRow, secret: str) -> Markup:
    """The QR code that an app reads."""
    city = gateway.rulebooks.current().city.name
    uri = pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=city)
    svg = segno.make(uri, error="m").svg_inline(omitsize=True, dark="#000", light="#fff", title="QR code for your app")
    return Markup(svg)  # noqa: S704  # segno escapes what it draws, and draws nothing but squares


def confirm(gateway: Gateway, person: StaffRow, code: str) -> list[str] | None:
    """Make the begun secret count once a code of it is right: recovery codes, shown once; None when it is wrong."""
    with gateway.store.writing() as connection:
        kept = second_factors.find_secret(connection, person.id)
        step = _find_step(gateway, kept, code)
        if step is None or not second_factors.take_step(connection, person.id, step):
            return None
        second_factors.confirm_secret(connection, person.id, now=gateway.clock())
    return make_codes(gateway, person)


def make_codes(gateway: Gateway, person: StaffRow) -> list[str]:
    """New recovery codes; those before stop working."""
    codes = ["-".join(_letters(4) for _ in range(3)) for _ in range(_CODES)]
    with gateway.store.writing() as connection:
        second_factors.replace_codes(connection, person.id, [_hashes(gateway, code)[0] for code in codes])
    return codes


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def try_code(gateway: Gateway, person: StaffRow, code: str) -> Attempt:
    """Check six digits or a recovery code; like a password, only a few tries, and no code works twice."""
    left = count_try(gateway, f"code {person.email}")
    if isinstance(left, LockedOut):
        return left
    if not (_is_fresh(gateway, person, code) or _is_recovery_code(gateway, person, code)):
        return Refused(tries_left=left)
    forget_tries(gateway, f"code {person.email}")
    return SignedIn(person=person)


def _is_fresh(gateway: Gateway, person: StaffRow, code: str) -> bool:
    with gateway.store.writing() as connection:
        step = _find_step(gateway, second_factors.find_secret(connection, person.id), code)
        return step is not None and second_factors.take_step(connection, person.id, step)


def _is_recovery_code(gateway: Gateway, person: StaffRow, code: str) -> bool:
    now = gateway.clock()
    with gateway.store.writing() as connection:
        return any(second_factors.use_code(connection, person.id, one, now=now) for one in _hashes(gateway, code))


def _find_step(gateway: Gateway, sealed: str | None, code: str) -> int | None:
    """The step of time that six digits belong to; None when they are wrong."""
    secret, typed = unseal(gateway, _PURPOSE, sealed) if sealed else None, "".join(code.split())
    if secret is None or not (len(typed) == 6 and typed.isascii() and typed.isdigit()):
        return None
    this, totp = int(gateway.clock() // _STEP), pyotp.TOTP(secret)
    near = range(this - _STEPS_BESIDE, this + _STEPS_BESIDE + 1)
    return next((step for step in near if hmac.compare_digest(totp.generate_otp(step), typed)), None)


def _hashes(gateway: Gateway, code: str) -> list[str]:
    """What may be kept of a recovery code: made with the key of today, and with the one before it."""
    plain = "".join(letter for letter in code.lower()[:100] if letter.isalnum())
    keys = derive_keys(gateway, "recovery-code")
    return [hmac.new(key, plain.encode(), hashlib.sha256).hexdigest() for key in keys]
