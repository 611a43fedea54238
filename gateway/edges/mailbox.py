"""One connection to a mailbox by IMAP (RFC 9051): what lies in it, one mail of it, and where a mail is put afterwards.

Nothing is ever deleted: a mail is moved, or copied and marked; `BODY.PEEK[]` leaves it unread until then.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from imapclient import DELETED, SEEN, IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from gateway.errors import GatewayError, SettingsError
from gateway.settings import Settings

log = logging.getLogger(__name__)

_PATIENCE = 60.0
_ADVICE = "GATEWAY_IMAP_URL must be like imaps://USER@HOST/INBOX."


class MailboxError(GatewayError):
    """The mailbox cannot be used now; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxAddress:
    """Where a mailbox is and who may read it."""

    host: str
    port: int
    is_encrypted: bool
    user: str
    password: str
    token_file: Path | None
    folder: str

    @property
    def name(self) -> str:
        """What it is called in the database and in words; without the password."""
        return f"{self.user}@{self.host}/{self.folder}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMail:
    """One mail of the mailbox."""

    raw: bytes
    arrived_at: datetime
    """When the mail server took it (INTERNALDATE)."""


def read_address(settings: Settings) -> MailboxAddress:
    """The mailbox of the settings; raises `SettingsError` saying what to write."""
    try:
        parts = urlsplit(settings.imap_url)
        port = parts.port
    except ValueError:
        raise SettingsError(_ADVICE) from None
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise SettingsError(_ADVICE)
    password = settings.imap_password.get_secret_value() or unquote(parts.password or "")
    if not password and settings.imap_token_file is None:
        raise SettingsError("GATEWAY_IMAP_URL needs GATEWAY_IMAP_PASSWORD or GATEWAY_IMAP_TOKEN_FILE beside it.")
    is_encrypted = parts.scheme == "imaps"
    return MailboxAddress(
        host=parts.hostname,
        port=port or (993 if is_encrypted else 143),
        is_encrypted=is_encrypted,
        user=unquote(parts.username),
        password=password,
        token_file=settings.imap_token_file,
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


class Mailbox:
    """An opened mailbox; its methods raise `MailboxError` when the connection or the server fail."""

    def __init__(self, client: IMAPClient, folder: str) -> None:
        self._client = client
        self._known: set[str] = set()
        self.uidvalidity = int(client.select_folder(folder)[b"UIDVALIDITY"])
        self._prefix = _personal_prefix(client)

    def list_after(self, uid: int) -> list[int]:
        """The UIDs above `uid`, the lowest first. A server answers `n:*` with the last mail even when it is older."""
        with _understood():
            found = self._client.search(["UID", f"{uid + 1}:*", "UNDELETED"])
        return sorted(number for number in found if number > uid)

    def size_of(self, uid: int) -> int | None:
        """Octets of a mail, None when it is not there any more."""
        with _understood():
            answer = self._client.fetch([uid], ["RFC822.SIZE"])
        return int(answer[uid][b"RFC822.SIZE"]) if uid in answer else None

    def fetch(self, uid: int) -> FoundMail | None:
        """A mail, left unread; None when it is not there any more."""
        with _understood():
            answer = self._client.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE"])
        if uid not in answer or answer[uid].get(b"BODY[]") is None:
            return None
        return FoundMail(raw=bytes(answer[uid][b"BODY[]"]), arrived_at=answer[uid][b"INTERNALDATE"])

    def put_away(self, uid: int, folder: str) -> None:
        """Into another folder, made when it is missing. Where nothing can be moved it stays, marked as read."""
        with _understood():
            try:
                self._client.add_flags([uid], [SEEN], silent=True)
                self._move(uid, self._ensure(folder))
            except IMAPClientAbortError:
                raise
            except IMAPClientError as error:
                log.warning("a mail stays in the mailbox", extra={"uid": uid, "error": type(error).__name__})

    def _move(self, uid: int, target: str) -> None:
        if self._client.has_capability("MOVE"):
            self._client.move([uid], target)
            return
        self._client.copy([uid], target)
        self._client.add_flags([uid], [DELETED], silent=True)
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge([uid])

    def _ensure(self, folder: str) -> str:
        target = f"{self._prefix}{folder}"
        if target not in self._known and not self._client.folder_exists(target):
            self._client.create_folder(target)
        self._known.add(target)
        return target


@contextmanager
def open_mailbox(address: MailboxAddress) -> Iterator[Mailbox]:
    """Connect, sign in and select the folder; raises `MailboxError`."""
    with _understood():
        client = IMAPClient(address.host, address.port, ssl=address.is_encrypted, timeout=_PATIENCE)
        client.normalise_times = False
    try:
        with _understood():
            _protect(client, address)
            _sign_in(client, address)
            mailbox = Mailbox(client, address.folder)
        yield mailbox
    finally:
        _leave(client)


def _protect(client: IMAPClient, address: MailboxAddress) -> None:
    if address.is_encrypted:
        return
    if client.has_capability("STARTTLS"):
        client.starttls(ssl.create_default_context())
    elif not _is_here(address.host):
        raise MailboxError("The mail server offers no encryption, so no password is sent to it. Use imaps://.")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _sign_in(client: IMAPClient, address: MailboxAddress) -> None:
    if address.token_file is None:
        client.login(address.user, address.password)
    else:
        client.oauth2_login(address.user, address.token_file.read_text().strip())


def _personal_prefix(client: IMAPClient) -> str:
    """What the names of this user's own folders begin with, such as `INBOX.` (RFC 2342)."""
    if not client.has_capability("NAMESPACE"):
        return ""
    personal: Sequence[tuple[str, str]] = client.namespace().personal or ()
    return str(personal[0][0] or "") if personal else ""


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except Exception:  # noqa: BLE001 - the connection may be gone already, and there is nothing left to do on it
        client.shutdown()


@contextmanager
def _understood() -> Iterator[None]:
    """Whatever a mail server does is one kind of error here. Its words are not repeated: they may name people."""
    try:
        yield
    except LoginError as error:
        raise MailboxError(
            "The mail server does not let us in: check GATEWAY_IMAP_URL and GATEWAY_IMAP_PASSWORD, or the token."
        ) from error
    except (OSError, CapabilityError, IMAPClientError) as error:
        raise MailboxError(f"The mail server failed or refused ({type(error).__name__}).") from error
    except (KeyError, ValueError, TypeError, AssertionError) as error:
        raise MailboxError(f"The mail server answered nonsense ({type(error).__name__}).") from error
