"""Read delivery reports in the standard's own form: RFC 3464 `message/delivery-status` (PROTOCOL 6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.email.scan import Header, scan_headers
from parsers.email.structure import Part
from parsers.email.transfer import decode_body
from parsers.email.words import safe_header

MAX_RECIPIENTS = 100
MAX_BLOCKS = 1000
MAX_REPORT = 256 * 1024
MAX_DIAGNOSIS = 300
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_UNSPECIFIC = re.compile(r"[245]\.0\.0")
_ADDRESS = re.compile(r"[^\s<>,;()\"@]{1,128}@[^\s<>,;()\"@]{1,253}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientStatus:
    """What happened for one recipient: RFC 3464 `Action`, and the RFC 3463 status if one is given."""

    address: str
    """In lower case; empty when the report hides or garbles it."""
    action: str
    status: str | None
    diagnosis: str = ""
    """The remote server's own words, RFC 3464 `Diagnostic-Code`."""

    @property
    def is_failure(self) -> bool:
        """True when the mail did not arrive, for now or for good."""
        if self.action.startswith(("delivered", "relayed", "expanded")):
            return False
        return bool(self.action) or (self.status or "").startswith(("4", "5"))

    @property
    def is_temporary(self) -> bool:
        """True when the mail system still tries."""
        return self.action.startswith("delayed") or (not self.action and (self.status or "").startswith("4"))


def read_recipients(root: Part) -> tuple[RecipientStatus, ...]:
    """What a mail's delivery reports say, one entry per recipient; nothing for a mail without one. Total."""
    return tuple(_read_all(root))[:MAX_RECIPIENTS]


def _read_all(root: Part) -> Iterator[RecipientStatus]:
    for part in root.walk():
        if part.content.value in {"message/delivery-status", "message/global-delivery-status"}:
            for block in _blocks(decode_body(part)[:MAX_REPORT]):
                if recipient := _read_block(block):
                    yield recipient


def _blocks(report: bytes) -> Iterator[tuple[Header, ...]]:
    position = 0
    for _ in range(MAX_BLOCKS):
        if position >= len(report):
            return
        block = scan_headers(report, position, len(report))
        if block.headers:
            yield block.headers
        position = max(block.body_start, position + 1)


def _read_block(headers: tuple[Header, ...]) -> RecipientStatus | None:
    """One block of fields about one recipient; the block about the whole message names none."""
    fields = {header.name: safe_header(header.value) for header in reversed(headers)}
    names = [fields[name] for name in ("original-recipient", "final-recipient", "x-actual-recipient") if name in fields]
    if not names:
        return None
    diagnosis = fields.get("diagnostic-code", "")
    return RecipientStatus(
        address=next(filter(None, map(find_address, names)), ""),
        action=fields.get("action", "").strip().lower(),
        status=_read_status(fields.get("status", ""), diagnosis),
        diagnosis=" ".join(diagnosis.split())[:MAX_DIAGNOSIS],
    )


def _read_status(*places: str) -> str | None:
    """The first status that says something; Exim writes 5.0.0 and leaves the meaning to the diagnosis."""
    found = [match[0] for place in places if (match := _STATUS.search(place))]
    return next((status for status in found if not _UNSPECIFIC.fullmatch(status)), found[0] if found else None)


def find_address(text: str) -> str:
    """The first address in `text` that mail could be sent to, in lower case, or nothing."""
    for match in _ADDRESS.finditer(text[:2000]):
        address = match[0].strip("'`.:[]*=").lower()
        local, _, domain = address.partition("@")
        if local and domain and ".." not in address and not local.startswith("."):
            return address
    return ""
