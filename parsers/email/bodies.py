"""Gather what a mail's parts hold: its text, its HTML, its files, and the mails inside it (PROTOCOL 8.7-8.10).

The parts are walked here and not by the standard library, whose `get_body` finds nothing in a multipart without a
boundary and to whom a `message/rfc822` in base64 is an empty mail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from parsers.clean import clean_text
from parsers.email.charsets import decode_text
from parsers.email.contents import Contents, choose_version, join_contents, join_texts
from parsers.email.filenames import safe_filename
from parsers.email.flowed import unflow
from parsers.email.html import MAX_HTML, strip_marks, without_marks
from parsers.email.mail_file import MailFile, find_references, make_file, part_name
from parsers.email.rich_text_packing import MAX_RICH_TEXT
from parsers.email.signed import ENDING, TYPES, Envelope, open_envelope
from parsers.email.structure import MAX_PARTS, Part, cut_parts
from parsers.email.transfer import decode_body
from parsers.email.winmail import MESSAGE_LINE, open_winmail
from parsers.email.words import safe_header

MAX_TEXT = 1_000_000
MAX_MAILS_INSIDE = 3
MAX_NESTING_INSIDE = 10
_SUMMARY_TEXT = 20_000
_SUMMARY_HEADERS = (("from", "From"), ("date", "Date"), ("to", "To"), ("subject", "Subject"))
_REPORT_TYPES = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})
_TEXT_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown"})
_MAIL_TYPES = frozenset({"message/rfc822", "message/global"})
_WINMAIL_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_ARMOUR = "-----BEGIN PGP "


def gather_contents(mail: Part) -> Contents:
    """Everything that can be read in a mail. Linear: what it may hold in parts, text and HTML counts for all of it."""
    return _Gatherer().gather(mail, 0).as_a_mail


@dataclass(slots=True, kw_only=True)
class _Gatherer:
    """Goes through the parts and keeps count of what may still be read."""

    parts: int = MAX_PARTS
    """Of the mails inside."""
    text: int = MAX_TEXT
    html: int = MAX_HTML
    rich_text: int = MAX_RICH_TEXT

    def gather(self, part: Part, depth: int) -> Contents:
        """Everything in `part`; `depth` counts the mails around it."""
        match part.content.value:
            case _ if part.children:
                return self._gather_children(part, depth)
            case kind if kind in TYPES or _is_named_envelope(part):
                return self._gather_envelope(part, depth)
            case kind if kind in _MAIL_TYPES:
                return self._gather_mail(part, depth)
            case kind if kind in _WINMAIL_TYPES or part_name(part).lower() == "winmail.dat":
                return self._gather_winmail(part)
            case kind if kind in _REPORT_TYPES:
                return Contents()
            case kind if kind in _TEXT_TYPES or part.content.maintype == "multipart":
                return self._gather_text(part)
            case kind:
                flags = frozenset({"encrypted"} if kind == "application/pgp-encrypted" else ())
                return Contents(files=(make_file(part, decode_body(part)),), flags=flags)

    def _gather_children(self, part: Part, depth: int) -> Contents:
        children = [self.gather(child, depth) for child in part.children]
        match part.content.value:
            case "multipart/alternative":
                plain, html = choose_version(children)
            case "multipart/encrypted":
                plain, html = "", ""
            case _:
                plain, html = join_texts(children)
        joined = join_contents(children, plain=plain, html=html)
        return replace(joined, flags=joined.flags | _security_flag(part))

    def _gather_text(self, part: Part) -> Contents:
        octets = decode_body(part)
        is_plain = part.content.value == "text/plain" or part.content.maintype == "multipart"
        if part.disposition.value == "attachment" or (not is_plain and part_name(part)):
            return Contents(files=(make_file(part, octets),))
        files = (make_file(part, octets),) if part_name(part) else ()
        charset = part.content.parameter("charset")
        if not is_plain:
            return replace(self._take_html(_decode(octets, charset, self.html)), files=files)
        contents = self._take_plain(_decode(octets, charset, self.text))
        plain, flags = _without_armour(_unflow(part, contents.plain))
        return replace(contents, plain=plain, files=files, flags=contents.flags | flags)

    def _take_plain(self, text: str) -> Contents:
        """As much of `text` as the mail may still have."""
        kept = text[: self.text]
        self.text -= len(kept)
        return Contents(plain=kept, flags=frozenset({"text_cut"} if len(text) > len(kept) else ()))

    def _take_html(self, text: str) -> Contents:
        kept = text[: self.html]
        self.html -= len(kept)
        flags = frozenset({"html_cut"} if len(text) > len(kept) else ())
        return Contents(html=kept, references=find_references(kept), flags=flags)

    def _gather_mail(self, part: Part, depth: int) -> Contents:
        """A mail inside a mail: a file for the desk, and its words for whoever must understand what was forwarded."""
        octets = decode_body(part)
        inner, flags = self._cut(octets)
        subject = safe_header(inner.header("subject"))
        name = part_name(part) or (f"{subject[:100]}.eml" if subject else "")
        file = MailFile(filename=safe_filename(name, "message/rfc822"), declared_type=part.content.value, octets=octets)
        if depth >= MAX_MAILS_INSIDE:
            return Contents(files=(file,), flags=frozenset({"mails_too_deep"}))
        contents = self.gather(inner, depth + 1).as_a_mail
        words = without_marks(contents.rendered).strip()[:_SUMMARY_TEXT]
        enclosed = "\n\n".join(filter(None, (_summary(inner), words, contents.enclosed)))
        return replace(
            contents, plain="", html="", enclosed=enclosed, files=(file, *contents.files), flags=contents.flags | flags
        )

    def _gather_envelope(self, part: Part, depth: int) -> Contents:
        """A mail that is signed as a whole is read in its place; another envelope is a file."""
        octets = decode_body(part)
        kind, mail = open_envelope(octets)
        if kind is Envelope.SIGNED and depth < MAX_MAILS_INSIDE:
            inner, flags = self._cut(mail)
            contents = self.gather(inner, depth + 1)
            return replace(contents, flags=contents.flags | flags | {"signed"})
        return Contents(files=(make_file(part, octets),), flags=_envelope_flags(part, kind))

    def _gather_winmail(self, part: Part) -> Contents:
        """What Outlook hid; the envelope itself is kept as a file only where it could not be read to its end."""
        octets = decode_body(part)
        winmail = open_winmail(octets, max_files=self.parts, max_rich_text=self.rich_text)
        self.parts -= len(winmail.files)
        self.rich_text = winmail.rich_text_left
        html = self._take_html(winmail.html)
        plain = self._take_plain(winmail.plain)
        enclosed = self._take_plain(winmail.enclosed)
        flags = winmail.flags | html.flags | plain.flags | enclosed.flags
        return Contents(
            spare=replace(html, plain=plain.plain),
            enclosed=enclosed.plain,
            files=(*winmail.files, *((make_file(part, octets),) if winmail.is_damaged else ())),
            flags=flags,
        )

    def _cut(self, octets: bytes) -> tuple[Part, set[str]]:
        """The parts of a mail inside, and which limits it met; all mails inside share the number that is allowed."""
        inner, flags = cut_parts(octets, max_nesting=MAX_NESTING_INSIDE, max_parts=self.parts)
        self.parts = max(0, self.parts - sum(1 for _ in inner.walk()))
        return inner, flags & {"too_many_parts", "nested_too_deep"}


def _decode(octets: bytes, charset: str, limit: int) -> str:
    """The text of a part, not much longer than `limit`."""
    decoded = decode_text(octets[: 4 * limit + 4], charset).replace("\r\n", "\n")
    return strip_marks(clean_text(decoded[: 2 * limit + 2]))


def _unflow(part: Part, text: str) -> str:
    if part.content.parameter("format").lower() != "flowed":
        return text
    return unflow(text, soft_end="" if part.content.parameter("delsp").lower() == "yes" else " ")


def _without_armour(text: str) -> tuple[str, frozenset[str]]:
    """The words inside an OpenPGP signature in the text itself; encrypted text is only named as such (8.9)."""
    head = text[:200].lstrip()
    if head.startswith(_ARMOUR + "MESSAGE-----"):
        return "", frozenset({"encrypted"})
    if not head.startswith(_ARMOUR + "SIGNED MESSAGE-----"):
        return text, frozenset()
    _, _, rest = text.partition("\n\n")
    return rest.partition(_ARMOUR + "SIGNATURE-----")[0], frozenset({"signed"})


def _summary(mail: Part) -> str:
    lines = [f"{label}: {value}" for name, label in _SUMMARY_HEADERS if (value := safe_header(mail.header(name))[:300])]
    return "\n".join([MESSAGE_LINE, *lines])


def _is_named_envelope(part: Part) -> bool:
    return part.content.maintype == "application" and part_name(part).lower().endswith(ENDING)


def _envelope_flags(part: Part, kind: Envelope) -> frozenset[str]:
    """What an envelope that stays closed is; the sender's word for it counts where its octets say nothing."""
    said = part.content.parameter("smime-type").lower()
    if kind is Envelope.SIGNED:
        return frozenset({"mails_too_deep"})
    if kind is Envelope.ENCRYPTED or (part.content.value in TYPES and "signed" not in said and "certs" not in said):
        return frozenset({"encrypted"})
    return frozenset({"signed_opaque"} if "signed" in said else ())


def _security_flag(part: Part) -> frozenset[str]:
    match part.content.value:
        case "multipart/encrypted":
            return frozenset({"encrypted"})
        case "multipart/signed":
            return frozenset({"signed"})
        case _:
            return frozenset()
