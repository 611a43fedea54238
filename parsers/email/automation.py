"""Tell machines from people, by headers first and words second (PROTOCOL 5.1-5.9).

Suppressing an answer is cheap, so one weak sign is enough for it. To call the whole mail automatic, which opens no
ticket, takes a header that says so or a subject that only machines write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parsers.email.absences import is_absence_subject, reads_like_absence
from parsers.values import Automation, Origin

_AUTOMATIC_LOCAL_PART = re.compile(
    r"(?:mailer-?daemon|postmaster|(?:do[-_.]?)?not?[-_.]?reply|bounces?)(?:[+=-].*)?\Z", re.IGNORECASE
)
_DAEMON = re.compile(r"(?:mailer-?daemon|postmaster|mail(?:er)?[-_.]?(?:delivery|system))\b", re.IGNORECASE)
_LIST_HEADERS = (
    "list-id",
    "list-post",
    "list-unsubscribe",
    "list-help",
    "x-mailing-list",
    "mailing-list",
    "x-mailman-version",
)
_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autoreply-from",
    "x-fc-machinegenerated",
    "x-post-messageclass",
)
_HELPDESK_HEADERS = (
    "x-otrs-loop",
    "x-zendesk-from-account-id",
    "x-rt-loop-prevention",
    "rt-ticket",
    "x-freshdesk-ticket",
    "x-jira-fingerprint",
    "x-servicenow-generated",
    "x-loop",
)
_REPORTS = {
    "delivery-status": (Origin.RECEIPT, "a delivery report without a failure"),
    "disposition-notification": (Origin.RECEIPT, "a read receipt"),
    "feedback-report": (Origin.REPORT, "a complaint report"),
}


_DMARC_FAILED = re.compile(r"(?<![\w.-])dmarc\s*=\s*fail(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the verdict looks at. `headers` have lower-case names; `has_null_sender` is the envelope's."""

    headers: Mapping[str, str]
    sender: str
    subject: str
    text: str = ""
    has_null_sender: bool = False
    report_type: str = ""
    is_bounce: bool = False

    def value(self, name: str) -> str:
        """A header in lower case, without parameters and comments."""
        return re.split(r"[;(]", self.headers.get(name, ""), maxsplit=1)[0].strip().lower()


def judge_automation(signs: Signs) -> Automation:
    """The verdict with its reason; the strongest sign speaks. Total."""
    for rule in _RULES:
        if verdict := rule(signs):
            return verdict
    return Automation()


def _silent(origin: Origin, reason: str) -> Automation:
    return Automation(origin=origin, reply=False, reason=reason)


def _by_loop(signs: Signs) -> Automation | None:
    if "x-city311-loop" in signs.headers:
        return _silent(Origin.AUTO_GENERATED, "our own mail came back (X-City311-Loop)")
    return None


def _by_report(signs: Signs) -> Automation | None:
    if signs.is_bounce:
        return _silent(Origin.BOUNCE, "a delivery report")
    report = _REPORTS.get(signs.report_type)
    return _silent(*report) if report else None


def _by_auto_submitted(signs: Signs) -> Automation | None:
    value = signs.value("auto-submitted")
    if not value or value == "no":
        return None
    is_reply = value == "auto-replied" or is_absence_subject(signs.subject)
    return _silent(Origin.AUTO_REPLY if is_reply else Origin.AUTO_GENERATED, f"Auto-Submitted: {value}"[:100])


def _by_reply_header(signs: Signs) -> Automation | None:
    name = next((name for name in _REPLY_HEADERS if signs.value(name) not in {"", "no", "false"}), None)
    if name:
        return _silent(Origin.AUTO_REPLY, f"the header {name}")
    precedence = signs.value("precedence") or signs.value("x-precedence")
    return _silent(Origin.AUTO_REPLY, "Precedence: auto_reply") if precedence in {"auto_reply", "auto-reply"} else None


def _by_subject(signs: Signs) -> Automation | None:
    return (
        _silent(Origin.AUTO_REPLY, "the subject of an automatic reply") if is_absence_subject(signs.subject) else None
    )


def _by_list(signs: Signs) -> Automation | None:
    name = next((name for name in _LIST_HEADERS if name in signs.headers), None)
    if name or signs.value("precedence") == "list":
        return _silent(Origin.LIST, f"a mailing list ({name or 'Precedence: list'})")
    return None


def _by_precedence(signs: Signs) -> Automation | None:
    value = signs.value("precedence")
    return _silent(Origin.AUTO_GENERATED, f"Precedence: {value}") if value in {"bulk", "junk"} else None


def _by_helpdesk(signs: Signs) -> Automation | None:
    name = next((name for name in _HELPDESK_HEADERS if name in signs.headers), None)
    return _silent(Origin.AUTO_GENERATED, f"the header {name}") if name else None


def _by_null_sender(signs: Signs) -> Automation | None:
    if not signs.has_null_sender:
        return None
    if _DAEMON.match(signs.sender):
        return _silent(Origin.BOUNCE, "no envelope sender, from a mail system")
    return _silent(Origin.AUTO_GENERATED, "no envelope sender")


def _by_sender(signs: Signs) -> Automation | None:
    local_part = signs.sender.partition("@")[0]
    if _DAEMON.match(local_part):
        return _silent(Origin.AUTO_GENERATED, f"sent by {local_part[:60]}")
    return _silent(Origin.HUMAN, f"sent by {local_part[:60]}") if _AUTOMATIC_LOCAL_PART.match(local_part) else None


def _by_suppress_request(signs: Signs) -> Automation | None:
    wishes = {wish.strip().lower() for wish in signs.headers.get("x-auto-response-suppress", "").split(",")}
    if wishes & {"all", "autoreply", "oof"}:
        return _silent(Origin.HUMAN, "X-Auto-Response-Suppress asks for no automatic answer")
    return None


def _by_authentication(signs: Signs) -> Automation | None:
    # Only a failure is believed: a stranger who writes this header keeps nobody but himself from an answer.
    if _DMARC_FAILED.search(signs.headers.get("authentication-results", "")):
        return _silent(Origin.HUMAN, "the mail did not come from its sender's domain (DMARC fail)")
    return None


def _by_words(signs: Signs) -> Automation | None:
    return _silent(Origin.HUMAN, "reads like an absence note") if reads_like_absence(signs.text) else None


_RULES: tuple[Callable[[Signs], Automation | None], ...] = (
    _by_loop, _by_report, _by_auto_submitted, _by_reply_header, _by_subject, _by_list, _by_precedence,
    _by_helpdesk, _by_null_sender, _by_sender, _by_suppress_request, _by_authentication,
    _by_words,
)  # fmt: skip
