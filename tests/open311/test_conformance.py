"""Our own server keeps every requirement that our own check knows, at both endpoints and in both forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from gateway.conformance import Kind, Line, Outcome, Wishes, aim, check
from gateway.conformance.values import Ask, Reply
from gateway.open311 import filing
from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from tests.open311.filer import Filer
from tests.open311.reading import DAY, RULES, App
from tests.web.site import NOON

KEY = NewApiKey(name="Check", contact="", scopes=("file", "test", "updates"), per_minute=6_000, expires_at=None)
HOST = "https://city.example"
SERVICES = ("pothole", "streetlight_out", "graffiti")
NOT_LOOKED_AT = {"jurisdiction.missing": "not asked", "token.answer": "not offered", "token.number": "not offered"}


def fill(app: App, source: str) -> None:
    """A dozen requests of the last weeks, some of them closed."""
    for number in range(12):
        made = NOON - DAY * (2 * number + 1)
        place = {"lat": 41.3 + number / 100, "lon": -72.92, "description": f"Number {number}"}
        closed = {"status": "closed", "closed_at": made + 3600.0} if number % 2 else {}
        app.add(
            created_at=made, updated_at=made + 3600.0, service=SERVICES[number % 3], source=source, **place, **closed
        )


def outcomes(
    app: App, kind: Kind, *, files: bool = True, sleep: Callable[[float], object] = lambda _: None
) -> list[Outcome]:
    """What the check finds at one of the endpoints of this app's gateway."""
    with app.gateway.store.writing() as connection:
        key = api_keys.add_key(connection, KEY, created_by="anne@elmcity.example", now=NOON)

    def fetch(ask: Ask) -> Reply:
        parts = urlsplit(ask.url)
        where = {"base_url": HOST, "query_string": parts.query, "headers": list(ask.headers)}
        answer = app.client.open(parts.path, method=ask.method, data=ask.body or None, **where)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(status=answer.status_code, headers=headers, body=answer.data)

    line = Line(fetch, sleep=sleep)
    target = aim(line, f"{HOST}/open311", kind=kind, forms=("xml", "json"))
    now = datetime.fromtimestamp(app.clock.now, UTC)
    return list(check(line, target, Wishes(key=key, files=files), now=now, tell=lambda _: None))


def faults(found: list[Outcome]) -> list[tuple[str, str]]:
    """The broken requirements, with what was said of them."""
    return [
        (one.requirement.id, finding.why) for one in found for finding in one.findings if finding.verdict == "broken"
    ]


@pytest.mark.parametrize(("kind", "source"), [("production", ""), ("test", "open311-test")])
def test_our_server_breaks_nothing(make_app: Any, database_url: str, kind: Kind, source: str) -> None:
    """What we ask of others holds for ourselves; and hardly anything was left out of sight."""
    app = make_app(database_url=database_url)
    fill(app, source)
    found = outcomes(app, kind)
    assert faults(found) == []
    assert {one.requirement.id: one.verdict for one in found if one.verdict != "kept"} == NOT_LOOKED_AT


def test_a_new_server_breaks_nothing(app: App) -> None:
    """Without a request there is little to see, and an empty list is no fault."""
    found = outcomes(app, "production", files=False)
    assert faults(found) == []
    assert Counter(one.verdict for one in found)["kept"] > 40


def test_a_city_that_shows_no_words_breaks_nothing(make_app: Any) -> None:
    """A city may publish neither words nor places, and is still right."""
    app = make_app(rules=RULES.replace("test: sandbox", "test: sandbox, publish: nothing"))
    fill(app, "")
    assert faults(outcomes(app, "production")) == []


def test_without_the_charset_only_the_charset_is_missed(make_app: Any) -> None:
    """The setting for clients that stumble over it does what it says."""
    app = make_app(open311_charset=False)
    fill(app, "")
    assert {name for name, _ in faults(outcomes(app, "production", files=False))} == {"answer.charset"}


def test_tokens_lead_to_numbers(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the work takes longer than an app waits, it gets a token, and with it the number later."""
    monkeypatch.setattr(filing, "do_at_once", lambda *_: False)
    monkeypatch.setattr(filing, "PATIENCE_SECONDS", 0.0)
    worker = Filer(app)
    found = outcomes(app, "test", sleep=lambda seconds: worker.work() if seconds > 1 else None)
    assert {name for name, _ in faults(found)} == {"post.type"}
    verdicts = {one.requirement.id: one.verdict for one in found}
    assert (verdicts["token.answer"], verdicts["token.number"]) == ("kept", "kept")
