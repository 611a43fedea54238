"""Persons are made unknown some time after their ticket was closed: nothing of them stays anywhere, figures do."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select, text

from gateway import casework
from gateway.retention import PersonError, erase_person, export_person, load_traces, size_of, tidy
from gateway.store.city_settings import RETENTION_DAYS, set_setting
from gateway.store.desk_schema import audit
from gateway.store.ripe import count_ripe
from gateway.store.schema import attachment, blob, contact, message_raw, metadata, participant
from tests.journeys.conftest import ANNE, ANNES_PHONE, CITY, STREETS, Road
from tests.pictures.samples import photo
from tests.web.site import add_outbound

CRIS = "cris@residents.example"
NAMES = ("Whitfield", "Anne", ANNE, "5550188", "555-0188", ANNES_PHONE, "whitfield-fence")
STAFF = "cris@elmcity.example"


def letter() -> bytes:
    """A mail that tells as much of its writer as people do."""
    note = EmailMessage()
    note["From"], note["To"], note["Subject"] = f"Anne Whitfield <{ANNE}>", CITY, "Pothole, Anne Whitfield here"
    note["Message-ID"] = "<whitfield-1@residents.example>"
    note.set_content(
        "There is a pothole at 12 Oak St. I am Anne Whitfield, call me at 203-555-0188.\n\nAnne Whitfield\n"
    )
    note.add_attachment(photo(), maintype="image", subtype="jpeg", filename="whitfield-fence.jpg")
    return note.as_bytes()


def keep_for(road: Road, days: int) -> None:
    """What an administrator sets on a page."""
    with road.gateway.store.writing() as connection:
        set_setting(connection, name=RETENTION_DAYS, value=days, actor=STAFF, now=road.clock())


def everything(road: Road) -> str:
    """Every word of every table and of what is searched, pictures and models apart."""
    with road.gateway.store.reading() as connection:
        rows = [
            str(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(select(*(c for c in table.c if not isinstance(c.type, LargeBinary))))
        ]
        rows += map(str, connection.scalars(text("SELECT words FROM ticket_words")))
        rows += [bytes(raw).decode("latin-1") for raw in connection.scalars(select(message_raw.c.raw))]
    return "\n".join(rows)


def seen(road: Road) -> list[str]:
    """Which of the names stand anywhere."""
    words = everything(road).lower()
    return [name for name in NAMES if name.lower() in words]


def rows_of(road: Road, *tables: Any) -> list[Any]:
    """All rows of tables that may have no id."""
    with road.gateway.store.reading() as connection:
        return [row for table in tables for row in connection.execute(select(table))]


def files_of(road: Road) -> list[Any]:
    """What lies in the data folder."""
    return [path for path in road.gateway.settings.files_dir.rglob("*") if path.is_file()]


@pytest.fixture
def reported(road: Road) -> Road:
    """A ticket by mail with a photo and a conversation, another by text, a mail of thanks and a stranger's ticket."""
    road.raw_mail(letter())
    ticket = road.the_ticket()
    words = "Dear Anne Whitfield, is it near your fence?"
    casework.reply_to_resident(road.gateway, ticket_id=ticket.id, text=words, actor=STAFF)
    road.mail("Yes, near the fence.\n\nAnne", subject=f"Re: [City311 {ticket.number}]")
    road.text("Graffiti on the bench at 20 Elm St, this is Anne Whitfield", number=ANNES_PHONE)
    road.mail("Graffiti on the wall at 3 State St", subject="Graffiti", sender=CRIS)
    road.mail("", subject="", sender=ANNE)
    return road


def keep_digest(road: Road) -> None:
    """A mail to a department that quotes a ticket and belongs to none."""
    body = f"Streets this morning: {road.tickets()[0].number}, Anne Whitfield, 12 Oak St"
    with road.gateway.store.writing() as connection:
        given = {"kind": "department", "channel": "email", "recipient": STREETS, "created_at": road.clock()}
        add_outbound(connection, body=body, **given)


def close_all(road: Road) -> None:
    """The work is done."""
    for row in road.tickets():
        note = "Filled." if "3 State" in row.description else "Filled, Ms Whitfield."
        casework.change_status(road.gateway, ticket_id=row.id, status="closed", note=note, actor=STAFF)
    road.work()


KEPT = (
    *("number", "service", "department", "status", "priority", "channel", "language", "lat", "lon", "district"),
    *("created_at", "updated_at", "closed_at", "due_at", "first_answer_at", "paused_at", "merged_into", "rule"),
    *("reopened", "moved", "asked", "fixed", "close_reason"),
)
"""What figures are counted from."""


def test_nothing_of_a_person_stays_anywhere(reported: Road) -> None:
    """Every table is searched for every name, address and number, and the data folder for the photo."""
    road = reported
    close_all(road)
    keep_digest(road)
    before = road.tickets()
    assert seen(road) != []
    keep_for(road, 30)
    road.clock.pass_time(days=29)
    assert tidy(road.gateway).total == 0
    road.clock.pass_time(days=2)
    with road.gateway.store.reading() as connection:
        told = count_ripe(connection, before=road.clock() - 30 * 86400)
    assert told == tidy(road.gateway)
    assert (told.tickets, told.messages) == (3, 1)
    assert seen(road) == []
    assert rows_of(road, attachment, message_raw, blob) == []
    assert {row.role for row in rows_of(road, participant)} <= {"department"}
    assert files_of(road) == []
    assert [[getattr(was, name) for name in KEPT] for was in before] == [
        [getattr(now, name) for name in KEPT] for now in road.tickets()
    ]
    assert tidy(road.gateway).total == 0
    (line,) = rows_of(road, audit)
    assert (line.action, line.data["tickets"], line.data["messages"]) == ("retention.forgotten", 3, 1)


def test_a_late_word_is_forgotten_too(reported: Road) -> None:
    """An answer to a mail of last year is heard although its ticket has no reporter, and forgotten later."""
    road = reported
    first = road.said_to(ANNE)[0]
    close_all(road)
    keep_for(road, 30)
    road.clock.pass_time(days=31)
    tidy(road.gateway)
    assert seen(road) == []
    road.mail("Thank you, Anne Whitfield", to=(first.reply_to,), sender=ANNE)
    assert road.unfinished() == []
    assert "Anne" in seen(road)
    road.clock.pass_time(days=31)
    assert tidy(road.gateway).total > 0
    assert seen(road) == []


def test_who_asks_is_given_everything_and_erased(reported: Road) -> None:
    """The export has every word and file of theirs and none of others; after the erasure only others are left."""
    road, gateway = reported, reported.gateway
    keep_digest(road)
    traces = load_traces(gateway, f" {ANNE.upper()} ")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(export_person(gateway, traces))))
    names = {name.partition("/")[0] for name in packed.namelist()}
    assert packed.testzip() is None
    assert names == {"README.txt", "person.json", "tickets", "messages", "files", "sent"}
    whole = b"".join(packed.read(name) for name in packed.namelist())
    assert b"Anne Whitfield" in whole
    assert CRIS.encode() not in whole
    assert photo() in [packed.read(name) for name in packed.namelist() if name.startswith("files/")]
    assert list(erase_person(gateway, traces, actor=STAFF))[-1] == size_of(traces)
    own, texted, other = road.tickets()
    assert (own.status, own.reporter_id, own.anonymized_at) == ("received", None, road.clock())
    assert "[name]" in own.description
    assert (texted.reporter_id, other.reporter_id) != (None, None)
    with pytest.raises(PersonError, match="Nothing is kept"):
        load_traces(gateway, ANNE)
    list(erase_person(gateway, load_traces(gateway, ANNES_PHONE), actor=STAFF))
    assert seen(road) == []
    assert CRIS in everything(road)
    assert files_of(road) == []
    assert [row.kind for row in road.events(kind="person_erased")] == ["person_erased"] * 2


def test_a_wish_to_get_no_texts_outlives_its_person(road: Road) -> None:
    """Who has opted out must not be texted again only because the city has forgotten them."""
    road.text("Pothole at 12 Oak St", number=ANNES_PHONE)
    road.text("STOP", number=ANNES_PHONE)
    list(erase_person(road.gateway, load_traces(road.gateway, "(203) 555-0111"), actor=STAFF))
    (person,) = [row for row in rows_of(road, contact) if row.medium == "sms"]
    assert (person.address, person.name, person.opted_out_at is None) == (ANNES_PHONE, "", False)
    road.text("Another pothole at 14 Oak St", number=ANNES_PHONE)
    assert {row.state for row in road.said_to(ANNES_PHONE)} <= {"suppressed"}
