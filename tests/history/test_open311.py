"""All of an endpoint's history is fetched, whatever limits its server has, and a broken run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.history.download import ANSWER_LIMIT, Web
from gateway.history.source import Opened, Wishes, open_source
from gateway.history.values import BrokenLine, Columns, HistoryError, PastRequest
from tests.history.fake_open311 import Open311, items, serving

NOW = datetime.now(UTC).replace(microsecond=0)
SINCE = NOW - timedelta(days=70)


@pytest.fixture
def endpoint() -> Iterator[Open311]:
    """A server with 300 requests of the last two months."""
    with serving(Open311(items(300, NOW - timedelta(days=60), timedelta(hours=4)))) as server:
        yield server


@pytest.fixture
def wishes(tmp_path: Path) -> Wishes:
    """Nobody waits in a test."""
    pauses: list[float] = []
    return Wishes(since=SINCE, folder=tmp_path / "answers", tell=lambda _: None, web=Web(sleep=pauses.append))


def read(opened: Opened) -> list[PastRequest]:
    """The requests of a source that holds no broken one."""
    lines = list(opened.read(lambda _: None))
    assert not [line for line in lines if isinstance(line, BrokenLine)]
    return [line for line in lines if isinstance(line, PastRequest)]


@pytest.mark.parametrize(("limit", "pages"), [(1000, True), (50, True), (50, False), (25, False)])
@pytest.mark.parametrize("xml_only", [False, True])
def test_every_request_is_fetched_once(
    endpoint: Open311, wishes: Wishes, limit: int, pages: bool, xml_only: bool
) -> None:
    """Servers cut their answers at sizes of their own and do not say so; a city must not lose most of its past."""
    endpoint.limit, endpoint.pages, endpoint.xml_only = limit, pages, xml_only
    with open_source(endpoint.url, wishes) as opened:
        requests = read(opened)
    assert sorted(request.key for request in requests) == sorted(f"SR-{n}" for n in range(300))


def test_a_request_is_read_as_the_standard_means_it(endpoint: Open311, wishes: Wishes) -> None:
    """For a closed request the last change is its closing; an open one has none."""
    with open_source(f"{endpoint.url}/requests.json?page=3", wishes) as opened:
        by_key = {request.key: request for request in read(opened)}
    closed, still_open = by_key["SR-4"], by_key["SR-5"]
    assert (closed.text, closed.category, closed.department) == ("Hole <4> & more", "Pothole", "Streets")
    assert (closed.address, closed.lat, closed.lon) == ("4 Oak St", 41.3, -72.9)
    assert closed.requested_at is not None
    assert closed.closed_at == closed.requested_at + timedelta(days=1)
    assert still_open.closed_at is None


def test_without_a_beginning_it_goes_back_to_where_nothing_comes(endpoint: Open311, wishes: Wishes) -> None:
    """Nobody knows by heart in which year a city's endpoint began."""
    open_ended = Wishes(folder=wishes.folder, tell=lambda _: None, web=wishes.web)
    with open_source(endpoint.url, open_ended) as opened:
        assert len(read(opened)) == 300
    assert 14 <= len(endpoint.asked) <= 20


def test_the_jurisdiction_is_asked_for(endpoint: Open311, wishes: Wishes) -> None:
    """One endpoint may serve several cities."""
    with open_source(
        endpoint.url, Wishes(since=SINCE, folder=wishes.folder, jurisdiction="elm", web=wishes.web)
    ) as one:
        assert one.origin.source == "127.0.0.1 elm"
    assert all("jurisdiction_id=elm" in path for path in endpoint.asked)


def test_a_busy_server_is_waited_for_as_long_as_it_asks(endpoint: Open311, wishes: Wishes) -> None:
    """A city's server that is asked for years of requests says at times that it has had enough."""
    pauses: list[float] = []
    endpoint.answers = [(429, {"Retry-After": "7"}, b""), (503, {}, b""), (200, {"Content-Length": "99"}, b"[")]
    with open_source(endpoint.url, Wishes(since=SINCE, folder=wishes.folder, web=Web(sleep=pauses.append))) as opened:
        assert len(read(opened)) == 300
    assert [pause for pause in pauses if pause >= 1] == [7.0, 5.0, 20.0]


def test_a_broken_run_goes_on_where_it_was(endpoint: Open311, wishes: Wishes) -> None:
    """Fetching ten years takes an hour; a lost connection must not cost it."""
    told: list[str] = []

    def fail_later(words: str) -> None:
        told.append(words)
        if len(told) == 2:
            endpoint.answers = [(500, {}, b"out of order")] * 5

    broken = Wishes(since=SINCE, folder=wishes.folder, tell=fail_later, web=wishes.web)
    with pytest.raises(HistoryError, match="answers 500"), open_source(endpoint.url, broken):
        pass
    endpoint.asked.clear()
    with open_source(endpoint.url, wishes) as opened:
        assert len(read(opened)) == 300
        assert len(endpoint.asked) <= 3
        opened.finish()
    assert list(wishes.folder.iterdir()) == []


def test_a_server_that_ignores_dates_is_not_asked_for_ever(endpoint: Open311, wishes: Wishes) -> None:
    """With pages it gives everything in one window; cut and without pages its history cannot be had."""
    endpoint.keeps_dates = False
    endless = Wishes(folder=wishes.folder, tell=lambda _: None, web=wishes.web)
    with open_source(endpoint.url, endless) as opened:
        assert len({request.key for request in read(opened)}) == 300
        opened.finish()
    endpoint.pages, endpoint.limit = False, 100
    with pytest.raises(HistoryError, match="gives the same 100 requests whatever"), open_source(endpoint.url, endless):
        pass
    assert len(endpoint.asked) < 20


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((403, {}, b'[{"code":403,"description":"jurisdiction unknown"}]'), "answers 403 .*jurisdiction unknown"),
        ((200, {}, b"<html>Welcome</html>"), "no JSON: <html>Welcome"),
        ((200, {}, b'{"error": "no"}'), "no list of service requests"),
        ((200, {}, b"[1, 2]"), "no list of service requests"),
        ((200, {}, b"[" * 100_000), "no JSON"),
        ((302, {"Location": "/open311/v2/requests.json"}, b""), "answers 302|redirect"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "answers 302"),
        ((200, {}, b'<!DOCTYPE x [<!ENTITY a "b">]><service_requests/>'), "declares entities"),
        ((200, {}, b" " * (ANSWER_LIMIT + 1)), "more than 64 MB"),
    ],
    ids=["refused", "a page", "an error", "numbers", "deep", "a circle", "a file", "entities", "too large"],
)
def test_an_endpoint_that_is_none_is_one_sentence(
    endpoint: Open311, wishes: Wishes, answer: tuple[int, dict[str, str], bytes], sentence: str
) -> None:
    """An administrator pastes whatever address the city's page shows."""
    endpoint.answers = [answer] * 40
    form = "xml" if b"DOCTYPE" in answer[2] else "json"
    with pytest.raises(HistoryError, match=sentence), open_source(f"{endpoint.url}/requests.{form}", wishes):
        pass


def test_a_server_that_is_not_there_is_one_sentence(wishes: Wishes, tmp_path: Path) -> None:
    """The address was misspelt, or the server is off."""
    with pytest.raises(HistoryError, match="cannot be reached"), open_source("http://127.0.0.1:9/v2", wishes):
        pass


def test_an_export_behind_an_address_is_fetched(endpoint: Open311, wishes: Wishes) -> None:
    """Data portals give an address for their CSV."""
    endpoint.answers = [(200, {}, b"id,text\n1,a hole in the road\n")]
    with open_source(f"{endpoint.url}/rows.csv?accessType=DOWNLOAD", wishes) as opened:
        assert [request.text for request in read(opened)] == ["a hole in the road"]
        assert opened.origin.name.endswith("rows.csv?accessType=DOWNLOAD")


def test_columns_make_no_sense_for_an_endpoint(endpoint: Open311, wishes: Wishes) -> None:
    """An option that does nothing would be believed to do something."""
    mapped = Wishes(columns=Columns(category="type"), folder=wishes.folder)
    with pytest.raises(HistoryError, match="no columns to name"), open_source(endpoint.url, mapped):
        pass
