"""The pages of webhooks: naming a system, its secret seen once, testing, pausing, ending, and sending once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.jobs import drain
from gateway.store.open311_schema import webhook, webhook_attempt
from gateway.store.schema import outbox
from gateway.store.webhooks import end, note_failure, pause
from gateway.webhooks import tell_webhooks
from tests.web.named_webhooks import URL, add
from tests.web.site import NOON, Clock, Site, post
from tests.webhooks.receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def site(make_gateway: Any) -> Site:
    """A city that may call this machine."""
    return Site(make_gateway(own_systems="127.0.0.1"))


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """An administrator's browser."""
    return site.client("administrator")


def press(client: FlaskClient, path: str, *, page: str = "/administration/webhooks/new", **form: Any) -> Any:
    """Press a button."""
    return post(client, f"/administration/webhooks{path}", page=page, **form)


def rows(site: Site, table: Any) -> list[Any]:
    """All rows of a table."""
    with site.gateway.store.reading() as connection:
        return list(connection.execute(table.select().order_by(table.c.id)))


def tell(site: Site) -> None:
    """What the clock and a worker do."""
    tell_webhooks(site.gateway)
    drain(site.gateway, "deliver")


def test_a_system_is_named_and_its_secret_is_shown_once(site: Site, client: FlaskClient) -> None:
    """Whoever loads the page again, or opens it tomorrow, sees no secret, and the tables hold it sealed."""
    answer = press(client, "/new", name=" Crews ", url=URL, events=["ticket.opened"], departments=["streets"])
    assert answer.status_code == 303
    page = client.get(answer.location).text
    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]+", page)
    assert "whsec_" not in client.get(answer.location).text
    (row,) = rows(site, webhook)
    assert (row.name, row.url, row.events, row.departments) == ("Crews", URL, ["ticket.opened"], ["streets"])
    assert (secret in row.secret, row.has_words, row.created_by) == (False, False, "administrator@elmcity.example")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "   ", "Write what the system is called."),
        ("name", "x" * 61, "write at most 60"),
        ("url", "crews.example/tickets", "Write the whole address"),
        ("url", "ftp://crews.example/", "Write the whole address"),
        ("url", "https://[::1", "cannot be read"),
        ("url", "https://crews.example:port/", "cannot be read"),
        ("url", "https://anne:word@crews.example/", "Leave name and password out"),
        ("url", "http://crews.example/tickets", "GATEWAY_OWN_SYSTEMS"),
        ("url", "https://crews.example/a b", "Write the whole address"),
        ("url", f"https://crews.example/{'x' * 500}", "at most 500"),
        ("departments", "nowhere", "There is no department"),
    ],
)
def test_a_mistake_is_said_beside_its_field(
    site: Site, client: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    """And nothing that was typed is lost."""
    answer = press(client, "/new", **{"name": "Crews", "url": URL, "has_words": "yes", field: typed})
    assert (answer.status_code, rows(site, webhook)) == (422, [])
    assert re.search(rf'id="{field}-problem">[^<]*{re.escape(sentence)}', answer.text)
    assert 'value="yes" checked' in answer.text


def test_an_own_system_may_have_no_https(client: FlaskClient) -> None:
    """The operator has named its host."""
    assert press(client, "/new", name="Crews", url="http://127.0.0.1:9/hooks").status_code == 303


def test_it_is_changed(site: Site, client: FlaskClient) -> None:
    """The form comes back filled in; a mistake changes nothing."""
    number = add(site, has_words=True, departments=("closed_long_ago",))
    page = f"/administration/webhooks/{number}/change"
    assert 'value="closed_long_ago" checked' in client.get(page).text
    assert press(client, f"/{number}/change", page=page, name="Crews", url="").status_code == 422
    assert press(client, f"/{number}/change", page=page, name="Roads", url=URL).status_code == 303
    (row,) = rows(site, webhook)
    assert (row.name, row.departments, row.has_words) == ("Roads", [], False)


def test_a_test_is_sent_and_stands_in_the_log(site: Site, client: FlaskClient, receiver: Receiver) -> None:
    """The button on the page, the worker, and what was answered."""
    number = add(site, url=receiver.url)
    press(client, f"/{number}/ping")
    tell(site)
    assert receiver.types() == ["webhook.ping"]
    page = client.get(f"/administration/webhooks/{number}").text
    assert ("Answered 204." in page, "Delivered" in page) == (True, True)
    (row,) = rows(site, outbox)
    shown = client.get(f"/administration/webhooks/{number}/log/{row.id}").text
    assert ("Nothing has happened" in shown, f"msg_{row.id}" in shown) == (True, True)


def test_the_log_is_narrowed_down(site: Site, client: FlaskClient, receiver: Receiver) -> None:
    """By how it went and by what it was about; a type or state that does not exist narrows nothing."""
    number = add(site, url=receiver.url)
    press(client, f"/{number}/ping")
    tell(site)
    receiver.answer(500)
    site.add_ticket(created_at=NOON)
    tell(site)

    def seen(query: str) -> tuple[bool, bool]:
        page = client.get(f"/administration/webhooks/{number}?{query}").text.partition('<ol class="messages">')[2]
        return "webhook.ping" in page, "ticket.opened" in page

    queries = ("", "show=delivered", "show=waiting", "show=failed", "type=ticket.opened", "show=x&type=y")
    assert {query: seen(query) for query in queries} == {
        "": (True, True),
        "show=delivered": (True, False),
        "show=waiting": (False, True),
        "show=failed": (False, False),
        "type=ticket.opened": (False, True),
        "show=x&type=y": (True, True),
    }


def test_a_long_log_has_pages(site: Site, client: FlaskClient) -> None:
    """Fifty on a page, and none twice."""
    number = add(site)
    with site.gateway.store.writing() as connection:
        pause(connection, number, by="gateway", now=NOON)
    for _ in range(60):
        site.add_ticket(created_at=NOON)
    tell_webhooks(site.gateway)
    first = client.get(f"/administration/webhooks/{number}").text
    (link,) = re.findall(r'href="([^"]+)" rel="next"', first)
    second = client.get(link.replace("&amp;", "&")).text
    found = [re.findall(r"/log/(\d+)", page) for page in (first, second)]
    assert [len(page) for page in found] == [50, 10]
    assert not set(found[0]) & set(found[1])


def test_it_pauses_goes_on_and_sends_what_it_missed(site: Site, client: FlaskClient, receiver: Receiver) -> None:
    """The whole of a maintenance window on the other side."""
    number = add(site, url=receiver.url)
    press(client, f"/{number}/pause")
    site.add_ticket(created_at=NOON)
    tell(site)
    page = f"/administration/webhooks/{number}"
    assert "1 piece of news failed or was kept back" in client.get(page).text
    assert press(client, f"/{number}/replay", page=page, since="2020-01-01T00:00").status_code == 303
    press(client, f"/{number}/ping")
    tell(site)
    assert receiver.got == []
    press(client, f"/{number}/go-on")
    assert press(client, f"/{number}/replay", page=page, since="yesterday").status_code == 422
    press(client, f"/{number}/replay", page=page, since="2020-01-01T00:00")
    tell(site)
    assert receiver.types() == ["ticket.opened"]


def test_one_piece_is_sent_once_more(site: Site, client: FlaskClient, receiver: Receiver, clock: Clock) -> None:
    """Under its old id; what is on its way or belongs to another webhook is left alone."""
    number, other = add(site, url=receiver.url), add(site, url=receiver.url)
    press(client, f"/{number}/ping")
    tell(site)
    row = rows(site, outbox)[0]
    page = f"/administration/webhooks/{number}/log/{row.id}"
    assert press(client, f"/{number}/log/{row.id}/replay", page=page).status_code == 303
    tell(site)
    assert [got.headers["webhook-id"] for got in receiver.got] == [f"msg_{row.id}"] * 2
    assert client.get(f"/administration/webhooks/{other}/log/{row.id}").status_code == 404
    press(client, f"/{other}/log/{row.id}/replay")
    tell(site)
    assert len(receiver.got) == 2


def test_what_waits_need_not_wait(site: Site, client: FlaskClient, receiver: Receiver) -> None:
    """The other side was mended, and nobody wants to wait for the next step of the ladder; nor after a new address."""
    number = add(site, url=f"{receiver.url}/wrong")
    receiver.answer(500, 500, 204)
    site.add_ticket(created_at=NOON)
    tell(site)
    assert "Send now what waits" in client.get(f"/administration/webhooks/{number}").text
    press(client, f"/{number}/hurry")
    drain(site.gateway, "deliver")
    assert len(receiver.got) == 2
    press(client, f"/{number}/change", name="Crews", url=receiver.url)
    drain(site.gateway, "deliver")
    assert [got.path for got in receiver.got] == ["/hooks/wrong", "/hooks/wrong", "/hooks"]


def test_a_new_secret_is_shown_once(site: Site, client: FlaskClient) -> None:
    """Both count for a day, and the page says until when."""
    number = add(site)
    page = client.get(press(client, f"/{number}/secret").location).text
    assert ("whsec_" in page, "counts beside the new one until" in page) == (True, True)
    (row,) = rows(site, webhook)
    assert row.previous_until == NOON + 86_400


def test_it_is_ended_after_a_question(site: Site, client: FlaskClient) -> None:
    """The question changes nothing; afterwards every button of a stale page changes nothing either."""
    number = add(site)
    assert "It cannot be undone" in client.get(f"/administration/webhooks/{number}/end").text
    assert rows(site, webhook)[0].ended_at is None
    press(client, f"/{number}/end")
    ended = rows(site, webhook)[0]
    assert (ended.ended_at, ended.secret) == (NOON, "")
    for path in ("ping", "pause", "go-on", "secret", "end", "replay", "change"):
        press(client, f"/{number}/{path}", name="Roads", url=URL, since="2020-01-01T00:00")
    assert (rows(site, webhook)[0], rows(site, outbox)) == (ended, [])
    assert "It was ended" in client.get(f"/administration/webhooks/{number}/end").text


def test_administrators_hear_of_one_that_fails(site: Site, client: FlaskClient) -> None:
    """One that the gateway had to pause is urgent; one that somebody paused is nobody's trouble."""
    failing, paused, by_hand, over = (add(site, name=name) for name in ("Fails", "Gave up", "Rests", "Over"))
    with site.gateway.store.writing() as connection:
        for _ in range(3):
            note_failure(connection, failing, now=NOON)
        pause(connection, paused, by="it was paused by the gateway", now=NOON)
        pause(connection, by_hand, by="cris@elmcity.example", now=NOON)
        end(connection, over, by="cris@elmcity.example", now=NOON)
    page = client.get("/administration").text
    assert "Fails does not take what it is told of tickets: 3 calls failed." in page
    assert "Gave up is told nothing more of tickets" in page
    assert [name for name in ("Rests", "Over") if name in page] == []


def test_what_fails_does_not_fill_the_list_of_mail(site: Site, client: FlaskClient, receiver: Receiver) -> None:
    """Webhooks have a log of their own; neither the outbox page, the channels nor a ticket's story show their news."""
    receiver.answer(410)
    add(site, url=receiver.url)
    number = site.add_ticket(created_at=NOON)
    tell(site)
    assert [row.state for row in rows(site, outbox)] == ["failed"]
    assert "Everything that had to go out went out" in client.get("/administration/outbox").text
    assert "ticket.opened" not in client.get(f"/tickets/{number}").text
    assert "could not be sent" not in client.get("/administration").text
    assert rows(site, webhook_attempt)[0].status == 410


def test_a_webhook_that_is_none_is_not_found(client: FlaskClient) -> None:
    """An old bookmark."""
    paths = ("/99", "/99/change", "/99/end", "/99/log/1")
    assert {client.get(f"/administration/webhooks{path}").status_code for path in paths} == {404}
    assert press(client, "/99/ping").status_code == 404
