"""What is asked of Amazon is signed as Amazon wants it, and nothing of a redirect is followed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gateway.channels.mail_providers.amazon import AccessKey, fetch_from_amazon, sign_get
from gateway.errors import IntakeError


def test_a_get_of_s3_is_signed_as_in_amazons_own_example() -> None:
    """AWS, "Authenticating requests: Using the Authorization header", example "GET Object"."""
    access = AccessKey(
        key_id="AKIAIOSFODNN7EXAMPLE", secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", region="us-east-1"
    )
    moment = datetime(2013, 5, 24, tzinfo=UTC)
    headers = sign_get("https://examplebucket.s3.amazonaws.com/test.txt", access, moment, {"range": "bytes=0-9"})
    signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    assert headers["authorization"].endswith(f"Signature={signature}")


class Answers(BaseHTTPRequestHandler):
    """Answers with what the path says."""

    def do_GET(self) -> None:
        status, _, size = self.path.strip("/").partition("-")
        self.send_response(int(status))
        self.send_header("Location", "/200-1")
        self.end_headers()
        self.wfile.write(b"x" * int(size or 0))

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where somebody answers."""
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer_is_bounded_and_a_redirect_is_none(address: str) -> None:
    """Who checked the host must not be led to another one."""
    assert fetch_from_amazon(f"{address}/200-10", {}, most=10) == b"x" * 10
    for path in ("200-11", "302", "403", "500"):
        with pytest.raises(IntakeError):
            fetch_from_amazon(f"{address}/{path}", {}, most=10)
