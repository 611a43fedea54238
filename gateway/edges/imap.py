"""Reads a mailbox by IMAP: each mail is fetched, committed, and only then put away (PROTOCOL 14).

At any moment the process may die. What was not committed still lies in the mailbox; what was committed and not put
away comes again with the same octets, and is the same message (PROTOCOL 4.1). So it is when UIDs begin anew.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from gateway.bootstrap import Gateway
from gateway.channels.email import mail_arrival
from gateway.edges.arrivals import read_flags
from gateway.edges.mailbox import FoundMail, Mailbox, MailboxError, open_mailbox, read_address
from gateway.edges.recipients import make_address_book
from gateway.edges.webhooks import Receiver
from gateway.envelopes import Arrival
from gateway.errors import GatewayError, IntakeError, OverloadedError, StoreFullError, StoreUnavailableError
from gateway.store.mail_accounts import (
    MailAccountRow,
    count_failure,
    lease_account,
    note_look,
    note_progress,
    read_failures,
    release_account,
)
from parsers.email.addresses import read_mailboxes
from parsers.email.scan import Header, normalize_newlines, scan_headers

log = logging.getLogger(__name__)

PROCESSED, FAILED = "Processed", "Failed"
MOST_FAILURES = 3
LONGEST_PAUSE = 900.0
"""Seconds between two tries when the mail server keeps failing."""
_HEADER_OCTETS = 256 * 1024
_RECIPIENT_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "to", "cc")
"""Where the envelope recipient may have survived (PROTOCOL 3.1)."""


class ImapPoller:
    """Looks into the mailbox of the settings every few seconds, in a thread of its own; raises `SettingsError`."""

    def __init__(self, gateway: Gateway, intake: Receiver) -> None:
        self._gateway = gateway
        self._address = read_address(gateway.settings)
        self._reader = MailboxReader(gateway, intake, self._address.name)
        self._failures = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="imap", daemon=True)

    def start(self) -> None:
        """Look now and then again and again."""
        self._thread.start()

    def stop(self, grace: float = 30.0) -> None:
        """Finish the mail that is being read, and let others read the mailbox."""
        self._stopping.set()
        self._thread.join(grace)

    def look(self) -> None:
        """Take in what is new; a mailbox that cannot be read is noted and tried again later. Total."""
        try:
            if account := self._reader.lease():
                with open_mailbox(self._address) as mailbox:
                    self._reader.read(mailbox, account, self._stopping)
                self._reader.note("")
            self._failures = 0
        except Exception as error:
            self._failures += 1
            log.exception("the mailbox could not be read", extra={"error": type(error).__name__})
            self._reader.note(str(error) if isinstance(error, GatewayError) else type(error).__name__)

    def pause(self) -> float:
        """Seconds until the next look: longer and longer while the mail server fails."""
        return min(self._gateway.settings.imap_seconds * 2.0 ** min(self._failures, 16), LONGEST_PAUSE)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.look()
            self._stopping.wait(self.pause())
        self._reader.release()


class MailboxReader:
    """What is done with an open mailbox, mail by mail."""

    def __init__(self, gateway: Gateway, intake: Receiver, name: str) -> None:
        self._gateway = gateway
        self._intake = intake
        self._name = name
        self._token = secrets.token_hex(8)

    def lease(self) -> MailAccountRow | None:
        """The mailbox as it stands, unless somebody else reads it."""
        with self._gateway.store.writing() as connection:
            return lease_account(connection, self._name, token=self._token, now=self._gateway.clock())

    def release(self) -> None:
        """Let somebody else read it; without the database the lease ends by itself."""
        try:
            with self._gateway.store.writing() as connection:
                release_account(connection, self._name, token=self._token)
        except IntakeError:
            log.warning("the mailbox stays leased until the lease ends")

    def note(self, problem: str) -> None:
        """Keep how the look went, where doctor and health see it."""
        try:
            with self._gateway.store.writing() as connection:
                note_look(connection, self._name, now=self._gateway.clock(), problem=problem)
        except IntakeError:
            log.warning("how the mailbox stands could not be noted")

    def read(self, mailbox: Mailbox, account: MailAccountRow, stopping: threading.Event) -> None:
        """Take in everything new; raises `MailboxError` or `IntakeError` when it cannot go on."""
        done = account.last_uid if account.uidvalidity == mailbox.uidvalidity else 0
        with self._gateway.store.writing() as connection:
            failures = read_failures(connection, self._name, uidvalidity=mailbox.uidvalidity)
        is_gapless = True
        for uid in mailbox.list_after(done):
            if stopping.is_set():
                return
            is_gapless &= self._take(mailbox, uid, failures.get(uid, 0))
            if not self._go_on(mailbox, done := uid if is_gapless else done):
                return

    def _take(self, mailbox: Mailbox, uid: int, failures: int) -> bool:
        """Whether a mail was dealt with: taken in, or set aside after the last failure."""
        try:
            if failures < MOST_FAILURES:
                self._store(mailbox, uid)
                failures = 0
        except (StoreUnavailableError, StoreFullError, OverloadedError):
            raise
        except GatewayError as error:
            failures = self._count(mailbox, uid)
            log.warning("a mail could not be taken in: %s", error, extra={"uid": uid, "failures": failures})
            if isinstance(error, MailboxError):
                raise
        if 0 < failures < MOST_FAILURES:
            return False
        mailbox.put_away(uid, FAILED if failures else PROCESSED)
        return True

    def _store(self, mailbox: Mailbox, uid: int) -> None:
        size = mailbox.size_of(uid)
        if size is not None and size > self._gateway.settings.message_size_limit:
            raise IntakeError(f"It has {size} octets, more than GATEWAY_MESSAGE_SIZE_LIMIT.")
        if mail := mailbox.fetch(uid):
            self._intake.receive(self._arrival(mail))

    def _count(self, mailbox: Mailbox, uid: int) -> int:
        with self._gateway.store.writing() as connection:
            return count_failure(connection, self._name, uidvalidity=mailbox.uidvalidity, uid=uid)

    def _go_on(self, mailbox: Mailbox, done: int) -> bool:
        """Keep how far it was read, and renew the lease."""
        with self._gateway.store.writing() as connection:
            if lease_account(connection, self._name, token=self._token, now=self._gateway.clock()) is None:
                return False
            return note_progress(
                connection, self._name, token=self._token, uidvalidity=mailbox.uidvalidity, last_uid=done
            )

    def _arrival(self, mail: FoundMail) -> Arrival:
        fields = _read_fields(mail.raw)
        named = [address for name in _RECIPIENT_FIELDS for address in _addresses(fields, name)]
        book = make_address_book(self._gateway.rulebooks.current().city)
        now = datetime.fromtimestamp(self._gateway.clock(), UTC)
        return mail_arrival(
            "email",
            mail.raw,
            sender=_sender(fields),
            recipients=book.choose(named),
            now=min(mail.arrived_at, now) if mail.arrived_at.tzinfo else now,
            details={"door": "imap"},
            flags=read_flags(mail.raw),
        )


def _sender(fields: Sequence[Header]) -> str:
    """The envelope sender that the mail server kept as Return-Path (empty for a bounce), else the author."""
    is_kept = any(field.name == "return-path" for field in fields)
    return next(_addresses(fields, "return-path" if is_kept else "from"), "")


def _addresses(fields: Sequence[Header], name: str) -> Iterator[str]:
    for field in fields:
        if field.name == name:
            yield from (box.address for box in read_mailboxes(field.value))


def _read_fields(raw: bytes) -> Sequence[Header]:
    head, _ = normalize_newlines(raw[:_HEADER_OCTETS])
    return scan_headers(head, 0, len(head)).headers
