"""Chooses who is asked about the sender of a mail, and writes the answer into the message."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gateway.authentication.fields import Place, read_fields
from gateway.authentication.mail_server import OURSELVES, read_provider, read_verdict
from gateway.authentication.spam import find_spam
from gateway.envelopes import Arrival
from gateway.settings import Settings
from parsers.values import Authentication, InboundMessage

if TYPE_CHECKING:
    from gateway.authentication.lookups import NameServers

_DMARC_FAILED = re.compile(r"(?<![\w.-])dmarc\s*=\s*fail(?![\w-])", re.IGNORECASE)
_FAILED_UNASKED = "An unknown mail server says that the mail did not come from its sender's domain (DMARC fail)."
_MAILBOX_DOORS = frozenset({"", "imap"})
"""Doors behind which the city's own mail server stands; the others speak through the details of the arrival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticator:
    """Knows whom this installation believes; nothing here may run while a connection is open."""

    servers: tuple[str, ...] = ()
    """Names under which the mail server in front writes its results, in lower case."""
    place: Place = "above"
    sealers: tuple[str, ...] = ()
    name_servers: NameServers | None = None
    """Whom to ask when we check senders ourselves; None when we do not."""
    trusts_spam_headers: bool = False

    @property
    def asks_the_dns(self) -> bool:
        """Whether to examine a mail takes as long as name servers take."""
        return self.name_servers is not None

    def examine(
        self, arrival: Arrival, message: InboundMessage, *, earlier: Authentication | None = None
    ) -> InboundMessage:
        """The mail with what is known about its sender and about spam; total, and within five seconds.

        What we found out ourselves when the mail was fresh (`earlier`) stays true: keys and addresses change.
        """
        if arrival.channel.startswith("simulator"):
            return message
        is_settled = earlier is not None and earlier.source == OURSELVES and earlier.dmarc != "temperror"
        authentication = earlier if earlier and is_settled else self._authenticate(arrival, message)
        spam = self._find_spam(arrival)
        if not spam and authentication is message.authentication:
            return message
        return replace(message, authentication=authentication, spam=spam)

    def _authenticate(self, arrival: Arrival, message: InboundMessage) -> Authentication:
        door = arrival.details.get("door", "")
        provided = (
            read_provider(arrival.details, sender=message.sender, envelope_sender=arrival.sender) if door else None
        )
        if provided is not None:
            return provided
        if self.name_servers is not None and came_directly(arrival):
            # Only who asks the DNS loads what that takes.
            from gateway.authentication.direct import check_sender

            return check_sender(self.name_servers, arrival, message, sealers=self.sealers)
        if self.servers and door in _MAILBOX_DOORS:
            fields = read_fields(arrival.raw)
            return read_verdict(fields, sender=message.sender, servers=self.servers, place=self.place)
        return heed_failure(message)

    def _find_spam(self, arrival: Arrival) -> str:
        if said := arrival.details.get("spam", ""):
            return said[:100]
        return find_spam(read_fields(arrival.raw)) if self.trusts_spam_headers else ""


def came_directly(arrival: Arrival) -> bool:
    """Whether a stranger's server brought the mail: SMTP, with the stranger's address; LMTP is our own server's."""
    return bool(arrival.details.get("peer")) and not arrival.details.get("protocol", "").upper().startswith("LMTP")


def heed_failure(message: InboundMessage) -> Authentication:
    """What a header of unknown origin is good for: a failure is believed, a pass proves nothing (PROTOCOL 7.1).

    A stranger who writes a failure keeps nobody but himself from an answer.
    """
    if _DMARC_FAILED.search(message.headers.get("authentication-results", "")):
        return Authentication(dmarc="fail", reason=_FAILED_UNASKED)
    return message.authentication


def make_authenticator(settings: Settings) -> Authenticator:
    """What the settings say about whom to believe; raises `SettingsError` for a name server that is no address."""
    return Authenticator(
        servers=tuple(name.lower() for name in settings.authserv_id),
        place=settings.authserv_place,
        sealers=tuple(name.lower().lstrip("@") for name in settings.arc_sealers),
        name_servers=_name_servers(settings) if settings.check_senders or settings.dns_servers else None,
        trusts_spam_headers=settings.trust_spam_headers,
    )


def _name_servers(settings: Settings) -> NameServers | None:
    """Whom to ask when we check senders; addresses are looked at even where nobody is asked."""
    from gateway.authentication.lookups import NameServers, check_servers

    servers = NameServers(addresses=check_servers(settings.dns_servers))
    return servers if settings.check_senders else None
