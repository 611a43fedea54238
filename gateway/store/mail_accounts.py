"""Mailboxes that are read by IMAP: who reads one, how far it was read, and what could not be taken in (PROTOCOL 14)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, or_, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.schema import mail_account, mail_failure

LEASE_SECONDS = 120.0
"""How long nobody else reads a mailbox after its reader gave the last sign of life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAccountRow:
    """How a mailbox stands."""

    name: str
    uidvalidity: int | None
    last_uid: int
    """Every mail up to this one was dealt with."""
    polled_at: float | None
    problem: str
    """Why it cannot be read, in a sentence; empty when all is well."""


def lease_account(connection: Connection, name: str, *, token: str, now: float) -> MailAccountRow | None:
    """The mailbox, to be read by the owner of `token` alone for some minutes; None while somebody else reads it."""
    insert = DIALECTS[connection.dialect.name].insert(mail_account).values(name=name)
    connection.execute(insert.on_conflict_do_nothing(index_elements=["name"]))
    is_free = or_(
        mail_account.c.lease_token == token,
        mail_account.c.lease_until.is_(None),
        mail_account.c.lease_until < now,
    )
    lease = {"lease_token": token, "lease_until": now + LEASE_SECONDS}
    taken = connection.execute(update(mail_account).where(mail_account.c.name == name, is_free).values(lease))
    return next((row for row in list_accounts(connection) if row.name == name), None) if taken.rowcount else None


def release_account(connection: Connection, name: str, *, token: str) -> None:
    """Let others read the mailbox."""
    free = {"lease_token": None, "lease_until": None}
    mine = (mail_account.c.name == name, mail_account.c.lease_token == token)
    connection.execute(update(mail_account).where(*mine).values(free))


def note_progress(connection: Connection, name: str, *, token: str, uidvalidity: int, last_uid: int) -> bool:
    """Everything up to `last_uid` was dealt with; False when somebody else reads the mailbox now."""
    mine = (mail_account.c.name == name, mail_account.c.lease_token == token)
    values = {"uidvalidity": uidvalidity, "last_uid": last_uid}
    return bool(connection.execute(update(mail_account).where(*mine).values(values)).rowcount)


def note_look(connection: Connection, name: str, *, now: float, problem: str) -> None:
    """Somebody looked into the mailbox, with or without success."""
    found = {"polled_at": now, "problem": problem} if not problem else {"problem": problem}
    connection.execute(update(mail_account).where(mail_account.c.name == name).values(found))


def count_failure(connection: Connection, name: str, *, uidvalidity: int, uid: int) -> int:
    """A mail could not be taken in; returns how often that happened to it."""
    key = {"account": name, "uidvalidity": uidvalidity, "uid": uid}
    insert = DIALECTS[connection.dialect.name].insert(mail_failure).values(**key, failures=1)
    again = insert.on_conflict_do_update(
        index_elements=["account", "uidvalidity", "uid"], set_={"failures": mail_failure.c.failures + 1}
    )
    return int(connection.execute(again.returning(mail_failure.c.failures)).scalar_one())


def read_failures(connection: Connection, name: str, *, uidvalidity: int) -> dict[int, int]:
    """How often each mail could not be taken in, by UID; what belongs to an older UIDVALIDITY is forgotten."""
    of_account = mail_failure.c.account == name
    connection.execute(delete(mail_failure).where(of_account, mail_failure.c.uidvalidity != uidvalidity))
    rows = connection.execute(select(mail_failure.c.uid, mail_failure.c.failures).where(of_account))
    return {row.uid: row.failures for row in rows}


def list_accounts(connection: Connection) -> list[MailAccountRow]:
    """Every mailbox that was ever read."""
    columns = mail_account.c
    rows = connection.execute(
        select(columns.name, columns.uidvalidity, columns.last_uid, columns.polled_at, columns.problem)
    )
    return [MailAccountRow(**row._mapping) for row in rows]
