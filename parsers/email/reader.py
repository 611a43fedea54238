"""Read one mail: from raw bytes to a frozen `Mail`, whatever the bytes are (PROTOCOL 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from parsers.clean import clean_text
from parsers.email.addresses import Mailbox, read_mailboxes, read_message_id, read_references
from parsers.email.automation import Signs, judge_automation
from parsers.email.bodies import gather_contents
from parsers.email.bounces import Suspect, find_bounce
from parsers.email.charsets import decode_text
from parsers.email.complaints import find_complaint
from parsers.email.contents import Contents
from parsers.email.forwarding import find_forwarded, is_forward_subject
from parsers.email.html import without_marks
from parsers.email.mail_file import describe_file
from parsers.email.quoting import Reply
from parsers.email.reply_text import fold_notices, split_mail
from parsers.email.structure import Part, cut_parts
from parsers.email.words import safe_header
from parsers.returned import Bounce, Complaint
from parsers.values import Attachment, Automation, Forwarded

MAX_SHOWN_HEADERS = 200
_ENCRYPTED = "The mail is encrypted and cannot be read here; ask the sender to write without encryption."
_OPAQUE = "The mail is signed in a form that hides its text (S/MIME opaque); ask the sender to sign differently."
_NOT_A_MAIL = "The message has no mail headers, so nobody can tell who sent it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Everything read from a mail's bytes; what only the envelope knows is not in it."""

    sender: str = ""
    """Addr-spec of the first From mailbox in lower case; empty when there is none."""
    sender_name: str = ""
    """The name beside it, which anybody can make up: never show it without the address (PROTOCOL 8.6)."""
    to: tuple[str, ...] = ()
    """Addresses of To and Cc in lower case: a hint, never the routing (PROTOCOL 3.1)."""
    subject: str = ""
    text: str = ""
    """All readable text but for `notices`, line ends are `\\n`."""
    reply_text: str = ""
    """What is new in it; never empty when `text` is not."""
    quoted_text: str = ""
    notices: str = ""
    """Legal footers and warnings that no person wrote; `text` is without them."""
    forwarded: Forwarded | None = None
    """The mail that is passed on, where the sender passes one on."""
    attachments: tuple[Attachment, ...] = ()
    automation: Automation = field(default_factory=Automation)
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    message_id: str | None = None
    """With its angle brackets; the first that can be read."""
    references: tuple[str, ...] = ()
    """In-Reply-To first, then References from the newest, at most 20."""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Lower-case names, first occurrence, decoded and made safe; none of our own internal ones (PROTOCOL 2.18)."""
    flags: tuple[str, ...] = ()
    """Oddities worth showing to staff, sorted."""
    error: str | None = None
    """In one sentence why the mail could not be read; the rest is then what could be saved."""


def read_mail(raw: bytes, *, envelope_sender: str | None = None) -> Mail:
    """Read a mail. Total: never raises; what cannot be read comes back with `error` set.

    `envelope_sender` is the address in `MAIL FROM`: empty for the null sender, None when it is not known.
    """
    try:
        return _read(raw, envelope_sender)
    except Exception as problem:  # noqa: BLE001 - no mail may stop the gateway (PROTOCOL 1.2); the raw original is kept.
        return _salvage(raw, problem)


def _read(raw: bytes, envelope_sender: str | None) -> Mail:
    root, flags = cut_parts(raw)
    contents = gather_contents(root)
    rendered = contents.rendered
    text = without_marks(rendered)
    senders = read_mailboxes(root.header("from"), charset=_charset(root))
    mail = _read_headers(root, senders)
    mail = _with_texts(mail, contents, _read_reply(mail, contents, rendered), fold_notices(text))
    is_null = _has_null_sender(mail, envelope_sender)
    suspect = Suspect(root=root, text=text, sender=mail.sender, subject=mail.subject, has_null_sender=is_null)
    bounce = find_bounce(suspect)
    return replace(
        mail,
        bounce=bounce,
        forwarded=None if bounce or _report_type(root) else find_forwarded(mail.subject, text, contents.files),
        complaint=find_complaint(root),
        automation=judge_automation(_signs(mail, root, has_null_sender=is_null, is_bounce=bounce is not None)),
        flags=tuple(sorted(flags | contents.flags | _header_flags(root, senders))),
        error=_error(root, raw, contents.flags, text),
    )


def _read_reply(mail: Mail, contents: Contents, rendered: str) -> Reply:
    """What is passed on holds facts, so it is not split (PROTOCOL 9.6); mail programs mark it as they mark a quote."""
    if is_forward_subject(mail.subject):
        return Reply(new_text=without_marks(rendered))
    return split_mail(rendered, "" if contents.is_html_better else contents.html)


def _with_texts(mail: Mail, contents: Contents, reply: Reply, first: Reply) -> Mail:
    """The mails enclosed belong to all that can be read, but they are not what a reply newly says."""
    is_answer_elsewhere = not reply.new_text.strip()
    return replace(
        mail,
        text="\n\n".join(part for part in (first.new_text, contents.enclosed) if part.strip()),
        notices=first.quoted_text,
        reply_text=contents.enclosed if is_answer_elsewhere else reply.new_text,
        quoted_text="\n\n".join(
            part for part in (reply.quoted_text, "" if is_answer_elsewhere else contents.enclosed) if part
        ),
        attachments=tuple(map(describe_file, contents.files)),
    )


def _signs(mail: Mail, root: Part, *, has_null_sender: bool, is_bounce: bool) -> Signs:
    return Signs(
        headers=mail.headers,
        sender=mail.sender,
        subject=mail.subject,
        text=mail.reply_text,
        has_null_sender=has_null_sender,
        report_type=_report_type(root),
        is_bounce=is_bounce,
    )


def _read_headers(root: Part, senders: tuple[Mailbox, ...]) -> Mail:
    sender = senders[0] if senders else Mailbox(address="")
    recipients = (*read_mailboxes(root.header("to")), *read_mailboxes(root.header("cc")))
    return Mail(
        sender=sender.address,
        sender_name=sender.name,
        to=tuple(dict.fromkeys(box.address for box in recipients)),
        subject=safe_header(root.header("subject"), charset=_charset(root)),
        message_id=next(filter(None, (read_message_id(h.value) for h in root.headers if h.name == "message-id")), None),
        references=read_references(root.header("in-reply-to"), root.header("references")),
        headers=_shown_headers(root),
    )


def _charset(root: Part) -> str:
    """What the first text is written in; older programs write their headers raw in the same."""
    return next(filter(None, (part.content.parameter("charset") for part in root.walk())), "")


def _shown_headers(root: Part) -> Mapping[str, str]:
    shown: dict[str, str] = {}
    charset = _charset(root)
    for header in root.headers:
        is_ours = header.name.startswith("x-city311-") and header.name != "x-city311-loop"
        if header.name not in shown and not is_ours and len(shown) < MAX_SHOWN_HEADERS:
            shown[header.name] = safe_header(header.value, charset=charset)
    return MappingProxyType(shown)


def _has_null_sender(mail: Mail, envelope_sender: str | None) -> bool:
    """True for `MAIL FROM:<>`, by the envelope or, where it is unknown, by its trace (PROTOCOL 5.1)."""
    trace = mail.headers.get("return-path", "?") if envelope_sender is None else envelope_sender
    return trace.replace(" ", "") in {"", "<>"}


def _report_type(root: Part) -> str:
    if any(part.content.value == "text/vnd.google.email-reaction+json" for part in root.walk()):
        return "reaction"
    if root.content.value != "multipart/report":
        return ""
    kinds = {part.content.value for part in root.children}
    for kind in ("delivery-status", "disposition-notification", "feedback-report"):
        if root.content.parameter("report-type").lower() == kind or f"message/{kind}" in kinds:
            return kind
    return ""


def _header_flags(root: Part, senders: tuple[Mailbox, ...]) -> set[str]:
    names = [header.name for header in root.headers]
    flags = {f"duplicate_{name}" for name in ("from", "subject") if names.count(name) > 1}
    if len({box.address for box in senders}) > 1:
        flags.add("several_senders")
    if senders and senders[0].is_misleading:
        flags.add("misleading_name")
    return flags if senders else flags | {"no_sender"}


def _error(root: Part, raw: bytes, flags: frozenset[str], text: str) -> str | None:
    if raw.strip() and not root.headers:
        return _NOT_A_MAIL
    if "encrypted" in flags and not text.strip():
        return _ENCRYPTED
    return _OPAQUE if "signed_opaque" in flags and not text.strip() else None


def unread_mail(why: str, *, text: str = "") -> Mail:
    """A mail that defeated its reader; it is not answered, because a machine may have written it."""
    automation = Automation(reply=False, reason="unread, so a machine may have written it")
    return Mail(text=text, reply_text=text, automation=automation, flags=("unreadable",), error=why)


def _salvage(raw: bytes, problem: Exception) -> Mail:
    why = f"The mail could not be read ({type(problem).__name__}); its original is kept."
    return unread_mail(why, text=clean_text(decode_text(raw[:20_000])))
