"""What came as data instead of words: an app's user chose it from lists, so nothing of it is read or guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A request as a form states it; the words of its description are read like every message's, for the rest."""

    service: str
    """The code that was chosen."""
    service_name: str
    place: str = ""
    """The address or landmark as it was typed; coordinates are `InboundMessage.coordinates`."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the rulebook asks about the service, by the key of the question, in words that people read."""
    name: str = ""
    phone: str = ""
    """E.164."""
    email: str = ""
    notes: tuple[str, ...] = ()
    """Sentences for staff, such as that a picture was named and not fetched."""
    source: str = "open311"
    """What brought it, as `ticket.source` keeps it."""
    is_test: bool = False
    """Whether a developer tries things: a ticket is made, and nobody is told."""
