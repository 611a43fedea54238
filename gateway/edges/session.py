"""One SMTP client, from the banner to the promise that its mail is stored (PROTOCOL section 2)."""

from __future__ import annotations

import asyncio
import logging
import math
from typing import ClassVar, Literal

from aiosmtpd.proxy_protocol import get_proxy
from aiosmtpd.smtp import SMTP, TLSSetupException

from gateway.edges import statuses
from gateway.edges.addresses import read_forward_path, read_reverse_path
from gateway.edges.arrivals import Trace
from gateway.edges.limits import Body, CommandBudget
from gateway.edges.reception import Reception
from gateway.edges.statuses import Refusal
from gateway.edges.transaction import Transaction, answer, log_failure
from gateway.edges.wire import MailReader

_log = logging.getLogger(__name__)
_MOST_UNKNOWN_COMMANDS = 5
_PROXY_PATIENCE = 5.0
_GREET_PAUSE = 0.3
_LAST_WORDS = 5.0


class SmtpSession(SMTP):
    """aiosmtpd's session with the limits, the replies and the order of events that a city's mail needs."""

    command_size_limit = 2000
    service: ClassVar[Literal["SMTP", "LMTP"]] = "SMTP"
    commands: ClassVar[frozenset[str]] = frozenset(
        {"EHLO", "HELO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "STARTTLS"}
    )

    def __init__(self, reception: Reception) -> None:
        self.__dict__.update(reception.template)
        self._reception = reception
        self._client = MailReader(reception.loop)
        asyncio.StreamReaderProtocol.__init__(
            self, self._client, client_connected_cb=self._cb_client_connected, loop=reception.loop
        )
        self.tls_context = reception.certificates.context() if reception.certificates else None
        self._timeout_duration = reception.settings.smtp_timeout
        self._peer = ""
        self._has_place = False
        self._has_peer_place = False
        self._transaction: Transaction | None = None
        self._budget = CommandBudget()
        self._unknown_commands = 0
        self._is_idle = False
        self._is_receiving = False
        self._is_finished = False
        self._deadline = math.inf

    # The life of a connection -------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let a client in; called a second time when it has switched to TLS."""
        if self.transport is None and not self._is_admitted(transport):
            return
        super().connection_made(transport)

    def _is_admitted(self, transport: asyncio.BaseTransport) -> bool:
        assert isinstance(transport, asyncio.Transport)
        reception = self._reception
        reply = statuses.S421_STOPPING if reception.is_stopping else statuses.S421_BUSY
        if reception.is_stopping or not reception.connections.enter():
            transport.write(f"{reply}\r\n".encode())
            transport.close()
            return False
        self._peer = str((transport.get_extra_info("peername") or ("",))[0])
        self._has_place = True
        reception.sessions.add(self)
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the client; a commit that is under way goes on without it (PROTOCOL 2.23)."""
        if self._handler_coroutine is not None:
            super().connection_lost(error)

    def eof_received(self) -> bool:
        """Go on with what was said before a half-close: aiosmtpd would drop it."""
        asyncio.StreamReaderProtocol.eof_received(self)
        return self._handler_coroutine is not None and self._tls_protocol is None

    def data_received(self, data: bytes) -> None:
        """Take octets; while a message comes in, they buy time at the slowest rate that is allowed (PROTOCOL 2.15)."""
        if self._is_receiving:
            rate = self._reception.settings.smtp_min_data_rate
            latest = self.loop.time() + self._timeout_duration
            self._deadline = min(latest, self._deadline + len(data) / rate) if rate else latest
        super().data_received(data)

    def dismiss(self) -> None:
        """Send the client away at once if it is idle, else after what it is doing."""
        if self._is_idle:
            self._close_with(statuses.S421_STOPPING)

    def abort(self) -> None:
        """Drop the connection."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    def _reset_timeout(self, duration: float | None = None) -> None:
        self._deadline = self.loop.time() + (duration or self._timeout_duration)
        if self._timeout_handle is None:
            self._timeout_handle = self.loop.call_at(self._deadline, self._timeout_cb)

    def _timeout_cb(self) -> None:
        now = self.loop.time()
        if now < self._deadline:
            self._timeout_handle = self.loop.call_at(
                min(self._deadline, now + self._timeout_duration), self._timeout_cb
            )
            return
        self._close_with(statuses.S421_IDLE)
        self._timeout_handle = self.loop.call_later(_LAST_WORDS, self.abort)

    def _close_with(self, reply: str) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.write(f"{reply}\r\n".encode())
            self.transport.close()

    # The conversation ---------------------------------------------------------------------------------------------

    async def push(self, status: str | bytes) -> None:
        """Send a reply; wait only when the client does not read."""
        if not isinstance(self.transport, asyncio.Transport):
            raise ConnectionResetError
        self.transport.write(status.encode() + b"\r\n" if isinstance(status, str) else status)
        if self._paused:
            await self._drain_helper()

    async def _handle_client(self) -> None:
        try:
            await self._greet()
            while not self._is_finished:
                await self._hear_command()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._say_goodbye()

    def _say_goodbye(self) -> None:
        self._leave()
        self._reception.sessions.discard(self)
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        if isinstance(self.transport, asyncio.Transport):
            self.transport.close()

    def _leave(self) -> None:
        if self._has_place:
            self._has_place = False
            self._reception.connections.leave()
        if self._has_peer_place:
            self._has_peer_place = False
            self._reception.connections.leave_peer(self._peer)

    async def _greet(self) -> None:
        try:
            if self._reception.balancers:
                await self._read_proxy_header()
            if not self._reception.connections.enter_peer(self._peer):
                raise Refusal(statuses.S421_BUSY)
            self._has_peer_place = True
            await self._wait_for_early_talker()
            await self.push(
                f"220 {self._reception.host} {'E' * (self.service == 'SMTP')}{self.service} City Intake Gateway"
            )
        except Refusal as refusal:
            self._is_finished = True
            await self.push(refusal.reply)

    async def _read_proxy_header(self) -> None:
        if not self._reception.is_balancer(self._peer):
            raise Refusal(statuses.S554_PROXY)
        try:
            header = await asyncio.wait_for(get_proxy(self._client), _PROXY_PATIENCE)
        except TimeoutError:
            raise Refusal(statuses.S554_PROXY) from None
        if not header.valid:
            raise Refusal(statuses.S554_PROXY)
        self._peer = str(header.src_addr) if header.src_addr else self._peer

    async def _wait_for_early_talker(self) -> None:
        if self._reception.settings.smtp_early_talkers == "reject":
            await asyncio.sleep(_GREET_PAUSE)
            self._refuse_early_talker()

    def _refuse_early_talker(self) -> None:
        if self._client.has_input and self._reception.settings.smtp_early_talkers == "reject":
            self._is_finished = True
            raise Refusal(statuses.S554_EARLY)

    async def _hear_command(self) -> None:
        self._is_idle = True
        line = await self._client.read_command(self.command_size_limit)
        self._is_idle = False
        self._reset_timeout()
        try:
            await self._obey(line)
        except Refusal as refusal:
            self._is_finished = self._is_finished or refusal.reply.startswith("421")
            await self.push(refusal.reply)
        except TLSSetupException as error:
            self._is_finished = True
            _log.info("TLS failed: %s", type(error.__cause__).__name__)
        except (ConnectionError, asyncio.IncompleteReadError):
            raise
        except Exception as error:  # noqa: BLE001 - an unknown failure is a temporary one (PROTOCOL 2.22)
            log_failure(error)
            await self.push(statuses.S451_LATER)
        if self._reception.is_stopping and not self._is_finished:
            self._is_finished = True
            await self.push(statuses.S421_STOPPING)

    async def _obey(self, line: bytes | None) -> None:
        if line is None:
            raise Refusal(statuses.S500_LONG_LINE)
        if not line.endswith(b"\r\n") and self._reception.settings.smtp_bare_newline == "reject":
            self._is_finished = True
            raise Refusal(statuses.S550_BARE_NEWLINE)
        verb, _, argument = line.decode("utf-8", errors="replace").strip().partition(" ")
        command = verb.upper()
        if command not in self.commands:
            self._count_unknown()
        if not self._budget.spend(command):
            raise Refusal(statuses.S421_COMMANDS)
        await getattr(self, f"smtp_{command}")(argument.strip())

    def _count_unknown(self) -> None:
        self._unknown_commands += 1
        raise Refusal(
            statuses.S421_ERRORS if self._unknown_commands >= _MOST_UNKNOWN_COMMANDS else statuses.S500_UNKNOWN
        )

    # The commands -------------------------------------------------------------------------------------------------

    async def smtp_EHLO(self, hostname: str) -> None:
        """Say what we can do: these lines and no others (PROTOCOL 2.2)."""
        self._begin(hostname, is_extended=True)
        size = self._reception.settings.message_size_limit
        lines = [self._reception.host, f"SIZE {size}", "8BITMIME", "SMTPUTF8"]
        if self.tls_context is not None and self._tls_protocol is None:
            lines.append("STARTTLS")
        *first, last = lines
        await self.push("".join(f"250-{line}\r\n" for line in first) + f"250 {last}")

    async def smtp_HELO(self, hostname: str) -> None:
        """The greeting of 1982."""
        self._begin(hostname, is_extended=False)
        await self.push(f"250 {self._reception.host}")

    def _begin(self, hostname: str, *, is_extended: bool) -> None:
        self._refuse_early_talker()
        if not hostname:
            raise Refusal(statuses.S501_ARGUMENT)
        assert self.session is not None
        self.session.host_name = "".join(letter for letter in hostname[:255] if letter.isprintable())
        self.session.extended_smtp = is_extended
        self._transaction = None

    async def smtp_STARTTLS(self, arg: str) -> None:
        """Switch to TLS; what was said before is forgotten (PROTOCOL 2.4, F2.2)."""
        self._refuse_early_talker()
        if arg:
            raise Refusal(statuses.S501_ARGUMENT)
        if self._tls_protocol is not None:
            raise Refusal(statuses.S503_TLS)
        if self.tls_context is None:
            raise Refusal(statuses.S454_NO_TLS)
        self._transaction = None
        await super().smtp_STARTTLS("")

    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a mail, if there is room for it."""
        assert self.session is not None
        if not self.session.host_name:
            raise Refusal(statuses.S503_GREET)
        if self._transaction is not None:
            raise Refusal(statuses.S503_NESTED)
        path = read_reverse_path(arg or "")
        if path.size > self._reception.settings.message_size_limit:
            raise Refusal(statuses.S552_TOO_BIG)
        view = await self._reception.lookout.look()
        if not view.has_disk_for(path.size) or not self._reception.room.has(path.size):
            raise Refusal(statuses.S452_FULL)
        self._transaction = Transaction(sender=path.sender)
        await self.push(statuses.S250_SENDER)

    async def smtp_RCPT(self, arg: str | None) -> None:
        """Accept a recipient that is ours; while the database is away nothing is known about anybody (PROTOCOL 2.10)."""
        if self._transaction is None:
            raise Refusal(statuses.S503_SENDER)
        recipient = read_forward_path(arg or "")
        if len(self._transaction.recipients) >= self._reception.settings.smtp_recipients:
            raise Refusal(statuses.S452_RECIPIENTS)
        view = await self._reception.lookout.look()
        if not view.database_answers:
            raise Refusal(statuses.S451_LATER)
        self._transaction.recipients.append(view.book.resolve(recipient))
        await self.push(statuses.S250_RECIPIENT)

    async def smtp_DATA(self, arg: str) -> None:
        """Receive the mail and answer when it is stored, and not before."""
        self._refuse_early_talker()
        if self._transaction is None or not self._transaction.recipients:
            raise Refusal(statuses.S503_RECIPIENT)
        if arg:
            raise Refusal(statuses.S501_ARGUMENT)
        await self.push(statuses.S354_GO_ON)
        with Body(self._reception.room, self._reception.settings.message_size_limit) as body:
            await self._receive(body)
            transaction, self._transaction = self._transaction, None
            reply = await answer(self._reception, transaction, body, self._trace())
        self._finish_message(reply)
        await self.push(self.reply_to_all(reply, len(transaction.recipients)))

    async def _receive(self, body: Body) -> None:
        self._refuse_early_talker()
        self._is_receiving = True
        try:
            await self._client.read_message(body)
        finally:
            self._is_receiving = False
            self._deadline = math.inf

    def _finish_message(self, reply: str) -> None:
        if reply.startswith("250"):
            self._budget.renew()
        self._is_finished = reply.startswith("421")

    def _trace(self) -> Trace:
        assert self.session is not None
        tls = self.transport.get_extra_info("ssl_object") if self._tls_protocol is not None and self.transport else None
        return Trace(
            peer=self._peer,
            helo=self.session.host_name or "",
            tls=tls.version() or "" if tls else "",
            protocol=f"{'E' * (self.service == 'SMTP' and self.session.extended_smtp)}{self.service}{'S' * bool(tls)}",
            host=self._reception.host,
            queue_id=self._reception.next_queue_id(),
        )

    @staticmethod
    def reply_to_all(reply: str, recipients: int) -> str:  # noqa: ARG004 - LMTP counts them
        """The one reply of SMTP, for any number of recipients."""
        return reply

    async def smtp_RSET(self, arg: str) -> None:
        """Forget the mail that was begun."""
        if arg:
            raise Refusal(statuses.S501_ARGUMENT)
        self._transaction = None
        await self.push(statuses.S250_OK)

    async def smtp_NOOP(self, arg: str) -> None:  # noqa: ARG002 - it may say anything
        """Do nothing."""
        await self.push(statuses.S250_OK)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: ARG002 - goodbye is goodbye
        """Leave; the place is free before the client hears it."""
        self._is_finished = True
        self._leave()
        await self.push(statuses.S221_BYE)

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: ARG002 - nothing is given away, nothing is echoed
        """Tell nobody who lives here (RFC 5321 3.5.3)."""
        await self.push(statuses.S252_VRFY)

    async def smtp_EXPN(self, arg: str) -> None:  # noqa: ARG002 - as above
        """We have no lists."""
        await self.push(statuses.S502_EXPN)

    async def smtp_HELP(self, arg: str) -> None:  # noqa: ARG002 - as above
        """Point to the standard."""
        await self.push(statuses.S214_HELP)
