"""A word to whoever runs the gateway, by mail and at most once an hour about the same thing."""

from __future__ import annotations

from gateway.envelopes import Draft, OutboundKind
from gateway.replies.compose import Correspondent, Occasion, compose
from gateway.routing import Rulebook
from gateway.tokens import Tokens
from parsers.values import Medium

HOUR = 3600.0
_CAUSE = "alert:"


def operator_alert(
    rulebook: Rulebook, tokens: Tokens, *, about: str, subject: str, words: str, now: float, channel: str = "email"
) -> tuple[Draft, ...]:
    """The mail, or nothing where the city has named no operator or has no mail address.

    The outbox is unique by cause, kind and recipient, and the cause names the hour: a second alert `about` the same
    thing within it is not there.
    """
    city = rulebook.city
    if not city.operator or not city.addresses:
        return ()
    to = Correspondent(
        channel=channel,
        medium=Medium.EMAIL,
        address=city.operator,
        our_address=city.addresses[0],
        language=city.languages[0],
    )
    cause = f"{_CAUSE}{about}:{int(now // HOUR)}"
    why = Occasion(cause=cause, kind=OutboundKind.DEPARTMENT, subject=f"{city.name}: {subject}")
    return (compose(rulebook, tokens, to, why, words),)
