"""How long a text is worth sending, at a carrier or in our own outbox: a question of the evening is none at night."""

from __future__ import annotations

from typing import assert_never

from gateway.envelopes import OutboundKind

_HOUR = 3_600


def seconds_worth_sending(kind: OutboundKind) -> int:
    """Seconds: one hour for what asks or answers, four for what tells, ten for a person's words (PROTOCOL 13.5)."""
    match kind:
        case OutboundKind.QUESTION | OutboundKind.ANSWER | OutboundKind.REMINDER:
            return _HOUR
        case OutboundKind.ACKNOWLEDGEMENT | OutboundKind.NOTICE:
            return 4 * _HOUR
        case OutboundKind.STAFF_REPLY | OutboundKind.DEPARTMENT | OutboundKind.INVITATION:
            return 10 * _HOUR
        case OutboundKind.CONFIRMATION | OutboundKind.EXPLANATION:
            return _HOUR
        case OutboundKind.HANDOVER | OutboundKind.WEBHOOK:
            return 10 * _HOUR
        case _ as never:
            assert_never(never)
