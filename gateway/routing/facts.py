"""What the conditions ask about one message, worked out at most once each."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from gateway.envelopes import WHATSAPP
from gateway.routing.phrases import MAX_READ, Words, read_words
from gateway.routing.streets import street_words
from gateway.routing.values import RouteRequest
from parsers.values import LocationKind, ServiceGuess

_EXACT_PLACES = frozenset({LocationKind.ADDRESS, LocationKind.INTERSECTION, LocationKind.COORDINATES})


class Facts:
    """One request as the conditions see it. `threshold` is the confidence below which the service is unknown."""

    def __init__(self, request: RouteRequest, *, threshold: float, zone: ZoneInfo) -> None:
        self.request = request
        self.message = request.message
        self.understanding = request.understanding
        self.keys: dict[str, frozenset[str]] = {}
        """By kind, the keys that an index has looked for."""
        self._threshold = threshold
        self._zone = zone

    @cached_property
    def guess(self) -> ServiceGuess | None:
        """The service when it was understood with enough confidence."""
        guess = self.understanding.service
        return guess if guess and guess.confidence >= self._threshold else None

    @cached_property
    def service(self) -> str | None:
        """The code of the service that is certain enough."""
        return self.guess.code if self.guess else None

    @cached_property
    def text(self) -> str:
        """Subject and new text between line ends, so that a pattern can ask for what is not a letter on both sides."""
        return f"\n{self.message.subject}\n{self.message.new_text[:MAX_READ]}\n"

    @cached_property
    def words(self) -> Words:
        """The words of subject and new text."""
        return read_words(self.text, self.understanding.language)

    @cached_property
    def sender_names(self) -> frozenset[str]:
        """The ways in which a rule may name the sender."""
        return address_names(self.message.sender)

    @cached_property
    def recipient_names(self) -> frozenset[str]:
        """The ways in which a rule may name those it was sent to."""
        return frozenset().union(*map(address_names, self.message.recipients))

    @cached_property
    def place_words(self) -> tuple[tuple[str, ...], ...]:
        """The street names of the place; those of the whole text where no place was understood."""
        location = self.understanding.location
        names = (*location.streets, location.text) if location else (self.text,)
        return tuple(street_words(name) for name in names)

    @cached_property
    def moment(self) -> datetime:
        """When the message came, in the city's time."""
        return self.message.received_at.astimezone(self._zone)

    @cached_property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude: a pin that was shared, or coordinates in the text."""
        if pin := self.message.coordinates:
            return pin.lat, pin.lon
        location = self.understanding.location
        if location and location.lat is not None and location.lon is not None:
            return location.lat, location.lon
        return None

    @cached_property
    def things(self) -> frozenset[str]:
        """Which of the things that `has`, `missing` and `needs` can name are there."""
        understanding, message = self.understanding, self.message
        contact, location = understanding.contact, understanding.location
        present = {
            "service": self.guess is not None,
            "location": location is not None or self.point is not None,
            "address": self.point is not None or (location is not None and location.kind in _EXACT_PLACES),
            "coordinates": self.point is not None,
            "photo": any(attachment.content_type.lower().startswith("image/") for attachment in message.attachments),
            "attachment": bool(message.attachments),
            "time": understanding.occurred is not None,
            "name": bool(contact.name or message.sender_name),
            "phone": bool(contact.phone) or message.sender.removeprefix(WHATSAPP).startswith("+"),
            "email": bool(contact.email) or "@" in message.sender,
            "subject": bool(message.subject.strip()),
        }
        return frozenset(thing for thing, is_present in present.items() if is_present)


def address_names(address: str) -> frozenset[str]:
    """How a rule may name an address: as it is, without what follows a `+`, or by its domain; a number as it is."""
    folded = address.lower()
    local, at, domain = folded.rpartition("@")
    if not at:
        return frozenset([folded, folded.removeprefix(WHATSAPP)])
    return frozenset([folded, f"{local.partition('+')[0]}@{domain}", f"@{domain}"])
