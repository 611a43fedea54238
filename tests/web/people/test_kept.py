"""A session ended while somebody was typing: nothing is lost, and nothing is sent that the person did not see."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway.store.schema import event
from tests.web.site import PASSWORD, Clock, Site, post, sign_in, token_in

WORDS = 'The crew was there at <noon>,\nand the hole is "deep" & wide.'
OURS = {"Sec-Fetch-Site": "same-origin"}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the last form of a page."""
    form = page.rpartition("<form")[2]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in found}


def notes_of(site: Site) -> list[str]:
    """The notes that were written."""
    with site.gateway.store.reading() as connection:
        return list(connection.execute(select(event.c.text).where(event.c.kind == "note")).scalars())


def late_note(site: Site, clock: Clock, **headers: str) -> tuple[FlaskClient, Any]:
    """A note that is sent after the session has ended."""
    path, client = f"/tickets/{site.add_ticket()}", site.client("member", "streets")
    token = token_in(client.get(path).text)
    clock.now += 3 * 3600
    answer = client.post(f"{path}/notes", data={"csrf_token": token, "text": WORDS}, headers=headers)
    return client, answer


def test_what_was_typed_goes_along_through_the_sign_in_and_is_sent_once_more(site: Site, clock: Clock) -> None:
    """The clerk signs in, sees the note as it was, presses one button, and it stands on the ticket."""
    client, answer = late_note(site, clock)
    assert answer.status_code == 403
    assert "What you wrote is kept" in answer.text
    assert notes_of(site) == []
    fields = hidden(answer.text) | {"email": "member@elmcity.example", "password": PASSWORD}
    shown = client.post("/sign-in", data=fields)
    assert shown.status_code == 200
    assert "the hole is &#34;deep&#34; &amp; wide" in shown.text
    assert notes_of(site) == []
    sent = client.post(
        re.findall(r'action="(/tickets/[^"]+)"', shown.text)[0], data=hidden(shown.text) | {"text": WORDS}
    )
    assert sent.status_code == 303
    assert notes_of(site) == [WORDS]


def test_a_wrong_password_in_between_loses_nothing(site: Site, clock: Clock) -> None:
    """The second try still carries what was typed."""
    client, answer = late_note(site, clock)
    fields = hidden(answer.text) | {"email": "member@elmcity.example", "password": "not it"}
    again = client.post("/sign-in", data=fields)
    assert again.status_code == 422
    assert hidden(again.text)["kept_form"] == hidden(answer.text)["kept_form"]


def test_who_signs_in_in_another_window_sends_it_on_from_here(site: Site, clock: Clock) -> None:
    """The page of the old window is too old by then, which must not cost the text either."""
    client, answer = late_note(site, clock)
    fields = hidden(answer.text)
    sign_in(client, "member@elmcity.example")
    shown = client.post("/sign-in/kept", data=fields, headers=OURS)
    assert "Send what you wrote?" in shown.text
    assert "the hole is" in shown.text
    early = site.app.test_client().post("/sign-in/kept", data=fields, headers=OURS)
    assert early.status_code == 403
    assert "What you wrote is kept" in early.text


def test_a_form_from_before_the_sign_in_is_kept_when_a_page_of_ours_sent_it(site: Site) -> None:
    """Lunch, another tab, signed in again: the form of the morning is sent on with one press."""
    number, client = site.add_ticket(), site.client("member", "streets")
    answer = client.post(f"/tickets/{number}/notes", data={"csrf_token": "old", "text": WORDS}, headers=OURS)
    assert answer.status_code == 403
    assert "Send it now" in answer.text
    assert notes_of(site) == []


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_a_form_of_another_site_is_not_carried(site: Site, headers: dict[str, str]) -> None:
    """Else a stranger's words would stand under our own button."""
    number = site.add_ticket()
    for client in (site.client("member", "streets"), site.app.test_client()):
        answer = client.post(f"/tickets/{number}/notes", data={"text": "Anne owes me money"}, headers=headers)
        assert answer.status_code == 403
        assert "Send it now" not in answer.text
        assert "kept_form" not in answer.text


@pytest.mark.parametrize(
    ("path", "packed"),
    [
        ("https://evil.example/", '[["text", "x"]]'),
        ("//evil.example/x", '[["text", "x"]]'),
        ("/nothing/here", '[["text", "x"]]'),
        ("/sign-out", "[]"),
        ("/desk", '[["text", "x"]]'),
        ("/tickets/2222-2222/notes", "no json"),
        ("/tickets/2222-2222/notes", '{"a": 1}'),
        ("/tickets/2222-2222/notes", "[1, 2]"),
    ],
)
def test_what_is_carried_goes_only_to_forms_of_ours(site: Site, path: str, packed: str) -> None:
    """A forged page of the sign-in leads nowhere else; signing in goes on as usual."""
    email = site.add_person("administrator")
    form = {"email": email, "password": PASSWORD, "kept_path": path, "kept_form": packed}
    answer = post(site.app.test_client(), "/sign-in", **form)
    assert answer.status_code == 303
    assert answer.location == "/desk"


def test_a_part_that_refreshes_itself_does_not_push_the_text_away(site: Site) -> None:
    """The field with the rulebook asks by itself what is wrong; when signed out, what is typed must stay."""
    answer = site.app.test_client().post(
        "/rules/text/check", data={"text": "city:"}, headers=OURS | {"HX-Request": "true"}
    )
    assert answer.status_code == 403
    assert answer.headers["HX-Reswap"] == "none"


def test_a_page_that_refreshes_itself_says_that_it_stopped(site: Site) -> None:
    """A queue that nobody refreshes must not look as if there were no emergencies; nothing on it is replaced."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/desk?department=streets"}
    answer = site.app.test_client().get("/desk?part=1", headers=headers)
    assert answer.status_code == 286
    assert answer.headers["HX-Retarget"] == "#signed-out"
    assert "/sign-in?next=/desk?department%3Dstreets" in answer.text
    assert 'id="signed-out"' in site.client("viewer").get("/desk").text


def test_a_long_text_goes_along_too(site: Site, clock: Clock) -> None:
    """Somebody wrote at a rulebook all morning: four hundred thousand characters are carried like four."""
    client, text = site.client("administrator"), "# Straße, «calle»\n" * 22_000
    token = token_in(client.get("/rules/text").text)
    clock.now += 3 * 3600
    answer = client.post("/rules/text", data={"csrf_token": token, "text": text})
    fields = hidden(answer.text) | {"email": "administrator@elmcity.example", "password": PASSWORD}
    shown = client.post("/sign-in", data=fields)
    assert shown.status_code == 200
    assert html.unescape(shown.text).count("# Straße, «calle»") == 22_000
