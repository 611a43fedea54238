"""What somebody typed to give out a key, read into a new key or into one sentence for each mistake."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gateway.store.api_keys import MOST_PER_MINUTE, PER_MINUTE, SCOPES, NewApiKey
from parsers.clean import clean_text

LONGEST_NAME = 60
_LONGEST_CONTACT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyForm:
    """The fields as they were typed; `errors` says by field why they will not do."""

    name: str = ""
    contact: str = ""
    scopes: tuple[str, ...] = ("file",)
    per_minute: str = str(PER_MINUTE)
    until: str = ""
    errors: dict[str, str] = field(default_factory=dict)


def check(form: KeyForm, *, taken: bool, zone: ZoneInfo, now: float) -> tuple[NewApiKey | None, dict[str, str]]:
    """The new key, or every mistake by field. `taken` says that another key in use has this name."""
    per_minute, expires_at = _read_count(form.per_minute), _read_end(form.until, zone)
    mistakes = {
        "name": _name_problem(form.name, taken=taken),
        "contact": _contact_problem(form.contact),
        "scopes": "" if form.scopes and set(form.scopes) <= set(SCOPES) else "Choose what the key may do.",
        "per_minute": "" if per_minute else f"Write a number from 1 to {MOST_PER_MINUTE}.",
        "until": _until_problem(form.until, expires_at, now),
    }
    errors = {name: sentence for name, sentence in mistakes.items() if sentence}
    if errors:
        return None, errors
    scopes = tuple(scope for scope in SCOPES if scope in form.scopes)
    name, contact = one_line(form.name), one_line(form.contact)
    new = NewApiKey(name=name, contact=contact, scopes=scopes, per_minute=per_minute, expires_at=expires_at)
    return new, {}


def one_line(words: str) -> str:
    """Words as they are kept: without what no person can see, and without line breaks."""
    return " ".join(clean_text(words).split())


def _name_problem(typed: str, *, taken: bool) -> str:
    name = one_line(typed)
    if not name:
        return "Write what the app or the system is called."
    if len(name) > LONGEST_NAME:
        return f"That is {len(name)} characters; write at most {LONGEST_NAME}."
    if "@" in name:
        # The history tells persons from systems by their addresses.
        return "Write a name without @; the address goes into the field for the contact."
    return (
        "A key that is in use has this name already. Choose another one, so that you can tell them apart."
        if taken
        else ""
    )


def _contact_problem(typed: str) -> str:
    contact = one_line(typed)
    if not contact:
        return "Write whom you reach when something is wrong: a mail address or a telephone number."
    if len(contact) > _LONGEST_CONTACT:
        return f"That is {len(contact)} characters; write at most {_LONGEST_CONTACT}."
    return ""


def _read_count(typed: str) -> int:
    """The number that was typed; 0 for what is none or too many."""
    typed = typed.strip()
    given = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    return given if given <= MOST_PER_MINUTE else 0


def _read_end(typed: str, zone: ZoneInfo) -> float | None:
    """The end of that day in the city's time, UTC epoch seconds; None for what is no day."""
    try:
        day = date.fromisoformat(typed.strip())
        return datetime.combine(day + timedelta(days=1), time(), zone).timestamp()
    except (ValueError, OverflowError):
        return None


def _until_problem(typed: str, expires_at: float | None, now: float) -> str:
    if not typed.strip():
        return ""
    if expires_at is None:
        return "Write the last day as year, month and day, such as 2027-12-31, or leave it empty."
    return "This day is over. Choose one to come, or leave it empty." if expires_at <= now else ""
