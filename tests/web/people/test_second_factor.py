"""The second factor: set up with an app, asked for after the password, and no code works twice."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway.store.schema import recovery_code
from gateway.store.schema import staff as staff_table
from tests.web.site import PASSWORD, Clock, Site, post, sign_in

FACTOR = "/people/me/second-factor"


def set_up(site: Site, client: FlaskClient) -> tuple[str, list[str]]:
    """Switch it on; the secret that the app holds, and the recovery codes."""
    page = client.get(FACTOR).text
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found is not None
    secret = found[1].replace(" ", "")
    answer = post(client, FACTOR, page=FACTOR, code=code_of(secret, site.gateway.clock()))
    assert answer.status_code == 303, answer.text
    return secret, re.findall(r"<code>([a-z2-9-]{14})</code>", client.get(answer.location).text)


def code_of(secret: str, now: float) -> str:
    """What the app shows."""
    return pyotp.TOTP(secret).at(int(now))


def half_way(site: Site, email: str) -> FlaskClient:
    """A browser that has given the password and owes the code."""
    client = site.app.test_client()
    answer = sign_in(client, email)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in/second-step")
    return client


def second_step(client: FlaskClient, code: str) -> Any:
    """Send the form of the second step."""
    return post(client, "/sign-in/second-step", page="/sign-in/second-step", code=code)


@pytest.fixture
def email(site: Site) -> str:
    """Anne, who has no second factor yet."""
    return site.add_person("member", "streets", email="anne@elmcity.example")


@pytest.fixture
def anne(site: Site, email: str) -> FlaskClient:
    """Her browser."""
    client = site.app.test_client()
    sign_in(client, email)
    return client


def test_after_the_password_the_code_is_asked_for(site: Site, clock: Clock, email: str, anne: FlaskClient) -> None:
    """The password alone opens nothing; the code of half a minute later does."""
    secret, codes = set_up(site, anne)
    assert len(set(codes)) == 10
    client = half_way(site, email)
    assert client.get("/people/me").status_code == 302
    clock.now += 60
    assert second_step(client, code_of(secret, clock.now)).status_code == 303
    assert client.get("/people/me").status_code == 200


def test_a_code_that_was_seen_over_the_shoulder_is_worth_nothing(
    site: Site, clock: Clock, email: str, anne: FlaskClient
) -> None:
    """Within its half minute a used code does not work again, nor does the one before it."""
    secret, _ = set_up(site, anne)
    clock.now += 60
    code = code_of(secret, clock.now)
    assert second_step(half_way(site, email), code).status_code == 303
    assert second_step(half_way(site, email), code).status_code == 422
    assert second_step(half_way(site, email), code_of(secret, clock.now - 30)).status_code == 422


@pytest.mark.parametrize("off", [-30, 30])
def test_a_phone_whose_clock_is_off_by_half_a_minute_works(
    site: Site, clock: Clock, email: str, anne: FlaskClient, off: int
) -> None:
    """Nobody sets a phone's clock by hand."""
    secret, _ = set_up(site, anne)
    clock.now += 120
    assert second_step(half_way(site, email), code_of(secret, clock.now + off)).status_code == 303


def test_a_recovery_code_works_once(site: Site, email: str, anne: FlaskClient) -> None:
    """The phone is lost: a code from the drawer lets in, in capitals and without its dashes too, and only once."""
    _, codes = set_up(site, anne)
    typed = codes[0].replace("-", " ").upper()
    assert second_step(half_way(site, email), typed).status_code == 303
    assert second_step(half_way(site, email), codes[0]).status_code == 422
    assert "<b>9</b> recovery codes left" in anne.get("/people/me").text


def test_guessing_codes_is_stopped_and_said(site: Site, email: str, anne: FlaskClient) -> None:
    """Who has the password may not try a million codes, nor begin anew with the password to get more tries."""
    secret, _ = set_up(site, anne)
    answers = [second_step(half_way(site, email), "000000").status_code for _ in range(5)]
    assert answers == [422] * 5
    locked = second_step(half_way(site, email), code_of(secret, site.gateway.clock() + 30))
    assert locked.status_code == 429
    assert "too many wrong tries" in locked.text


def test_the_second_step_does_not_wait_for_ever(site: Site, clock: Clock, email: str, anne: FlaskClient) -> None:
    """A half-open sign-in at the counter ends after ten minutes."""
    secret, _ = set_up(site, anne)
    client = half_way(site, email)
    page = client.get("/sign-in/second-step")
    assert page.status_code == 200
    token = page.text.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    clock.now += 601
    form = {"csrf_token": token, "code": code_of(secret, clock.now)}
    answer = client.post("/sign-in/second-step", data=form)
    assert answer.status_code == 422
    assert "Begin again with your password" in answer.text


def test_secret_and_codes_are_not_readable_in_the_database(site: Site, anne: FlaskClient) -> None:
    """Who steals a backup gets neither the secret of the app nor a recovery code."""
    secret, codes = set_up(site, anne)
    with site.gateway.store.reading() as connection:
        kept = str(connection.execute(select(staff_table.c.totp_secret)).scalars().all())
        hashes = str(connection.execute(select(recovery_code.c.code_hash)).scalars().all())
    assert secret not in kept
    assert all(code not in hashes and code.replace("-", "") not in hashes for code in codes)


def test_the_codes_are_shown_once_and_made_anew_against_a_code(site: Site, clock: Clock, anne: FlaskClient) -> None:
    """A browser that was left open gives nobody new codes; a wrong code is said."""
    secret, codes = set_up(site, anne)
    assert anne.get("/people/me/recovery-codes").status_code == 302
    wrong = post(anne, "/people/me/recovery-codes", page=FACTOR, code="123")
    assert wrong.status_code == 422
    assert "This code is not right" in wrong.text
    clock.now += 60
    answer = post(anne, "/people/me/recovery-codes", page=FACTOR, code=code_of(secret, clock.now))
    assert not set(codes) & set(re.findall(r"<code>([a-z2-9-]{14})</code>", anne.get(answer.location).text))


def test_it_is_taken_away_with_a_code_only(site: Site, email: str, anne: FlaskClient) -> None:
    """For a new phone; afterwards the password alone lets in again."""
    _, codes = set_up(site, anne)
    remove = f"{FACTOR}/remove"
    assert post(anne, remove, page=FACTOR, code="nonsense").status_code == 422
    assert post(anne, remove, page=FACTOR, code=codes[1]).status_code == 303
    assert sign_in(site.app.test_client(), email).location == "/desk"


def test_an_administrator_helps_who_has_lost_both(site: Site, email: str, anne: FlaskClient) -> None:
    """Phone and codes burned: the factor goes away, and every open session with it."""
    set_up(site, anne)
    with site.gateway.store.reading() as connection:
        staff_id = connection.execute(select(staff_table.c.id).where(staff_table.c.email == email)).scalar_one()
    page = f"/people/{staff_id}"
    answer = post(site.client("administrator"), f"{page}/second-factor", page=page)
    assert answer.status_code == 303
    assert anne.get("/people/me").status_code == 302
    assert sign_in(site.app.test_client(), email).location == "/desk"


def test_the_secret_key_can_be_replaced(make_gateway: Any, site: Site, clock: Clock, email: str) -> None:
    """A new secret key with the old one beside it locks nobody out: app and recovery codes go on working."""
    client = site.app.test_client()
    sign_in(client, email)
    secret, codes = set_up(site, client)
    later = Site(make_gateway(secret_key="n" * 48, secret_key_previous="k" * 48))
    clock.now += 60
    assert second_step(half_way(later, email), code_of(secret, clock.now)).status_code == 303
    assert second_step(half_way(later, email), codes[0]).status_code == 303


@pytest.mark.parametrize(
    ("required", "sent_to"), [("member", FACTOR), ("administrator,lead,viewer", "/desk"), ("", "/desk")]
)
def test_a_role_may_have_to_set_it_up_first(make_gateway: Any, required: str, sent_to: str) -> None:
    """Where the city wants it, the first page is the set-up, and work begins after it."""
    site = Site(make_gateway(require_second_factor=required))
    client = site.client("member", "streets")
    answer = client.get("/tickets/2222-2222")
    assert (answer.status_code == 303) is (sent_to == FACTOR)
    if sent_to == FACTOR:
        assert answer.location.startswith(FACTOR)
        assert "Your city asks for a second factor" in client.get(answer.location).text
        set_up(site, client)
    assert client.get("/tickets/2222-2222").status_code == 404
    assert PASSWORD not in answer.text
