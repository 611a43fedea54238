"""Whose hand changes a ticket, and what keeps it from doing so."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.errors import GatewayError
from parsers.clean import clean_text

NOTE_LENGTH = 4000
BY_RULE = "rule "
"""How the history names a rule that did something by itself."""


class ChangeError(GatewayError):
    """The change was not made; the sentence says what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who acts, by mail address, and when, in UTC epoch seconds."""

    actor: str
    now: float

    @property
    def is_person(self) -> bool:
        """Whether a person of the city acts; a rule may have a mail address in its name."""
        return "@" in self.actor and not self.actor.startswith(BY_RULE)


def checked_words(text: str) -> str:
    """What somebody wrote, made safe; raises `ChangeError` when it is too long."""
    words = clean_text(text).strip()
    if len(words) > NOTE_LENGTH:
        raise ChangeError(f"That is {len(words)} characters; write at most {NOTE_LENGTH}.")
    return words


def refuse(problem: str) -> None:
    """Raise `ChangeError` when there is a problem."""
    if problem:
        raise ChangeError(problem)
