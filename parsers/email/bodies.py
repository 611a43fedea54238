"""Gather what a mail's parts hold: its text, its HTML, its files, and the mails inside it (PROTOCOL 8.7-8.10).

The parts are walked here and not by the standard library, whose `get_body` finds nothing in a multipart without a
boundary and to whom a `message/rfc822` in base64 is an empty mail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.clean import clean_text
from parsers.email.charsets import decode_text
from parsers.email.filenames import safe_filename
from parsers.email.flowed import unflow
from parsers.email.html import MAX_HTML, render, strip_marks, without_marks
from parsers.email.mail_file import MailFile, find_references, keep_references, make_file, part_name
from parsers.email.structure import Part, cut_parts
from parsers.email.transfer import decode_body
from parsers.email.words import safe_header

MAX_TEXT = 1_000_000
MAX_MAILS_INSIDE = 3
MAX_NESTING_INSIDE = 10
_SUMMARY_TEXT = 20_000
_SUMMARY_HEADERS = (("from", "From"), ("date", "Date"), ("to", "To"), ("subject", "Subject"))
_REPORT_TYPES = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report"})
_TEXT_TYPES = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown"})
_MAIL_TYPES = frozenset({"message/rfc822", "message/global"})
_STUB = re.compile(
    r"(?:does not|doesn't|cannot|can't|unable to|not able to|not) (?:support|display|read|show|view|render)"
    r"[^.\n]{0,40}(?:html|message|mail)"
    r"|(?:view|read|see) (?:this|the) (?:message|e-?mail)[^.\n]{0,40}(?:html|browser)"
    r"|this (?:is an? html|message is in html)|html[- ](?:only|version)",
    re.IGNORECASE,
)
_ARMOUR = "-----BEGIN PGP "


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was in a mail. `plain` and `html` are two versions of the same words where both are given."""

    plain: str = ""
    html: str = ""
    enclosed: str = ""
    """The mails that came as attachments, each with its main headers."""
    files: tuple[MailFile, ...] = ()
    references: frozenset[str] = frozenset()
    """The content ids that its HTML shows."""
    flags: frozenset[str] = frozenset()

    @property
    def is_html_better(self) -> bool:
        """True when there is no plain version, or it only says that there is an HTML version."""
        return bool(self.html.strip()) and _is_stub(self.plain)

    @property
    def rendered(self) -> str:
        """The words without the enclosed mails; with the marks of `html.render` where they come from HTML."""
        return render(self.html) if self.is_html_better else self.plain


def gather_contents(mail: Part) -> Contents:
    """Everything that can be read in a mail. A picture that its HTML shows keeps the name it is shown by."""
    contents = _gather(mail, 0)
    return replace(contents, files=keep_references(contents.files, contents.references))


def _gather(part: Part, depth: int) -> Contents:
    """Everything that can be read in `part`; `depth` counts the mails around it."""
    match part.content.value:
        case _ if part.children:
            return _gather_children(part, depth)
        case "application/pkcs7-mime" | "application/x-pkcs7-mime" | "application/pgp-encrypted":
            return Contents(files=(make_file(part, decode_body(part)),), flags=frozenset({_smime_flag(part)}))
        case kind if kind in _MAIL_TYPES:
            return _gather_mail(part, depth)
        case kind if kind in _REPORT_TYPES:
            return Contents()
        case kind if kind in _TEXT_TYPES or part.content.maintype == "multipart":
            return _gather_text(part)
        case _:
            return Contents(files=(make_file(part, decode_body(part)),))


def _gather_children(part: Part, depth: int) -> Contents:
    children = [_gather(child, depth) for child in part.children]
    match part.content.value:
        case "multipart/alternative":
            plain = next((child.plain for child in children if child.plain.strip()), "")
            html = next((child.html for child in reversed(children) if child.html.strip()), "")
        case "multipart/encrypted":
            plain, html = "", ""
        case _:
            plain, html = _join_texts(children)
    return Contents(
        plain=plain,
        html=html,
        enclosed="\n\n".join(child.enclosed for child in children if child.enclosed),
        files=tuple(file for child in children for file in child.files),
        references=frozenset().union(*(child.references for child in children)),
        flags=frozenset().union(*(child.flags for child in children)) | _encrypted_flag(part),
    )


def _join_texts(children: Sequence[Contents]) -> tuple[str, str]:
    """Texts one below the other. HTML is only kept where it says everything that the plain parts say."""
    speaking = [child for child in children if child.plain.strip() or child.html.strip()]
    if len(speaking) == 1:
        return speaking[0].plain, speaking[0].html
    plain = "\n\n".join(without_marks(child.rendered) for child in speaking)
    is_all_html = all(child.html.strip() for child in speaking)
    return plain, "<br>".join(child.html for child in speaking) if is_all_html else ""


def _gather_text(part: Part) -> Contents:
    octets = decode_body(part)
    if part.disposition.value == "attachment" or (part.content.value != "text/plain" and part_name(part)):
        return Contents(files=(make_file(part, octets),))
    decoded = decode_text(octets[: 2 * MAX_TEXT], part.content.parameter("charset")).replace("\r\n", "\n")
    text = strip_marks(clean_text(decoded))
    flags = frozenset({"text_cut"}) if len(text) > MAX_TEXT or len(octets) > 2 * MAX_TEXT else frozenset()
    files = (make_file(part, octets),) if part_name(part) else ()
    if part.content.value == "text/plain" or part.content.maintype == "multipart":
        plain, armour_flags = _without_armour(_unflow(part, text[:MAX_TEXT]))
        return Contents(plain=plain, files=files, flags=flags | armour_flags)
    flags |= {"html_cut"} if len(text) > MAX_HTML else set()
    return Contents(html=text[:MAX_TEXT], files=files, references=find_references(text), flags=flags)


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


def _gather_mail(part: Part, depth: int) -> Contents:
    """A mail inside a mail: a file for the desk, and its words for whoever must understand what was forwarded."""
    octets = decode_body(part)
    inner, _ = cut_parts(octets, max_nesting=MAX_NESTING_INSIDE)
    subject = safe_header(inner.header("subject"))
    file = MailFile(
        filename=safe_filename(part_name(part) or (f"{subject[:100]}.eml" if subject else ""), "message/rfc822"),
        declared_type=part.content.value,
        octets=octets,
    )
    if depth >= MAX_MAILS_INSIDE:
        return Contents(files=(file,), flags=frozenset({"mails_too_deep"}))
    contents = _gather(inner, depth + 1)
    words = without_marks(contents.rendered).strip()[:_SUMMARY_TEXT]
    enclosed = "\n\n".join(filter(None, (_summary(inner), words, contents.enclosed)))
    return replace(contents, plain="", html="", enclosed=enclosed, files=(file, *contents.files))


def _summary(mail: Part) -> str:
    lines = [f"{label}: {value}" for name, label in _SUMMARY_HEADERS if (value := safe_header(mail.header(name))[:300])]
    return "\n".join(["---------- Attached message ----------", *lines])


def _is_stub(plain: str) -> bool:
    head = plain[:1000].strip()
    if not any(character.isalnum() for character in head):
        return True
    return len(plain) < 1000 and _STUB.search(head) is not None


def _smime_flag(part: Part) -> str:
    return "signed_opaque" if "signed" in part.content.parameter("smime-type") else "encrypted"


def _encrypted_flag(part: Part) -> frozenset[str]:
    match part.content.value:
        case "multipart/encrypted":
            return frozenset({"encrypted"})
        case "multipart/signed":
            return frozenset({"signed"})
        case _:
            return frozenset()
