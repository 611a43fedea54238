"""Signing in with the city's own account: whom the provider vouches for and we have invited, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.store import staff
from gateway.store.people import disable_staff
from gateway.store.staff import StaffRow
from tests.web.people.fake_provider import CLIENT, SECRET, FakeProvider
from tests.web.site import Site

ANNE = "anne@elmcity.example"


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """The provider; Anne is who signs in there."""
    fake = FakeProvider(claims={"sub": "a-1", "email": ANNE, "email_verified": True, "name": "Anne"})
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def make_site(make_gateway: Callable[..., Any], provider: FakeProvider) -> Callable[..., Site]:
    """A function that makes a site which that provider is configured for."""

    def make(**overrides: Any) -> Site:
        known = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        return Site(make_gateway(**(known | overrides)))

    return make


def come_back(site: Site, provider: FakeProvider, *, client: FlaskClient | None = None, wanted: str = "/desk") -> Any:
    """Go to the provider, sign in there and come back."""
    client = client or site.app.test_client()
    there = client.get(f"/sign-in/provider?next={wanted}")
    assert there.status_code == 302, there.text
    return client.get(provider.sign_in(there.location))


def find_anne(site: Site) -> StaffRow | None:
    """Her row."""
    with site.gateway.store.reading() as connection:
        return staff.find_staff_by_email(connection, ANNE)


def test_who_was_invited_comes_in_and_lands_on_the_wanted_page(
    make_site: Callable[..., Site], provider: FakeProvider
) -> None:
    """One press on the sign-in page, no password of ours; a second factor is the provider's matter."""
    site = make_site(require_second_factor="viewer")
    site.add_person("viewer", email=ANNE)
    client = site.app.test_client()
    assert "Sign in with your city account" in client.get("/sign-in").text
    answer = come_back(site, provider, client=client, wanted="/people/me")
    assert (answer.status_code, answer.location) == (303, "/people/me")
    assert client.get("/tickets/2222-2222").status_code == 404


def test_the_same_person_is_known_after_the_mail_address_changed(
    make_site: Callable[..., Site], provider: FakeProvider
) -> None:
    """The provider's own id counts; somebody else who gets the old address later is not let into the account."""
    site = make_site()
    site.add_person("viewer", email=ANNE)
    come_back(site, provider)
    provider.claims |= {"email": "anne.married@elmcity.example"}
    assert come_back(site, provider).status_code == 303
    provider.claims |= {"sub": "b-2", "email": ANNE}
    answer = come_back(site, provider)
    assert answer.status_code == 422
    assert "belongs to another account" in answer.text


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email": "bart@elmcity.example"}, "Nobody has invited bart@elmcity.example"),
        ({"email_verified": False}, "does not vouch for your mail address"),
        ({"email_verified": None}, "does not vouch for your mail address"),
        ({"email": ""}, "does not vouch for your mail address"),
    ],
)
def test_strangers_and_unverified_addresses_are_refused(
    make_site: Callable[..., Site], provider: FakeProvider, claims: dict[str, Any], sentence: str
) -> None:
    """An account of the provider is no invitation, and an address that anybody can type proves nothing."""
    site = make_site()
    site.add_person("administrator", email=ANNE)
    provider.claims |= claims
    answer = come_back(site, provider)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_provider_of_the_city_may_be_believed_and_may_bring_new_people(
    make_site: Callable[..., Site], provider: FakeProvider
) -> None:
    """Where the operator says so, and only then: a member without departments, who sees nothing yet."""
    del provider.claims["email_verified"]
    site = make_site(oidc_unverified_mail=True, oidc_new_people="member")
    assert come_back(site, provider).status_code == 303
    person = find_anne(site)
    assert person is not None
    assert (person.role, person.departments, person.password_hash) == ("member", (), None)


def test_a_closed_account_stays_closed(make_site: Callable[..., Site], provider: FakeProvider) -> None:
    """Whoever left the city may still have an account at the provider for a week."""
    site = make_site()
    site.add_person("viewer", email=ANNE)
    person = find_anne(site)
    assert person is not None
    with site.gateway.store.writing() as connection:
        disable_staff(connection, person.id, now=1.0)
    assert "Your account here is closed" in come_back(site, provider).text


@pytest.mark.parametrize("fault", ["issuer", "audience", "nonce", "expired", "signature"])
def test_a_token_that_was_not_made_for_us_lets_nobody_in(
    make_site: Callable[..., Site], provider: FakeProvider, fault: str
) -> None:
    """Forged, stolen, replayed or old: one sentence, and no session."""
    site = make_site()
    site.add_person("administrator", email=ANNE)
    provider.fault = fault
    client = site.app.test_client()
    answer = come_back(site, provider, client=client)
    assert answer.status_code == 422
    assert "did not answer as expected" in answer.text
    assert client.get("/people/me").status_code == 302


@pytest.mark.parametrize("query", ["code=one-time&state=guess", "state=guess", "error=access_denied", ""])
def test_an_answer_that_nobody_asked_for_is_refused(
    make_site: Callable[..., Site], provider: FakeProvider, query: str
) -> None:
    """Else a link would sign somebody in as the attacker, whose account then collects what they write."""
    site = make_site()
    site.add_person("viewer", email=ANNE)
    client = site.app.test_client()
    provider.sign_in(client.get("/sign-in/provider").location)
    assert client.get(f"/sign-in/provider/back?{query}").status_code == 422
    own = site.app.test_client()
    assert own.get(provider.sign_in(own.get("/sign-in/provider").location)).status_code == 303


def test_a_provider_that_is_away_leaves_the_password(make_site: Callable[..., Site], provider: FakeProvider) -> None:
    """The page says so, and its form still works; without a provider there is no such address."""
    provider.fault = "away"
    answer = make_site().app.test_client().get("/sign-in/provider")
    assert answer.status_code == 422
    assert "or use your password" in answer.text
    assert make_site(oidc_issuer="").app.test_client().get("/sign-in/provider").status_code == 404
