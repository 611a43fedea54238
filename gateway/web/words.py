"""The words that pages show for codes, times and counts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup

from gateway.bootstrap import Gateway
from gateway.web.sender_checks import describe_sender

_WORDS = {
    "received": "Received",
    "open": "Open",
    "in_progress": "In progress",
    "waiting": "Waiting",
    "closed": "Closed",
    "emergency": "Emergency",
    "high": "High",
    "normal": "Normal",
    "low": "Low",
    "soon": "Soon",
    "routine": "Routine",
    "email": "Mail",
    "twilio": "Text",
    "vonage": "Text",
    "bandwidth": "Text",
    "telnyx": "Text",
    "android": "Text",
    "open311": "Open311",
    "open311-test": "Open311 (test)",
    "simulator_sms": "Text (simulator)",
    "simulator_email": "Mail (simulator)",
    "en": "English",
    "es": "Spanish",
    "acknowledgement": "Acknowledgement",
    "question": "Question to the resident",
    "answer": "Answer",
    "notice": "News about the ticket",
    "staff_reply": "Reply by staff",
    "department": "Notice to the department",
    "department_mail": "Mail from the department",
    "confirmation": "Confirmation to the department",
    "explanation": "Explanation to the department",
    "invitation": "Invitation to the desk",
    "webhook": "Webhooks",
    "handover": "Ticket for a department's own system",
    "open311_system": "Open311",
    "handed_over": "Handed over to the department's own system",
    "handover_sent_again": "Sent to the department's own system again",
    "handover_stopped": "The department's own system is asked no more",
    "system_said": "The department's own system says",
    "queued": "Waiting to be sent",
    "sending": "Being sent",
    "sent": "Sent",
    "simulated": "Shown in the simulator only",
    "failed": "Could not be sent",
    "suppressed": "Not sent",
    "opted_out": "Wants no more texts",
    "opted_in": "Wants texts again",
    "opted_out_of_texts": "Wants no more texts",
    "bounced": "Mail came back",
    "delayed": "Mail is delayed",
    "complaint": "Our mail was called unwanted",
    "fixed": "Says that it is fixed",
    "not_fixed": "Says that it is not fixed",
    "resident": "The resident",
    "gateway": "The gateway",
    "rules_asked": "What the rules did",
    "moved": "Handed on",
    "service_changed": "Another service",
    "place_changed": "Another place",
    "due": "Due time",
    "due_moved": "Due later by the time in which the resident was asked",
    "snooze_ended": "Back in the queue",
    "split": "A second problem became a ticket of its own",
    "split_from": "Made out of another ticket",
    "administrator": "Administrator",
    "member": "Department member",
    "viewer": "Viewer",
}
_BY_RULE = "rule "
"""How the history names a rule that did something by itself."""
_BY_OPEN311 = "open311:"
"""How the history names a system that writes by Open311, by the name of its key."""
_BY_SYSTEM = "system:"
"""How the history names a department's own system, by the key of the department."""
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0


def words_for(code: str | None) -> str:
    """A code in words a clerk would use; unknown codes lose their underscores."""
    if not code:
        return ""
    if code.startswith(_BY_RULE):
        return f"Rule “{code.removeprefix(_BY_RULE)}”"
    if code.startswith(_BY_OPEN311):
        return f"“{code.removeprefix(_BY_OPEN311)}” by Open311"
    if code.startswith(_BY_SYSTEM):
        return f"The system of {plain(code.removeprefix(_BY_SYSTEM))}"
    return _WORDS.get(code) or (code if "@" in code else plain(code))


def plain(code: str) -> str:
    """A code without its underscores."""
    return code.replace("_", " ").capitalize()


def teach_templates(app: Flask, gateway: Gateway) -> None:
    """Give the templates their filters; times are shown in the city's zone."""

    def when(epoch: float | None) -> Markup:
        zone = ZoneInfo(gateway.rulebooks.current().city.timezone)
        return time_element(epoch, zone, now=gateway.clock()) if epoch is not None else Markup("")

    def day(iso: str | None) -> Markup | str:
        zone = ZoneInfo(gateway.rulebooks.current().city.timezone)
        return day_element(iso, zone, now=gateway.clock()) if iso else ""

    app.jinja_env.filters["when"] = when
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["ago"] = lambda epoch: ago(gateway.clock() - epoch)
    app.jinja_env.filters["is_past"] = lambda epoch: epoch is not None and epoch < gateway.clock()
    app.jinja_env.filters["words"] = words_for
    app.jinja_env.filters["plain"] = plain
    app.jinja_env.filters["sender_check"] = describe_sender
    app.jinja_env.filters["percent"] = lambda share: f"{round(share * 100)} %"


def time_element(epoch: float, zone: ZoneInfo, *, now: float) -> Markup:
    """A moment for people and machines: `<time>` with the city's local time, and the date unless it is today."""
    moment = datetime.fromtimestamp(epoch, zone)
    shown = f"{_date(moment, datetime.fromtimestamp(now, zone))}{moment.hour % 12 or 12}:{moment:%M %p}"
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="seconds"), shown)


def day_element(iso: str, zone: ZoneInfo, *, now: float) -> Markup | str:
    """When something happened by the sender's words, ISO 8601; midnight stands for the whole day."""
    try:
        moment = datetime.fromisoformat(iso).astimezone(zone)
    except ValueError:
        return iso
    if (moment.hour, moment.minute) != (0, 0):
        return time_element(moment.timestamp(), zone, now=now)
    shown = _date(moment, datetime.fromtimestamp(now, zone)).removesuffix(", ")
    return Markup('<time datetime="{}">{}</time>').format(moment.date().isoformat(), shown)


def _date(moment: datetime, today: datetime) -> str:
    if moment.date() == today.date():
        return "today, "
    year = "" if moment.year == today.year else f", {moment.year}"
    return f"{moment:%b} {moment.day}{year}, "


def ago(seconds: float) -> str:
    """A span of time in one word or two, such as `5 min`."""
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min ago"
    if seconds < 2 * _DAY:
        return f"{int(seconds // _HOUR)} h ago"
    return f"{int(seconds // _DAY)} days ago"
