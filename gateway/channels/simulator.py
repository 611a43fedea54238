"""Plays the resident's phone and mailbox without a carrier: messages are read as the real ones are, and only shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import format_datetime
from uuid import uuid4

from gateway.channels.email import EmailChannel, mail_arrival
from gateway.channels.text_message import encode_form, plain_number, read_text
from gateway.envelopes import Arrival, FetchedMedia, Outbound, SendReceipt
from gateway.errors import MediaGoneError
from gateway.store.ageing import PLAYED_AT
from parsers.clean import clean_text
from parsers.values import Coordinates, InboundMessage, Medium

PICTURE = "simulator:"
"""How the address of a picture of the browser's phone begins; the SHA-256 of its blob follows."""


def _nothing(_sha256: str) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorSms:
    """A phone in the browser; `find_blob` finds the octets of its pictures by their SHA-256."""

    find_blob: Callable[[str], bytes | None] = _nothing

    @property
    def name(self) -> str:
        """Stands in `Arrival.channel`."""
        return "simulator_sms"

    @property
    def medium(self) -> Medium:
        """Texts."""
        return Medium.SMS

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read as a text of Twilio is read."""
        return read_text(arrival)

    def send(self, outbound: Outbound) -> SendReceipt:  # noqa: ARG002 - every channel is given the message
        """Send nothing: the page shows the row of the outbox."""
        return SendReceipt(simulated=True)

    def fetch_media(self, url: str) -> FetchedMedia:
        """The picture that was kept when it was sent; raises `MediaGoneError`."""
        octets = self.find_blob(url.removeprefix(PICTURE)) if url.startswith(PICTURE) else None
        if octets is None:
            raise MediaGoneError("The simulator does not have this picture any more. Send it once more.")
        return FetchedMedia(octets=octets)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorEmail:
    """A mailbox in the browser."""

    email: EmailChannel

    @property
    def name(self) -> str:
        """Stands in `Arrival.channel`."""
        return "simulator_email"

    @property
    def medium(self) -> Medium:
        """Mail."""
        return Medium.EMAIL

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read as a mail is read."""
        return self.email.decode(arrival)

    def send(self, outbound: Outbound) -> SendReceipt:  # noqa: ARG002 - every channel is given the message
        """Send nothing: the page shows the row of the outbox."""
        return SendReceipt(simulated=True)

    def show(self, outbound: Outbound) -> str:
        """The HTML of the mail as a mail program would show it; raises a `SendError` where none can be made."""
        mail = BytesParser(policy=default).parsebytes(self.email.compose(outbound))
        html = mail.get_body(("html",))
        return str(html.get_content()) if html else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that goes along with a text: the SHA-256 of the blob that keeps it, and what it is."""

    sha256: str
    content_type: str = "image/jpeg"


def simulator_text(
    from_number: str,
    to_number: str,
    body: str,
    *,
    now: datetime,
    pictures: Sequence[Picture] = (),
    coordinates: Coordinates | None = None,
    place: str = "",
    opt_out_type: str = "",
) -> Arrival:
    """A text typed into the browser's phone, with `pictures` and perhaps a shared place and its name."""
    sid, count = f"SM{uuid4().hex}", str(len(pictures))
    fields = [("MessageSid", sid), ("From", from_number), ("To", to_number), ("Body", body), ("NumMedia", count)]
    for index, picture in enumerate(pictures):
        url = f"{PICTURE}{picture.sha256}"
        fields += [(f"MediaUrl{index}", url), (f"MediaContentType{index}", picture.content_type)]
    if place:
        fields.append(("Label", clean_text(place)))
    if coordinates:
        fields += [("Latitude", str(coordinates.lat)), ("Longitude", str(coordinates.lon))]
    if opt_out_type:
        fields.append(("OptOutType", opt_out_type))
    return Arrival(
        channel="simulator_sms",
        key=sid,
        raw=encode_form(fields),
        sender=plain_number(from_number),
        recipients=(plain_number(to_number),),
        received_at=now,
        details={PLAYED_AT: str(now.timestamp())},
    )


def simulator_mail(
    from_address: str,
    to_address: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    in_reply_to: str = "",
    references: Sequence[str] = (),
) -> Arrival:
    """A mail typed into the browser's mailbox; `in_reply_to` is the Message-ID that it answers."""
    message = EmailMessage()
    message["From"] = _line(from_address)
    message["To"] = _line(to_address)
    message["Subject"] = _line(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{uuid4().hex}@simulator.invalid>"
    if in_reply_to:
        message["In-Reply-To"] = _line(in_reply_to)
        message["References"] = _line(" ".join((*references, in_reply_to)))
    message.set_content(clean_text(body))
    return mail_arrival(
        "simulator_email", message.as_bytes(), sender=_line(from_address), recipients=(_line(to_address),), now=now
    )


def _line(text: str) -> str:
    """One header's worth of what a visitor typed."""
    return " ".join(clean_text(text).split())
