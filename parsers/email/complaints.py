"""Read complaints about our own mail: RFC 5965 feedback reports, which mailbox providers send (PROTOCOL 6.4)."""

from __future__ import annotations

from parsers.email.delivery_status import find_address
from parsers.email.enclosed import find_enclosed_ids
from parsers.email.scan import scan_headers
from parsers.email.structure import Part
from parsers.email.transfer import decode_body
from parsers.email.words import safe_header
from parsers.returned import Complaint

MAX_REPORT = 64 * 1024
_UNWANTED = frozenset({"abuse", "fraud", "virus", "opt-out", "opt-out-list", "miscategorized", "other"})
"""Types that say that a reader does not want our mail; `auth-failure` and `not-spam` say something else."""


def find_complaint(root: Part) -> Complaint | None:
    """The complaint in a feedback report, or None for any other mail. Total."""
    for part in root.walk():
        if part.content.value == "message/feedback-report":
            return _read_report(decode_body(part)[:MAX_REPORT], root)
    return None


def _read_report(report: bytes, root: Part) -> Complaint | None:
    fields: dict[str, str] = {}
    for header in scan_headers(report, 0, len(report)).headers:
        fields.setdefault(header.name, safe_header(header.value))
    if fields.get("feedback-type", "").strip().lower() not in _UNWANTED:
        return None
    return Complaint(address=find_address(fields.get("original-rcpt-to", "")), message_ids=find_enclosed_ids(root))
