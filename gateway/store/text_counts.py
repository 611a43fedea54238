"""How much a number texted and was texted lately, in one statement: for limits on answers (PROTOCOL 12.16, 15.16)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from gateway.envelopes import WHATSAPP
from gateway.store.schema import message, outbox, sender_rule
from gateway.store.sender_rules import blocks_number
from gateway.store.sent_counts import ANSWERS_TO, answers_to, count_alone
from gateway.store.text_parts import PART

TOO_MANY = "too_many"
"""What the cause of the one notice begins with that says that nobody is answered for a while."""
LEAST_CHARACTERS = 12
"""Shorter texts are commands and answers, which people repeat."""
_OWN = (
    message.c.sender == bindparam("recipient"),
    message.c.received_at > bindparam("since"),
    message.c.kind.is_distinct_from(PART),
)
_ANSWERED = message.alias("answered")
_WORDS = select(_ANSWERED.c.text).where(_ANSWERED.c.id == bindparam("message")).scalar_subquery()
_RECEIVED = select(func.count()).select_from(message).where(*_OWN).scalar_subquery()
_SAME = (
    select(func.count())
    .select_from(message)
    .where(*_OWN, message.c.text == _WORDS, func.length(message.c.text) >= LEAST_CHARACTERS)
    .scalar_subquery()
)
_TOLD = (
    select(func.count())
    .select_from(outbox)
    .where(
        outbox.c.recipient == bindparam("recipient"),
        outbox.c.created_at > bindparam("since"),
        outbox.c.cause.startswith(f"{TOO_MANY}:", autoescape=True),
        outbox.c.state.not_in(("failed", "suppressed")),
    )
    .scalar_subquery()
)
_BLOCKED = select(func.count()).select_from(sender_rule).where(blocks_number(bindparam("bare"))).scalar_subquery()
_SENT = select(func.count()).select_from(outbox).where(*ANSWERS_TO).scalar_subquery()
_LATELY = select(
    _SENT.label("sent"),
    _RECEIVED.label("received"),
    _SAME.label("same"),
    _TOLD.label("told"),
    _BLOCKED.label("blocked"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsLately:
    """What went between a number and us since some time; `same` are its texts with the very words that are answered."""

    sent: int
    received: int
    same: int
    is_told: bool
    """Whether it was told that it gets no answers for a while."""
    is_blocked: bool
    """Whether the city blocks it."""


def count_texts(connection: Connection, number: str, *, since: float, but: int, message_id: int) -> TextsLately:
    """Count automatic texts to a number since then, other than row `but`, and texts from it.

    `message_id` is the one that is answered; others wait as in `count_alone`.
    """
    count_alone(connection, number)
    asked = answers_to(number, since=since, but=but) | {"message": message_id, "bare": number.removeprefix(WHATSAPP)}
    row = connection.execute(_LATELY, asked).one()
    return TextsLately(
        sent=row.sent, received=row.received, same=row.same, is_told=row.told > 0, is_blocked=row.blocked > 0
    )
