"""A mailbox is read without losing or doubling a mail, whenever the process, the connection or the UIDs go (14)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.bootstrap import Gateway, build_gateway
from gateway.cli.checkup import examine
from gateway.cli.finding import Health
from gateway.edges.imap import LONGEST_PAUSE, ImapPoller
from gateway.edges.mailbox import read_address
from gateway.errors import IntakeError, SettingsError, StoreUnavailableError
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.store.mail_accounts import LEASE_SECONDS, MailAccountRow, list_accounts
from gateway.store.messages import load_arrival
from gateway.store.schema import mail_account, message, ticket
from gateway.store.work import WorkStatistics
from gateway.web.health import _warnings
from tests.fake_imap import FakeImap
from tests.small_city import SMALL_CITY

CITY = "311@elmcity.example"


def mail(subject: str, *fields: str, to: str = CITY) -> bytes:
    """A resident's mail as it lies in a mailbox."""
    head = "".join(f"{line}\r\n" for line in fields)
    name = subject.replace(" ", "")
    return (
        f"{head}From: Anne <anne@residents.example>\r\nTo: {to}\r\nSubject: {subject}\r\n"
        f"Message-ID: <{name}@residents.example>\r\n\r\nThere is a pothole at 12 Oak St\r\n"
    ).encode()


class Post:
    """A gateway beside a mailbox; a poller of its own is another process."""

    def __init__(self, gateway: Gateway, server: FakeImap) -> None:
        self.gateway, self.server = gateway, server
        self.intake = Intake(gateway)

    def poller(self, receiver: Any = None) -> ImapPoller:
        return ImapPoller(self.gateway, receiver or self.intake)

    def rows(self, table: Any = message) -> list[Any]:
        with self.gateway.store.reading() as connection:
            return list(connection.execute(select(table).order_by(table.c.id)))

    def account(self) -> MailAccountRow:
        with self.gateway.store.reading() as connection:
            (row,) = list_accounts(connection)
        return row


@pytest.fixture
def server() -> Iterator[FakeImap]:
    server = FakeImap()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def make_post(settings: Any, sqlite_url: str, server: FakeImap) -> Iterator[Callable[..., Post]]:
    posts: list[Post] = []

    def make(*, clock: Callable[[], float] = time.time, **more: Any) -> Post:
        given = {"imap_url": server.url, "imap_password": "secret", "rules_text": SMALL_CITY, **more}
        posts.append(Post(build_gateway(settings(database_url=sqlite_url, **given), clock=clock), server))
        return posts[-1]

    yield make
    for post in posts:
        post.intake.stop(timeout=2.0)
        post.gateway.store.dispose()


@pytest.fixture
def post(make_post: Callable[..., Post]) -> Post:
    return make_post()


def test_a_mail_is_taken_in_and_put_away(post: Post) -> None:
    """Octets, sender and time are those of the mailbox, and the mail is still there in another folder."""
    raw = mail("Pothole", "Return-Path: <bounces+anne@residents.example>", "Delivered-To: 311+oak@ElmCity.example")
    post.server.put(raw)
    post.poller().look()
    (row,) = post.rows()
    assert (row.sender, row.recipients, row.details) == ("bounces+anne@residents.example", [CITY], {"door": "imap"})
    assert row.received_at == datetime(2026, 6, 1, 16, tzinfo=UTC).timestamp()
    with post.gateway.store.reading() as connection:
        assert load_arrival(connection, row.id).raw == raw
    assert (post.server.uids("INBOX"), post.server.uids("Processed")) == ([], [1])
    assert (post.account().last_uid, post.account().problem) == (1, "")


def test_what_was_read_is_not_read_again(post: Post) -> None:
    """A server names the last mail even when nothing is new."""
    post.server.faults["UID MOVE"] = lambda _: "NO not allowed"
    post.server.put(mail("Pothole"))
    poller = post.poller()
    for _ in range(2):
        poller.look()
        assert post.server.seen["UID FETCH"] == 2
    assert post.server.folders["INBOX"][0].flags == {r"\Seen"}
    post.server.put(mail("Graffiti"))
    poller.look()
    assert len(post.rows()) == 2


@pytest.mark.parametrize("fault", ["DROP", "DONE"])
@pytest.mark.parametrize("at", ["UID STORE", "UID MOVE"])
def test_f14_3_killed_between_commit_and_move(post: Post, at: str, fault: str) -> None:
    """The mail is stored and still lies in the inbox: the next process finds the same octets and one ticket."""
    post.server.put(mail("Pothole"))
    post.server.faults[at] = lambda _: fault
    post.poller().look()
    assert len(post.rows()) == 1
    assert post.account().problem
    del post.server.faults[at]
    forget_lease(post)
    post.poller().look()
    drain(post.gateway, "process")
    assert (len(post.rows()), len(post.rows(ticket))) == (1, 1)
    assert (post.server.uids("INBOX"), len(post.server.uids("Processed"))) == ([], 1)
    assert post.account().problem == ""


def test_f14_3_uids_that_begin_anew(post: Post) -> None:
    """After a restore every mail has another UID and none is new; what came meanwhile is."""
    post.server.faults["UID MOVE"] = lambda _: "NO not allowed"
    for subject in ("Pothole", "Graffiti"):
        post.server.put(mail(subject))
    poller = post.poller()
    poller.look()
    post.server.begin_anew(8)
    post.server.put(mail("Street light"))
    poller.look()
    drain(post.gateway, "process")
    assert (len(post.rows()), len(post.rows(ticket))) == (3, 3)
    assert (post.account().uidvalidity, post.account().last_uid) == (8, 3)


def test_14_nothing_is_moved_before_the_commit(post: Post) -> None:
    """While the database is away the mail stays unread where it is, and no failure is counted against it."""
    post.server.put(mail("Pothole"))
    for _ in range(4):
        post.poller(Refusing(StoreUnavailableError())).look()
        forget_lease(post)
    assert (post.server.uids("INBOX"), post.server.folders["INBOX"][0].flags) == ([1], set())
    post.poller().look()
    assert len(post.rows()) == 1


def test_14_what_fails_three_times_goes_aside_and_holds_up_nobody(post: Post) -> None:
    """One poisoned mail must not stop the mailbox, and a person finds it in a folder of its own."""
    post.server.put(mail("poison"))
    post.server.put(mail("Pothole"))
    poller = post.poller(Refusing(IntakeError("It could not be stored."), unless=post.intake))
    for look in range(3):
        assert post.server.uids("INBOX") == ([1, 2] if not look else [1])
        poller.look()
    assert (post.server.uids("Failed"), post.server.uids("Processed")) == ([1], [2])
    assert post.account().last_uid == 1
    post.server.put(mail("Graffiti"))
    poller.look()
    assert (len(post.rows()), post.account().last_uid) == (2, 3)


def test_14_a_mail_that_breaks_the_connection_goes_aside(post: Post) -> None:
    """A server that fails at one mail fails there for ever; the others are read after three tries."""
    post.server.put(mail("poison"))
    post.server.put(mail("Pothole"))
    post.server.faults["UID FETCH"] = lambda arguments: "DROP" if arguments.startswith("1 ") else None
    poller = post.poller()
    for _ in range(4):
        poller.look()
    assert (post.server.uids("Failed"), post.server.uids("Processed")) == ([1], [2])
    assert len(post.rows()) == 1


def test_a_mail_too_large_is_not_fetched(make_post: Callable[..., Post]) -> None:
    """Memory is bounded here as at every other door."""
    post = make_post(message_size_limit=1024 * 1024)
    post.server.put(mail("Pothole") + b"x" * 1024 * 1024)
    poller = post.poller()
    for _ in range(3):
        poller.look()
    assert (post.server.uids("Failed"), post.rows()) == ([1], [])


def test_14_one_process_reads_at_a_time(make_post: Callable[..., Post]) -> None:
    """The second one waits until the first has gone, or gave no sign of life for some minutes."""
    now = [1000.0]
    post = make_post(clock=lambda: now[0])
    first, second = post.poller(), post.poller()
    first.look()
    post.server.put(mail("Pothole"))
    second.look()
    assert post.server.seen["SELECT"] == 1
    now[0] += LEASE_SECONDS + 1
    second.look()
    assert len(post.rows()) == 1
    first.look()
    assert post.server.seen["SELECT"] == 2


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 UIDPLUS", "IMAP4rev1"])
def test_a_server_that_cannot_move_copies(post: Post, capabilities: str) -> None:
    """Only this one mail is marked and taken away; where that is not possible it stays, marked as deleted."""
    post.server.capabilities = capabilities
    post.server.put(mail("Pothole"))
    poller = post.poller()
    poller.look()
    assert post.server.uids("Processed") == [1]
    assert post.server.uids("INBOX") == ([] if "UIDPLUS" in capabilities else [1])
    poller.look()
    assert post.server.seen["UID FETCH"] == 2


def test_folders_are_made_below_the_users_own_prefix(post: Post) -> None:
    """Some servers take new folders only below `INBOX.` (RFC 2342)."""
    post.server.prefix = "INBOX."
    post.server.put(mail("Pothole"))
    post.poller().look()
    assert post.server.uids("INBOX.Processed") == [1]


@pytest.mark.parametrize(
    ("fields", "to", "recipients"),
    [
        (("X-Original-To: trees@elmcity.example",), "undisclosed-recipients:;", ["trees@elmcity.example"]),
        (("Delivered-To: city-box@mail.example", "X-Forwarded-To: 311@elmcity.example"), "x@y.example", [CITY]),
        (("Envelope-To: r+1.2.abcdefgh@elmcity.example",), CITY, ["r+1.2.abcdefgh@elmcity.example", CITY]),
        (("Delivered-To: city-box@mail.example",), "Someone <someone@else.example>", [CITY]),
    ],
)
def test_3_1_the_envelope_is_looked_for_where_it_may_have_survived(
    make_post: Callable[..., Post], fields: tuple[str, ...], to: str, recipients: list[str]
) -> None:
    """A forwarded or blind copy names us only there; mail to nobody we know is the city's all the same."""
    aliases = f"aliases: {{trees@elmcity.example: {CITY}}}\n  numbers:"
    post = make_post(rules_text=SMALL_CITY.replace("numbers:", aliases, 1))
    post.server.put(mail("Pothole", *fields, to=to))
    post.poller().look()
    assert post.rows()[0].recipients == recipients


@pytest.mark.parametrize(("kept", "sender"), [("Return-Path: <>", ""), ("X-Nothing: y", "anne@residents.example")])
def test_2_5_a_bounce_is_known_by_its_return_path(post: Post, kept: str, sender: str) -> None:
    """Without that field the author stands for the sender, or every mail would look like a bounce."""
    post.server.put(mail("Pothole", kept))
    post.poller().look()
    assert post.rows()[0].sender == sender


def test_a_wrong_password_is_said_and_tried_more_and_more_seldom(make_post: Callable[..., Post]) -> None:
    """A mail server locks accounts whose password is tried every few seconds."""
    post = make_post(imap_password="wrong")
    poller = post.poller()
    pauses = []
    for _ in range(10):
        pauses.append(poller.pause())
        poller.look()
    assert "GATEWAY_IMAP_PASSWORD" in post.account().problem
    figures = WorkStatistics(oldest_unprocessed_seconds=0.0, ready=0, leased=0, dead=0, by_kind={})
    (warning,) = _warnings(post.gateway, figures)
    assert "GATEWAY_IMAP_PASSWORD" in warning
    (finding,) = [found for found in examine(post.gateway.settings) if found.what == "mailbox"]
    assert (finding.health, "GATEWAY_IMAP_PASSWORD" in finding.words) == (Health.BROKEN, True)
    assert (pauses[:3], pauses[-1]) == ([30, 60, 120], LONGEST_PAUSE)


def test_a_token_is_read_anew_at_every_look(make_post: Callable[..., Post], tmp_path: Path) -> None:
    """OAuth2: another program keeps the token fresh."""
    token = tmp_path / "token"
    post = make_post(imap_password="", imap_token_file=token)
    token.write_text("old\n")
    poller = post.poller()
    poller.look()
    assert post.account().problem
    token.write_text("secret\n")
    poller.look()
    assert post.account().problem == ""


def test_it_looks_by_itself_and_stops(make_post: Callable[..., Post]) -> None:
    """As a part of `gateway up`; when it stops, the next process may read at once."""
    post = make_post(imap_seconds=1)
    poller = post.poller()
    post.server.put(mail("Pothole"))
    poller.start()
    deadline = time.monotonic() + 10
    while not post.rows() and time.monotonic() < deadline:
        time.sleep(0.02)
    poller.stop()
    post.server.put(mail("Graffiti"))
    post.poller().look()
    assert len(post.rows()) == 2


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("imaps://mail.example/INBOX", "must be like"),
        ("https://city@mail.example/", "must be like"),
        ("imaps://city@mail.example:x/", "must be like"),
        ("imaps://city@mail.example", "GATEWAY_IMAP_PASSWORD"),
    ],
)
def test_a_wrong_address_is_said_at_the_start(settings: Any, url: str, words: str) -> None:
    """One sentence that says what to write."""
    with pytest.raises(SettingsError, match=words):
        read_address(settings(imap_url=url))


def test_an_address_names_no_password(settings: Any) -> None:
    """The name is written into the database and shown to people."""
    address = read_address(settings(imap_url="imaps://city%40mail.example:pass%20word@imap.mail.example/Shared/311"))
    assert address.name == "city@mail.example@imap.mail.example/Shared/311"
    assert (address.password, address.port, address.folder) == ("pass word", 993, "Shared/311")


def test_no_password_goes_to_another_machine_in_the_clear(make_post: Callable[..., Post], monkeypatch: Any) -> None:
    """Without TLS only this machine is spoken to."""
    monkeypatch.setattr("gateway.edges.mailbox._is_here", lambda host: False)
    post = make_post()
    post.poller().look()
    assert "encryption" in post.account().problem
    assert post.server.seen["LOGIN"] == 0


class Refusing:
    """An intake that cannot store some mail, or any."""

    def __init__(self, error: Exception, unless: Intake | None = None) -> None:
        self._error, self._unless = error, unless

    def receive(self, arrival: Any, timeout: float = 10.0) -> Any:
        if self._unless and b"poison" not in arrival.raw:
            return self._unless.receive(arrival, timeout)
        raise self._error


def forget_lease(post: Post) -> None:
    """As if the killed process's lease had ended."""
    with post.gateway.store.writing() as connection:
        connection.execute(mail_account.update().values(lease_until=None))
