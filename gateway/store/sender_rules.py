"""The city's list of trusted and blocked senders, by address, by domain or by number (PROTOCOL 15.13)."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, select

from gateway.envelopes import WHATSAPP
from gateway.store.dialects import DIALECTS
from gateway.store.schema import sender_rule

Verdict = Literal["trusted", "blocked"]
VERDICTS: tuple[Verdict, ...] = ("trusted", "blocked")
MAX_PATTERN = 254
"""Octets of the longest address (RFC 5321 section 4.5.3.1.3)."""
_PATTERN = re.compile(r"[^\s@,;<>\"'\\]{0,64}@[^\s@,;<>\"'\\.]+(?:\.[^\s@,;<>\"'\\.]+)+")
_MAX_LABELS = 12
_NUMBER = re.compile(r"\+?[\d\s().-]{7,24}")
_DIGITS = range(7, 16)
_NATIONAL, _COUNTRY = 10, "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderRule:
    """One line of the list; `pattern` is an address, @ and a domain with its subdomains, or a number that texts."""

    id: int
    pattern: str
    verdict: Verdict
    note: str
    actor: str
    """The mail address of whoever wrote the line."""
    created_at: float
    """UTC epoch seconds."""


class BadPatternError(ValueError):
    """What was typed is no address, no domain and no number; the message says what to write."""


_COLUMNS = [sender_rule.c[field.name] for field in fields(SenderRule)]
_FIND = (
    select(sender_rule.c.verdict)
    .where(sender_rule.c.pattern.in_(bindparam("patterns", expanding=True)))
    .order_by(func.length(sender_rule.c.pattern).desc())
    .limit(1)
)


def find_verdict(connection: Connection, address: str) -> Verdict | None:
    """What the list says about an address, or None. The nearest line wins: address, its domain, the domain above.

    Subdomains count, so that blocking `@offers.example` also stops `mail17.offers.example`, and trusting the city's
    domain trusts its departments'.
    """
    patterns = _patterns_for(address)
    verdict: Verdict | None = connection.execute(_FIND, {"patterns": patterns}).scalar() if patterns else None
    return verdict


def read_pattern(typed: str) -> str:
    """An address, domain or number as the list keeps it; raises `BadPatternError` with what to write instead."""
    text = typed.strip().lower().rstrip(".")
    if _NUMBER.fullmatch(text):
        return _read_number(text)
    pattern = text if "@" in text else f"@{text}"
    if len(pattern) > MAX_PATTERN or not _PATTERN.fullmatch(pattern):
        raise BadPatternError(
            "Write one address (cris@offers.example), one domain (@offers.example) or one number (+12035550199)."
        )
    return pattern


def is_number(pattern: str) -> bool:
    """Whether a line is about a number that texts us, which can be blocked only."""
    return pattern.startswith("+")


def _read_number(text: str) -> str:
    digits = "".join(character for character in text if character.isdigit())
    if len(digits) not in _DIGITS:
        raise BadPatternError("Write the number with its country code, like +12035550199.")
    return f"+{_COUNTRY}{digits}" if len(digits) == _NATIONAL and not text.startswith("+") else f"+{digits}"


def is_blocked_number(connection: Connection, number: str) -> bool:
    """Whether a number that texts us, perhaps by WhatsApp, is on the list."""
    query = select(sender_rule.c.id).where(blocks_number(bindparam("number")))
    return connection.execute(query, {"number": number.removeprefix(WHATSAPP)}).first() is not None


def blocks_number(number: ColumnElement[str]) -> ColumnElement[bool]:
    """The lines of the list that block a number."""
    return and_(sender_rule.c.pattern == number, sender_rule.c.verdict == "blocked")


def add_rule(
    connection: Connection, *, pattern: str, verdict: Verdict, note: str = "", actor: str, now: float
) -> SenderRule:
    """Put a line on the list; one that is there already is replaced. `pattern` comes from `read_pattern`."""
    values = {"pattern": pattern, "verdict": verdict, "note": note, "actor": actor, "created_at": now}
    statement = DIALECTS[connection.dialect.name].insert(sender_rule).values(values)
    changed = {name: statement.excluded[name] for name in ("verdict", "note", "actor", "created_at")}
    statement = statement.on_conflict_do_update(index_elements=["pattern"], set_=changed)
    return SenderRule(**connection.execute(statement.returning(*_COLUMNS)).one()._mapping)


def remove_rule(connection: Connection, rule_id: int) -> bool:
    """Take a line off the list; False when it is gone already."""
    return connection.execute(delete(sender_rule).where(sender_rule.c.id == rule_id)).rowcount == 1


def list_rules(connection: Connection) -> tuple[SenderRule, ...]:
    """The whole list, newest first."""
    rows = connection.execute(select(*_COLUMNS).order_by(sender_rule.c.created_at.desc(), sender_rule.c.id.desc()))
    return tuple(SenderRule(**row._mapping) for row in rows)


def _patterns_for(address: str) -> tuple[str, ...]:
    """Every line that could speak of an address: itself, `@domain`, and each domain above it with a dot in it."""
    address = address.strip().lower().rstrip(".")
    domain = address.rpartition("@")[2]
    if "@" not in address or len(address) > MAX_PATTERN:
        return ()
    labels = domain.split(".")[-_MAX_LABELS:]
    above = tuple("@" + ".".join(labels[start:]) for start in range(len(labels) - 1))
    return tuple(dict.fromkeys((address, f"@{domain}", *above)))
