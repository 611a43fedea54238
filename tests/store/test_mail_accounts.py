"""How far a mailbox was read, who reads it, and which tokens were used: on both databases (PROTOCOL 14)."""

from __future__ import annotations

from gateway.store.engine import Store
from gateway.store.mail_accounts import (
    LEASE_SECONDS,
    MailAccountRow,
    count_failure,
    lease_account,
    list_accounts,
    note_look,
    note_progress,
    read_failures,
    release_account,
)
from gateway.store.seen_tokens import KEEP_SECONDS, is_seen, remember_token

NAME = "city@mail.example/INBOX"


def lease(store: Store, token: str, now: float) -> MailAccountRow | None:
    with store.writing() as connection:
        return lease_account(connection, NAME, token=token, now=now)


def test_14_a_mailbox_has_one_reader(store: Store) -> None:
    """Who reads may go on reading; others wait until it gives the mailbox back or is silent for too long."""
    assert lease(store, "first", 100.0)
    assert lease(store, "second", 110.0) is None
    assert lease(store, "first", 110.0)
    assert lease(store, "second", 110.0 + LEASE_SECONDS) is None
    assert lease(store, "second", 111.0 + LEASE_SECONDS)
    with store.writing() as connection:
        assert not note_progress(connection, NAME, token="first", uidvalidity=7, last_uid=3)
        release_account(connection, NAME, token="first")
    assert lease(store, "first", 112.0 + LEASE_SECONDS) is None
    with store.writing() as connection:
        release_account(connection, NAME, token="second")
    assert lease(store, "first", 112.0 + LEASE_SECONDS)


def test_how_a_mailbox_stands_is_kept(store: Store) -> None:
    """The last success is known also while it fails."""
    lease(store, "first", 100.0)
    with store.writing() as connection:
        assert note_progress(connection, NAME, token="first", uidvalidity=7, last_uid=3)
        note_look(connection, NAME, now=101.0, problem="")
        note_look(connection, NAME, now=102.0, problem="It is away.")
        (row,) = list_accounts(connection)
    assert row == MailAccountRow(name=NAME, uidvalidity=7, last_uid=3, polled_at=101.0, problem="It is away.")


def test_failures_of_a_mail_are_counted_until_uids_begin_anew(store: Store) -> None:
    """Another UIDVALIDITY gives the same number to another mail."""
    lease(store, "first", 100.0)
    with store.writing() as connection:
        assert [count_failure(connection, NAME, uidvalidity=7, uid=uid) for uid in (5, 5, 6)] == [1, 2, 1]
        assert read_failures(connection, NAME, uidvalidity=7) == {5: 2, 6: 1}
        assert read_failures(connection, NAME, uidvalidity=8) == {}
        assert read_failures(connection, NAME, uidvalidity=7) == {}


def test_14_a_token_is_remembered_for_a_while(store: Store) -> None:
    """Longer than its signature counts, and not for ever."""
    with store.writing() as connection:
        remember_token(connection, "mailgun:a", now=100.0)
        remember_token(connection, "mailgun:a", now=101.0)
        assert (is_seen(connection, "mailgun:a"), is_seen(connection, "mailgun:b")) == (True, False)
        remember_token(connection, "mailgun:b", now=102.0 + KEEP_SECONDS)
        assert (is_seen(connection, "mailgun:a"), is_seen(connection, "mailgun:b")) == (False, True)
