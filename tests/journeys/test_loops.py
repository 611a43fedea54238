"""Whatever answers our mail by itself, there is silence after three mails of ours (F5.1).

Mail is carried in one process between gateways and machines, with a clock that is turned a minute at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path
from typing import Any, cast

import pytest

from gateway import restraint
from gateway.bootstrap import build_gateway
from gateway.channels.email import EmailChannel
from gateway.intake import Intake
from gateway.store.outbox import load_outbound
from gateway.store.schema import counter, outbox
from tests.conftest import ROOT
from tests.journeys.conftest import CITY, Clock, Road

ROBOT = "robot@machines.example"
STREETS = "streets@elmcity.example"
SANITATION = "sanitation@elmcity.example"
OTHER = "311@othercity.example"
OPERATOR = "operator@elmcity.example"
POTHOLE = "There is a huge pothole at 12 Oak St."


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail of ours as a machine sees it."""

    number: int
    envelope: str
    to: str
    subject: str
    message_id: str
    reply_to: str

    @classmethod
    def read(cls, raw: bytes, *, number: int, envelope: str, to: str) -> Letter:
        message = message_from_bytes(raw)
        reply_to = parseaddr(message["Reply-To"] or message["From"])[1]
        return cls(
            number=number,
            envelope=envelope,
            to=to,
            subject=message["Subject"],
            message_id=message["Message-ID"],
            reply_to=reply_to,
        )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a machine sends back, without any header that says so."""

    sender: str
    to: str
    subject: str
    text: str
    headers: tuple[str, ...] = ()

    def __bytes__(self) -> bytes:
        head = (f"From: {self.sender}", f"To: {self.to}", f"Subject: {self.subject}", *self.headers)
        return ("\r\n".join(head) + f"\r\n\r\n{self.text}\r\n").encode()


Machine = Callable[[Letter], Answer]


@dataclass
class Post:
    """Carries what the gateways send to each other and to machines, and counts what each address gets."""

    roads: dict[str, Road]
    clock: Clock
    machines: dict[str, Machine] = field(default_factory=dict)
    received: dict[str, int] = field(default_factory=dict)
    _carried: set[tuple[str, int]] = field(default_factory=set)

    def run(self, *, minutes: int = 60, step: float = 1) -> None:
        """Let time pass; everything that is due is sent, and everything that arrives is answered."""
        for _ in range(int(minutes / step)):
            for domain, road in self.roads.items():
                road.work()
                self._collect(domain, road)
            self.clock.pass_time(minutes=step)

    def to(self, address: str) -> int:
        return self.received.get(address, 0)

    def answers_to(self, address: str) -> int:
        """Mails that the gateway wrote by itself; a department's words are passed on as they are."""
        rows = [row for road in self.roads.values() for row in road.said_to(address)]
        return len([row for row in rows if row.automatic and row.state == "simulated"])

    def total(self) -> int:
        return sum(self.received.values())

    def _collect(self, domain: str, road: Road) -> None:
        for row in road.rows(outbox, state="simulated"):
            if (domain, row.id) not in self._carried:
                self._carried.add((domain, row.id))
                self._carry(domain, road, row)

    def _carry(self, domain: str, road: Road, row: Any) -> None:
        self.received[row.recipient] = self.to(row.recipient) + 1
        channel = cast("EmailChannel", road.gateway.channels["email"])
        with road.gateway.store.reading() as connection:
            raw = channel.compose(load_outbound(connection, row.id))
        envelope = road.gateway.tokens.bounce_address(row.id, domain)
        self._deliver(raw, envelope=envelope, to=row.recipient)

    def _deliver(self, raw: bytes, *, envelope: str, to: str) -> None:
        machine = self.machines.get(to) or self.machines.get(f"@{to.partition('@')[2]}")
        if machine is not None:
            answer = machine(Letter.read(raw, number=self.to(to), envelope=envelope, to=to))
            self._deliver(bytes(answer), envelope=answer.sender, to=answer.to)
        elif to.startswith(("311@", "r+", "b+")):
            self.roads[to.partition("@")[2]].raw_mail(raw, sender=envelope, to=(to,))


def to_reply_address(letter: Letter) -> Answer:
    """As a mailbox rule does it."""
    return Answer(
        sender=letter.to,
        to=letter.reply_to,
        subject=f"Re: {letter.subject}",
        text=f"I have your mail and read it soon. {letter.number}",
        headers=(f"In-Reply-To: {letter.message_id}",),
    )


def to_envelope(letter: Letter) -> Answer:
    """As RFC 3834 wants it, but without the header that it wants."""
    return Answer(sender=letter.to, to=letter.envelope, subject="Away", text=f"Away these days. {letter.number}")


def with_nothing_of_ours(letter: Letter) -> Answer:
    """All our headers are gone, and the subject is a new one every time."""
    return Answer(sender=letter.to, to=CITY, subject=f"Case {letter.number}", text=f"{POTHOLE} Case {letter.number}.")


def in_the_same_words(letter: Letter) -> Answer:
    """A text that never changes."""
    return Answer(sender=letter.to, to=CITY, subject="About your mail", text=POTHOLE)


def from_a_new_address(letter: Letter) -> Answer:
    """A customer system that answers from the address of a new case every time."""
    sender = f"case{letter.number}.{letter.to}"
    return Answer(sender=sender, to=CITY, subject=f"Case {letter.number}", text=f"{POTHOLE} Case {letter.number}.")


MACHINES = (to_reply_address, to_envelope, with_nothing_of_ours, in_the_same_words)


@pytest.fixture
def database_kind() -> str:
    """SQLite: what the limits ask of PostgreSQL is asked in the tests of sending."""
    return "sqlite"


@pytest.fixture
def post(road: Road, clock: Clock) -> Post:
    return Post(roads={"elmcity.example": road}, clock=clock)


@pytest.fixture
def other_road(settings: Any, _sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Road]:
    """Another city with the same software; each has the other as its streets department."""
    shutil.copy(_sqlite_template, tmp_path / "other.db")
    rules = (ROOT / "routing_rules.yaml").read_text(encoding="utf-8").replace("elmcity.example", "othercity.example")
    given = settings(
        rules_text=rules.replace("streets@othercity.example", CITY),
        database_url=f"sqlite:///{tmp_path / 'other.db'}",
        data_dir=tmp_path / "other",
    )
    gateway = build_gateway(given, clock=clock)
    intake = Intake(gateway)
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


@pytest.mark.parametrize("machine", MACHINES)
def test_f5_1_a_machine_without_headers_hears_three_mails_and_then_nothing(post: Post, machine: Machine) -> None:
    """It answers whatever we send, to any of our addresses, and nothing says that it is a machine."""
    road = post.roads["elmcity.example"]
    post.machines[ROBOT] = machine
    road.mail(POTHOLE, subject="Pothole", sender=ROBOT)
    post.run(minutes=90)
    heard = post.to(ROBOT)
    assert heard <= 3
    post.run(minutes=24 * 60, step=60)
    assert post.to(ROBOT) == heard


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("where", [STREETS, "both"])
def test_f5_1_a_machine_in_a_department_s_mailbox_hears_three_notices(post: Post, machine: Machine, where: str) -> None:
    """A department is a mailbox too; with the resident's machine on the other side, they must not talk through us.

    Three notices are the most that a department's machine causes; each answer of the resident's one is another report.
    """
    road = post.roads["elmcity.example"]
    post.machines |= {STREETS: machine} | ({ROBOT: machine} if where == "both" else {})
    road.mail(POTHOLE, subject="Pothole", sender=ROBOT)
    post.run(minutes=90)
    heard = (post.to(STREETS), post.to(ROBOT))
    assert heard[0] <= (6 if where == "both" else 3)
    assert post.answers_to(ROBOT) <= 3
    post.run(minutes=24 * 60, step=60)
    assert (post.to(STREETS), post.to(ROBOT)) == heard


def test_f5_1_two_departments_with_machines_do_not_pass_a_report_round(post: Post) -> None:
    """The one's answer is a report for the other, whose answer is a report for the first."""
    road = post.roads["elmcity.example"]

    def litter(letter: Letter) -> Answer:
        text = f"Overflowing trash was not collected at {letter.number} Elm St"
        return Answer(sender=letter.to, to=CITY, subject=f"Case {letter.number}", text=text)

    def pothole(letter: Letter) -> Answer:
        return Answer(
            sender=letter.to, to=CITY, subject=f"Case {letter.number}", text=f"Pothole at {letter.number} Oak St"
        )

    post.machines |= {STREETS: litter, SANITATION: pothole}
    road.mail(POTHOLE, subject="Pothole")
    post.run(minutes=60)
    assert max(post.to(STREETS), post.to(SANITATION)) <= 3
    before = post.total()
    post.run(minutes=24 * 60, step=60)
    assert post.total() == before


def test_f5_1_two_gateways_stop_within_three_messages(post: Post, other_road: Road) -> None:
    """Each city has the other's intake address as a department, and one resident writes to one of them."""
    road = post.roads["elmcity.example"]
    post.roads["othercity.example"] = other_road
    other_road.mail(POTHOLE, subject="Pothole", to=(OTHER,))
    road.mail(POTHOLE, subject="Pothole", sender=OTHER)
    post.run(minutes=60)
    assert post.to(CITY) <= 3
    assert post.to(OTHER) <= 3
    before = post.total()
    post.run(minutes=24 * 60, step=60)
    assert post.total() == before


def test_f5_1_a_machine_with_a_new_address_each_time_trips_the_breaker(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No limit for an address helps; far more mail than usual does, and the operator is called."""
    road = post.roads["elmcity.example"]
    monkeypatch.setitem(road.gateway.settings.__dict__, "automatic_mail_an_hour", 10)
    monkeypatch.setattr(restraint, "_LOOK_AT_EVERY", 1)

    def anywhere(letter: Letter) -> Answer:
        sender = f"case{letter.number}-{post.total()}@host{post.total()}.example"
        post.machines[sender] = anywhere
        return Answer(sender=sender, to=CITY, subject=f"Case {post.total()}", text=f"{POTHOLE} {post.total()}")

    post.machines[ROBOT] = anywhere
    road.mail(POTHOLE, subject="Pothole", sender=ROBOT)
    post.run(minutes=50)
    answers = [row for row in road.rows(outbox, kind="acknowledgement") if row.state == "simulated"]
    assert len(answers) <= 12
    with road.gateway.store.reading() as connection:
        counters = {row.name: row.value for row in connection.execute(counter.select())}
    assert counters["automatic_mail_breaker"] >= 1
    assert "Look at the newest tickets" in road.said_to(OPERATOR)[0].body


def test_f5_1_a_machine_with_new_addresses_in_one_domain_is_stopped_by_its_domain(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A customer system makes an address for each case; its domain hears so many mails an hour and no more."""
    monkeypatch.setattr(restraint, "MAILS_TO_A_DOMAIN_AN_HOUR", 5)
    road = post.roads["elmcity.example"]

    def case(letter: Letter) -> Answer:
        text = f"{POTHOLE} Case {post.total()}."
        return Answer(sender=f"case{post.total()}@machines.example", to=CITY, subject=f"Case {post.total()}", text=text)

    post.machines["@machines.example"] = case
    road.mail(POTHOLE, subject="Pothole", sender=ROBOT)
    post.run(minutes=20)
    assert sum(heard for address, heard in post.received.items() if address.endswith("@machines.example")) == 5


def test_5_11_a_resident_with_two_reports_in_ten_minutes_loses_nothing(road: Road) -> None:
    """Both have a ticket and a notice at once, and the second acknowledgement comes when its ten minutes are over."""
    road.mail("Huge pothole at 12 Oak St", subject="Pothole")
    road.clock.pass_time(minutes=2)
    road.mail("Graffiti on the wall at 40 Elm St", subject="Graffiti")
    first, second = road.said_to("anne@residents.example")
    assert (len(road.tickets()), first.state, second.state) == (2, "simulated", "queued")
    assert len([row for row in road.rows(outbox, kind="department") if row.state == "simulated"]) == 2
    road.clock.pass_time(minutes=9)
    road.work()
    assert road.said_to("anne@residents.example")[1].state == "simulated"


def test_5_12_the_same_mail_again_within_an_hour_is_filed_and_not_answered(road: Road) -> None:
    """An impatient resident or a machine: nobody need hear of it twice, and the queue shows both."""
    for _ in range(2):
        road.mail("Huge pothole at 12 Oak St", subject="Pothole")
        road.clock.pass_time(minutes=20)
    assert len(road.tickets()) == 2
    assert [row.reason for row in road.rows(outbox, state="suppressed")] == [
        "the same words came from this sender within an hour"
    ] * 2
    road.clock.pass_time(hours=1)
    road.mail("Huge pothole at 12 Oak St", subject="Pothole")
    assert road.rows(outbox)[-1].state == "simulated"
