"""One client of the SMTP or LMTP listener, from the banner to the promise that its mail is stored."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import ClassVar

from aiosmtpd.proxy_protocol import get_proxy
from aiosmtpd.smtp import SMTP, TLSSetupException

from gateway.edges import statuses
from gateway.edges.dialogue import Dialogue, Service
from gateway.edges.limits import Body, Place
from gateway.edges.patience import Patience
from gateway.edges.reception import Reception
from gateway.edges.statuses import Refusal
from gateway.edges.transaction import Transaction, answer, log_failure
from gateway.edges.wire import MailReader

_log = logging.getLogger(__name__)
_LONGEST_COMMAND = 2000
_PROXY_PATIENCE = 5.0
_GREET_PAUSE = 0.3
_LAST_WORDS = 5.0
_LINGER = 1.0
_END_OF_GROUP = frozenset({"EHLO", "HELO", "LHLO", "DATA", "STARTTLS"})
"""After these a client must wait for the reply (RFC 2920 3.1)."""


class SmtpSession(SMTP):
    """aiosmtpd's session with a conversation of our own.

    From aiosmtpd come the connection, its session object, STARTTLS and the PROXY protocol. Its commands, time limits,
    DATA and replies are ours, because of what PROTOCOL 2.5 to 2.22 found in them.
    """

    service: ClassVar[Service] = "SMTP"
    _paused: bool
    _place: Place
    _patience: Patience

    def __init__(self, reception: Reception) -> None:
        self.__dict__.update(reception.template)
        self._reception = reception
        self._client = MailReader(reception.loop)
        asyncio.StreamReaderProtocol.__init__(
            self, self._client, client_connected_cb=self._cb_client_connected, loop=reception.loop
        )
        self.tls_context = reception.certificates.context() if reception.certificates else None
        self._dialogue = Dialogue(reception, self.service)
        self._peer = ""
        self._is_idle = False
        self._is_receiving = False
        self._is_finished = False

    @property
    def conversation(self) -> asyncio.Task[None] | None:
        """The task that serves the client; None for one that was sent away at the door."""
        return self._handler_coroutine

    def dismiss(self) -> None:
        """Send the client away at once if it is idle, else after what it is doing."""
        if self._is_idle:
            self._close_with(statuses.S421_STOPPING)

    def abort(self) -> None:
        """Drop the connection."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a client in; called a second time when it has switched to TLS."""
        if self.transport is not None or self._is_admitted(transport):
            super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Take octets; while a message comes in they buy time."""
        if self._is_receiving:
            self._patience.earn(len(data))
        super().data_received(data)

    def eof_received(self) -> bool:
        """Go on with what was said before a half-close, which aiosmtpd would drop (PROTOCOL 2.23)."""
        asyncio.StreamReaderProtocol.eof_received(self)
        return self._handler_coroutine is not None and self._tls_protocol is None

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the client; a commit that is under way goes on without it."""
        if self._handler_coroutine is None:
            return
        if self._original_transport is not None:
            self._original_transport.close()
        asyncio.StreamReaderProtocol.connection_lost(self, error)
        self._handler_coroutine.cancel()
        self.transport = None

    def _is_admitted(self, transport: asyncio.BaseTransport) -> bool:
        reception = self._reception
        place = None if reception.is_stopping else reception.connections.enter()
        if place is None:
            self.transport = transport
            self._close_with(statuses.S421_STOPPING if reception.is_stopping else statuses.S421_BUSY)
            return False
        self._place = place
        self._peer = str((transport.get_extra_info("peername") or ("",))[0])
        self._patience = Patience(
            self.loop,
            seconds=reception.settings.smtp_timeout,
            rate=reception.settings.smtp_min_data_rate,
            on_end=self._lose_patience,
        )
        reception.sessions.add(self)
        return True

    def _reset_timeout(self, duration: float | None = None) -> None:
        """Leave aiosmtpd's timer out: `Patience` looks after the time."""

    def _lose_patience(self) -> None:
        self._close_with(statuses.S421_IDLE)
        self.loop.call_later(_LAST_WORDS, self.abort)

    def _close_with(self, reply: str) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.write(f"{reply}\r\n".encode())
            self.transport.close()

    # The conversation.

    async def push(self, status: str | bytes) -> None:
        """Send a reply; wait only when the client does not read."""
        if not isinstance(self.transport, asyncio.Transport):
            raise ConnectionResetError
        self.transport.write((status.encode() if isinstance(status, str) else status) + b"\r\n")
        if self._paused:
            await self._writer.drain()

    async def _handle_client(self) -> None:
        try:
            await self._greet()
            while not self._is_finished:
                await self._hear_command()
        except (ConnectionError, asyncio.IncompleteReadError):
            _log.debug("smtp_client_left")
        finally:
            self._leave()
            self._reception.sessions.discard(self)

    def _leave(self) -> None:
        self._place.leave()
        self._patience.end()
        if self.transport is not None:
            self.transport.close()

    async def _greet(self) -> None:
        try:
            await self._receive_client()
        except Refusal as refusal:
            self._is_finished = True
            await self.push(refusal.reply)

    async def _receive_client(self) -> None:
        await self._read_proxy_header()
        if not self._place.claim_for(self._peer):
            raise Refusal(statuses.S421_BUSY)
        await self._wait_for_early_talker()
        extended = "E" if self.service == "SMTP" else ""
        await self.push(f"220 {self._reception.host} {extended}{self.service} City Intake Gateway")

    async def _read_proxy_header(self) -> None:
        """Learn the client's address from the load balancer; whoever else speaks is a stranger (PROTOCOL 2.16)."""
        if not self._reception.balancers:
            return
        if not self._reception.is_balancer(self._peer):
            raise Refusal(statuses.S554_PROXY)
        try:
            header = await asyncio.wait_for(get_proxy(self._client), _PROXY_PATIENCE)
        except TimeoutError:
            raise Refusal(statuses.S554_PROXY) from None
        if not header.valid:
            raise Refusal(statuses.S554_PROXY)
        self._peer = str(header.src_addr or self._peer)

    async def _wait_for_early_talker(self) -> None:
        if self._reception.settings.smtp_early_talkers == "reject":
            await asyncio.sleep(_GREET_PAUSE)
            self._refuse_early_talker()

    def _refuse_early_talker(self) -> None:
        if self._client.has_input and self._reception.settings.smtp_early_talkers == "reject":
            self._is_finished = True
            raise Refusal(statuses.S554_EARLY)

    async def _hear_command(self) -> None:
        line = await self._read_line()
        try:
            await self._obey(line)
        except Refusal as refusal:
            await self._refuse(refusal.reply)
        except (ConnectionError, asyncio.IncompleteReadError):
            raise
        except TLSSetupException:
            self._is_finished = True
        except Exception as error:  # noqa: BLE001 - an unknown failure is a temporary one (PROTOCOL 2.22)
            log_failure(error)
            await self.push(statuses.S451_LATER)
        if self._reception.is_stopping and not self._is_finished:
            self._is_finished = True
            await self.push(statuses.S421_STOPPING)

    async def _refuse(self, reply: str) -> None:
        self._is_finished = self._is_finished or reply.startswith("421")
        await self.push(reply)
        if self._is_finished:
            await self._linger()

    async def _linger(self) -> None:
        """Let a client that is still talking hear why it is closed: TCP drops our words when its own are unread."""
        if isinstance(self.transport, asyncio.Transport) and self.transport.can_write_eof():
            self.transport.write_eof()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._client.discard(), _LINGER)

    async def _read_line(self) -> bytes | None:
        self._is_idle = True
        line = await self._client.read_command(_LONGEST_COMMAND)
        self._is_idle = False
        self._patience.renew()
        return line

    async def _obey(self, line: bytes | None) -> None:
        if line is None:
            raise Refusal(statuses.S500_LONG_LINE)
        if not line.endswith(b"\r\n") and self._reception.settings.smtp_bare_newline == "reject":
            self._is_finished = True
            raise Refusal(statuses.S550_BARE_NEWLINE)
        verb, _, argument = line.decode("utf-8", errors="replace").strip().partition(" ")
        command = verb.upper()
        self._dialogue.admit(command)
        if command in _END_OF_GROUP:
            self._refuse_early_talker()
        match command:
            case "DATA":
                await self._take_mail(self._dialogue.take_transaction(argument.strip()))
            case "STARTTLS":
                await self._switch_to_tls(argument)
            case "QUIT":
                await self._part()
            case _:
                await self.push(await self._dialogue.reply_to(command, argument.strip()))

    async def _part(self) -> None:
        """Say goodbye; the place is free before the client hears it and comes back."""
        self._is_finished = True
        self._place.leave()
        await self.push(statuses.S221_BYE)

    async def _switch_to_tls(self, argument: str) -> None:
        if argument:
            raise Refusal(statuses.S501_ARGUMENT)
        if self._tls_protocol is not None:
            raise Refusal(statuses.S503_TLS)
        if self.tls_context is None:
            raise Refusal(statuses.S454_NO_TLS)
        self._dialogue.begin_tls()
        await self.smtp_STARTTLS("")

    async def _take_mail(self, transaction: Transaction) -> None:
        await self.push(statuses.S354_GO_ON)
        with Body(self._reception.room, self._reception.settings.message_size_limit) as body:
            await self._receive(body)
            trace = self._dialogue.trace(peer=self._peer, tls=self._tls_version())
            reply = await answer(self._reception, transaction, body, trace)
        if reply.startswith("250"):
            self._dialogue.renew_budget()
        self._is_finished = reply.startswith("421")
        self._patience.renew()
        await self.push(self.reply_to_all(reply, len(transaction.recipients)))

    async def _receive(self, body: Body) -> None:
        self._is_receiving = True
        try:
            await self._client.read_message(body)
        finally:
            self._is_receiving = False
        self._patience.suspend()

    def _tls_version(self) -> str:
        tls = self.transport.get_extra_info("ssl_object") if self._tls_protocol is not None and self.transport else None
        return tls.version() or "" if tls else ""

    @staticmethod
    def reply_to_all(reply: str, recipients: int) -> str:  # noqa: ARG004 - LMTP counts them
        """The one reply of SMTP, for any number of recipients."""
        return reply
