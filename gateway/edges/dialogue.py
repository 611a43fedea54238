"""What is said to every command of SMTP and LMTP that neither carries a mail nor changes the wire (PROTOCOL 2a)."""

from __future__ import annotations

from typing import Literal

from gateway.edges import statuses
from gateway.edges.addresses import read_forward_path, read_reverse_path
from gateway.edges.arrivals import Trace
from gateway.edges.limits import CommandBudget
from gateway.edges.reception import Reception
from gateway.edges.statuses import Refusal
from gateway.edges.transaction import Transaction

Service = Literal["SMTP", "LMTP"]
_MOST_UNKNOWN_COMMANDS = 5
_GREETINGS = {"SMTP": frozenset({"EHLO", "HELO"}), "LMTP": frozenset({"LHLO"})}
_OTHERS = frozenset({"MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "STARTTLS"})
_LONGEST_NAME = 255


class Dialogue:
    """One side of a conversation: who the client says it is, and the mail that it has begun."""

    def __init__(self, reception: Reception, service: Service) -> None:
        self._reception = reception
        self._service = service
        self._commands = _GREETINGS[service] | _OTHERS
        self._budget = CommandBudget()
        self._unknown_commands = 0
        self._helo = ""
        self._is_extended = True
        self._has_tls = False
        self.transaction: Transaction | None = None

    def admit(self, command: str) -> None:
        """Let a command pass; raises `Refusal` for an unknown one and for one too many (PROTOCOL 2.13)."""
        if command not in self._commands:
            self._unknown_commands += 1
            is_enough = self._unknown_commands >= _MOST_UNKNOWN_COMMANDS
            raise Refusal(statuses.S421_ERRORS if is_enough else statuses.S500_UNKNOWN)
        if not self._budget.spend(command):
            raise Refusal(statuses.S421_COMMANDS)

    async def reply_to(self, command: str, argument: str) -> str:
        """The reply to a command; raises `Refusal`, which is a reply too."""
        match command:
            case "EHLO" | "LHLO" | "HELO":
                return self._greet(command, argument)
            case "MAIL":
                return await self._begin_mail(argument)
            case "RCPT":
                return await self._add_recipient(argument)
            case "RSET":
                return self._forget_mail(argument)
            case "VRFY":
                return statuses.S252_VRFY
            case "EXPN":
                return statuses.S502_EXPN
            case "HELP":
                return statuses.S214_HELP
            case _:
                return statuses.S250_OK

    def take_transaction(self, argument: str) -> Transaction:
        """The envelope of the mail that DATA announces; raises `Refusal` when it has no recipient."""
        if self.transaction is None or not self.transaction.recipients:
            raise Refusal(statuses.S503_RECIPIENT)
        if argument:
            raise Refusal(statuses.S501_ARGUMENT)
        transaction, self.transaction = self.transaction, None
        return transaction

    def renew_budget(self) -> None:
        """Let the client go on, after a mail was accepted."""
        self._budget.renew()

    def begin_tls(self) -> None:
        """Forget everything that was said in the open (RFC 3207 4.2)."""
        self._has_tls = True
        self._helo = ""
        self.transaction = None

    def trace(self, *, peer: str, tls: str) -> Trace:
        """What is kept about the wire with a mail; `protocol` as in RFC 3848."""
        extended = "E" if self._service == "SMTP" and self._is_extended else ""
        return Trace(
            peer=peer,
            helo=self._helo,
            tls=tls,
            protocol=f"{extended}{self._service}{'S' if tls else ''}",
            host=self._reception.host,
            queue_id=self._reception.next_queue_id(),
        )

    def _greet(self, command: str, name: str) -> str:
        if not name:
            raise Refusal(statuses.S501_ARGUMENT)
        self._helo = "".join(letter for letter in name[:_LONGEST_NAME] if letter.isprintable())
        self._is_extended = command != "HELO"
        self.transaction = None
        return "\r\n".join(self._capabilities()) if self._is_extended else f"250 {self._reception.host}"

    def _capabilities(self) -> tuple[str, ...]:
        """These lines and no others (PROTOCOL 2.2)."""
        lines = [self._reception.host, f"SIZE {self._reception.settings.message_size_limit}", "8BITMIME", "SMTPUTF8"]
        if self._reception.certificates is not None and not self._has_tls:
            lines.append("STARTTLS")
        *first, last = lines
        return (*(f"250-{line}" for line in first), f"250 {last}")

    async def _begin_mail(self, argument: str) -> str:
        if not self._helo:
            raise Refusal(statuses.S503_GREET)
        if self.transaction is not None:
            raise Refusal(statuses.S503_NESTED)
        path = read_reverse_path(argument)
        if path.size > self._reception.settings.message_size_limit:
            raise Refusal(statuses.S552_TOO_BIG)
        view = await self._reception.lookout.look()
        if not view.has_disk_for(path.size) or not self._reception.room.has(path.size):
            raise Refusal(statuses.S452_FULL)
        self.transaction = Transaction(sender=path.sender)
        return statuses.S250_SENDER

    async def _add_recipient(self, argument: str) -> str:
        if self.transaction is None:
            raise Refusal(statuses.S503_SENDER)
        recipient = read_forward_path(argument)
        if len(self.transaction.recipients) >= self._reception.settings.smtp_recipients:
            raise Refusal(statuses.S452_RECIPIENTS)
        view = await self._reception.lookout.look()
        if not view.database_answers:
            # Nothing is known about anybody while the database is away, and 550 would be for ever.
            raise Refusal(statuses.S451_LATER)
        self.transaction.recipients.append(view.book.resolve(recipient))
        return statuses.S250_RECIPIENT

    def _forget_mail(self, argument: str) -> str:
        if argument:
            raise Refusal(statuses.S501_ARGUMENT)
        self.transaction = None
        return statuses.S250_OK
