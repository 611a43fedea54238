"""Hands a mail to the SMTP relay, and says of every failure whether trying again can help (PROTOCOL 11.8, 11.9)."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from gateway.errors import (
    ChannelMisconfiguredError,
    PermanentSendError,
    SendError,
    SettingsError,
    TemporarySendError,
    UnknownOutcomeError,
)

_TIMEOUT = 20.0
_TIMEOUT_AFTER_DOT = 60.0
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_NEEDS_THE_OPERATOR = frozenset({530, 534, 535, 538})
_OF_THIS_MAIL = frozenset({"5.3.4", "5.6.7"})
"""Too big, or an address beyond ASCII (RFC 6531 3.5), said to MAIL already."""
_RELAYING = re.compile(r"\brelay", re.IGNORECASE)
_WITH_AT = re.compile(r"\S*@\S*")
"""An address in the relay's words; whoever has a mailbox at relay.example must not stop everybody's mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where `GATEWAY_SMTP_RELAY` points to."""

    host: str
    port: int
    is_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What the relay announced in its answer to EHLO."""

    size: int | None = None
    """Octets of the largest mail that it takes (RFC 1870); None when it did not say."""
    takes_utf8: bool = False
    """SMTPUTF8: addresses with letters beyond ASCII (RFC 6531)."""
    takes_report_wishes: bool = False
    """DSN: what to be told about, and how much of the mail to send back (RFC 3461)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Where a mail goes and where its bounce comes back to; `id` is repeated in the bounce."""

    sender: str
    recipient: str
    id: str


def parse_relay(setting: str) -> Relay:
    """Read `host:port`, `smtp://user:password@host:port` or `smtps://…`; raises `SettingsError`."""
    url = setting if "://" in setting else f"smtp://{setting}"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        port, host, parts = None, "", urlsplit("")
    if parts.scheme not in {"smtp", "smtps"} or not host:
        raise SettingsError("GATEWAY_SMTP_RELAY must be host:port, smtp://host:port or smtps://host:port.")
    is_tls = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    default_port = 465 if is_tls else 587 if user else 25
    return Relay(host=host, port=port or default_port, is_tls=is_tls, user=user, password=password)


def relay_mail(relay: Relay, envelope: Envelope, *, hostname: str, write: Callable[[Offers], bytes]) -> str:
    """Send the mail that `write` makes for what the relay offers, and return its words; raises a `SendError`."""
    smtp = _connect(relay, hostname)
    try:
        _log_in(smtp, relay)
        offers = _read_offers(smtp)
        return _transact(smtp, envelope, write(offers), offers)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.close()


def greet_relay(relay: Relay, *, hostname: str) -> str:
    """Connect, encrypt and log in as for a mail, but send none; returns the way in words, raises a `SendError`."""
    smtp = _connect(relay, hostname)
    try:
        _log_in(smtp, relay)
        is_encrypted = isinstance(smtp.sock, ssl.SSLSocket)
    finally:
        smtp.close()
    return f"{relay.host}:{relay.port} takes our mail{' over TLS' if is_encrypted else ' without TLS'}"


def _connect(relay: Relay, hostname: str) -> smtplib.SMTP:
    try:
        smtp = _open(relay, hostname)
        code, words = smtp.ehlo()
        if code >= 400:
            code, words = smtp.helo()
    except ssl.SSLError as error:
        raise _bad_tls(relay, error) from None
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error, at="the greeting") from None
    except (OSError, smtplib.SMTPException) as error:
        raise TemporarySendError(f"The relay does not answer: {type(error).__name__}.") from None
    if code >= 400:
        smtp.close()
        raise _refusal(code, words, at="EHLO")
    return smtp


def _open(relay: Relay, hostname: str) -> smtplib.SMTP:
    if relay.is_tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(relay.host, relay.port, local_hostname=hostname, timeout=_TIMEOUT, context=context)
    return smtplib.SMTP(relay.host, relay.port, local_hostname=hostname, timeout=_TIMEOUT)


def _log_in(smtp: smtplib.SMTP, relay: Relay) -> None:
    """Encrypt when the relay can, and never show a password to a stranger."""
    try:
        if not relay.is_tls and smtp.has_extn("starttls"):
            smtp.starttls(context=_starttls_context(relay))
            smtp.ehlo()
        elif relay.user and not relay.is_tls and relay.host not in _LOOPBACK:
            raise ChannelMisconfiguredError(
                "The relay offers no STARTTLS, so the password of GATEWAY_SMTP_RELAY was not sent; use smtps://."
            )
        if relay.user:
            smtp.login(relay.user, relay.password)
    except ssl.SSLError as error:
        raise _bad_tls(relay, error) from None
    except smtplib.SMTPResponseException as error:
        raise _login_refusal(error.smtp_code) from None
    except smtplib.SMTPServerDisconnected:
        raise TemporarySendError("The relay hung up during the login.") from None
    except smtplib.SMTPException:
        raise ChannelMisconfiguredError("The relay offers no way to log in with a password.") from None
    except OSError as error:
        raise TemporarySendError(f"The relay broke off during the login: {type(error).__name__}.") from None


def _starttls_context(relay: Relay) -> ssl.SSLContext:
    """A password goes only to a relay that proves its name; without one, encryption with anybody beats none."""
    context = ssl.create_default_context()
    if not relay.user:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _read_offers(smtp: smtplib.SMTP) -> Offers:
    """A size of 0 means that there is no bound (RFC 1870 section 4)."""
    size = smtp.esmtp_features.get("size", "").strip()
    return Offers(
        size=int(size) if size.isascii() and size.isdigit() and size.strip("0") else None,
        takes_utf8=smtp.has_extn("smtputf8"),
        takes_report_wishes=smtp.has_extn("dsn"),
    )


def _mail_options(envelope: Envelope, message: bytes, offers: Offers) -> list[str]:
    options = [] if offers.size is None else [f"SIZE={len(message)}"]
    if not envelope.recipient.isascii():
        options += ["BODY=8BITMIME", "SMTPUTF8"]
    if offers.takes_report_wishes:
        options += ["RET=HDRS", f"ENVID={envelope.id}"]
    return options


def _transact(smtp: smtplib.SMTP, envelope: Envelope, message: bytes, offers: Offers) -> str:
    if not envelope.recipient.isascii() and not offers.takes_utf8:
        raise PermanentSendError(
            "The recipient's mailbox has letters that the relay cannot carry: it offers no SMTPUTF8.", code="address"
        )
    if offers.size is not None and len(message) > offers.size:
        raise PermanentSendError(f"The mail is larger than the relay takes ({offers.size} octets).", code="5.3.4")
    wishes = ["NOTIFY=FAILURE,DELAY"] if offers.takes_report_wishes else []
    try:
        _expect(smtp.mail(envelope.sender, _mail_options(envelope, message, offers)), at="MAIL")
        _expect(smtp.rcpt(envelope.recipient, wishes), at="RCPT")
    except (OSError, smtplib.SMTPException) as error:
        raise TemporarySendError(f"The relay broke off: {type(error).__name__}.") from None
    words = _send_data(smtp, message)
    with suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    return words.decode("utf-8", "replace")[:200]


def _send_data(smtp: smtplib.SMTP, message: bytes) -> bytes:
    """Once the text is on its way nobody can say any more whether the relay has it."""
    if smtp.sock:
        smtp.sock.settimeout(_TIMEOUT_AFTER_DOT)
    try:
        code, words = smtp.data(message)
    except smtplib.SMTPDataError as error:
        raise _refusal(error.smtp_code, error.smtp_error, at="DATA") from None
    except (OSError, smtplib.SMTPException) as error:
        raise UnknownOutcomeError(
            f"The connection broke while the mail was handed over: {type(error).__name__}."
        ) from None
    _expect((code, words), at="the end of DATA")
    return words


def _expect(answer: tuple[int, bytes], *, at: str) -> None:
    code, words = answer
    if code >= 400 or code < 0:
        raise _refusal(code, words, at=at)


def _refusal(code: int, words: bytes | str, *, at: str) -> SendError:
    """What a refusal means: for later, for ever, or for the operator.

    The relay's words can name the resident, so that only its numbers are repeated.
    """
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    status = text.split(maxsplit=1)[0] if text[:2] in {"4.", "5."} else ""
    said = f"The relay answered {code} {status}".strip() + f" to {at}."
    is_ours = at in {"the greeting", "EHLO", "MAIL"} or _RELAYING.search(_WITH_AT.sub("", text)) is not None
    is_of_this_mail = code == 552 or status in _OF_THIS_MAIL
    if code in _NEEDS_THE_OPERATOR or (code >= 500 and is_ours and not is_of_this_mail):
        return ChannelMisconfiguredError(f"{said} Check GATEWAY_SMTP_RELAY and the city's address.")
    return PermanentSendError(said, code=status or str(code)) if code >= 500 else TemporarySendError(said)


def _login_refusal(code: int) -> SendError:
    if code < 500:
        return TemporarySendError(f"The relay answered {code} to the login.")
    return ChannelMisconfiguredError(
        f"The relay answered {code} to the login: check the password in GATEWAY_SMTP_RELAY."
    )


def _bad_tls(relay: Relay, error: ssl.SSLError) -> ChannelMisconfiguredError:
    return ChannelMisconfiguredError(f"No TLS with the relay {relay.host}: {error.reason or type(error).__name__}.")
