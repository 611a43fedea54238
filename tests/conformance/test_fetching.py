"""The check is polite and bounded, whatever the other side does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gateway.conformance import CheckError, Line, fetching
from gateway.conformance.values import Ask, Reply


class Moody(BaseHTTPRequestHandler):
    """Answers as its path says."""

    def do_GET(self) -> None:
        match self.path:
            case "/large":
                self._say(200, b"x" * 5000)
            case "/away":
                self.send_response(302)
                self.send_header("Location", "/there")
                self.end_headers()
            case "/round":
                self.send_response(302)
                self.send_header("Location", "/round")
                self.end_headers()
            case "/rude":
                self.connection.close()
            case _:
                self._say(404 if self.path == "/missing" else 200, self.headers["User-Agent"].encode())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """A server on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Moody)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def get(url: str) -> Reply:
    """Ask over the network."""
    return fetching.fetch(Ask(method="GET", url=url))


def test_it_says_who_asks(host: str) -> None:
    """An operator who sees 150 requests in the log wants to know from whom."""
    assert get(f"{host}/there").body == b"city-intake-gateway open311 check"
    assert get(f"{host}/missing").status == 404


def test_a_redirect_is_followed_a_few_times(host: str) -> None:
    """Many hosts lead from http to https; a circle must end."""
    assert get(f"{host}/away").status == 200
    assert get(f"{host}/round").status in {0, 302}


@pytest.mark.parametrize("url", ["/rude", "file:///etc/hostname"])
def test_no_answer_says_why(host: str, url: str) -> None:
    """What the line does is told as the server's fault, in words, and never ends the check."""
    reply = get(url if ":" in url else host + url)
    assert reply.status == 0
    assert reply.body


def test_a_large_answer_is_cut_off(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server must not fill our memory."""
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
    assert b"sends more than" in get(f"{host}/large").body


def test_a_busy_server_is_asked_once_more_after_as_long_as_it_wants() -> None:
    """A limit that is told is a wish to be kept."""
    replies = [Reply(status=429, headers={"retry-after": "7"}, body=b""), Reply(status=200, headers={}, body=b"")]
    pauses: list[float] = []
    line = Line(lambda _: replies.pop(0), sleep=pauses.append)
    assert line.ask(Ask(method="GET", url="https://city.example")).status == 200
    assert pauses[0] == 7


def test_the_same_thing_is_asked_once() -> None:
    """Probes overlap; the other side must not pay for that, and nothing is filed twice."""
    line = Line(lambda _: Reply(status=200, headers={}, body=b""), sleep=lambda _: None)
    for _ in range(3):
        line.ask(Ask(method="POST", url="https://city.example", body=b"a=b"))
    assert len(line.exchanges) == 1


def test_the_number_of_questions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours must not become a burden of theirs."""
    monkeypatch.setattr(fetching, "MOST_ASKED", 5)
    line = Line(lambda _: Reply(status=200, headers={}, body=b""), sleep=lambda _: None)
    for number in range(5):
        line.ask(Ask(method="GET", url=f"https://city.example/{number}"))
    with pytest.raises(CheckError, match="asked 5 times"):
        line.ask(Ask(method="GET", url="https://city.example/one-more"))


def test_a_server_that_falls_silent_ends_the_check() -> None:
    """A hundred questions that each wait half a minute would take an hour."""
    line = Line(lambda _: Reply(status=0, headers={}, body=b"timed out"), sleep=lambda _: None)
    for number in range(4):
        line.ask(Ask(method="GET", url=f"https://city.example/{number}"))
    with pytest.raises(CheckError, match="were not answered"):
        line.ask(Ask(method="GET", url="https://city.example/5"))
