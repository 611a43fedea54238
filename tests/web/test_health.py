"""What monitoring reads: alive, ready with reasons, and figures that strangers do not get."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway.bootstrap import Gateway
from gateway.errors import StoreUnavailableError
from gateway.store.counters import count
from gateway.store.engine import Store
from gateway.store.text_polls import end_poll, lease_poll
from tests.web.site import Clock, Site, post

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


def test_alive_does_not_ask_the_database(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process with a lost database must not be restarted for it."""
    monkeypatch.setattr(Store, "probe", _away)
    monkeypatch.setattr(Store, "reading", _away)
    assert site.client().get("/healthz").json == {"status": "alive"}


def test_ready_tells_what_waits(site: Site, clock: Clock) -> None:
    """A message that waits is counted with its age; too old an age is a warning, not a refusal."""
    post(site.client(), "/simulator/text", page="/simulator", text="a pothole")
    clock.now += 400
    answer = site.client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json["ready"] is True
    assert answer.json["work"]["ready"] == 1
    assert answer.json["work"]["oldest_unprocessed_seconds"] == pytest.approx(400, abs=1)
    assert "waiting for 400 seconds" in answer.json["warnings"][0]


def test_12_6_lost_texts_that_cannot_be_asked_for_are_a_warning(
    make_gateway: Callable[..., Gateway], clock: Clock
) -> None:
    """A wrong key must not be found out by the first text that is lost; without an account nobody is asked."""
    gateway = make_gateway(twilio_account_sid="AC1")
    with gateway.store.writing() as connection:
        assert lease_poll(connection, "twilio", token="1", now=clock(), not_since=0.0)
        end_poll(connection, "twilio", token="1", now=clock(), found=0, problem="Twilio answered 401.")
    answer = Site(gateway).app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json["warnings"] == ["Lost texts cannot be asked for: Twilio answered 401."]
    other = make_gateway(database_url=gateway.settings.database_url)
    assert Site(other).app.test_client().get("/readyz").json["warnings"] == []


def test_not_ready_without_a_database(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A load balancer takes the process out, and the operator reads why."""
    monkeypatch.setattr(Store, "probe", _away)
    answer = site.client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["reasons"] == ["The database does not answer."]


def test_not_ready_before_migrating(make_gateway: Callable[..., Any], tmp_path: Any) -> None:
    """An empty database is named with the command that fills it."""
    (tmp_path / "empty.db").touch()
    site = Site(make_gateway(database_url=f"sqlite:///{tmp_path / 'empty.db'}"))
    answer = site.app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "gateway migrate" in answer.json["reasons"][0]


def test_a_broken_rulebook_is_a_warning(site: Site) -> None:
    """The last good rulebook works on, so the process stays in service and says so."""
    site.break_rulebook()
    answer = site.client().get("/readyz")
    assert answer.status_code == 200
    assert "last good one" in answer.json["warnings"][0]


def test_figures_for_prometheus(site: Site) -> None:
    """Work and counters are there under stable names."""
    with site.gateway.store.writing() as connection:
        count(connection, "twilio_refused_signature", 3)
    text = site.client().get("/metrics").text
    assert "gateway_work_dead 0.0" in text
    assert 'gateway_counter{name="twilio_refused_signature"} 3.0' in text


def test_figures_are_not_for_strangers(site: Site) -> None:
    """Somebody on the internet, also through a proxy on this machine, is refused; an administrator is not."""
    assert site.client().get("/metrics", environ_base=STRANGER).status_code == 403
    assert site.client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    assert site.client("member", "streets").get("/metrics", environ_base=STRANGER).status_code == 403
    assert site.client("administrator").get("/metrics", environ_base=STRANGER).status_code == 200


def test_the_visitor_behind_a_trusted_proxy_is_the_real_one(make_gateway: Callable[..., Any]) -> None:
    """With a proxy in front its word about the visitor is believed, and only as far as configured."""
    site = Site(make_gateway(trusted_proxies=1))
    answer = site.client().get("/metrics", headers={"X-Forwarded-For": "127.0.0.1, 203.0.113.9"})
    assert answer.status_code == 403


def _away(*_arguments: object) -> None:
    raise StoreUnavailableError
