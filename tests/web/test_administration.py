"""The administration: what needs a person, and what an administrator can do about it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from gateway.settings import Settings
from gateway.store.channel_states import list_pauses
from gateway.store.messages import insert_arrivals
from gateway.store.schema import contact, message, outbox, work
from gateway.web.administration.in_force import in_words, list_settings
from tests.rows import make_arrival
from tests.web.site import NOON, Site, post
from tests.web.troubled import ANNE, NUMBER, fill_with_troubles

PAGES = ("", "/channels", "/outbox", "/given-up", "/messages", "/wishes", "/retention", "/persons", "/settings")


@pytest.fixture
def troubles(site: Site) -> dict[str, int]:
    """A city in which something of everything has gone wrong."""
    return fill_with_troubles(site)


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """An administrator's browser."""
    return site.client("administrator")


def row_of(site: Site, table: Any, row_id: int) -> Any:
    """One row of a table."""
    with site.gateway.store.reading() as connection:
        return connection.execute(select(table).where(table.c.id == row_id)).one()


def work_of(site: Site, kind: str, ref: int) -> Any:
    """The work about something."""
    with site.gateway.store.reading() as connection:
        return connection.execute(select(work).where(work.c.kind == kind, work.c.ref == ref)).first()


def press(client: FlaskClient, path: str, *, page: str, **form: str) -> Any:
    """Press a button of a page of the administration."""
    return post(client, f"/administration{path}", page=f"/administration{page}", **form)


def test_an_empty_city_has_every_page(client: FlaskClient) -> None:
    """On the first day there is nothing to show, and each page says so."""
    answers = {path: client.get(f"/administration{path}") for path in PAGES}
    assert {path for path, answer in answers.items() if answer.status_code != 200} == set()
    assert "Nothing. Everything that came in was read" in answers[""].text
    assert "Persons are kept for good" in answers["/retention"].text


@pytest.mark.usefixtures("troubles")
def test_the_overview_says_what_needs_a_person(client: FlaskClient) -> None:
    """Each trouble is one sentence with the page where it is put right, the urgent ones first."""
    page = client.get("/administration").text
    told = (
        "2 pieces of work were given up",
        "Text (simulator) sends nothing at the moment: the password is wrong.",
        "Automatic mail sends nothing at the moment",
        "2 messages of the last week could not be sent.",
        "1 message could not be read",
    )
    assert sorted(page.index(words) for words in told) == [page.index(words) for words in told]


def test_a_paused_channel_sends_again_at_once(site: Site, client: FlaskClient, troubles: dict[str, int]) -> None:
    """What waits is tried now; the text of which nobody knows whether it went out keeps its turn."""
    assert "the password is wrong" in client.get("/administration/channels").text
    assert press(client, "/channels/simulator_sms/resume", page="/channels").status_code == 303
    assert press(client, "/channels/automatic_mail/resume", page="/channels").status_code == 303
    with site.gateway.store.reading() as connection:
        assert list_pauses(connection, now=NOON) == {}
    assert work_of(site, "deliver", troubles["waiting"]).next_at == NOON
    assert press(client, "/channels/pigeon/resume", page="/channels").status_code == 404


def test_what_failed_is_sent_once_more_or_given_up(site: Site, client: FlaskClient, troubles: dict[str, int]) -> None:
    """Only what failed can be sent again, and only what is not on its way at this moment can be given up."""
    page = client.get("/administration/outbox").text
    assert "550 5.1.1 no such user" in page
    assert press(client, f"/outbox/{troubles['failed']}/retry", page="/outbox").status_code == 303
    again = row_of(site, outbox, troubles["failed"])
    assert (again.state, again.attempts, again.reason) == ("queued", 0, "")
    assert work_of(site, "deliver", troubles["failed"]).state == "ready"
    for name, state in (("suppressed", "suppressed"), ("sending", "sending")):
        press(client, f"/outbox/{troubles[name]}/retry", page="/outbox")
        press(client, f"/outbox/{troubles[name]}/give-up", page="/outbox")
        assert row_of(site, outbox, troubles[name]).state == state
    press(client, f"/outbox/{troubles['waiting']}/give-up", page="/outbox?show=waiting")
    given_up = row_of(site, outbox, troubles["waiting"])
    assert (given_up.state, given_up.reason) == ("suppressed", "given up by administrator@elmcity.example")
    assert press(client, "/outbox/4711/retry", page="/outbox").status_code == 404


def test_what_may_have_gone_out_is_sent_twice_only_on_purpose(
    site: Site, client: FlaskClient, troubles: dict[str, int]
) -> None:
    """A text whose outcome nobody knows could arrive twice, so the page asks before it does that to somebody."""
    path = f"/outbox/{troubles['doubtful']}/retry"
    asked = press(client, path, page="/outbox")
    assert (asked.status_code, "It may arrive twice" in asked.text) == (422, True)
    assert row_of(site, outbox, troubles["doubtful"]).state == "failed"
    assert press(client, path, page="/outbox", twice="yes").status_code == 303
    assert row_of(site, outbox, troubles["doubtful"]).state == "queued"


def test_given_up_work_is_done_again_or_let_be(site: Site, client: FlaskClient, troubles: dict[str, int]) -> None:
    """A message is never let be: somebody is waiting for an answer to it."""
    press(client, f"/given-up/{troubles['process']}/give-up", page="/given-up")
    assert row_of(site, work, troubles["process"]).state == "dead"
    press(client, f"/given-up/{troubles['process']}/retry", page="/given-up")
    revived = row_of(site, work, troubles["process"])
    assert (revived.state, revived.attempts) == ("ready", 0)
    press(client, f"/given-up/{troubles['locate']}/give-up", page="/given-up")
    assert row_of(site, work, troubles["locate"]).state == "done"
    assert press(client, f"/given-up/{troubles['locate']}/retry", page="/given-up").status_code == 404


@pytest.mark.usefixtures("troubles")
def test_a_message_is_looked_at_and_read_again(site: Site, client: FlaskClient) -> None:
    """The original comes as a download; what has a ticket is filed nowhere twice, what has none is read again."""
    page = client.get("/administration/messages/1").text
    assert "no charset" in page
    assert 'aria-current="true">Unreadable' in page
    original = client.get("/administration/messages/1/original")
    assert (original.data, original.content_type) == (b"Subject: Pothole", "text/plain; charset=utf-8")
    assert "sandbox" in original.headers["Content-Security-Policy"]
    again = client.get(press(client, "/messages/1/read-again", page="/messages/1").location).text
    assert "nothing is filed twice. Today it would be read so: Message 1:" in again
    assert "-&gt; " in again
    with site.gateway.store.writing() as connection:
        connection.execute(update(message).where(message.c.id == 2).values(held="spam", ticket_id=None))
    held = client.get(press(client, "/messages/2/read-again", page="/messages").location).text
    assert "Decide about it on the page of held mail" in held
    assert client.get("/administration/messages/4711").status_code == 404


def test_a_message_without_a_ticket_is_read_as_if_it_had_just_come(site: Site, client: FlaskClient) -> None:
    """After an update somebody may want to know what a mail of yesterday is by now."""
    with site.gateway.store.writing() as connection:
        (stored,) = insert_arrivals(connection, [make_arrival("one")], now=NOON)
        connection.execute(update(work).values(state="done"))
    said = client.get(press(client, f"/messages/{stored.id}/read-again", page=f"/messages/{stored.id}").location).text
    assert "It is being read again" in said
    assert work_of(site, "process", stored.id).state == "ready"


@pytest.mark.usefixtures("troubles")
def test_a_wish_is_looked_up_and_noted(site: Site, client: FlaskClient) -> None:
    """Somebody says on the telephone that they want no texts, before they ever wrote to us."""
    assert NUMBER in client.get("/administration/wishes?q=5550111").text
    assert "Nobody with such an address" in client.get("/administration/wishes?q=%25").text
    typed = {"verdict": "opted_out", "words": "On the telephone, today", "page": "/wishes"}
    assert "Write one mail address" in press(client, "/wishes", address="@offers.example", **typed).text
    unsaid = press(client, "/wishes", address="+12035550188", **(typed | {"words": " "}))
    assert (unsaid.status_code, 'value="+12035550188"' in unsaid.text) == (422, True)
    assert press(client, "/wishes", address="(203) 555-0188", **typed).status_code == 303
    with site.gateway.store.reading() as connection:
        noted = connection.execute(select(contact).where(contact.c.address == "+12035550188")).one()
    assert noted.opted_out_at == NOON
    assert "Noted by administrator@elmcity.example" in client.get("/administration/wishes").text


@pytest.mark.parametrize("days", ["3", "-1", "soon", "99999", "1.5", "٣٠"])
def test_a_wrong_number_of_days_is_said(client: FlaskClient, days: str) -> None:
    """Whatever was typed stays in the field, with what to write instead."""
    answer = press(client, "/retention", page="/retention?days=30", days=days, sure="yes")
    assert (answer.status_code, "Write the number of days" in answer.text) == (422, True)
    assert f'value="{days}"' in answer.text


def test_retention_is_switched_on_with_its_numbers_shown(site: Site, client: FlaskClient) -> None:
    """What would be made unknown now is counted first, and it takes a tick."""
    site.add_ticket(status="closed", closed_at=NOON - 86_400 * 40, updated_at=NOON - 86_400 * 40)
    site.add_ticket(status="closed", closed_at=NOON)
    assert "<b>1</b> closed request<" in client.get("/administration/retention?days=30").text
    unsure = press(client, "/retention", page="/retention?days=30", days="30")
    assert "Tick the box" in unsure.text
    assert press(client, "/retention", page="/retention?days=30", days="30", sure="yes").status_code == 303
    assert "<b>30 days</b>" in client.get("/administration/retention").text
    assert press(client, "/retention", page="/retention?days=0", days="0").status_code == 303
    assert "kept for good" in client.get("/administration/retention").text


@pytest.mark.usefixtures("troubles")
def test_a_person_is_given_out_and_erased(client: FlaskClient) -> None:
    """The ZIP can be opened; the address is typed twice before anything goes."""
    assert "Nothing is kept of" in press(client, "/persons", page="/persons", address="nobody@residents.example").text
    ours = press(client, "/persons", page="/persons", address="streets@elmcity.example")
    assert "is a mailbox of the city" in ours.text
    assert "Download the ZIP" in press(client, "/persons", page="/persons", address=ANNE).text
    packed = press(client, "/persons/export", page="/persons", address=ANNE)
    assert "messages/1.eml" in zipfile.ZipFile(io.BytesIO(packed.data)).namelist()
    wrong = press(client, "/persons/erase", page="/persons", address=ANNE, confirm="bart@residents.example")
    assert (wrong.status_code, "exactly as it is written" in wrong.text) == (422, True)
    assert press(client, "/persons/erase", page="/persons", address=ANNE, confirm=ANNE).status_code == 303
    assert press(client, "/persons", page="/persons", address=ANNE).status_code == 422
    audit = client.get("/people/audit").text
    assert "person.erased" in audit
    assert ANNE not in audit


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hide in addresses too; every setting has its sentence and its source."""
    monkeypatch.setenv("GATEWAY_SMTP_RELAY", "anne:pa:ss@relay.example:587")
    monkeypatch.setenv("REDIS_URL", "redis://:hidden@localhost/0")
    chosen = Settings(twilio_auth_token="hidden", database_url="postgresql://gateway:p@ss/w@localhost/city")
    shown = {row.variable: row for row in list_settings(chosen)}
    assert all(row.description for row in shown.values())
    assert shown["GATEWAY_SMTP_RELAY"].value == "anne:(set)@relay.example:587"
    assert shown["GATEWAY_SMTP_RELAY"].source == "environment (GATEWAY_SMTP_RELAY)"
    assert shown["REDIS_URL"].value == "redis://:(set)@localhost/0"
    assert shown["GATEWAY_DATABASE_URL"].value == "postgresql://gateway:(set)@localhost/city"
    assert (shown["GATEWAY_TWILIO_AUTH_TOKEN"].value, shown["GATEWAY_SECRET_KEY"].value) == ("set", "")
    assert (shown["GATEWAY_WEB_PORT"].value, shown["GATEWAY_WEB_PORT"].source) == ("8311", "default")
    assert [in_words(value) for value in (True, None, ("a", "b"))] == ["on", "", "a, b"]
