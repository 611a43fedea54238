"""The SMTP listener: the door for mail of the whole world, or of the MTA in front of us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.edges.listener import Listener
from gateway.edges.session import SmtpSession

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.intake import Intake


class SmtpServer(Listener):
    """Listens where the settings say; see `Listener`."""

    def __init__(self, gateway: Gateway, intake: Intake) -> None:
        super().__init__(
            gateway, intake, host=gateway.settings.smtp_host, port=gateway.settings.smtp_port, session=SmtpSession
        )
