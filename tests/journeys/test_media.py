"""Pictures and places that come with a text: fetched after the ticket is there, kept as those of a mail (F12.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from gateway.bootstrap import build_gateway
from gateway.channels.twilio import text_arrival
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.pictures.media import WAITS
from gateway.pictures.preparing import surrender
from gateway.pictures.suggesting import use_place
from gateway.store.attachments import ask_for_files
from gateway.store.blobs import path_of
from gateway.store.schema import attachment, blob, contact, message, question, work
from gateway.store.work import claim
from tests.fake_media import Reply, moved
from tests.fake_twilio import ACCOUNT, ANNE, TOKEN, FakeTwilio, text_fields
from tests.journeys.conftest import STREETS, Clock, Road
from tests.journeys.test_files import Mailbox
from tests.pictures.samples import HTML, PDF, PLACE, WHEN, photo

SHOT = photo(place=PLACE, taken=WHEN)
WHERE = "41.30847, -72.92000"
CARD = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:;Oak Street;;;\r\n"
    b"item1.URL;type=pref:https://maps.apple.com/?ll=41.308472\\,-72.920000&q=Oak\r\n  Street\r\nEND:VCARD\r\n"
)


@dataclass
class Phone:
    """Anne's phone, and the Twilio that keeps what she sends."""

    road: Road
    twilio: FakeTwilio
    sent: int = 0

    def text(self, body: str, *media: tuple[str, list[Reply]]) -> int:
        """A text with files by type, each with what Twilio answers one time after the other; the message's id."""
        self.sent += 1
        sid = f"MM{self.sent:032d}"
        fields = [*text_fields(body, sid=sid), ("NumMedia", str(len(media)))]
        for index, (content_type, replies) in enumerate(media):
            path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}/Media/ME{index}"
            self.twilio.media.replies[path] = replies
            fields += [(f"MediaUrl{index}", self.twilio.url + path), (f"MediaContentType{index}", content_type)]
        now = datetime.fromtimestamp(self.road.clock(), UTC)
        return self.road.arrive(text_arrival(tuple(fields), received_at=now)).id

    def wait(self, seconds: float) -> None:
        self.road.clock.now += seconds
        self.road.work()

    def files(self) -> list[Any]:
        return sorted(self.road.rows(attachment), key=lambda row: row.position)

    def asked(self) -> int:
        """How often a file was asked for."""
        return len(self.twilio.media.seen)

    def heard(self) -> list[str]:
        """What went to her phone."""
        return [row["Body"] for row in self.twilio.sent]


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    fake = FakeTwilio()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def open_phone(settings: Any, database_url: str, clock: Clock, twilio: FakeTwilio) -> Iterator[Callable[..., Phone]]:
    """A function that starts a gateway with these settings and gives Anne's phone."""
    roads: list[Road] = []

    def start(**more: Any) -> Phone:
        account = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "twilio_api_url": twilio.url}
        gateway = build_gateway(settings(database_url=database_url, **account, **more), clock=clock)
        roads.append(Road(gateway=gateway, intake=Intake(gateway), clock=clock))
        return Phone(road=roads[-1], twilio=twilio)

    yield start
    for road in roads:
        road.intake.stop()
        road.gateway.store.dispose()


@pytest.fixture
def phone(open_phone: Callable[..., Phone]) -> Phone:
    return open_phone()


def good(octets: bytes = SHOT) -> list[Reply]:
    return [Reply(body=octets)]


def test_12_11_a_photo_is_kept_as_a_mails_is(phone: Phone) -> None:
    """Original, picture and thumbnail; the department has it in its notice."""
    phone.text("Pothole at 12 Oak St", ("image/jpeg", good()))
    (row,) = phone.files()
    assert (row.filename, row.content_type, row.size, row.problem) == ("media-1.jpg", "image/jpeg", len(SHOT), "")
    assert row.picture_sha256
    assert row.thumbnail_sha256
    assert (row.lat, row.lon) == (41.308472, -72.92)
    notice = phone.road.said_to(STREETS)[-1]
    assert "media-1" not in notice.body
    assert phone.road.unfinished() == []


def test_12_11_ten_files_and_one_that_is_late(phone: Phone) -> None:
    """What was fetched is kept, and is not fetched again for the sake of another one."""
    media = [("application/pdf", good(PDF + bytes([number]))) for number in range(9)]
    phone.text("Pothole at 12 Oak St", *media, ("application/pdf", [Reply(status=404), *good(PDF)]))
    assert [row.position for row in phone.files()] == list(range(9))
    assert phone.asked() == 10
    phone.wait(WAITS[0] + 1)
    assert [row.position for row in phone.files()] == list(range(10))
    assert phone.asked() == 11


@pytest.mark.parametrize("status", [401, 404, 500])
def test_f12_6_what_is_missing_is_tried_for_ten_minutes(phone: Phone, status: int) -> None:
    """And fetched when it is there; the ticket and its answer never waited."""
    phone.text("Pothole at 12 Oak St", ("application/pdf", [*[Reply(status=status)] * len(WAITS), *good(PDF)]))
    assert len(phone.road.tickets()) == 1
    assert len(phone.heard()) == 1
    assert phone.files() == []
    for wait in WAITS:
        phone.wait(wait + 1)
    (row,) = phone.files()
    assert (row.content_type, row.problem) == ("application/pdf", "")
    assert row.sha256
    assert phone.road.unfinished() == []


def test_f12_6_after_ten_minutes_it_is_said_beside_the_ticket(phone: Phone) -> None:
    """A clerk knows that there was a photo, and why it is not here."""
    phone.text("Pothole at 12 Oak St", ("image/jpeg", [Reply(status=401)]))
    for wait in WAITS:
        phone.wait(wait + 1)
    (row,) = phone.files()
    assert row.sha256 is None
    assert row.filename == "media-1.jpg"
    assert row.problem == (
        "It could not be fetched in ten minutes: "
        "Twilio answered 401; see that its key or token in the settings is right."
    )
    assert phone.road.unfinished() == []
    assert 580 < sum(WAITS) < 660


def test_f12_6_a_redirect_into_the_cloud_is_refused_at_once(phone: Phone) -> None:
    """Not tried again, and the other file of the text is not hurt by it."""
    phone.text(
        "Pothole at 12 Oak St",
        ("image/jpeg", [moved("http://169.254.169.254/latest/meta-data")]),
        ("application/pdf", good(PDF)),
    )
    bad, fine = phone.files()
    assert bad.problem == "It does not lie at Twilio's own addresses, so it was not fetched."
    assert fine.sha256
    assert phone.road.unfinished() == []


def test_f12_6_a_page_that_calls_itself_a_photo_is_a_download(phone: Phone) -> None:
    """It is never shown, and the sentence says what it is."""
    phone.text("Pothole at 12 Oak St", ("image/jpeg", good(HTML)))
    (row,) = phone.files()
    assert (row.content_type, row.picture_sha256) == ("text/html", None)
    assert row.problem == "It is called a picture but is not one that can be shown (web page)."


def test_12_11_what_a_server_calls_it_counts_where_the_text_says_nothing(phone: Phone) -> None:
    """The name that the provider kept is worth more than a number."""
    named = Reply(
        body=b"a,b\n1,2\n",
        headers={"Content-Type": "text/csv", "Content-Disposition": 'inline; filename="../../list.csv"'},
    )
    phone.text("Pothole at 12 Oak St", ("application/octet-stream", [named]))
    (row,) = phone.files()
    assert (row.filename, row.content_type) == ("list.csv", "text/csv")


def test_12_11_a_file_that_was_lost_is_fetched_again(phone: Phone) -> None:
    """Staff who ask for it have it fetched once more; what is here is left alone."""
    message_id = phone.text("Pothole at 12 Oak St", ("application/pdf", good(PDF)), ("text/plain", good(b"words")))
    gateway, lost = phone.road.gateway, phone.files()[1]
    path_of(gateway.settings.files_dir, lost.sha256).unlink(missing_ok=True)
    with gateway.store.writing() as connection:
        connection.execute(update(blob).where(blob.c.sha256 == lost.sha256).values(data=None))
        ask_for_files(connection, message_id, now=phone.road.clock())
    phone.road.work()
    assert phone.asked() == 3
    assert phone.files()[1].sha256 == lost.sha256


def test_12_11_files_that_kill_their_worker_are_named(phone: Phone) -> None:
    """After the last attempt staff read which ones they are; those that are here stay."""
    message_id = phone.text("Pothole", ("application/pdf", good(PDF)), ("image/jpeg", [Reply(status=404)]))
    gateway = phone.road.gateway
    phone.road.clock.now += 60
    (held,) = claim(gateway.store, kind="files", limit=1, now=gateway.clock())
    assert held.ref == message_id
    surrender(gateway, held, "the worker was lost")
    here, gone = phone.files()
    assert here.sha256
    assert gone.problem.startswith("It could not be prepared")


def test_12_12_a_shared_place_answers_where(phone: Phone) -> None:
    """The ticket is on the map, the question is settled, and Anne reads that it is noted."""
    phone.text("There is a deep pothole")
    assert phone.road.the_ticket().location is None
    assert phone.road.rows(question, closed_at=None)
    phone.road.clock.pass_time(minutes=2)
    phone.text("", ("text/x-vcard", good(CARD)))
    row = phone.road.the_ticket()
    assert (row.location, row.lat, row.lon) == (WHERE, 41.308472, -72.92)
    assert phone.road.rows(question, closed_at=None) == []
    (event,) = phone.road.events(kind="place_shared")
    assert event.text == f"{WHERE}, the place that was shared as media-1.vcf"
    phone.wait(660)
    assert f"noted: {WHERE}" in phone.heard()[-1]


def test_12_12_the_department_reads_the_shared_place(phone: Phone) -> None:
    """Its notice was written before the card was fetched, and waits for it."""
    gateway = phone.road.gateway
    mailbox = Mailbox(channel=gateway.channels["email"])
    phone.road.gateway = replace(gateway, channels={**gateway.channels, "email": mailbox})
    phone.text("There is a deep pothole", ("text/x-vcard", good(CARD)))
    (notice,) = mailbox.to(STREETS)
    assert (
        "The resident shared this place: 41.30847, -72.92000\nhttps://www.openstreetmap.org/?mlat" in notice.draft.body
    )
    assert "media-1.vcf" not in notice.draft.body


def test_12_12_a_place_that_somebody_else_shared_is_for_a_clerk(phone: Phone) -> None:
    """Whose place it is, is not known; one click takes it."""
    message_id = phone.text("Pothole at 12 Oak St", ("text/x-vcard", [Reply(status=404), *good(CARD)]))
    with phone.road.gateway.store.writing() as connection:
        connection.execute(update(message).where(message.c.id == message_id).values(sender="+12035550119"))
    phone.wait(WAITS[0] + 1)
    assert phone.road.the_ticket().lat is None
    (card,) = phone.files()
    use_place(phone.road.gateway, ticket_id=1, attachment_id=card.id, actor="cris@elmcity.example")
    assert phone.road.the_ticket().lat == 41.308472
    (event,) = phone.road.events(kind="place_shared")
    assert (event.actor, event.text) == ("cris@elmcity.example", f"{WHERE}, the place that was shared as media-1.vcf")


def test_12_12_words_about_the_place_stay(phone: Phone) -> None:
    """An address is easier to read than degrees, and now it is on the map."""
    phone.text("Pothole at 12 Oak St", ("text/x-vcard", good(CARD)))
    row = phone.road.the_ticket()
    assert (row.location, row.lat) == ("12 Oak St", 41.308472)


def test_12_12_a_card_from_elsewhere_is_only_a_file(phone: Phone) -> None:
    """A friend's home in another country is not where the pothole is."""
    phone.text("There is a deep pothole", ("text/x-vcard", good(CARD.replace(b"41.308472", b"51.508472"))))
    assert phone.road.the_ticket().lat is None
    assert phone.files()[0].content_type == "text/vcard"


def test_15_5_the_answer_that_waits_does_not_ask_for_a_place_that_was_shared(
    open_phone: Callable[..., Phone],
) -> None:
    """One text says that the report was received; "where is it?" was never sent."""
    phone = open_phone(text_pause=20.0)
    phone.text("There is a deep pothole", ("text/x-vcard", good(CARD)))
    assert phone.heard() == []
    phone.wait(30)
    (said,) = phone.heard()
    assert phone.road.the_ticket().number in said
    assert [row.closed_at for row in phone.road.rows(question) if row.closed_at is None] == []


def test_10_3_a_photo_by_text_asks_whether_it_shows_the_place(phone: Phone) -> None:
    """By text the answer is a digit, as carriers take YES for themselves."""
    phone.text("There is a deep pothole", ("image/jpeg", good()))
    phone.wait(660)
    assert "Reply 1 = yes, 2 = no" in phone.heard()[-1]
    (asked,) = phone.road.rows(question, closed_at=None)
    assert (asked.kind, asked.ticket_id) == ("photo_place", phone.road.the_ticket().id)
    phone.text("1")
    assert phone.road.the_ticket().location == WHERE


def test_10_3_a_photo_may_answer_where(phone: Phone) -> None:
    """Somebody who is asked for the place walks there and takes a picture."""
    phone.text("There is a deep pothole")
    phone.road.clock.pass_time(minutes=12)
    phone.text("", ("image/jpeg", good()))
    phone.wait(660)
    assert "Reply 1 = yes, 2 = no" in phone.heard()[-1]
    phone.text("1")
    assert phone.road.the_ticket().location == WHERE


def test_15_5_the_answer_that_waits_asks_for_the_photos_place_instead(open_phone: Callable[..., Phone]) -> None:
    """One question at a time: where the photo was taken, and not where it is as well."""
    phone = open_phone(text_pause=20.0)
    phone.text("There is a deep pothole", ("image/jpeg", good()))
    phone.wait(30)
    (said,) = phone.heard()
    assert phone.road.the_ticket().number in said
    assert "Reply 1 = yes, 2 = no" in said
    assert len(phone.road.rows(question, closed_at=None)) == 1


def test_10_3_nobody_is_asked_about_a_photo_who_wants_no_texts(phone: Phone) -> None:
    """The wish counts when the photo is there, however long that took."""
    phone.text("There is a deep pothole", ("image/jpeg", [Reply(status=404), *good()]))
    with phone.road.gateway.store.writing() as connection:
        connection.execute(update(contact).where(contact.c.address == ANNE).values(opted_out_at=1.0))
    before = len(phone.heard())
    phone.wait(WAITS[0] + 1)
    phone.wait(660)
    assert len(phone.files()) == 1
    assert len(phone.heard()) == before


def test_12_11_work_is_done_by_whoever_claims_it(phone: Phone) -> None:
    """A job that is done twice fetches once and asks once."""
    phone.text("There is a deep pothole", ("image/jpeg", good()))
    with phone.road.gateway.store.writing() as connection:
        connection.execute(update(work).where(work.c.kind == "files").values(state="ready"))
    drain(phone.road.gateway, "files")
    assert phone.asked() == 1
    assert len(phone.road.rows(question, kind="photo_place")) == 1
