"""The second door keeps texts while everything else is down; what it kept is taken in later (PROTOCOL 12.6, 12.7)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from gateway.bootstrap import Gateway, build_gateway
from gateway.channels.spool import Spool
from gateway.channels.text_message import encode_form
from gateway.edges.fallback import LARGEST_BODY, Fallback
from gateway.intake import Intake
from gateway.store.schema import message
from gateway.sweep import Sweeper
from tests.fake_twilio import ACCOUNT, NUMBER, TOKEN, Fields, sign, text_fields
from tests.processes import GatewayProcess
from tests.rows import make_arrival
from tests.servers import wait_for

FIRST, SECOND = "https://311.elmcity.example", "https://fallback.elmcity.example"
ACCOUNT_SETTINGS = {
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": TOKEN,
    "public_url": FIRST,
    "fallback_url": SECOND,
}
FORM = "application/x-www-form-urlencoded"


@dataclass
class Door:
    """The fallback endpoint and the folder that it writes to."""

    client: Client
    folder: Path

    def post(self, fields: Fields | None = None, *, url: str = SECOND, token: str = TOKEN, query: str = "") -> int:
        """A webhook that Twilio signed for `url`; the status."""
        fields = text_fields(ErrorCode="11200", ErrorUrl=f"{FIRST}/inbound/twilio") if fields is None else fields
        return self.send(
            encode_form(fields), sign(f"{url}/inbound/twilio{query}", fields, token=token), query
        ).status_code

    def send(self, body: bytes, signature: str, query: str = "") -> TestResponse:
        """A request as it comes."""
        headers = {"X-Twilio-Signature": signature, "Host": "whatever.example"}
        return self.client.post(f"/inbound/twilio{query}", data=body, headers=headers, content_type=FORM)

    def kept(self) -> list[Path]:
        return Spool(self.folder).waiting()


@pytest.fixture
def door(settings: Any) -> Door:
    made = settings(**ACCOUNT_SETTINGS)
    return Door(client=Client(Fallback(made)), folder=made.fallback_spool_dir)


def test_12_6_a_signed_text_is_kept_and_nothing_is_said(door: Door) -> None:
    """Twilio adds what went wrong at the first door; that is signed too."""
    fields = text_fields()
    answer = door.send(encode_form(fields), sign(f"{SECOND}/inbound/twilio", fields))
    assert (answer.status_code, answer.content_type) == (200, "text/xml; charset=utf-8")
    assert answer.data == b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert len(door.kept()) == 1


@pytest.mark.parametrize(("url", "query"), [(SECOND, ""), (FIRST, ""), (SECOND, "?door=2")])
def test_12_6_it_is_signed_for_either_door(door: Door, url: str, query: str) -> None:
    """A proxy may lead the first door's address here while the first door is down."""
    assert door.post(url=url, query=query) == 200


def test_12_6_nobody_else_is_believed(door: Door) -> None:
    """A stranger, another account, a forged token: nothing is written."""
    assert door.post(token="another token") == 403
    assert door.post(url="https://evil.example") == 403
    assert door.send(encode_form(text_fields()), "").status_code == 403
    other = [
        ("AccountSid", "AC" + "9" * 32) if name == "AccountSid" else (name, value) for name, value in text_fields()
    ]
    assert door.post(other) == 403
    assert door.kept() == []


def test_12_6_other_requests_are_turned_away(door: Door) -> None:
    """It is a door for texts, and for whoever looks whether it is open."""
    assert door.client.get("/healthz").status_code == 200
    assert door.client.get("/inbound/twilio").status_code == 405
    assert door.client.post("/inbound/mail/mailgun").status_code == 404
    assert door.send(b"Body=" + b"x" * LARGEST_BODY, "signature").status_code == 413
    assert door.send(b"&" * 5_000 + b"Body=1", "signature").status_code == 403
    assert door.kept() == []


def test_12_7_without_a_disk_it_says_so_at_once(settings: Any, tmp_path: Path) -> None:
    """Then Twilio logs the error, and the text is found by asking for it."""
    (tmp_path / "file").write_text("in the way")
    made = settings(**ACCOUNT_SETTINGS, fallback_dir=tmp_path / "file" / "folder")
    assert Door(client=Client(Fallback(made)), folder=tmp_path).post() == 503


@pytest.fixture
def gateway(settings: Any, database_url: str) -> Iterator[Gateway]:
    gateway = build_gateway(settings(**ACCOUNT_SETTINGS, database_url=database_url))
    yield gateway
    gateway.store.dispose()


@pytest.fixture
def sweep(gateway: Gateway) -> Iterator[Callable[[], None]]:
    intake = Intake(gateway)
    sweeper = Sweeper(gateway, intake)
    yield sweeper._sweep
    intake.stop()


def stored(gateway: Gateway) -> list[Any]:
    with gateway.store.reading() as connection:
        return list(connection.execute(select(message).order_by(message.c.id)))


def test_12_6_the_clock_takes_in_what_was_kept(
    door: Door, gateway: Gateway, sweep: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """As the webhook would have brought it: a second copy of the same text is the same message."""
    door.post(text_fields("Pothole at 12 Oak St", sid="SM1"))
    door.post(text_fields("Pothole at 12 Oak St", sid="SM1"))
    door.post(text_fields("Graffiti", sid="SM2"))
    sweep()
    assert [(row.channel, row.key) for row in stored(gateway)] == [("twilio", "SM1"), ("twilio", "SM2")]
    assert stored(gateway)[0].details == {"door": "fallback"}
    assert door.kept() == []
    assert "ALERT: texts came by the fallback endpoint" in caplog.text


def test_12_6_a_text_to_somebody_elses_number_is_set_aside(
    door: Door, gateway: Gateway, sweep: Callable[[], None]
) -> None:
    """Only the rulebook knows the city's numbers, and the second door has none."""
    foreign = [("To", "+12035559999") if name == "To" else (name, value) for name, value in text_fields(sid="SM1")]
    assert door.post(foreign) == 200
    Spool(door.folder).put(make_arrival("SM3", channel="email", recipients=(NUMBER,)))
    door.post(text_fields(sid="SM2"))
    sweep()
    assert [row.key for row in stored(gateway)] == ["SM2"]
    reasons = sorted(path.read_text() for path in (door.folder / "rejected").glob("*.reason"))
    assert reasons == [
        "Only texts of Twilio come by the fallback endpoint.\n",
        "The text is to a number that is not in city.numbers of the rulebook.\n",
    ]


def test_12_6_the_process_needs_neither_database_nor_rulebook(tmp_path: Path, free_port: Callable[[], int]) -> None:
    """It is up soon, keeps a text, and ends in order."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_")},
        "GATEWAY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "GATEWAY_RULES": str(tmp_path / "nothing.yaml"),
        "GATEWAY_DATA_DIR": str(tmp_path),
        "GATEWAY_TWILIO_ACCOUNT_SID": ACCOUNT,
        "GATEWAY_TWILIO_AUTH_TOKEN": TOKEN,
        "GATEWAY_FALLBACK_URL": SECOND,
        "GATEWAY_FALLBACK_PORT": str(port),
    }
    process = GatewayProcess("fallback", environment=environment, folder=tmp_path, port=port)
    began = time.monotonic()
    process.start()
    try:
        process.wait_until_ready()
        assert time.monotonic() - began < 20
        fields = text_fields()
        signature = sign(f"{SECOND}/inbound/twilio", fields)
        request = Request(f"http://127.0.0.1:{port}/inbound/twilio", urlencode(fields).encode(), method="POST")
        request.add_header("X-Twilio-Signature", signature)
        with urlopen(request, timeout=10) as answer:
            assert answer.status == 200
        assert len(Spool(tmp_path / "fallback").waiting()) == 1
    finally:
        process.stop()
    wait_for(lambda: not process.is_running, seconds=5, what="the end of the process")
