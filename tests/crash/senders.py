"""Residents who write by mail and by text, with the patience of a mail server: they try until they are believed."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.client
import itertools
import random
import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

ACCOUNT = "AC" + "0" * 32
TOKEN = "a token that only tests use"
RETRY_SECONDS = 0.1
TIMEOUT = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the city is reached."""

    smtp_port: int
    web_port: int
    public_url: str
    address: str
    number: str


class Ledger:
    """Who wrote, and to whom the city said that it has the message; the only memory outside of the gateway."""

    def __init__(self) -> None:
        self.attempted: set[str] = set()
        self.acknowledged: set[str] = set()
        self.tries = 0
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    def next_number(self) -> int:
        """A number for the next resident; nobody writes twice, so every message opens a ticket of its own."""
        return next(self._numbers)

    def attempt(self, sender: str) -> None:
        """Before the first byte is sent."""
        with self._lock:
            self.attempted.add(sender)
            self.tries += 1

    def acknowledge(self, sender: str) -> None:
        """After `250` or `200`."""
        with self._lock:
            self.acknowledged.add(sender)


class Senders:
    """A few threads of each kind that write until they are stopped."""

    def __init__(self, target: Target, ledger: Ledger, *, mail: int, texts: int, seed: int) -> None:
        self._target = target
        self._ledger = ledger
        self._stopping = threading.Event()
        kinds = [*[self._write_mails] * mail, *[self._write_texts] * texts]
        self._threads = [
            threading.Thread(target=kind, args=(random.Random(seed + index),), daemon=True)
            for index, kind in enumerate(kinds)
        ]

    def start(self) -> None:
        """Begin to write."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every message that was begun come to its answer, then end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(120)

    def _write_mails(self, rng: random.Random) -> None:
        while not self._stopping.is_set():
            number = self._ledger.next_number()
            sender = f"anne.{number}@mail.example"
            raw = mail_from(sender, number, self._target.address)
            self._insist(sender, rng, partial(self._mail, sender, raw))

    def _write_texts(self, rng: random.Random) -> None:
        while not self._stopping.is_set():
            number = self._ledger.next_number()
            sender = f"+1475555{number:04d}" if number < 10_000 else f"+1860{number:07d}"
            form = text_from(sender, number, self._target.number)
            self._insist(sender, rng, partial(post, self._target, form))

    def _insist(self, sender: str, rng: random.Random, send: Callable[[], bool]) -> None:
        """Try until the answer is yes; one in ten gives up after the first no, as a phone without network does."""
        gives_up = rng.random() < 0.1
        for _ in self._tries():
            self._ledger.attempt(sender)
            with contextlib.suppress(OSError, http.client.HTTPException, smtplib.SMTPException):
                if send():
                    self._ledger.acknowledge(sender)
                    return
            if gives_up:
                return

    def _tries(self) -> Iterator[None]:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            yield
            time.sleep(RETRY_SECONDS)

    def _mail(self, sender: str, raw: bytes) -> bool:
        with smtplib.SMTP("127.0.0.1", self._target.smtp_port, local_hostname="mx.example", timeout=TIMEOUT) as client:
            refused = client.sendmail(sender, [self._target.address], raw)
        return not refused


def mail_from(sender: str, number: int, address: str) -> bytes:
    """A mail as a resident's program writes it; the same bytes at every try."""
    return (
        f"From: Anne <{sender}>\r\nTo: {address}\r\nSubject: Pothole no. {number}\r\n"
        f"Message-ID: <{number}.pothole@mail.example>\r\nDate: Mon, 02 Nov 2026 09:00:00 -0500\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="utf-8"\r\n\r\n'
        f"There is a huge pothole in front of {number} Oak Street.\r\nThank you, Anne\r\n"
    ).encode()


def text_from(sender: str, number: int, city: str) -> dict[str, str]:
    """The form fields of a text; the same id at every try, as Twilio does."""
    return {
        "MessageSid": f"SM{number:032x}",
        "AccountSid": ACCOUNT,
        "From": sender,
        "To": city,
        "Body": f"There is a huge pothole in front of {number} Oak Street",
        "NumMedia": "0",
        "NumSegments": "1",
    }


def sign(url: str, form: dict[str, str], token: str = TOKEN) -> str:
    """What Twilio puts into X-Twilio-Signature: HMAC-SHA1 over the address and the sorted fields."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def post(target: Target, form: dict[str, str]) -> bool:
    """Post a signed webhook; True when the city says 200."""
    connection = http.client.HTTPConnection("127.0.0.1", target.web_port, timeout=TIMEOUT)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign(f"{target.public_url}/inbound/twilio", form),
    }
    with contextlib.closing(connection):
        connection.request("POST", "/inbound/twilio", body=urlencode(form), headers=headers)
        return connection.getresponse().status == 200
