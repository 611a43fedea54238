"""How the made-up city's messages go in: by SMTP like any mail, and by the phone of the simulator's page."""

from __future__ import annotations

import http.client
import smtplib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from gateway.errors import GatewayError

_TIMEOUT = 60.0
_FIELD = 'name="csrf_token" value="'


class DoorError(GatewayError):
    """One of the gateway's doors did not take a message of the made-up city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as somebody writes it; the answer to another one when it has `answers`."""

    name: str
    sender: str
    to: str
    subject: str
    body: str
    photo: bytes = b""
    answers: str = ""
    machine: bool = False


@dataclass(slots=True)
class Doors:
    """The two doors, by port, on this machine."""

    host: str
    smtp_port: int
    web_port: int
    _cookie: str = field(default="", init=False)
    _token: str = field(default="", init=False)

    def send_mail(self, mail: Mail, *, now: float) -> None:
        """Hand a mail over; raises `DoorError` when it is not taken."""
        try:
            with smtplib.SMTP(self.host, self.smtp_port, timeout=_TIMEOUT) as server:
                server.sendmail(mail.sender, [mail.to], _compose(mail, now).as_bytes())
        except (OSError, smtplib.SMTPException) as error:
            raise DoorError(f"The gateway did not take a mail: {error}") from None

    def send_text(self, phone: str, text: str, *, photo: str = "") -> None:
        """Type a text into the simulator's phone; `photo` is one of those it draws. Raises `DoorError`."""
        form = {"csrf_token": self._signed(), "phone": phone, "text": text, "photo": photo}
        status, _ = self._ask("POST", "/simulator/text", urlencode(form))
        if status != http.client.SEE_OTHER:
            raise DoorError(f"The gateway did not take a text: it answered {status}.")

    def _signed(self) -> str:
        """The word that the page's forms carry, asked for once."""
        if not self._token:
            _, page = self._ask("GET", "/simulator", "")
            if _FIELD not in page:
                raise DoorError("The simulator's page has no form. Is the simulator switched off?")
            self._token = page.split(_FIELD, 1)[1].split('"', 1)[0]
        return self._token

    def _ask(self, method: str, path: str, body: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, self.web_port, timeout=_TIMEOUT)
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body=body.encode(), headers=headers)
            answer = connection.getresponse()
            self._keep(answer.getheader("Set-Cookie") or "")
            return answer.status, answer.read().decode()
        except OSError as error:
            raise DoorError(f"The gateway's pages do not answer: {error}") from None
        finally:
            connection.close()

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            self._cookie = f"{name}={morsel.value}"


def _compose(mail: Mail, now: float) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((mail.name, mail.sender))
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
    message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2])
    if mail.answers:
        message["In-Reply-To"] = message["References"] = mail.answers
    if mail.machine:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(mail.body)
    if mail.photo:
        message.add_attachment(mail.photo, maintype="image", subtype="jpeg", filename="photo.jpg")
    return message
