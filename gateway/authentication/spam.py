"""What the trusted mail server in front thinks about spam (PROTOCOL 7.5).

Whoever calls his own mail spam harms nobody else, so every such field is believed wherever it stands; and a field that
says "no spam" says nothing, so a sender who brings one along gains nothing by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.email.scan import Header

SPAM_LEVEL = 5
"""Exchange's spam confidence level from which it calls a mail spam (5 and 6 spam, 9 surely)."""
_LEVEL = re.compile(r"(?:\A|;)\s*(?:SCL\s*:\s*)?(\d{1,2})\s*(?:;|\Z)")
_LEVEL_IN_REPORT = re.compile(r"(?:\A|;)\s*SCL\s*:\s*(\d{1,2})\s*(?:;|\Z)", re.IGNORECASE)
_VERDICT_IN_REPORT = re.compile(r"(?:\A|;)\s*SFV\s*:\s*(SPM|SKB|PHSH)\s*(?:;|\Z)", re.IGNORECASE)


def find_spam(fields: tuple[Header, ...]) -> str:
    """Why the mail server thinks that this is spam, in a few words; empty when it does not."""
    for field in fields:
        reader = _READERS.get(field.name)
        if reader is not None and reader(field.value[:2000].decode("ascii", "replace").strip()):
            return f"{_NAMES.get(field.name, field.name)}: {_plain(field.value)}"
    return ""


def _plain(value: bytes) -> str:
    text = " ".join(re.sub(r"[^ -~]", " ", value[:200].decode("ascii", "replace")).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _is_yes(value: str) -> bool:
    return re.match(r"(?:yes|true)\b", value, re.IGNORECASE) is not None


def _is_failure(value: str) -> bool:
    return re.match(r"fail\b", value, re.IGNORECASE) is not None


def _is_high_level(value: str) -> bool:
    level = _LEVEL.search(value)
    return level is not None and int(level[1]) >= SPAM_LEVEL


def _is_bad_report(value: str) -> bool:
    level = _LEVEL_IN_REPORT.search(value)
    return (level is not None and int(level[1]) >= SPAM_LEVEL) or _VERDICT_IN_REPORT.search(value) is not None


def _is_bad_action(value: str) -> bool:
    return value.lower().partition(";")[0].strip() in {"add header", "rewrite subject", "reject", "quarantine"}


def _is_bad_score(value: str) -> bool:
    return re.match(r"[\w.-]*\s*:?\s*true\b", value, re.IGNORECASE) is not None


_READERS: dict[str, Callable[[str], bool]] = {
    "x-spam-flag": _is_yes,
    "x-spam-status": _is_yes,
    "x-spam": _is_yes,
    "x-ses-spam-verdict": _is_failure,
    "x-ms-exchange-organization-scl": _is_high_level,
    "x-forefront-antispam-report": _is_bad_report,
    "x-rspamd-action": _is_bad_action,
    "x-spamd-result": _is_bad_score,
}
_NAMES = {
    "x-spam-flag": "X-Spam-Flag",
    "x-spam-status": "X-Spam-Status",
    "x-spam": "X-Spam",
    "x-ses-spam-verdict": "X-SES-Spam-Verdict",
    "x-ms-exchange-organization-scl": "Exchange's spam level",
    "x-forefront-antispam-report": "X-Forefront-Antispam-Report",
    "x-rspamd-action": "X-Rspamd-Action",
    "x-spamd-result": "X-Spamd-Result",
}
