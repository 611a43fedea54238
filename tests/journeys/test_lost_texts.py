"""A text whose webhook never reached us is asked for at Twilio and taken in once, in order (PROTOCOL 12.6, F12.4)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.channels.twilio import text_arrival
from gateway.cli import text_doors
from gateway.cli.finding import Health
from gateway.edges.text_poll import TextPoller, asks_for_texts, first_moment
from gateway.intake import Intake
from gateway.store.counters import read_counters
from gateway.store.text_polls import TextPollRow, end_poll, lease_poll, list_polls
from tests.fake_twilio import ACCOUNT, ANNE, NUMBER, TOKEN, FakeTwilio, text_fields
from tests.journeys.conftest import Clock, Road

BART = "+12035550112"
MINUTES, HOURS = 60.0, 3600.0


@dataclass
class Town:
    """A city whose webhooks fail, and the Twilio that kept its texts."""

    road: Road
    twilio: FakeTwilio

    def poller(self) -> TextPoller:
        return TextPoller(self.road.gateway, self.road.intake)

    def receive(self, body: str, *, ago: float, sender: str = ANNE, **more: Any) -> str:
        """A resident texts; nobody hears of it. The MessageSid."""
        return self.twilio.received.add(body, at=self.road.clock() - ago, sender=sender, to=NUMBER, **more)

    def webhook(self, sid: str, body: str) -> bool:
        """The webhook of a text comes after all; whether it was new."""
        now = datetime.fromtimestamp(self.road.clock(), UTC)
        arrival = text_arrival(tuple(text_fields(body, sid=sid)), received_at=now)
        return self.road.intake.receive(arrival).is_new

    def keys(self) -> list[str]:
        return [row.key for row in self.road.messages()]

    def poll(self) -> TextPollRow:
        with self.road.gateway.store.reading() as connection:
            (row,) = list_polls(connection)
        return row


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def town(settings: Any, database_url: str, clock: Clock, twilio: FakeTwilio) -> Iterator[Town]:
    account = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "twilio_api_url": twilio.url}
    gateway = build_gateway(settings(database_url=database_url, **account), clock=clock)
    intake = Intake(gateway)
    yield Town(road=Road(gateway=gateway, intake=intake, clock=clock), twilio=twilio)
    intake.stop()
    gateway.store.dispose()


def test_f12_4_an_hour_without_webhooks(town: Town) -> None:
    """Every text of that hour is taken in once and in the order of time, and becomes what it would have become."""
    first = town.receive("Pothole at 12 Oak St", ago=65 * MINUTES)
    second = town.receive("Streetlight out at 9 Elm St", ago=40 * MINUTES, sender=BART)
    third = town.receive("It is getting bigger", ago=20 * MINUTES)
    assert town.poller().look() == 3
    assert town.keys() == [first, second, third]
    town.road.work()
    assert [row.location for row in town.road.tickets()] == ["12 Oak St", "9 Elm St"]
    assert town.poller().look() == 0
    town.road.clock.pass_time(minutes=5)
    assert town.poller().look() == 0
    assert town.keys() == [first, second, third]


def test_f12_4_a_text_keeps_twilios_time_and_is_received_now(town: Town) -> None:
    """The order of filing is ours; when the resident wrote is kept beside."""
    town.receive("Pothole at 12 Oak St", ago=60 * MINUTES)
    town.poller().look()
    (row,) = town.road.messages()
    assert row.received_at == town.road.clock()
    sent_at = datetime.fromtimestamp(town.road.clock() - 60 * MINUTES, UTC)
    assert row.details == {"door": "poll", "provider_time": sent_at.isoformat()}
    assert (row.sender, row.recipients) == (ANNE, [NUMBER])


def test_f12_4_a_webhook_that_comes_later_is_the_same_text(town: Town) -> None:
    """And a text whose webhook came is not taken in again."""
    early = town.receive("Pothole at 12 Oak St", ago=30 * MINUTES)
    town.webhook(early, "Pothole at 12 Oak St")
    late = town.receive("Graffiti at 9 Elm St", ago=20 * MINUTES)
    assert town.poller().look() == 1
    assert not town.webhook(late, "Graffiti at 9 Elm St")
    assert town.keys() == [early, late]


def test_f12_4_a_webhook_that_may_still_come_is_waited_for(town: Town) -> None:
    """It says more than the list does: an opt-out, a shared place."""
    sid = town.receive("Pothole at 12 Oak St", ago=1 * MINUTES)
    poller = town.poller()
    assert poller.look() == 0
    town.road.clock.pass_time(minutes=5)
    assert poller.look() == 1
    assert town.keys() == [sid]


def test_f12_4_the_list_has_pages_and_things_that_are_not_ours(town: Town) -> None:
    """What we sent, texts of other cities in the account and texts that are just coming in are passed over."""
    town.twilio.received.largest_page = 3
    sids = [town.receive(f"Pothole at {number} Oak St", ago=(60 - number) * MINUTES) for number in range(1, 9)]
    town.receive("ours", ago=50 * MINUTES, direction="outbound-api")
    town.receive("half", ago=50 * MINUTES, status="receiving")
    town.twilio.received.add("elsewhere", at=town.road.clock() - 50 * MINUTES, sender=ANNE, to="+12035559999")
    assert town.poller().look() == 8
    assert town.keys() == sids
    first = town.twilio.received.queries[0]
    assert first["To"] == NUMBER
    assert first["DateSent>"].endswith("Z")


def test_f12_4_texts_of_one_second_keep_their_order(town: Town) -> None:
    """Twilio's times are in whole seconds, and its list has the latest first."""
    sids = [town.receive(f"part {number}", ago=30 * MINUTES) for number in range(4)]
    town.poller().look()
    assert town.keys() == sids


def test_f12_4_a_messaging_service_has_numbers_of_its_own(
    settings: Any, sqlite_url: str, clock: Clock, twilio: FakeTwilio
) -> None:
    """As a webhook would be believed, so is what the list says of it."""
    account = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "twilio_api_url": twilio.url}
    gateway = build_gateway(
        settings(database_url=sqlite_url, twilio_messaging_service_sid="MG1", **account), clock=clock
    )
    intake = Intake(gateway)
    texts = twilio.received
    texts.add("Pothole", at=clock() - HOURS, sender=ANNE, to="+12035559999", service="MG1")
    texts.add("other", at=clock() - HOURS, sender=ANNE, to="+12035559999", service="MG2")
    assert TextPoller(gateway, intake).look() == 1
    assert "To" not in texts.queries[0]
    intake.stop()
    gateway.store.dispose()


def test_f12_4_media_of_a_lost_text_come_along(town: Town) -> None:
    """Their addresses are asked for one text at a time, and only for texts that are missing."""
    sid = town.receive("Pothole", ago=30 * MINUTES, media=("image/jpeg", "image/png"))
    town.poller().look()
    town.road.work()
    asked = [path for path, _ in town.twilio.media.seen]
    assert asked == [f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media/ME{sid[2:]}{n}" for n in (0, 1)]


def test_f12_4_media_that_cannot_be_listed_do_not_lose_the_text(town: Town) -> None:
    """For an hour the text waits for them; then it is taken in without."""
    town.receive("Pothole", ago=30 * MINUTES, media=("image/jpeg",))
    town.twilio.received.media_faults = [500, 500]
    poller = town.poller()
    assert poller.look() == 0
    assert "500" in town.poll().problem
    town.road.clock.pass_time(minutes=40)
    assert poller.look() == 1


def test_f12_4_two_clocks_at_once_ask_once(town: Town) -> None:
    """One has the lease, and what it asked for the other need not ask again."""
    for number in range(5):
        town.receive(f"Pothole at {number + 1} Oak St", ago=30 * MINUTES)
    pollers = [town.poller(), town.poller()]
    found: list[int] = []
    threads = [threading.Thread(target=lambda one=one: found.append(one.look())) for one in pollers]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(found) == [0, 5]
    assert town.twilio.lookups == 2
    assert len(town.keys()) == 5


def test_f12_4_a_clock_that_died_is_followed_by_another(town: Town) -> None:
    """Its lease ends after ten minutes, and what it says afterwards counts no more."""
    store = town.road.gateway.store
    with store.writing() as connection:
        assert lease_poll(connection, "twilio", token="gone", now=town.road.clock(), not_since=0.0)
    assert town.poller().look() == 0
    town.receive("Pothole", ago=30 * MINUTES)
    town.road.clock.pass_time(minutes=11)
    assert town.poller().look() == 1
    with store.writing() as connection:
        end_poll(connection, "twilio", token="gone", now=town.road.clock(), found=0, problem="late")
    assert town.poll().problem == ""


def test_f12_4_twilio_is_down_and_comes_back(town: Town) -> None:
    """The problem is noted, nothing is lost, and the next look takes everything in."""
    town.receive("Pothole at 12 Oak St", ago=30 * MINUTES)
    town.twilio.lookup_faults = [503]
    poller = town.poller()
    assert poller.look() == 0
    assert town.poll().problem == "Twilio answered 503 when it was asked for texts."
    assert poller.pause() == 300.0
    assert poller.look() == 1
    assert town.poll().problem == ""


def test_f12_4_a_twilio_that_cannot_be_reached_is_noted(town: Town) -> None:
    """No answer is no reason to end."""
    town.twilio.stop()
    assert town.poller().look() == 0
    assert town.poll().problem.startswith("Twilio could not be asked for texts")


def test_f12_4_a_wrong_key_pauses_with_a_sentence(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """A person must mend it, so it is asked less and less often, and doctor and log say what to do."""
    town.twilio.lookup_faults = [20003, 20003]
    poller = town.poller()
    poller.look()
    assert "Check GATEWAY_TWILIO_ACCOUNT_SID" in town.poll().problem
    assert poller.pause() == 600.0
    poller.look()
    assert poller.pause() == 1200.0
    poller.look()
    assert poller.pause() == 300.0
    assert "Check GATEWAY_TWILIO_ACCOUNT_SID" in caplog.text


def test_f12_4_texts_that_never_came_by_webhook_are_an_alert(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """They were saved, but the first way is broken; neither number nor words are in the log."""
    town.receive("Pothole at 12 Oak St", ago=30 * MINUTES)
    with caplog.at_level(logging.ERROR):
        town.poller().look()
    assert "ALERT: texts had not come by webhook" in caplog.text
    assert ANNE not in caplog.text
    assert town.poll().found_at == town.road.clock()
    with town.road.gateway.store.reading() as connection:
        assert read_counters(connection)["text_poll_found"] == 1


def test_12_6_how_far_back_is_asked(clock: Clock) -> None:
    """Two hours as a rule; a day after a start or a pause; after a longer one everything since then."""
    now = datetime.fromtimestamp(clock(), UTC)

    def hours(polled_ago: float | None, *, is_first: bool = False) -> float:
        polled_at = None if polled_ago is None else clock() - polled_ago * HOURS
        poll = TextPollRow(channel="twilio", polled_at=polled_at, found_at=None, problem="")
        return (now - first_moment(poll, now, is_first=is_first)).total_seconds() / HOURS

    assert hours(0.1) == pytest.approx(2.1)
    assert hours(0.1, is_first=True) == 24
    assert hours(1.5) == 24
    assert hours(50) == 52
    assert hours(24 * 365) == 24 * 30
    assert hours(None, is_first=True) == 2


def test_12_6_nobody_is_asked_without_account_key_or_interval(settings: Any) -> None:
    """A gateway without Twilio has no thread that fails every five minutes."""
    account = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN}
    assert asks_for_texts(settings(**account))
    assert not asks_for_texts(settings())
    assert not asks_for_texts(settings(**account, text_poll_seconds=0))
    assert not asks_for_texts(settings(**account, twilio_api_url=""))
    assert not asks_for_texts(settings(twilio_account_sid=ACCOUNT))


def test_12_6_doctor_tells_how_the_asking_stands(town: Town) -> None:
    """Never asked, asked and found, and not able to ask."""
    (never,) = text_doors.check_text_poll(town.road.gateway.settings)
    assert never.health is Health.BROKEN
    assert "was not asked yet" in never.words
    town.twilio.lookup_faults = [20003]
    town.poller().look()
    (broken,) = text_doors.check_text_poll(town.road.gateway.settings)
    assert broken.health is Health.BROKEN
    assert "cannot be asked for: Twilio answered 401" in broken.words


def test_12_6_the_poller_is_a_part_that_starts_and_stops(town: Town) -> None:
    """As `gateway clock` and `gateway up` run it."""
    town.receive("Pothole at 12 Oak St", ago=30 * MINUTES)
    poller = town.poller()
    poller.start()
    seen = threading.Event()
    for _ in range(200):
        if town.keys():
            break
        seen.wait(0.02)
    poller.stop()
    assert len(town.keys()) == 1
