"""The keys of Open311 at the desk: given out, shown once, revoked, and every mistake said beside its field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import expect
from sqlalchemy import select

from gateway.casework.updating import Aim, Update, take_update
from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from gateway.store.audit import list_audit
from gateway.store.open311_schema import api_key
from gateway.store.tickets import find_by_number
from tests.web.browsing import PHONE, WIDE, find_problems
from tests.web.site import NOON, Site, post, token_in

PAGE = "/administration/keys"
GOOD = {
    "name": "Pothole app",
    "contact": "dev@apps.example",
    "scopes": "file",
    "per_minute": "30",
    "until": "2027-12-31",
}


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """An administrator's browser."""
    return site.client("administrator")


def make(client: FlaskClient, **changes: str) -> Any:
    """Send the form of a new key."""
    return post(client, PAGE, page=PAGE, **{**GOOD, **changes})


def keys_of(site: Site) -> list[api_keys.ApiKeyRow]:
    """Whatever is in the table."""
    with site.gateway.store.reading() as connection:
        return api_keys.list_keys(connection)


def test_a_key_is_shown_once_and_works(site: Site, client: FlaskClient) -> None:
    """It stands on the next page and on no other, and in no line of the audit."""
    assert make(client).status_code == 303
    first, second = client.get(PAGE).text, client.get(PAGE).text
    (shown,) = re.findall(r'<code class="key">(\w+)</code>', first)
    assert shown not in second
    with site.gateway.store.reading() as connection:
        found = api_keys.find_by_key(connection, shown)
        lines = list_audit(connection)
    assert found is not None
    assert (found.name, found.scopes, found.per_minute) == ("Pothole app", ("file",), 30)
    assert found.created_by == "administrator@elmcity.example"
    assert lines[0].action == "administration.make_key"
    assert lines[0].data == {"key": "Pothole app", "scopes": ["file"]}
    assert shown not in str(lines)


def test_a_last_day_ends_with_the_day_of_the_city(site: Site, client: FlaskClient) -> None:
    """Until midnight in New York, not in Greenwich."""
    make(client, until="2027-12-31")
    (row,) = keys_of(site)
    assert row.expires_at == 1_830_315_600.0


def test_a_key_may_do_several_things_and_last_for_good(site: Site, client: FlaskClient) -> None:
    """Boxes that are ticked together, and no last day."""
    data = {**GOOD, "scopes": ["updates", "file", "test"], "until": "", "csrf_token": token_in(client.get(PAGE).text)}
    assert client.post(PAGE, data=data).status_code == 303
    (row,) = keys_of(site)
    assert (row.scopes, row.expires_at) == (("file", "test", "updates"), None)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "  ", "Write what the app or the system is called."),
        ("name", "x" * 61, "That is 61 characters; write at most 60."),
        ("name", "anne@apps.example", "Write a name without @"),
        ("contact", "", "Write whom you reach"),
        ("scopes", "everything", "Choose what the key may do."),
        ("per_minute", "0", "Write a number from 1 to 6000."),
        ("per_minute", "6001", "Write a number from 1 to 6000."),
        ("per_minute", "many", "Write a number from 1 to 6000."),
        ("until", "tomorrow", "Write the last day as year, month and day"),
        ("until", "2020-01-01", "This day is over."),
        ("until", "9999-12-31", "Write the last day as year, month and day"),
    ],
)
def test_a_mistake_stands_beside_its_field(
    site: Site, client: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    """What was typed stays, and nothing is made."""
    answer = make(client, **{field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-problem">{sentence}' in answer.text
    assert 'value="dev@apps.example"' in answer.text or field == "contact"
    assert keys_of(site) == []


def test_names_of_keys_in_use_differ(site: Site, client: FlaskClient) -> None:
    """So that whoever revokes one revokes the right one; a revoked one gives its name back."""
    make(client)
    assert "has this name already" in make(client, name="pothole  APP").text
    post(client, f"{PAGE}/1/revoke", page=f"{PAGE}/1/revoke")
    assert make(client).status_code == 303
    assert len(keys_of(site)) == 2


def test_revoking_asks_first_and_ends_the_key_at_once(site: Site, client: FlaskClient) -> None:
    """Twice is as once, and what was never there is not found."""
    make(client)
    asked = client.get(f"{PAGE}/1/revoke").text
    assert "It cannot be undone" in asked
    assert keys_of(site)[0].revoked_at is None
    assert post(client, f"{PAGE}/1/revoke", page=f"{PAGE}/1/revoke").status_code == 303
    row = keys_of(site)[0]
    assert (row.revoked_at, row.revoked_by) == (site.gateway.clock(), "administrator@elmcity.example")
    assert "opens nothing any more" in client.get(PAGE).text
    assert "It was revoked by administrator@elmcity.example" in client.get(f"{PAGE}/1/revoke").text
    assert client.get(f"{PAGE}/2/revoke").status_code == 404


def add_some(site: Site) -> None:
    """Keys of every kind: used, expired and revoked."""
    scopes, now = ("file", "updates"), site.gateway.clock()
    with site.gateway.store.writing() as connection:
        for name, expires_at in (("Used", None), ("Over", now - 1), ("Gone", None), ("Soon over", now + 86_400)):
            new = NewApiKey(name=name, contact="dev@apps.example", scopes=scopes, per_minute=60, expires_at=expires_at)
            api_keys.add_key(connection, new, created_by="cris@elmcity.example", now=now - 9 * 86_400)
        api_keys.note_uses(connection, 1, uses=3, now=now - 3_600)
        api_keys.revoke_key(connection, 3, revoked_by="cris@elmcity.example", now=now - 60)


def test_the_list_says_how_each_key_stands(site: Site, client: FlaskClient) -> None:
    """In force, expired, revoked, and when it was used last; never what is kept of it."""
    add_some(site)
    page = client.get(PAGE).text
    badges = re.findall(r'<span class="badge \w+">([\w ]+)</span>', page)
    assert badges == ["In force", "In force", "Revoked", "Expired"]
    assert "3 times until then." in page
    assert page.count("Never used.") == 3
    assert page.count(">Revoke<") == 2
    with site.gateway.store.reading() as connection:
        assert not any(one in page for one in connection.execute(select(api_key.c.key_hash)).scalars())


def test_a_key_that_ends_soon_is_said_in_time(site: Site, client: FlaskClient) -> None:
    """Before the app stands still; not those that are over already."""
    add_some(site)
    page = client.get("/administration").text
    assert page.count("The key of Soon over opens nothing after 1 day from now.") == 2
    assert page.count("The key of") == 2


def test_the_history_names_a_system_by_its_key(site: Site, client: FlaskClient) -> None:
    """A clerk reads who says so, for a change of state and for a note alike."""
    make(client, scopes="updates")
    number = site.add_ticket()
    with site.gateway.store.reading() as connection:
        found = find_by_number(connection, number)
    assert found is not None
    aims: tuple[Aim, ...] = ("in_progress", "")
    for aim in aims:
        said = Update(api_key_id=1, id=aim, aim=aim, words="On our way.", happened_at=NOON, closing_words="")
        take_update(site.gateway, ticket_id=found.id, update=said, actor="open311:Pothole app")
    assert client.get(f"/tickets/{number}").text.count("“Pothole app” by Open311") == 2


@pytest.mark.browser
@pytest.mark.usefixtures("url")
def test_a_key_is_given_out_and_revoked_by_keyboard(site: Site, visit: Any) -> None:
    """Without a mouse and without JavaScript; nothing that axe finds, nothing wider than a phone."""
    add_some(site)
    site.add_person("administrator")
    window = visit(java_script_enabled=False)
    page = window.sign_in("administrator")
    window.open(PAGE)
    page.get_by_label("App or system").fill("Pothole app")
    page.get_by_label("Whom you reach").fill("dev@apps.example")
    page.get_by_label("Post updates").press("Space")
    page.get_by_label("Requests a minute").fill("0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("from 1 to 6000")
    expect(page.get_by_label("App or system")).to_have_value("Pothole app")
    expect(page.get_by_label("Requests a minute")).to_be_focused()
    page.get_by_label("Requests a minute").fill("30")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("shown this once")
    page.get_by_role("link", name="Revoke the key of Pothole app").press("Enter")
    page.get_by_role("button", name="Revoke it").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("opens nothing any more")
    window.complaints.clear()  # the browser notes the answer 422


@pytest.mark.browser
@pytest.mark.usefixtures("url")
def test_the_pages_can_be_read_by_everybody(site: Site, visit: Any) -> None:
    """With a new key, with mistakes, and before one is revoked."""
    add_some(site)
    site.add_person("administrator")
    window = visit()
    page = window.sign_in("administrator")
    problems = []
    window.open(PAGE)
    page.get_by_label("App or system").fill("Pothole app")
    page.get_by_label("Whom you reach").fill("dev@apps.example")
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("heading", name="The new key")).to_be_visible()
    for size in (WIDE, PHONE):
        page.set_viewport_size(size)
        problems += find_problems(page)
    page.get_by_label("App or system").fill("Used")
    page.get_by_label("Whom you reach").fill("x")
    page.get_by_label("File requests").uncheck()
    page.get_by_role("button", name="Make the key").click()
    expect(page.get_by_role("alert").first).to_contain_text("this name already")
    problems += find_problems(page)
    window.open(f"{PAGE}/1/revoke")
    problems += find_problems(page)
    window.complaints.clear()  # the browser notes the answer 422
    assert problems == []
