"""Signing in, one-time links and the pause after too many wrong passwords."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select, update

from gateway.store import staff
from gateway.store.schema import sign_in_link
from gateway.store.schema import staff as staff_table
from gateway.web import accounts
from tests.web.site import PASSWORD, Clock, Site, post, sign_in, token_in

DAY = 86_400.0


def is_signed_in(client: FlaskClient) -> bool:
    """Whether the desk opens."""
    return client.get("/desk").status_code == 200


def test_address_and_password_open_the_desk_in_any_case(site: Site) -> None:
    """People type their address with capitals and spaces."""
    site.add_person("administrator")
    client = site.app.test_client()
    assert sign_in(client, " Administrator@ElmCity.example ").status_code == 303
    assert is_signed_in(client)


def test_sign_out_ends_the_session(site: Site) -> None:
    """A shared computer at the counter must be safe after signing out."""
    client = site.client("administrator")
    assert post(client, "/sign-out", page="/desk").status_code == 303
    assert not is_signed_in(client)


def test_a_wrong_password_and_a_wrong_address_look_alike(site: Site) -> None:
    """The page does not tell who works for the city; the typed address stays in the form."""
    site.add_person("administrator")
    client = site.app.test_client()
    wrong = sign_in(client, "administrator@elmcity.example", "not the password")
    unknown = sign_in(client, "nobody@elmcity.example", "not the password")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    sentence = "This address and password do not belong together."
    assert sentence in wrong.text
    assert sentence in unknown.text
    assert 'value="nobody@elmcity.example"' in unknown.text


def test_a_person_without_password_cannot_sign_in(site: Site) -> None:
    """An account that waits for its link has no password, not an empty one."""
    with site.gateway.store.writing() as connection:
        staff.add_staff(connection, email="new@elmcity.example", name="", role="viewer", departments=(), now=0.0)
    assert sign_in(site.app.test_client(), "new@elmcity.example", "").status_code == 422


def test_a_disabled_account_is_out_at_once(site: Site) -> None:
    """Whoever leaves the city loses the open session too, not only the next one."""
    client = site.client("administrator")
    with site.gateway.store.writing() as connection:
        connection.execute(update(staff_table).values(disabled_at=1.0))
    assert not is_signed_in(client)
    assert sign_in(client, "administrator@elmcity.example").status_code == 422


def test_five_wrong_passwords_lock_the_right_one_out_for_a_while(site: Site, clock: Clock) -> None:
    """Guessing is slowed down, the sentence says how long, and time opens the door again."""
    email = site.add_person("administrator")
    client = site.app.test_client()
    answers = [sign_in(client, email, f"guess {number}") for number in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert "No try is left" in answers[4].text
    locked = sign_in(client, email)
    assert locked.status_code == 429
    assert "Try again in 15 minutes" in locked.text
    assert sign_in(client, "someone.else@elmcity.example").status_code == 422
    clock.now += accounts.LOCK_SECONDS + 1
    assert sign_in(client, email).status_code == 303


def test_a_right_password_forgets_earlier_mistakes(site: Site) -> None:
    """Four slips on Monday do not lock anybody out on the first slip of Tuesday."""
    email = site.add_person("administrator")
    client = site.app.test_client()
    for _ in range(4):
        sign_in(client, email, "a slip")
    assert sign_in(client, email).status_code == 303
    assert sign_in(site.app.test_client(), email, "a slip").status_code == 422
    assert sign_in(site.app.test_client(), email).status_code == 303


def test_a_session_ends_after_twelve_hours(site: Site, clock: Clock) -> None:
    """A forgotten browser does not stay signed in for ever."""
    client = site.client("administrator")
    clock.now += accounts.SESSION_SECONDS + 1
    assert not is_signed_in(client)


def test_a_new_password_ends_sessions_of_the_old_one(site: Site) -> None:
    """Whoever resets a password because it leaked wants the thief out."""
    thief = site.client("administrator")
    owner = site.app.test_client()
    redeem(owner, path_of(make_link(site)))
    assert is_signed_in(owner)
    assert not is_signed_in(thief)


def make_link(site: Site, email: str = "administrator@elmcity.example") -> str:
    """A new one-time link."""
    with site.gateway.store.reading() as connection:
        person = staff.find_staff_by_email(connection, email)
    assert person is not None
    return accounts.make_link(site.gateway, person.id)


def path_of(link: str) -> str:
    """The path of a link."""
    return link.removeprefix("http://127.0.0.1:8311")


def redeem(client: FlaskClient, path: str, password: str = "a new long password", again: str | None = None) -> int:
    """Fill in the form of a link; returns the status."""
    if client.get(path).status_code != 200:
        return client.get(path).status_code
    again = password if again is None else again
    return int(post(client, path, page=path, password=password, again=again).status_code)


def test_a_link_sets_the_password_once(site: Site) -> None:
    """The second use of a link, by whoever found it, is refused and changes nothing."""
    email = site.add_person("administrator")
    path = path_of(make_link(site))
    first, second = site.app.test_client(), site.app.test_client()
    assert redeem(first, path) == 303
    assert is_signed_in(first)
    assert redeem(second, path, "the thief's password") == 404
    assert "has been used" in second.get(path).text
    assert sign_in(second, email, "a new long password").status_code == 303


def test_a_link_used_in_two_windows_works_in_one(site: Site) -> None:
    """Two forms opened from one link: the slower one is told that the link is spent."""
    site.add_person("administrator")
    path = path_of(make_link(site))
    first, second = site.app.test_client(), site.app.test_client()
    token = token_in(second.get(path).text)
    assert redeem(first, path) == 303
    form = {"csrf_token": token, "password": "the slower window", "again": "the slower window"}
    assert second.post(path, data=form).status_code == 404


def test_looking_at_a_link_does_not_spend_it(site: Site) -> None:
    """Mail scanners open every link before the person does."""
    site.add_person("administrator")
    path = path_of(make_link(site))
    assert [site.app.test_client().get(path).status_code for _ in range(3)] == [200, 200, 200]
    assert redeem(site.app.test_client(), path) == 303


def test_a_link_expires_after_a_day(site: Site, clock: Clock) -> None:
    """A link in an old mail opens nothing."""
    site.add_person("administrator")
    path = path_of(make_link(site))
    clock.now += DAY + 1
    assert redeem(site.app.test_client(), path) == 404


def test_a_newer_link_replaces_the_older_one(site: Site) -> None:
    """Only the last link that an administrator made works."""
    site.add_person("administrator")
    old, new = path_of(make_link(site)), path_of(make_link(site))
    assert redeem(site.app.test_client(), old) == 404
    assert redeem(site.app.test_client(), new) == 303


def test_only_the_hash_of_a_link_is_stored(site: Site) -> None:
    """Who reads the database cannot sign in with what is there."""
    site.add_person("administrator")
    token = make_link(site).rpartition("/")[2]
    with site.gateway.store.reading() as connection:
        stored = connection.execute(select(sign_in_link.c.token_hash)).scalar_one()
    assert token not in stored
    assert len(stored) == 64


def test_a_short_password_and_two_that_differ_leave_the_link_usable(site: Site) -> None:
    """A typing mistake must not cost the link."""
    site.add_person("administrator")
    path, client = path_of(make_link(site)), site.app.test_client()
    assert redeem(client, path, "too short") == 422
    assert redeem(client, path, "a new long password", again="a new lomg password") == 422
    assert redeem(client, path) == 303


def test_the_next_page_is_one_of_ours(site: Site) -> None:
    """A crafted link must not send a signed-in clerk to another site."""
    email = site.add_person("administrator")
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = post(site.app.test_client(), "/sign-in", email=email, password=PASSWORD, next=elsewhere)
        assert answer.location == "/desk"


def test_the_first_administrator_is_made_once(site: Site) -> None:
    """`gateway up` prints a link until somebody has a password, for one and the same account."""
    first = accounts.ensure_first_administrator(site.gateway)
    again = accounts.ensure_first_administrator(site.gateway)
    assert first is not None
    assert again is not None
    with site.gateway.store.reading() as connection:
        assert [person.email for person in staff.list_staff(connection)] == ["admin@elmcity.example"]
    assert redeem(site.app.test_client(), path_of(again)) == 303
    assert accounts.ensure_first_administrator(site.gateway) is None
