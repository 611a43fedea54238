"""What a failed delivery says about the address: by RFC 3463 status, where that is silent by words (PROTOCOL 6.3).

Only what is about the recipient's own mailbox may be held against the address. A refusal of the sender (5.7.x, and
5.1.7 and 5.1.8, which name the sender's address) is our own trouble.
"""

from __future__ import annotations

import re
from enum import StrEnum

from parsers.returned import Failure


class Permanence(StrEnum):
    """How final a failed delivery is, and for whom."""

    DELAYED = "delayed"
    """The mail system still tries: nothing is concluded."""
    SOFT = "soft"
    """This mail is lost, another one may arrive: a full mailbox, a mail too big, a server that was away too long."""
    UNCLEAR = "unclear"
    """This mail is lost and nobody says why."""
    HARD = "hard"
    """No mail will ever arrive there."""
    REFUSED = "refused"
    """They do not want mail from us: our reputation or set-up, and no fault of the address."""


_BY_STATUS: tuple[tuple[re.Pattern[str], Permanence], ...] = (
    (re.compile(r"5\.(?:7\.|1\.[78]$)"), Permanence.REFUSED),
    (re.compile(r"5\.(?:1\.|4\.|2\.1$)"), Permanence.HARD),
    (re.compile(r"4\.|5\.2\.[2-9]|5\.3\.4$|5\.6\."), Permanence.SOFT),
)
_BY_WORDS: tuple[tuple[re.Pattern[str], Permanence], ...] = (
    (re.compile(r"over[ -]?quota|quota (?:exceed|violat|full)|exceed\w* .{0,20}quota|(?:box|folder)(?: is)? full"
                r"|out of storage|too (?:big|large)", re.IGNORECASE), Permanence.SOFT),
    (re.compile(r"\b(?:spam|black-?list\w*|block-?list\w*|blocked|banned|reputation|policy|unauthenticated|spf|dkim"
                r"|dmarc)\b", re.IGNORECASE), Permanence.REFUSED),
    (re.compile(r"(?:no such|unknown|invalid|illegal|non-?existent) (?:\S+ )?"
                r"(?:user|recipient|address(?:ee)?|mailbox|account|local|domain|host)"
                r"|(?:user|recipient|account|mailbox|addressee?)(?: is| was)? "
                r"(?:unknown|not found|invalid|disabled|inactive)"
                r"|does(?: not|n't) (?:exist|have)|no mailbox (?:here )?by that name|no longer"
                r"|host (?:or domain )?not found|not (?:a )?(?:valid|known|listed|recogni[sz]ed)", re.IGNORECASE),
     Permanence.HARD),
)  # fmt: skip
_SAYS_NOTHING = re.compile(r"5\.(?:0\.\d+|3\.[^4]|5\.)")
_WORDS: tuple[tuple[str, str], ...] = (
    ("5.1.2", "its mail domain does not exist"),
    ("5.1.7", "their mail system does not accept our address"),
    ("5.1.8", "their mail system does not accept our address"),
    ("5.1.", "the mailbox does not exist"),
    ("5.2.1", "the mailbox is switched off"),
    ("5.2.2", "the mailbox is full"),
    ("4.2.2", "the mailbox is full"),
    ("5.2.3", "the mail was too big"),
    ("5.3.4", "the mail was too big"),
    ("5.4.", "no mail server can be reached there"),
    ("4.4.", "its mail server did not answer"),
    ("5.7.", "their mail system refuses mail from us"),
)
_WORDS_OF = {
    Permanence.DELAYED: "their mail system still tries",
    Permanence.SOFT: "it could not be taken this time",
    Permanence.UNCLEAR: "no reason was given",
    Permanence.HARD: "the address does not work",
    Permanence.REFUSED: "their mail system refuses mail from us",
}


def judge_failure(failure: Failure) -> Permanence:
    """How final this is; the status speaks first, and the other server's words where it is missing or says nothing."""
    if failure.temporary:
        return Permanence.DELAYED
    status = failure.status or ""
    if status and not _SAYS_NOTHING.match(status):
        return next((verdict for pattern, verdict in _BY_STATUS if pattern.match(status)), Permanence.UNCLEAR)
    return next((verdict for pattern, verdict in _BY_WORDS if pattern.search(failure.diagnosis)), Permanence.UNCLEAR)


def explain_failure(failure: Failure) -> str:
    """The reason in a clerk's words, with the status where there is one: `the mailbox is full (5.2.2)`."""
    status = failure.status or ""
    verdict = judge_failure(failure)
    words = next((words for prefix, words in _WORDS if status.startswith(prefix)), _WORDS_OF[verdict])
    return f"{words} ({status})" if status else words
