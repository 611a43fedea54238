"""The values that parsing yields: what was said, what it means, and the words it was read from.

Every value is frozen and travels downwards only. Character offsets (`start`, `end`) count Python
characters of `InboundMessage.new_text`; `text` repeats the words, so that a page can show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from parsers.returned import Bounce, Complaint
from parsers.stated import Stated


class Medium(StrEnum):
    """How people talk to the city; a channel (`twilio`, `smtp`, `simulator`) carries one of these."""

    EMAIL = "email"
    SMS = "sms"
    SYSTEM = "system"
    """Another city's or department's computer: it is told things, and no person reads or writes there."""


class Urgency(StrEnum):
    """How soon somebody must look; `emergency` means a danger to life."""

    ROUTINE = "routine"
    SOON = "soon"
    EMERGENCY = "emergency"


class Origin(StrEnum):
    """Who or what wrote a mail (PROTOCOL 5: the verdict `kind`)."""

    HUMAN = "human"
    AUTO_REPLY = "auto_reply"
    AUTO_GENERATED = "auto_generated"
    LIST = "list"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    REPORT = "report"


class Asked(StrEnum):
    """What we asked a person last and what is still unanswered: a short message answers it (PROTOCOL 15.2)."""

    NOTHING = ""
    PLACE = "place"
    """Where is it?"""
    WHAT = "what"
    """What is wrong?"""
    CONFIRM_PLACE = "confirm_place"
    """Is it this place? 1 is yes, 2 is no; or one of several places, by number."""
    PHOTO_PLACE = "photo_place"
    """Was the photo taken there?"""
    WHICH_TICKET = "which_ticket"
    """Which of your open tickets do you mean? By number."""
    DETAIL = "detail"
    """A question that the rulebook asks about this service, such as the number on the pole."""
    FIXED = "fixed"
    """The ticket is closed: is it fixed? 1 is yes, 2 is no."""
    STAFF = "staff"
    """A person of a department asked, in words of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words a derived field was read from."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A service that was also thought of, with its calibrated confidence from 0 to 1."""

    code: str
    name: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceGuess:
    """The best guess at the service asked for; `confidence` is calibrated from 0 to 1."""

    code: str
    name: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class LocationKind(StrEnum):
    """How a place was named, from the most exact to the least; coordinates are their own kind."""

    ADDRESS = "address"
    INTERSECTION = "intersection"
    BLOCK = "block"
    SEGMENT = "segment"
    STREET = "street"
    LANDMARK = "landmark"
    COORDINATES = "coordinates"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCandidate:
    """One of the places of the city that the words may mean, `name` as the city writes it, in WGS84 degrees."""

    name: str
    lat: float
    lon: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place as the sender named it; `lat` and `lon` are WGS84 degrees when sent along, or known to the gazetteer."""

    kind: LocationKind
    text: str
    start: int
    end: int
    confidence: float
    number: str | None = None
    streets: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    candidates: tuple[PlaceCandidate, ...] = ()
    """Places to ask about, the likeliest first; empty when there is nothing to choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurred:
    """When it happened: ISO 8601 `start` and `end` in the city's zone; `precision` is day, hour or minute.

    What goes on since then ends at the receipt of the message.
    """

    text: str
    start: str
    end: str
    precision: str
    repeats: str = ""
    """How often within that time, in English: `every night`, `every monday 02:00-04:00`; empty for once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetails:
    """What the sender wrote about being reached (not the address the message came from)."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    wants_no_contact: bool = False
    """Nobody of the city need or may call or visit (`no need to call back`); an acknowledgement still goes out."""
    wants_no_messages: bool = False
    """Not even that (`do not reply to this`)."""


class PersonalKind(StrEnum):
    """What a stretch of text tells about a person; a public view masks it (PROTOCOL 10.8)."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    CARD = "card"
    IDENTITY = "identity"
    """A number that a state gave to a person, such as a social security number."""
    PLATE = "plate"
    HOME = "home"
    """Where the sender lives, when the report is about another place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """Words of `new_text` that are somebody's business only."""

    kind: PersonalKind
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentGuess:
    """The department that past requests like this one had, as the city's history writes it; calibrated from 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A further problem in a message that clearly names several; `start` and `end` are of its words."""

    start: int
    end: int
    text: str
    service: ServiceGuess | None = None
    location: Location | None = None
    occurred: Occurred | None = None
    urgency: Urgency = Urgency.ROUTINE
    urgency_evidence: tuple[Evidence, ...] = ()
    department: DepartmentGuess | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a text says, whoever wrote it and whatever it answers. Made for every message."""

    service: ServiceGuess | None = None
    location: Location | None = None
    occurred: Occurred | None = None
    urgency: Urgency = Urgency.ROUTINE
    urgency_evidence: tuple[Evidence, ...] = ()
    language: str = "en"
    tells_language: bool = True
    """Whether three words or more, besides the place, say that it is this language (PROTOCOL 15.15)."""
    contact: ContactDetails = ContactDetails()
    department: DepartmentGuess | None = None
    """Only where the city's history has taught it."""
    personal: tuple[PersonalData, ...] = ()
    """In the order of the text, without overlaps."""
    further: tuple[Problem, ...] = ()
    """Problems besides the first, which the fields above are about."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the rulebook would ask about the service and is known already, by the key of the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Automation:
    """Whether a machine wrote (PROTOCOL 5.1-5.14). `reply` is False when an automatic answer must not go out."""

    origin: Origin = Origin.HUMAN
    reply: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came along; `filename` is made safe for display, `size` is in octets after decoding."""

    filename: str
    content_type: str
    size: int
    url: str | None = None
    """Where an SMS provider keeps it; never fetched by a parser."""
    decorative: bool = False
    """A picture too small to be a photo (a logo, a pixel): kept, but a page folds it away (PROTOCOL 8.10)."""
    content_id: str = ""
    """What an HTML body calls it by (`cid:`), without angle brackets; empty for a file that only came along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """WGS84 degrees that came as data (a shared pin), not as words."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """Somebody else's mail that the sender passed on: who wrote it, and what."""

    sender: str
    """Addr-spec in lower case of whoever wrote the original; never empty."""
    sender_name: str
    subject: str
    text: str
    """The original's words, without the forwarder's."""
    note: str = ""
    """What the forwarder wrote above it."""
    message_id: str = ""
    """Of the original, with its angle brackets; only known where it came as a file."""
    inner: Forwarded | None = None
    """The mail that the original itself passes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """Who vouches for the sender, in the words of RFC 8601: pass, fail, softfail, neutral, none, temperror, permerror.

    `source` says who looked: `mail_server` (a trusted Authentication-Results), `gateway` (we did), or nobody (empty).
    """

    source: str = ""
    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    arc: str = "none"
    aligned: bool = False
    """Whether an SPF or DKIM pass is of the domain in From: proof enough where that domain has no DMARC policy."""
    reason: str = ""
    """One sentence for the ticket; empty when there is nothing to say."""

    @property
    def is_forged(self) -> bool:
        """Whether the sender's domain disowns the mail: no acknowledgement, no disclosure, no command."""
        return self.dmarc == "fail"

    @property
    def is_proven(self) -> bool:
        """Whether somebody we trust has proved that the mail is from the domain of its From."""
        return not self.is_forged and (self.dmarc == "pass" or self.aligned)

    @property
    def may_act(self) -> bool:
        """Whether the sender may act on a ticket or learn of it without its token (PROTOCOL 7.3).

        Proven; or nobody here looks at senders at all, and nothing speaks against this one.
        """
        return self.is_proven or (not self.source and not self.is_forged)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One message as a person reads it: stop 4 of the road, the same for every channel.

    `text` is all the readable text; `reply_text` and `quoted_text` are its split into what is new and what
    is quoted. A first message is kept whole (PROTOCOL 9.6), so `new_text` looks at `follow_up`.
    """

    medium: Medium
    sender: str
    """Addr-spec in lower case, or E.164; empty when there is none (a bounce)."""
    received_at: datetime
    """Aware; the receipt time, never the Date header."""
    text: str = ""
    reply_text: str = ""
    quoted_text: str = ""
    follow_up: bool = False
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    attachments: tuple[Attachment, ...] = ()
    automation: Automation = Automation()
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    forwarded: Forwarded | None = None
    forwarder: str = ""
    """Who passed it on, where the sender is the author of what was passed on; else empty."""
    forwarder_name: str = ""
    notices: str = ""
    """Legal footers and warnings that no person wrote; `text` is without them."""
    authentication: Authentication = Authentication()
    spam: str = ""
    """Why the trusted mail server thinks that it is spam, in a few words; empty when it does not."""
    message_id: str | None = None
    """With its angle brackets, as RFC 5322 writes it."""
    references: tuple[str, ...] = ()
    """In-Reply-To first, then References from the newest, each with its angle brackets; at most 20."""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Lower-case names of the headers a rule may look at, first occurrence, decoded and made safe."""
    coordinates: Coordinates | None = None
    stated: Stated | None = None
    """What an app's user chose; None for what was written, mailed or texted."""
    asked: Asked = Asked.NOTHING
    """What we asked whoever wrote this and what waits for its answer."""
    opt_out_type: str | None = None
    """Twilio's OptOutType: STOP, START or HELP; None when the carrier said nothing."""
    flags: tuple[str, ...] = ()
    """Oddities worth showing to staff, such as `bare_newline` or `duplicate_from`."""
    error: str | None = None
    """Why the message could not be read; the rest is then whatever could be saved."""

    @property
    def new_text(self) -> str:
        """What this message newly says: all of a first message, the unquoted part of a follow-up."""
        return self.reply_text if self.follow_up else self.text

    @property
    def folded_text(self) -> str:
        """What a page folds away: quoted text, and what no person wrote."""
        return self.quoted_text if self.follow_up else self.notices
