"""Mail: read with the envelope beside it, sent through the city's relay."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gateway.channels import Rulebooks
from gateway.channels.dkim_signing import DkimSigner, load_signer
from gateway.channels.mail_message import LOOP_HEADER, MOST_OCTETS, Letterhead, compose_mail, wire_address
from gateway.channels.relay import Envelope, Offers, parse_relay, relay_mail
from gateway.envelopes import Arrival, Outbound, SendReceipt
from gateway.errors import PermanentSendError
from gateway.reading import BoundedReader
from gateway.settings import Settings
from gateway.tokens import Tokens
from parsers.email import Mail
from parsers.values import Automation, InboundMessage, Medium, Origin

_MAY_BE_THE_FILES = ("552", "5.2.3", "5.3.4", "5.6.", "5.7.0")
"""Too big, or a kind of file that is not let in: the words alone may pass."""

OWN_MAIL = "our own mail came back (X-City311-Loop)"
"""Why a mail of this very installation is automatic; whoever files it holds it."""


def mail_arrival(
    channel: str,
    raw: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    now: datetime,
    details: Mapping[str, str] | None = None,
    flags: tuple[str, ...] = (),
) -> Arrival:
    """A mail with its envelope. The same bytes to the same recipients are the same mail (PROTOCOL 4.1)."""
    digest = hashlib.sha256(raw)
    digest.update("\n".join(sorted(recipient.lower() for recipient in recipients)).encode(errors="replace"))
    return Arrival(
        channel=channel,
        key=digest.hexdigest(),
        raw=raw,
        sender=sender,
        recipients=tuple(recipients),
        received_at=now,
        details=dict(details or {}),
        flags=flags,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChannel:
    """Mail in both directions."""

    settings: Settings
    tokens: Tokens
    rulebooks: Rulebooks
    reader: BoundedReader = field(default_factory=BoundedReader)
    signer: DkimSigner | None = field(init=False)
    """None where the relay signs."""

    def __post_init__(self) -> None:
        """Raises `SettingsError` for a relay or a key that makes no sense, now and not with the first mail."""
        if self.settings.smtp_relay:
            parse_relay(self.settings.smtp_relay)
        object.__setattr__(self, "signer", load_signer(self.settings))

    @property
    def name(self) -> str:
        """Stands in `Arrival.channel`."""
        return "email"

    @property
    def medium(self) -> Medium:
        """Mail."""
        return Medium.EMAIL

    @property
    def instance(self) -> str:
        """Tells this installation from another one without telling its key (PROTOCOL 5.6)."""
        return hashlib.sha256(b"city311:instance:" + self.tokens.key).hexdigest()[:16]

    def decode(self, arrival: Arrival) -> InboundMessage:
        """Read a stored mail; the envelope says who it is for, and the headers only who wrote it."""
        mail = self.reader.read(arrival.raw, envelope_sender=arrival.sender)
        return InboundMessage(
            medium=Medium.EMAIL,
            sender=mail.sender or arrival.sender.lower(),
            received_at=arrival.received_at,
            text=mail.text,
            reply_text=mail.reply_text,
            quoted_text=mail.quoted_text,
            notices=mail.notices,
            forwarded=mail.forwarded,
            sender_name=mail.sender_name,
            recipients=arrival.recipients,
            subject=mail.subject,
            attachments=mail.attachments,
            automation=self._automation(mail, arrival.raw),
            bounce=mail.bounce,
            complaint=mail.complaint,
            message_id=mail.message_id,
            references=mail.references[:20],
            headers=mail.headers,
            flags=tuple(dict.fromkeys((*arrival.flags, *mail.flags))),
            error=mail.error,
        )

    def send(self, outbound: Outbound) -> SendReceipt:
        """Hand one mail to the relay; without a relay it is only shown."""
        if not self.settings.smtp_relay:
            return SendReceipt(simulated=True)
        try:
            return self._hand_over(outbound, room=MOST_OCTETS)
        except PermanentSendError as error:
            if not outbound.files or not error.code.startswith(_MAY_BE_THE_FILES):
                raise
            return self._hand_over(outbound, room=0)

    def compose(self, outbound: Outbound, *, room: int = MOST_OCTETS) -> bytes:
        """The mail as it goes over the wire, signed where the city's key is ours; raises a `SendError`."""
        city = self.rulebooks.current().city
        head = Letterhead(instance=self.instance, look=city.look, public_url=self.settings.public_url)
        message = compose_mail(outbound, head, room=room)
        domain = outbound.draft.sender.rpartition("@")[2].lower()
        is_ours = domain in {address.rpartition("@")[2] for address in city.addresses}
        return self.signer.sign(message, domain=domain) if self.signer and is_ours else message

    def _hand_over(self, outbound: Outbound, *, room: int) -> SendReceipt:
        domain = outbound.draft.sender.rpartition("@")[2]
        envelope = Envelope(
            sender=self.tokens.bounce_address(outbound.id, domain),
            recipient=wire_address(outbound.draft.recipient),
            id=str(outbound.id),
        )

        def write(offers: Offers) -> bytes:
            return self.compose(outbound, room=room if offers.size is None else min(room, offers.size))

        relay = parse_relay(self.settings.smtp_relay)
        hostname = self.settings.smtp_hostname or domain
        return SendReceipt(provider_id=relay_mail(relay, envelope, hostname=hostname, write=write))

    def _automation(self, mail: Mail, raw: bytes) -> Automation:
        """Our own mail that came back is never answered, whatever else it says; reports about it stay reports."""
        head = raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0].lower()
        mark = f"\n{LOOP_HEADER}: {self.instance}".lower().encode()
        if mail.bounce is None and mark in b"\n" + head:
            return Automation(origin=Origin.AUTO_REPLY, reply=False, reason=OWN_MAIL)
        return mail.automation
