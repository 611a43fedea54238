"""The replies of the SMTP and LMTP listeners, named by number; none repeats what the client said (PROTOCOL 2.21)."""

from __future__ import annotations

from typing import Final

S221_BYE: Final = "221 2.0.0 Bye"
S250_OK: Final = "250 2.0.0 OK"
S250_SENDER: Final = "250 2.1.0 Sender OK"
S250_RECIPIENT: Final = "250 2.1.5 Recipient OK"
S252_VRFY: Final = "252 2.0.0 Send some mail and see"
S214_HELP: Final = "214 2.0.0 See RFC 5321"
S354_GO_ON: Final = "354 End data with <CR><LF>.<CR><LF>"

S421_BUSY: Final = "421 4.7.0 Too many connections, try again later"
S421_COMMANDS: Final = "421 4.7.0 Too many commands"
S421_ERRORS: Final = "421 4.7.0 Too many errors"
S421_IDLE: Final = "421 4.4.2 Too slow, closing"
S421_STOPPING: Final = "421 4.3.2 Service stopping, try again later"
S421_OVERLOAD: Final = "421 4.3.2 Too many messages waiting, try again later"
S451_LATER: Final = "451 4.3.0 Temporary failure, try again later"
S452_FULL: Final = "452 4.3.1 Not enough room, try again later"
S452_RECIPIENTS: Final = "452 4.5.3 Too many recipients"
S454_NO_TLS: Final = "454 4.7.0 TLS not available"

S500_UNKNOWN: Final = "500 5.5.1 Command not recognized"
S500_LONG_LINE: Final = "500 5.5.2 Command line too long"
S501_ARGUMENT: Final = "501 5.5.4 Syntax error in argument"
S501_ADDRESS: Final = "501 5.1.3 Malformed address"
S501_BODY: Final = "501 5.5.4 BODY is 7BIT or 8BITMIME"
S502_EXPN: Final = "502 5.5.1 EXPN not available"
S503_GREET: Final = "503 5.5.1 Say hello first"
S503_NESTED: Final = "503 5.5.1 Sender already given"
S503_SENDER: Final = "503 5.5.1 Need MAIL first"
S503_RECIPIENT: Final = "503 5.5.1 Need RCPT first"
S503_TLS: Final = "503 5.5.1 TLS already active"
S550_UNKNOWN: Final = "550 5.1.1 No such address here"
S550_RELAY: Final = "550 5.7.1 Not our domain"
S550_BARE_NEWLINE: Final = "550 5.5.2 Bare line feed or carriage return"
S552_TOO_BIG: Final = "552 5.3.4 Message too big"
S554_EARLY: Final = "554 5.5.0 Talked before being asked"
S554_LOOP: Final = "554 5.4.6 Too many hops"
S554_PROXY: Final = "554 5.7.0 Not a known load balancer"
S555_PARAMETER: Final = "555 5.5.4 Parameter not recognized"


class Refusal(Exception):  # noqa: N818 - it is a reply to the client and nothing that somebody must mend
    """A command is answered `reply`, and the session goes on unless that is a 421."""

    def __init__(self, reply: str) -> None:
        super().__init__(reply)
        self.reply = reply
