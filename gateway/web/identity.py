"""The city's identity provider (OpenID Connect): who it says somebody is, and which person of ours that is.

Authlib finds the provider's addresses, and checks state, PKCE, nonce, signature, issuer and audience.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from gateway.bootstrap import Gateway
from gateway.errors import GatewayError
from gateway.store import people, staff
from gateway.store.staff import StaffRow

_SECONDS = 10.0
_EXTENSION = "identity-provider"
_MISSING = "The sign-in page of the city did not answer as expected. Try again in a minute, or use your password."


class IdentityError(GatewayError):
    """The identity provider let nobody in; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is at the provider; `subject` never changes, a mail address may."""

    subject: str
    email: str
    name: str
    is_verified: bool


def keep_provider(app: Flask, gateway: Gateway) -> None:
    """Remember the provider of the settings, if there is one; it is not asked anything yet."""
    settings = gateway.settings
    if not (settings.oidc_issuer and settings.oidc_client_id):
        return
    registry = OAuth(app)
    registry.register(
        name="city",
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS,
        },
    )
    app.extensions[_EXTENSION] = registry.create_client("city")


def has_provider() -> bool:
    """Whether staff may sign in with the city's own accounts."""
    return _EXTENSION in current_app.extensions


def go_to_provider(back: str) -> Response:
    """The redirect to the provider's sign-in page; `back` is our address that it returns to."""
    try:
        return cast("Response", current_app.extensions[_EXTENSION].authorize_redirect(back))
    except (AuthlibBaseError, RequestException, RuntimeError, ValueError) as error:
        raise IdentityError(_MISSING) from error


def read_identity(gateway: Gateway) -> Identity:
    """Who came back, by the code in this request's address; raises `IdentityError`."""
    issuers = {gateway.settings.oidc_issuer, gateway.settings.oidc_issuer.rstrip("/")}
    try:
        answer = current_app.extensions[_EXTENSION].authorize_access_token(
            claims_options={"iss": {"essential": True, "values": sorted(issuers)}}
        )
    except (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError) as error:
        raise IdentityError(_MISSING) from error
    return _read(gateway, answer.get("userinfo") or {})


def _read(gateway: Gateway, claims: Mapping[str, Any]) -> Identity:
    subject, email = str(claims.get("sub") or ""), str(claims.get("email") or "").strip().lower()
    if not subject:
        raise IdentityError(_MISSING)
    return Identity(
        subject=f"{gateway.settings.oidc_issuer} {subject}",
        email=email,
        name=str(claims.get("name") or email),
        is_verified=claims.get("email_verified") in {True, "true"} or gateway.settings.oidc_unverified_mail,
    )


def find_or_add_person(gateway: Gateway, identity: Identity) -> StaffRow:
    """The person of ours; raises `IdentityError` for whom nobody invited, or whose account is closed."""
    with gateway.store.writing() as connection:
        staff_id = people.find_by_subject(connection, identity.subject)
        if staff_id is None:
            staff_id = _find_by_mail(connection, gateway, identity)
            if not people.bind_subject(connection, staff_id, identity.subject):
                raise IdentityError("This mail address belongs to another account of the city. Ask an administrator.")
        person = staff.find_staff(connection, staff_id)
    if person is None or person.disabled_at is not None:
        raise IdentityError("Your account here is closed. Ask an administrator.")
    return person


def _find_by_mail(connection: Connection, gateway: Gateway, identity: Identity) -> int:
    if not (identity.email and identity.is_verified):
        raise IdentityError("The city's sign-in does not vouch for your mail address. Ask an administrator.")
    if person := staff.find_staff_by_email(connection, identity.email):
        return person.id
    role = gateway.settings.oidc_new_people
    if not role:
        raise IdentityError(f"Nobody has invited {identity.email}. Ask an administrator for an invitation.")
    return staff.add_staff(
        connection, email=identity.email, name=identity.name, role=role, departments=(), now=gateway.clock()
    )
