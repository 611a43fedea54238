"""Recognise mail that says that our own mail did not arrive, and whose (PROTOCOL 6.1).

The standard's own form is trusted. Words are only looked at where the mail comes from a mail system or says so
itself, because a resident may well write about mail that came back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from parsers.clean import clean_text
from parsers.email.absences import is_absence_subject
from parsers.email.charsets import decode_text
from parsers.email.delivery_status import RecipientStatus, find_address, read_recipients
from parsers.email.structure import Part, cut_parts
from parsers.email.transfer import decode_body
from parsers.email.words import safe_header
from parsers.values import Bounce

MAX_SCANNED = 128 * 1024
_MAX_LINE = 998
_DAEMON = re.compile(r"mailer-?daemon|postmaster|mail[-_. ]?delivery|mdaemon|mail[-_. ]?system", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\b(?:undeliver|non[- ]?deliver|not (?:be )?deliver|delivery (?:status|fail|has fail|error|problem|report|notif|delayed|not)|deliverab|failure notice|returned (?:mail|to sender)|mail (?:delivery|failure|error|system error|status)|"
    r"message (?:delivery|status|undeliver|could not|not delivered|delayed)|could not (?:be delivered|send)|user unknown|unknown (?:user|recipient|address)|bounce[d]?\b|rejected|warning: (?:could not|message)|nondeliverable|"
    r"delivery failure|unzustellbar|nicht zugestellt|zustellung|no (?:se ha podido entregar|entregado)|imposible de entregar|no entregable|devuelto|non (?:remis|distribu|recapit)|[ée]chec|mancata consegna|n[ãa]o (?:entregue|foi poss)|退信|无法(?:投递|送达)|系统退信|недоставлен|не доставлен)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:could|can|was|were|has|have|is|are|did)(?: ?not|n't)(?: yet)?(?: be| been| reach)? (?:deliver|sent|reach|the following|accept)|undeliver|deliver(?:y|ing)(?: to| of| has| have| attempt\w*| for)?[^.\n]{0,60}(?:fail|error|permanent|temporar|delay|abort|suspend)|"
    r"(?:fatal|permanent|delivery) (?:error|failure|problem)|returned to (?:the )?sender|(?:no such|unknown|invalid|bad|disabled|inactive) (?:user|recipient|address|mailbox|account|destination|local)|user (?:unknown|not found|doesn't|does not|is unknown|over quota|has too)|mailbox (?:is )?(?:full|unavailable|not found|disabled|exceeded|for)|"
    r"(?:does not|doesn't|do not) (?:have an? |exist|like)|over quota|quota exceeded|not (?:a valid|valid|recogni[sz]ed|accepting|listed|our customer)|unable to (?:deliver|relay|route|send|find)|failed (?:recipient|address|to deliver)|(?:this|the) (?:address|account|user|mailbox|recipient)[^.\n]{0,60}(?:no longer|closed|disabled|inactive|fail|unknown)|\b5\d\d[ -]#?5\.\d\.\d|\b55[0-4]\b|bounced|unzustellbar|intended recipient:|has been returned because|did not (?:exactly )?match an|n'existe pas|无法(?:投递|送达|发送|送到)|konnte nicht zugestellt|no se pudo entregar|n'a pas pu être",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"\b(?:delayed|will (?:retry|continue|keep|be retried|try)|still (?:try|being)|not yet|try(?:ing)? again|no action is required|do not need to re-?send|temporar|warning[: ])",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"giv(?:en|ing) up|permanent|fatal|failed|returned|will not be retried|could not be delivered for", re.IGNORECASE
)
_COPY = re.compile(
    r"^[ \t>*-]*(?:received|return-path|message-id|x-mailer):|below this line|copy of (?:the|your) (?:original )?(?:message|mail)|original message|headers? (?:of|from) the",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"\s*(?:re|aw|sv|fwd?|rv|tr)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """What can be known of a mail without believing it. `has_null_sender` is the envelope's (PROTOCOL 5.1)."""

    root: Part
    text: str
    sender: str
    subject: str
    has_null_sender: bool

    @property
    def is_from_mail_system(self) -> bool:
        """True when nobody can be answered there."""
        return self.has_null_sender or _DAEMON.search(safe_header(self.root.header("from"))[:500]) is not None

    @property
    def says_so_in_subject(self) -> bool:
        """True for a subject that mail systems write."""
        return _SUBJECT.search(self.subject[:300]) is not None

    @property
    def says_so_in_text(self) -> bool:
        """True when the first page says that something was not delivered."""
        return _BODY.search(self.text[:6000]) is not None


def find_bounce(suspect: Suspect) -> Bounce | None:
    """The delivery report in a mail, or None for any other mail. Total."""
    if recipients := read_recipients(suspect.root):
        return _by_report(recipients)
    return _by_header(suspect) or _judge_suspect(suspect)


def _judge_suspect(suspect: Suspect) -> Bounce | None:
    """One sign is enough to ask the library, which knows formats; two are needed to go by words alone."""
    signs = (
        suspect.is_from_mail_system,
        suspect.says_so_in_subject,
        suspect.root.content.parameter("report-type").lower() == "delivery-status",
    )
    if not any(signs) or is_absence_subject(suspect.subject):
        return None
    if bounce := _by_wrapped_report(suspect) or _by_library(suspect):
        return bounce
    is_answer = _REPLY.match(suspect.subject) is not None and not suspect.is_from_mail_system
    return _by_words(suspect) if suspect.says_so_in_text and not is_answer else None


def _by_report(recipients: Iterable[RecipientStatus]) -> Bounce | None:
    failures = [recipient for recipient in recipients if recipient.is_failure]
    if not failures:
        return None
    worst = next((failure for failure in failures if not failure.is_temporary), failures[0])
    return Bounce(
        addresses=tuple(dict.fromkeys(failure.address for failure in failures if failure.address)),
        temporary=worst.is_temporary,
        status=worst.status,
    )


def _by_header(suspect: Suspect) -> Bounce | None:
    """Exim names who failed in a header of its own."""
    named = safe_header(suspect.root.header("x-failed-recipients"), limit=8192)
    addresses = tuple(dict.fromkeys(filter(None, map(find_address, named.split(",")))))
    return _make(addresses, suspect.text) if addresses else None


def _by_wrapped_report(suspect: Suspect) -> Bounce | None:
    """Some filters wrap a whole delivery report into a mail of their own."""
    if not suspect.is_from_mail_system:
        return None
    for part in suspect.root.walk():
        if part.content.value == "message/rfc822":
            inner, _ = cut_parts(decode_body(part)[:MAX_SCANNED])
            return _by_report(read_recipients(inner))
    return None


def _by_library(suspect: Suspect) -> Bounce | None:
    """Mailman's detectors know two decades of odd formats; they see decoded text only, of a bounded size."""
    try:
        delayed, failed = all_failures(_to_message(suspect.root))
    except Exception:  # noqa: BLE001 - the library gives no promise about mail that no mail system wrote.
        return None
    addresses = sorted({find_address(octets.decode("ascii", "replace")) for octets in failed or delayed} - {""})
    if not addresses:
        return None
    return Bounce(addresses=tuple(addresses), temporary=not failed, status=_find_status(suspect.text))


def _to_message(part: Part) -> Message:
    """The mail as the library wants it, without running a parser over what was sent."""
    message = Message()
    for header in part.headers[:200]:
        if not header.name.startswith("content-"):
            message[header.name] = safe_header(header.value)
    message["Content-Type"] = part.content.value
    message["Content-Description"] = safe_header(part.header("content-description"))
    if part.children:
        for child in part.children:
            message.attach(_to_message(child))
    else:
        message.set_payload(_payload(part))
    return message


def _payload(part: Part) -> str:
    if part.content.maintype != "text":
        return ""
    text = decode_text(decode_body(part)[:MAX_SCANNED], part.content.parameter("charset"))
    return "\n".join(line[:_MAX_LINE] for line in clean_text(text).split("\n"))


def _by_words(suspect: Suspect) -> Bounce:
    """No known format, but a mail system says that something did not arrive."""
    return _make(tuple(dict.fromkeys(_addresses_near_words(suspect))), suspect.text)


def _addresses_near_words(suspect: Suspect) -> Iterator[str]:
    """Addresses in the lines beside the words, above the copy of what was sent."""
    own = {find_address(safe_header(suspect.root.header("to"))), suspect.sender}
    lines = _COPY.split(suspect.text[:20_000], maxsplit=1)[0].split("\n")[:200]
    near = {
        place
        for index, line in enumerate(lines)
        if _BODY.search(line[:_MAX_LINE])
        for place in range(index - 3, index + 6)
    }
    for index, line in enumerate(lines):
        address = find_address(line) if index in near else ""
        if address and address not in own and not _DAEMON.search(address):
            yield address


def _make(addresses: tuple[str, ...], text: str) -> Bounce:
    head = text[:6000]
    is_temporary = _DELAY.search(head) is not None and _GIVEN_UP.search(head) is None
    return Bounce(addresses=addresses, temporary=is_temporary, status=_find_status(text))


def _find_status(text: str) -> str | None:
    match = _STATUS.search(text[:6000])
    return match[1] if match else None
