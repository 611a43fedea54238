"""The LMTP listener: the same mail from an MTA on this machine, with one reply for every recipient (RFC 2033)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from gateway.edges.dialogue import Service
from gateway.edges.listener import Listener
from gateway.edges.session import SmtpSession

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.intake import Intake


class LmtpSession(SmtpSession):
    """LHLO in the place of EHLO, and after DATA as many replies as recipients were accepted (PROTOCOL 2.17)."""

    service: ClassVar[Service] = "LMTP"

    @staticmethod
    def reply_to_all(reply: str, recipients: int) -> str:
        """The mail is stored for all of them or for none, so all hear the same."""
        return "\r\n".join([reply] * recipients)


class LmtpServer(Listener):
    """Listens where the settings say; start it only when `settings.lmtp_port` is set."""

    def __init__(self, gateway: Gateway, intake: Intake) -> None:
        super().__init__(
            gateway, intake, host=gateway.settings.lmtp_host, port=gateway.settings.lmtp_port or 0, session=LmtpSession
        )
