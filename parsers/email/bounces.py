"""Recognise mail that says that our own mail did not arrive, and whose (PROTOCOL 6.1).

The standard's own form is trusted. Words are only looked at where the mail comes from a mail system or says so
itself, because a resident may well write about mail that came back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message

from parsers.clean import clean_text
from parsers.email.absences import is_absence_subject
from parsers.email.bounce_words import BODY, DAEMON, DELAY, FORMULA, GIVEN_UP, SUBJECT
from parsers.email.charsets import decode_text
from parsers.email.delivery_status import MAX_DIAGNOSIS, RecipientStatus, find_address, read_recipients
from parsers.email.enclosed import find_enclosed_ids
from parsers.email.structure import Part, cut_parts
from parsers.email.transfer import decode_body
from parsers.email.words import safe_header
from parsers.returned import Bounce, Failure

MAX_SCANNED = 128 * 1024
_MAX_LINE = 998
_COPY = re.compile(
    r"^[ \t>*-]*(?:received|return-path|message-id|x-mailer):|below this line"
    r"|copy of (?:the|your) (?:original )?(?:message|mail)"
    r"|-{2,} ?original message|original message follows|header of the original",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])5[05]\d[ -]|#5\.\d\.\d")
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
        is_report = self.root.content.parameter("report-type").lower() == "delivery-status"
        return (
            self.has_null_sender or is_report or DAEMON.search(safe_header(self.root.header("from"))[:500]) is not None
        )

    @property
    def is_from_postmaster(self) -> bool:
        """True when only the address speaks for a mail system, and it is one that a person may have."""
        return self.sender.startswith("postmaster@") and not self.has_null_sender

    @property
    def says_so_in_subject(self) -> bool:
        """True for a subject that mail systems write."""
        return SUBJECT.search(self.subject[:300]) is not None

    @property
    def begins_like_mail_system(self) -> bool:
        """True when the first words are a formula of mail systems; a forwarded report begins otherwise."""
        return FORMULA.search(self.text[:120].split("\n>", maxsplit=1)[0]) is not None

    @property
    def says_so_in_text(self) -> bool:
        """True when the first page says that something was not delivered."""
        return BODY.search(self.text[:6000]) is not None


def find_bounce(suspect: Suspect) -> Bounce | None:
    """The delivery report in a mail, or None for any other mail. Total."""
    failures = _find_failures(suspect)
    return Bounce(failures=failures, message_ids=find_enclosed_ids(suspect.root)) if failures else None


def _find_failures(suspect: Suspect) -> tuple[Failure, ...]:
    if recipients := read_recipients(suspect.root):
        return _by_report(recipients)
    return _by_header(suspect) or _judge_suspect(suspect)


def _judge_suspect(suspect: Suspect) -> tuple[Failure, ...]:
    """A mail system is believed by its words; a person who writes of undelivered mail must not be silenced."""
    if is_absence_subject(suspect.subject):
        return ()
    if suspect.is_from_mail_system:
        return _by_wrapped_report(suspect) or _by_library(suspect) or _by_clear_words(suspect)
    if not suspect.says_so_in_subject or (_REPLY.match(suspect.subject) and not suspect.begins_like_mail_system):
        return ()
    return _by_library(suspect) or (_by_words(suspect) if suspect.begins_like_mail_system else ())


def _by_clear_words(suspect: Suspect) -> tuple[Failure, ...]:
    """A postmaster may be a person with a full mailbox: one more sign than that address is wanted."""
    is_clear = suspect.says_so_in_subject or suspect.begins_like_mail_system or not suspect.is_from_postmaster
    return _by_words(suspect) if is_clear and suspect.says_so_in_text else ()


def _by_report(recipients: Iterable[RecipientStatus]) -> tuple[Failure, ...]:
    return tuple(
        Failure(
            address=recipient.address,
            temporary=recipient.is_temporary,
            status=recipient.status,
            diagnosis=recipient.diagnosis,
        )
        for recipient in recipients
        if recipient.is_failure
    )


def _by_header(suspect: Suspect) -> tuple[Failure, ...]:
    """Exim names who failed in a header of its own."""
    named = safe_header(suspect.root.header("x-failed-recipients"), limit=8192)
    addresses = tuple(dict.fromkeys(filter(None, map(find_address, named.split(",")))))
    return _make(addresses, suspect.text) if addresses else ()


def _by_wrapped_report(suspect: Suspect) -> tuple[Failure, ...]:
    """Some filters wrap a whole delivery report into a mail of their own."""
    for part in suspect.root.walk():
        if part.content.value == "message/rfc822":
            inner, _ = cut_parts(decode_body(part)[:MAX_SCANNED])
            return _by_report(read_recipients(inner))
    return ()


def _by_library(suspect: Suspect) -> tuple[Failure, ...]:
    """Mailman's detectors know two decades of odd formats; they see decoded text only, of a bounded size."""
    from flufl.bounce import all_failures  # some fifty modules, which only an odd bounce needs

    try:
        delayed, failed = all_failures(_to_message(suspect.root))
    except Exception:  # noqa: BLE001 - the library gives no promise about mail that no mail system wrote.
        return ()
    addresses = sorted({find_address(octets.decode("ascii", "replace")) for octets in failed or delayed} - {""})
    return _failures(tuple(addresses), suspect.text, temporary=not failed) if addresses else ()


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


def _by_words(suspect: Suspect) -> tuple[Failure, ...]:
    """No known format, but a mail system says that something did not arrive."""
    return _make(tuple(dict.fromkeys(_addresses_near_words(suspect))), suspect.text)


def _addresses_near_words(suspect: Suspect) -> Iterator[str]:
    """Addresses in the lines beside the words, above the copy of what was sent."""
    own = {find_address(safe_header(suspect.root.header("to"))), suspect.sender}
    lines = _COPY.split(suspect.text[:20_000], maxsplit=1)[0].split("\n")[:200]
    near = {
        place
        for index, line in enumerate(lines)
        if BODY.search(line[:_MAX_LINE])
        for place in range(index - 3, index + 6)
    }
    for index, line in enumerate(lines):
        address = find_address(line) if index in near else ""
        if address and address not in own and not DAEMON.search(address):
            yield address


def _make(addresses: tuple[str, ...], text: str) -> tuple[Failure, ...]:
    head = text[:6000]
    is_temporary = DELAY.search(head) is not None and GIVEN_UP.search(head) is None
    return _failures(addresses, text, temporary=is_temporary)


def _failures(addresses: tuple[str, ...], text: str, *, temporary: bool) -> tuple[Failure, ...]:
    """One failure for each address, or one without an address; what the text says is said about all of them."""
    status, diagnosis = _find_status(text), _find_diagnosis(text)
    return tuple(
        Failure(address=address, temporary=temporary, status=status, diagnosis=diagnosis)
        for address in addresses or ("",)
    )


def _find_status(text: str) -> str | None:
    match = _STATUS.search(text[:6000])
    return match[1] if match else None


def _find_diagnosis(text: str) -> str:
    """The first line that says what happened, above the copy of what was sent; a reply code tells most."""
    lines = [line.strip()[:_MAX_LINE] for line in _COPY.split(text[:6000], maxsplit=1)[0].split("\n")[:200]]
    telling = [line for line in lines if _CODE.search(line)] or [line for line in lines if BODY.search(line)]
    return " ".join(telling[:2])[:MAX_DIAGNOSIS]
