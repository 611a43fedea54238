"""The mails with a one-time link: for somebody who is to work at the desk, or has forgotten the password."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gateway.envelopes import Draft, OutboundKind
from gateway.replies.compose import Correspondent, Occasion, compose
from gateway.routing import Rulebook
from gateway.tokens import Tokens
from parsers.values import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who is invited by whom; `days` is how long the link works."""

    email: str
    inviter: str
    link: str
    days: int


def invitation_draft(rulebook: Rulebook, tokens: Tokens, invitation: Invitation) -> Draft | None:
    """The mail; None where the city has no mail address to send from."""
    words = _words(rulebook.city.name, invitation)
    return _draft(rulebook, tokens, invitation.email, invitation.link, words)


def forgotten_draft(rulebook: Rulebook, tokens: Tokens, *, email: str, link: str) -> Draft | None:
    """The mail with a link for who has forgotten the password; None as above."""
    words = (
        f"Somebody, most likely you, asked for a new password for the desk of {rulebook.city.name}.",
        "",
        "Choose it here. The link works once, within 24 hours:",
        "",
        link,
        "",
        "If it was not you, leave the link alone: your password stays as it is.",
    )
    return _draft(rulebook, tokens, email, link, "\n".join(words))


def _draft(rulebook: Rulebook, tokens: Tokens, email: str, link: str, words: str) -> Draft | None:
    city = rulebook.city
    if not city.addresses:
        return None
    our_address = city.addresses[0]
    to = Correspondent(channel="email", medium=Medium.EMAIL, address=email, our_address=our_address, language="en")
    cause = f"invitation:{hashlib.sha256(link.encode()).hexdigest()[:16]}"
    subject = f"{city.name}: your sign-in to the desk"
    why = Occasion(cause=cause, kind=OutboundKind.INVITATION, subject=subject, automatic=False)
    return compose(rulebook, tokens, to, why, words)


def _words(city: str, invitation: Invitation) -> str:
    return "\n".join(
        (
            f"{invitation.inviter} invites you to the desk of {city}, where requests of residents are worked on.",
            "",
            f"Choose a password here. The link works once, within {invitation.days} days:",
            "",
            invitation.link,
            "",
            f"Afterwards you sign in as {invitation.email}. If you did not expect this mail, leave the link alone.",
        )
    )
