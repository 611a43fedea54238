"""A city's other systems are called within bounds, at public addresses only, and errors say what surely happened."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import pytest

from gateway.channels.calling import MOST_OCTETS, Answer, Call, call
from gateway.channels.fetching import Hop, PinnedConnection, open_connection
from gateway.errors import PermanentSendError, TemporarySendError, UnknownOutcomeError
from tests.fake_media import MediaServer, Reply, moved

OWN = ("127.0.0.1",)


@pytest.fixture
def server() -> Iterator[MediaServer]:
    server = MediaServer()
    server.start()
    yield server
    server.stop()


def _get(server: MediaServer, *replies: Reply, seconds: float = 5.0) -> Answer:
    server.replies["/a"] = list(replies)
    return call(Call(method="GET", url=f"{server.url}/a"), own_systems=OWN, seconds=seconds)


def test_an_answer_is_read_whole(server: MediaServer) -> None:
    """Whatever its status; the caller knows what it means."""
    answer = _get(server, Reply(status=418, body=b"tea", headers={"X-Kind": "pot"}))
    assert (answer.status, answer.body, answer.headers["x-kind"], answer.is_whole) == (418, b"tea", "pot", True)


def test_a_redirect_is_an_answer(server: MediaServer) -> None:
    """Nobody is led away from the system that was named."""
    assert _get(server, moved("http://169.254.169.254/")).status == 307
    assert len(server.seen) == 1


def test_a_long_answer_is_cut(server: MediaServer) -> None:
    """Its status still counts: a system that took our words and then says too much took them."""
    answer = _get(server, Reply(body=[b"x" * 65_536] * 40))
    assert (answer.status, len(answer.body), answer.is_whole) == (200, MOST_OCTETS, False)


def test_a_slow_answer_is_cut(server: MediaServer) -> None:
    """One octet a moment keeps every time-out of a socket quiet."""
    told_to_stop = threading.Event()

    def drip() -> Iterator[bytes]:
        while not told_to_stop.wait(0.02):
            yield b"x"

    answer = _get(server, Reply(body=drip()), seconds=0.3)
    told_to_stop.set()
    assert (answer.status, answer.is_whole) == (200, False)


def test_an_answer_that_breaks_off_is_not_whole(server: MediaServer) -> None:
    """Half a list must not be read as the list."""
    assert not _get(server, Reply(body=[b"half"], headers={"Content-Length": "8"})).is_whole


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "Mon, 23 Nov 2026 07:30:00 GMT", "Date": "Mon, 23 Nov 2026 07:20:00 GMT"}, 600.0),
        ({"Retry-After": "99999999999"}, 86_400.0),
        ({"Retry-After": "-5"}, 0.0),
        ({"Retry-After": "soon"}, 0.0),
        ({}, 0.0),
    ],
)
def test_when_to_come_again(headers: dict[str, str], seconds: float) -> None:
    """RFC 9110 has seconds and a date, which is read by the clock of whoever named it."""
    given = {name.lower(): value for name, value in headers.items()}
    assert Answer(status=503, headers=given, body=b"").retry_after == seconds


@pytest.mark.parametrize(
    "url",
    [
        "http://elmcity.example/a",
        "https://anne:secret@elmcity.example/",
        "ftp://127.0.0.1/",
        "https://elmcity.example:port/",
        "https:///a",
        "/a",
        "",
    ],
)
def test_an_address_that_is_not_called(url: str) -> None:
    """It will not do later either."""
    with pytest.raises(PermanentSendError):
        call(Call(method="GET", url=url), own_systems=OWN, resolve=lambda *_: pytest.fail("was looked up"))


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1"])
def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    """Unless the operator named its host."""
    with pytest.raises(PermanentSendError, match="GATEWAY_OWN_SYSTEMS"):
        call(Call(method="POST", url="https://works.example/"), resolve=lambda *_: [address])


def test_the_connection_goes_to_the_address_that_was_checked(server: MediaServer) -> None:
    """A second look-up could answer otherwise, so there is none."""
    server.replies["/a"] = [Reply(body=b"ok")]
    reached: list[str] = []

    def connect(hop: Hop, address: str, seconds: float) -> PinnedConnection:
        reached.append(address)
        return open_connection(replace(hop, scheme="http", port=server.port), "127.0.0.1", seconds)

    asked = Call(method="GET", url="https://works.example/a")
    assert call(asked, resolve=lambda *_: ["52.1.2.3"], connect=connect).body == b"ok"
    assert reached == ["52.1.2.3"]
    assert server.seen[0][1]["host"].startswith("works.example")


def test_a_host_without_an_address_is_tried_again() -> None:
    """A name server may be away."""
    with pytest.raises(TemporarySendError, match="has no address"):
        call(Call(method="POST", url="https://works.example/"), resolve=lambda *_: [])


def test_a_closed_door_is_tried_again(free_port: Callable[[], int]) -> None:
    """Where nobody listens, nothing was handed over."""
    with pytest.raises(TemporarySendError, match="does not answer"):
        call(Call(method="POST", url=f"http://127.0.0.1:{free_port()}/", body=b"a"), own_systems=OWN)


def test_a_certificate_that_is_not_believed_is_tried_again(server: MediaServer) -> None:
    """It may be renewed tomorrow; a server that speaks no TLS is the same."""
    with pytest.raises(TemporarySendError, match="No TLS"):
        call(Call(method="POST", url=server.url.replace("http", "https")), own_systems=OWN)


@pytest.mark.parametrize(
    ("method", "error"), [("GET", TemporarySendError), ("POST", UnknownOutcomeError)], ids=["a question", "words"]
)
def test_silence_after_the_question(method: Literal["GET", "POST"], error: type[Exception]) -> None:
    """A question can be asked again; what was handed over may have been taken."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = Call(method=method, url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
        with pytest.raises(error, match="gave no answer"):
            call(asked, own_systems=OWN, seconds=0.2)


def test_a_key_with_a_line_break_is_refused(server: MediaServer) -> None:
    """It would be another header."""
    with pytest.raises(PermanentSendError, match="letters that cannot be sent"):
        call(Call(method="POST", url=server.url, headers={"X-Api-Key": "a\r\nb: c"}, body=b"a"), own_systems=OWN)
    assert server.seen == []
