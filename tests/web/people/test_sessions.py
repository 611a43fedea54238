"""Sessions: listed, ended from elsewhere, ended by idleness, and of no use to who steals the table."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway.store.schema import staff_session
from gateway.web import accounts
from tests.web.site import PASSWORD, Clock, Site, post, sign_in

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


def is_in(client: FlaskClient) -> bool:
    """Whether the own account opens."""
    return client.get("/people/me").status_code == 200


def phone_of(site: Site, email: str) -> FlaskClient:
    """A second browser of the same person."""
    client = site.app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    sign_in(client, email)
    return client


def test_a_session_that_nobody_uses_ends(site: Site, clock: Clock) -> None:
    """A browser left open at the counter is signed out after two hours; one in use goes on."""
    busy, idle = site.client("administrator"), phone_of(site, "administrator@elmcity.example")
    for _ in range(3):
        clock.now += 3000
        assert is_in(busy)
    assert not is_in(idle)


def test_a_page_that_refreshes_itself_is_no_use(site: Site, clock: Clock) -> None:
    """A desk on the wall asks for news every few seconds; nobody sits there."""
    client = site.client("administrator")
    for _ in range(3):
        clock.now += 3000
        client.get("/people/me", headers={"HX-Request": "true"})
    assert not is_in(client)


def test_one_sees_where_one_is_signed_in_and_ends_it(site: Site) -> None:
    """A phone was lost: it stands in the list by its name and is signed out from the desk."""
    client = site.client("administrator")
    phone = phone_of(site, "administrator@elmcity.example")
    page = client.get("/people/me").text
    assert "Safari on an iPhone" in page
    assert page.count("This browser") == 1
    other = page.split('name="session" value="', 1)[1].split('"', 1)[0]
    assert post(client, "/people/me/sessions", page="/people/me", session=other).status_code == 303
    assert (is_in(phone), is_in(client)) == (False, True)


def test_nobody_ends_the_session_of_somebody_else(site: Site) -> None:
    """The form names a session; only the own ones count."""
    site.client("administrator")
    with site.gateway.store.reading() as connection:
        theirs = connection.execute(select(staff_session.c.token_hash)).scalar_one()
    client = site.client("member", "streets")
    post(client, "/people/me/sessions", page="/people/me", session=theirs)
    with site.gateway.store.reading() as connection:
        query = select(staff_session.c.ended_at).where(staff_session.c.token_hash == theirs)
        assert connection.execute(query).scalar_one() is None


def test_a_changed_password_leaves_only_this_browser_signed_in(site: Site) -> None:
    """Whoever changes it because it leaked wants everybody else out, and needs the old one to do it."""
    client = site.client("administrator")
    phone = phone_of(site, "administrator@elmcity.example")
    new = {"password": "another long password", "again": "another long password"}
    wrong = post(client, "/people/me/password", page="/people/me", current="not it", **new)
    assert (wrong.status_code, "current password is not right" in wrong.text) == (422, True)
    assert post(client, "/people/me/password", page="/people/me", current=PASSWORD, **new).status_code == 303
    assert (is_in(phone), is_in(client)) == (False, True)
    assert sign_in(site.app.test_client(), "administrator@elmcity.example", new["password"]).status_code == 303


def test_signing_out_makes_a_copied_cookie_worthless(site: Site) -> None:
    """The cookie is only a word: once the session has ended, a copy of it opens nothing."""
    client = site.client("administrator")
    cookie = client.get_cookie("gateway")
    assert cookie is not None
    thief = site.app.test_client()
    thief.set_cookie("gateway", cookie.value)
    assert is_in(thief)
    post(client, "/sign-out", page="/people/me")
    assert not is_in(thief)


def test_signing_in_changes_the_word_and_the_table_keeps_only_its_hash(site: Site) -> None:
    """A word planted before signing in is worth nothing, and who reads the table cannot use what is there."""
    client = site.client("administrator")
    with client.session_transaction() as session:
        first = session["token"]
    sign_in_again = (
        post(client, "/sign-out", page="/people/me").status_code,
        sign_in(client, "administrator@elmcity.example").status_code,
    )
    assert sign_in_again == (303, 303)
    with client.session_transaction() as session:
        second = session["token"]
    with site.gateway.store.reading() as connection:
        kept = set(connection.execute(select(staff_session.c.token_hash)).scalars())
    assert first != second
    assert not {first, second} & kept
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("address", "tries", "status"),
    [("192.0.2.9", 50, 429), ("2001:db8:1:2::9", 50, 429), ("192.0.2.9", 49, 303), ("127.0.0.1", 60, 303)],
)
def test_guessing_at_many_accounts_from_one_network_is_stopped(
    site: Site, address: str, tries: int, status: int
) -> None:
    """One machine tries one password at every account; behind an unknown proxy everybody looks local and goes on."""
    for number in range(tries):
        accounts.try_sign_in(site.gateway, f"anne{number}@elmcity.example", "winter", network=address)
    client, email = site.app.test_client(), site.add_person("administrator")
    neighbour = address.replace("::9", "::a")
    client.environ_base["REMOTE_ADDR"] = neighbour
    assert sign_in(client, email).status_code == status


def test_good_sign_ins_of_a_whole_city_hall_do_not_count(site: Site, clock: Clock) -> None:
    """At eight in the morning everybody signs in through the same router."""
    email = site.add_person("administrator")
    results: list[Any] = []
    for _ in range(60):
        clock.now += 1
        results.append(type(accounts.try_sign_in(site.gateway, email, PASSWORD, network="192.0.2.9")))
    assert set(results) == {accounts.SignedIn}
