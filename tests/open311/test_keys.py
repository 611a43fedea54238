"""Who may write by Open311: keys in every place where clients put them, and a sentence for each that will not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from flask import Flask

from gateway.bootstrap import Gateway, build_gateway
from gateway.intake import Intake
from gateway.networks import network_of
from gateway.open311.endpoint import Endpoint, Kind
from gateway.open311.keys import Key, load_key
from gateway.open311.limits import Limits, limit_reading
from gateway.open311.problems import ProblemError
from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey, Scope
from tests.web.site import RULES, Clock

NEW = NewApiKey(name="Pothole app", contact="", scopes=("file", "updates"), per_minute=3, expires_at=None)
FAR_AWAY = {"REMOTE_ADDR": "203.0.113.7"}
Ask = Callable[..., Key]


@pytest.fixture
def clock() -> Clock:
    """Stands still until a test moves it."""
    return Clock()


@pytest.fixture
def gateway(settings: Any, sqlite_url: str, clock: Clock) -> Iterator[Gateway]:
    """A gateway on SQLite."""
    made = build_gateway(settings(database_url=sqlite_url, rules_text=RULES, secret_key="k" * 48), clock=clock)
    yield made
    made.store.dispose()


def endpoint_of(gateway: Gateway, kind: Kind = "production") -> Endpoint:
    """An endpoint whose intake nobody uses."""
    return Endpoint(gateway=gateway, intake=cast("Intake", None), kind=kind)


@pytest.fixture
def ask(gateway: Gateway) -> Ask:
    """A function that sends one request and asks for its key."""
    app = Flask("keys")

    def ask_once(*, kind: Kind = "production", scope: Scope = "file", **sent: Any) -> Key:
        with app.test_request_context("/", method="POST", **sent):
            return load_key(endpoint_of(gateway, kind), scope)

    return ask_once


def add(gateway: Gateway, **changes: Any) -> str:
    """Make a key."""
    with gateway.store.writing() as connection:
        return api_keys.add_key(connection, replace(NEW, **changes), created_by="anne@elmcity.example", now=1.0)


@pytest.mark.parametrize("place", ["form", "query_string", "header"])
def test_a_key_may_stand_in_three_places(gateway: Gateway, ask: Ask, place: str) -> None:
    """Clients send it as the standard says, behind the question mark, or as a header; spaces around it do no harm."""
    key = add(gateway)
    sent: dict[str, Any] = {"headers": {"X-Api-Key": key}}
    if place != "header":
        sent = {"data" if place == "form" else place: {"api_key": f" {key} "}}
    assert ask(**sent) == Key(id=1, name="Pothole app")
    assert ask(**sent).actor == "open311:Pothole app"


@pytest.mark.parametrize(
    ("given", "changes", "sentence"),
    [
        ("", {}, "The API key is missing. Send it as api_key."),
        ("nonsense", {}, "The API key is not known here."),
        ("\N{GRINNING FACE}\x00", {}, "The API key is not known here."),
        ("revoked", {}, "This API key was revoked."),
        (None, {"expires_at": 2.0}, "This API key has expired."),
        (None, {"scopes": ("updates",)}, "This API key may not file requests."),
        (None, {"scopes": ("test",)}, "This API key may not file requests."),
    ],
)
def test_a_key_that_will_not_do_is_told_why(
    gateway: Gateway, ask: Ask, given: str | None, changes: dict[str, Any], sentence: str
) -> None:
    """Missing, wrong, revoked, expired and not for this: 403 each, with what to do."""
    key = add(gateway, **changes)
    if given == "revoked":
        with gateway.store.writing() as connection:
            api_keys.revoke_key(connection, 1, revoked_by="anne@elmcity.example", now=2.0)
    with pytest.raises(ProblemError) as refused:
        ask(data={"api_key": key if given in {None, "revoked"} else given})
    assert refused.value.status == 403
    assert refused.value.problems[0].code == "403"
    assert sentence in refused.value.problems[0].description
    assert key not in refused.value.problems[0].description


def test_a_key_for_tests_does_everything_at_the_test_endpoint(gateway: Gateway, ask: Ask) -> None:
    """A developer with one key tries requests and updates, and touches nothing of the city's."""
    key = add(gateway, scopes=("test",))
    assert ask(kind="test", scope="test", data={"api_key": key}).name == "Pothole app"
    assert ask(kind="test", scope="updates", data={"api_key": key}).name == "Pothole app"
    with pytest.raises(ProblemError, match="may not post updates"):
        ask(scope="updates", data={"api_key": key})


def test_a_key_that_is_used_too_often_is_told_when_to_come_back(gateway: Gateway, ask: Ask, clock: Clock) -> None:
    """The fourth request of a minute waits until the minute is over, from wherever it comes."""
    key, other = add(gateway), add(gateway, name="Other app")
    for seconds in range(3):
        clock.now += seconds
        ask(data={"api_key": key}, environ_base={"REMOTE_ADDR": f"203.0.113.{seconds}"})
    with pytest.raises(ProblemError) as refused:
        ask(data={"api_key": key})
    assert (refused.value.status, refused.value.retry_after) == (429, 57)
    assert "3 times a minute. Come back in 57 seconds." in str(refused.value)
    assert ask(data={"api_key": other}).name == "Other app"
    clock.now += refused.value.retry_after
    assert ask(data={"api_key": key}).name == "Pothole app"


def test_wrong_keys_are_bounded_for_a_network_and_right_ones_of_it_go_on(gateway: Gateway, ask: Ask) -> None:
    """One app with an old key does not keep out the others behind the same address; nobody guesses for long."""
    key = add(gateway)
    statuses = []
    for _ in range(22):
        with pytest.raises(ProblemError) as refused:
            ask(data={"api_key": "wrong"}, environ_base=FAR_AWAY)
        statuses.append(refused.value.status)
    assert statuses == [403] * 20 + [429] * 2
    assert ask(data={"api_key": key}, environ_base=FAR_AWAY).name == "Pothole app"
    with pytest.raises(ProblemError) as refused:
        ask(data={"api_key": "wrong"}, environ_base={"REMOTE_ADDR": "203.0.113.8"})
    assert refused.value.status == 403


def test_uses_are_written_once_a_minute(gateway: Gateway, ask: Ask, clock: Clock) -> None:
    """A busy app does not cost a transaction for each request, and none of its uses is lost meanwhile."""
    key = add(gateway, per_minute=100)
    found = []
    for seconds in (0, 1, 1, 60, 1):
        clock.now += seconds
        ask(data={"api_key": key})
        with gateway.store.reading() as connection:
            found.append(api_keys.list_keys(connection)[0])
    assert [row.uses for row in found] == [1, 1, 1, 4, 4]
    assert found[-1].used_at == clock.now - 1


def test_reading_is_bounded_for_a_network_but_not_for_a_proxy_of_ours(
    settings: Any, sqlite_url: str, gateway: Gateway, clock: Clock
) -> None:
    """The neighbor on the same IPv6 line counts with it; this machine, which may be a proxy, never does."""
    bounded = replace(gateway, settings=settings(database_url=sqlite_url, open311_requests_a_minute=2))
    app = Flask("limits")

    def read(address: str) -> int:
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
            try:
                limit_reading(endpoint_of(bounded))
            except ProblemError as error:
                return error.status
        return 200

    assert [read("203.0.113.7") for _ in range(3)] == [200, 200, 429]
    assert [read(f"2001:db8::{last}") for last in range(1, 4)] == [200, 200, 429]
    assert read("203.0.113.8") == 200
    assert {read(address) for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1") for _ in range(3)} == {200}
    clock.now += 60
    assert read("203.0.113.7") == 200


def test_no_bound_is_no_bound(settings: Any, sqlite_url: str, gateway: Gateway) -> None:
    """0 in the settings lets everybody read as often as they like."""
    unbounded = replace(gateway, settings=settings(database_url=sqlite_url, open311_requests_a_minute=0))
    app = Flask("limits")
    for _ in range(700):
        with app.test_request_context("/", environ_base=FAR_AWAY):
            limit_reading(endpoint_of(unbounded))


def test_counts_are_bounded_and_a_clock_that_goes_back_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of addresses costs no more memory than the last ten thousand of them."""
    monkeypatch.setattr("gateway.open311.limits._MOST_NAMES", 3)
    limits = Limits()
    for name in "abcd":
        assert limits.take(name, most=1, now=10.0) == 0
    assert [limits.take(name, most=1, now=11.0) > 0 for name in "bcd"] == [True] * 3
    assert limits.take("a", most=1, now=11.0) == 0
    assert limits.take("d", most=1, now=5.0) == 0


def test_an_ipv4_address_counts_alike_however_it_is_written() -> None:
    """A listener on IPv6 shows IPv4 clients as mapped addresses; they are not one network."""
    assert network_of("::ffff:203.0.113.7") == "203.0.113.7"
    assert network_of("2001:db8::1") == network_of("2001:db8::2") == "2001:db8::/64"
    assert network_of("unknown") == "unknown"
