"""The mail with a one-time link, for somebody who is to work at the desk."""

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
    city = rulebook.city
    if not city.addresses:
        return None
    to = Correspondent(
        channel="email",
        medium=Medium.EMAIL,
        address=invitation.email,
        our_address=city.addresses[0],
        language="en",
    )
    cause = f"invitation:{hashlib.sha256(invitation.link.encode()).hexdigest()[:16]}"
    subject = f"{city.name}: your sign-in to the desk"
    why = Occasion(cause=cause, kind=OutboundKind.INVITATION, subject=subject, automatic=False)
    return compose(rulebook, tokens, to, why, _words(city.name, invitation))


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
