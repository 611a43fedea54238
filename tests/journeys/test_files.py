"""Files on the whole road: taken out after the ticket is open, kept once, and sent along to the department."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from gateway.channels.email import mail_arrival
from gateway.envelopes import Arrival, Channel, Outbound, SendReceipt
from gateway.jobs import drain
from gateway.jobs.draining import MOST_ATTEMPTS
from gateway.pictures import developing, workbench
from gateway.pictures.enclosing import MOST_OCTETS
from gateway.store.schema import attachment, blob, outbox, work
from parsers.values import InboundMessage, Medium
from tests.journeys.conftest import ANNE, CITY, Road
from tests.pictures.samples import HEIC, PDF, PLACE, SVG, WHEN, mail_with, photo, png_bomb

STREETS = "streets@elmcity.example"
PHOTO = ("pothole.jpg", "image/jpeg", photo(place=PLACE, taken=WHEN))
BILL = ("bill.pdf", "application/pdf", PDF)


@dataclass
class Mailbox:
    """A mail channel that keeps what it was given to send."""

    channel: Channel
    sent: list[Outbound] = field(default_factory=list)
    name: str = "email"
    medium: Medium = Medium.EMAIL

    def decode(self, arrival: Arrival) -> InboundMessage:
        return self.channel.decode(arrival)

    def send(self, outbound: Outbound) -> SendReceipt:
        self.sent.append(outbound)
        return SendReceipt(simulated=True)

    def to(self, recipient: str) -> list[Outbound]:
        return [outbound for outbound in self.sent if outbound.draft.recipient == recipient]


@pytest.fixture
def mailbox(road: Road) -> Mailbox:
    box = Mailbox(channel=road.gateway.channels["email"])
    road.gateway = replace(road.gateway, channels={**road.gateway.channels, "email": box})
    return box


def receive(road: Road, *files: tuple[str, str, bytes], **mail: str) -> int:
    """Take a mail in and read it, but leave its files and its answers for later."""
    raw = mail_with(*files, **mail)
    arrival = mail_arrival("email", raw, sender=ANNE, recipients=(CITY,), now=datetime.fromtimestamp(road.clock(), UTC))
    stored = road.intake.receive(arrival)
    drain(road.gateway, "process")
    return stored.id


def test_files_are_kept_once_with_what_was_found_out(road: Road) -> None:
    """Two mails with the same photo: two rows, one original, one picture, one thumbnail."""
    road.raw_mail(mail_with(PHOTO, BILL))
    road.clock.pass_time(minutes=11)
    road.raw_mail(mail_with(PHOTO, Subject="Again", body="The pothole at 48 Maple Ave grows"))
    rows = road.rows(attachment)
    assert [(row.position, row.filename, row.content_type, row.problem) for row in rows] == [
        (0, "pothole.jpg", "image/jpeg", ""),
        (1, "bill.pdf", "application/pdf", ""),
        (0, "pothole.jpg", "image/jpeg", ""),
    ]
    assert rows[0].sha256 == rows[2].sha256
    assert (rows[0].lat, rows[0].lon, rows[0].width, rows[0].height) == (41.308472, -72.92, 640, 480)
    with road.gateway.store.reading() as connection:
        kept = connection.execute(blob.select()).all()
    assert len(kept) == 4
    assert {row.data is None for row in kept} == {road.gateway.store.is_sqlite}
    assert road.unfinished() == []


def test_f10_1_a_ticket_is_open_before_and_whatever_its_files_are(road: Road) -> None:
    """A drawing with a script, a bomb and a torn photo: the ticket is there at once, the files are said to be odd."""
    receive(
        road, ("a.jpg", "image/jpeg", SVG), ("b.png", "image/png", png_bomb()), ("c.heic", "image/heic", HEIC[:2500])
    )
    assert road.the_ticket().department == "streets"
    assert [row.kind for row in road.unfinished()].count("files") == 1
    road.work()
    rows = road.rows(attachment)
    assert [row.content_type for row in rows] == ["image/svg+xml", "image/png", "image/heic"]
    assert all(row.problem and row.sha256 and not row.picture_sha256 for row in rows)
    assert road.unfinished() == []


def test_a_mail_without_a_ticket_has_no_files_prepared(road: Road) -> None:
    """Of an automatic reply nobody sees more than the original, so nothing is decoded for it."""
    receive(road, PHOTO, Auto_Submitted="auto-replied", Subject="Out of office")
    assert road.tickets() == []
    assert [row for row in road.rows(work) if row.kind == "files"] == []


def test_preparing_again_changes_nothing(road: Road) -> None:
    """A job that lost its lease after the last byte is done again by another worker."""
    message_id = receive(road, PHOTO, BILL)
    drain(road.gateway, "files")
    before = road.rows(attachment)
    with road.gateway.store.writing() as connection:
        connection.execute(update(work).where(work.c.ref == message_id, work.c.kind == "files").values(state="ready"))
    drain(road.gateway, "files")
    assert road.rows(attachment) == before


def test_files_that_kill_every_worker_are_said_on_the_ticket(road: Road) -> None:
    """After the last attempt there is a sentence where the files would be, and no dead row that nobody sees."""
    message_id = receive(road, PHOTO)
    with road.gateway.store.writing() as connection:
        tried = update(work).where(work.c.ref == message_id, work.c.kind == "files")
        connection.execute(tried.values(attempts=MOST_ATTEMPTS["files"]))
    road.work()
    (row,) = road.rows(attachment)
    assert row.sha256 is None
    assert "Download its original" in row.problem
    assert road.unfinished() == []


def test_8_10_a_logo_is_known_by_coming_again(road: Road) -> None:
    """The third mail of a sender with the same picture folds it away; it is kept all the same."""
    logo = ("logo.png", "image/png", photo((200, 200), kind="PNG") + bytes(4000))
    for number in range(3):
        road.raw_mail(mail_with(logo, Subject=f"Hole {number}", body=f"There is a pothole at {number + 40} Maple Ave"))
        road.clock.pass_time(hours=2)
    assert [row.decorative for row in road.rows(attachment)] == [False, False, True]


def test_8_11_an_archive_is_not_unpacked(road: Road) -> None:
    """What is in it stays in it: one file, no picture, whatever it would grow to."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pothole.jpg", PHOTO[2])
        archive.writestr("zeros", bytes(5_000_000))
    road.raw_mail(mail_with(("photos.zip", "image/jpeg", written.getvalue())))
    (row,) = road.rows(attachment)
    assert (row.content_type, row.size, row.picture_sha256) == ("application/zip", len(written.getvalue()), None)
    assert "ZIP archive" in row.problem


def test_a_notice_carries_the_pictures_and_names_the_rest(road: Road, mailbox: Mailbox) -> None:
    """The department sees the pothole in its mail: our JPEG without the camera's notes, and where the bill is."""
    receive(road, PHOTO, BILL, ("logo.png", "image/png", photo((9, 9), kind="PNG")))
    road.work()
    (notice,) = mailbox.to(STREETS)
    (file,) = notice.files
    assert (file.filename, file.content_type) == ("pothole.jpg", "image/jpeg")
    assert file.octets.startswith(b"\xff\xd8\xff")
    assert b"Camera of Anne" not in file.octets
    number, bill = road.the_ticket().number, road.rows(attachment, filename="bill.pdf")[0]
    assert notice.draft.body.endswith(
        f"Other files of this message:\nbill.pdf (PDF document, {len(PDF)} bytes)\n"
        f"http://127.0.0.1:8311/tickets/{number}/files/{bill.id}\n"
    )
    assert mailbox.to(ANNE)[0].files == ()


def test_a_notice_waits_a_minute_for_its_pictures(road: Road, mailbox: Mailbox) -> None:
    """The resident is answered at once; the department's notice goes with the pictures, or without them in the end."""
    receive(road, PHOTO)
    drain(road.gateway, "deliver")
    assert [outbound.draft.recipient for outbound in mailbox.sent] == [ANNE]
    for _ in range(25):
        road.clock.now += 2.5
        drain(road.gateway, "deliver")
    (notice,) = mailbox.to(STREETS)
    assert notice.files == ()
    assert "Files came with this message. See them at http" in notice.draft.body
    (row,) = road.rows(work, kind="deliver", ref=notice.id)
    assert row.attempts == 1


def test_a_notice_goes_when_its_pictures_are_ready(road: Road, mailbox: Mailbox) -> None:
    """Whoever prepares the pictures sends the notice on its way, not the next sweep."""
    receive(road, PHOTO)
    drain(road.gateway, "deliver")
    drain(road.gateway, "files")
    drain(road.gateway, "deliver")
    (notice,) = mailbox.to(STREETS)
    assert len(notice.files) == 1


def test_an_emergency_does_not_wait_for_pictures(road: Road, mailbox: Mailbox) -> None:
    """Gas does not wait for a JPEG."""
    receive(road, PHOTO, body="I smell gas at 48 Maple Ave, strong, come now")
    drain(road.gateway, "deliver")
    ticket = road.the_ticket()
    assert ticket.priority == "emergency"
    assert [outbound.files for outbound in mailbox.sent if outbound.draft.kind == "department"] == [()]


def test_a_notice_carries_five_pictures_and_five_megabytes(road: Road, mailbox: Mailbox, monkeypatch: Any) -> None:
    """A department's mailbox is not for albums: what does not fit is named with its address."""
    made = developing.Developed(
        picture=b"\xff\xd8\xff" + bytes(2_000_000), thumbnail=b"", width=9, height=9, lat=None, lon=None, taken=""
    )
    monkeypatch.setattr(workbench, "develop", lambda octets, _: replace(made, picture=made.picture + octets))
    receive(road, *[(f"{number}.jpg", "image/jpeg", photo((640, 400 + number))) for number in range(4)])
    road.work()
    (notice,) = mailbox.to(STREETS)
    assert [file.filename for file in notice.files] == ["0.jpg", "1.jpg"]
    assert sum(len(file.octets) for file in notice.files) <= MOST_OCTETS
    assert notice.draft.body.count("/files/") == 2


def test_a_picture_that_is_missing_does_not_keep_a_notice(road: Road, mailbox: Mailbox) -> None:
    """The notice is about the pothole; a lost file is named like one that does not fit."""
    receive(road, PHOTO)
    drain(road.gateway, "files")
    with road.gateway.store.writing() as connection:
        connection.execute(update(blob).values(data=None))
    for path in road.gateway.settings.files_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    drain(road.gateway, "deliver")
    (notice,) = mailbox.to(STREETS)
    assert notice.files == ()
    assert "pothole.jpg (picture" in notice.draft.body
    assert {row.state for row in road.rows(outbox)} == {"simulated"}


def test_f10_3_no_log_names_a_person_or_a_word(road: Road, caplog: pytest.LogCaptureFixture) -> None:
    """A mail with files, one that nobody can read and a text: in all that was logged there is nothing of a resident."""
    caplog.set_level(logging.DEBUG)
    road.raw_mail(
        mail_with(PHOTO, ("secret-name.pdf", "application/pdf", PDF), ("torn.heic", "image/heic", HEIC[:2500]))
    )
    road.raw_mail(b"\x00\xff" * 50)
    road.text("Something stinks behind 12 Secretive Lane")
    road.work()
    logged = "\n".join(f"{record.getMessage()} {sorted(vars(record).items())}" for record in caplog.records).lower()
    for private in ("anne", "residents.example", "2035550111", "maple", "pothole", "secret", "stinks", "torn.heic"):
        # As the beginning of a word: `channels` holds a name too.
        assert re.search(rf"\b{re.escape(private)}", logged) is None
