"""Texts come in by HTTP: stored once or refused, and never lost between (PROTOCOL 12.5-12.8, F12.1-F12.3, F12.7)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gateway.bootstrap import Gateway, build_gateway
from gateway.channels.spool import Spool
from gateway.edges import spool, webhooks
from gateway.edges.webhooks import WATCHDOG, webhook_blueprint
from gateway.envelopes import Arrival, Draft, OutboundKind, Stored
from gateway.errors import OverloadedError, StoreUnavailableError
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.store.counters import read_counters
from gateway.store.messages import load_arrival
from gateway.store.outbox import queue_draft
from gateway.store.schema import message, outbox, ticket
from tests.fake_twilio import ACCOUNT, ANNE, NUMBER, TOKEN, Fields, sign, text_fields
from tests.small_city import SMALL_CITY

PUBLIC = "https://311.elmcity.example"
PATH = "/inbound/twilio"
REPORTS = "/inbound/twilio/status"


class Edge:
    """The web edge of one gateway, with a real intake unless a test gives another receiver."""

    def __init__(self, gateway: Gateway, receiver: Any = None) -> None:
        self.gateway = gateway
        self.intake = Intake(gateway)
        self.spool = Spool(gateway.settings.spool_dir)
        app = Flask(__name__)
        app.register_blueprint(webhook_blueprint(gateway, receiver or self.intake))
        self._app = app

    @property
    def client(self) -> FlaskClient:
        return self._app.test_client()

    def post(self, fields: Fields, *, path: str = PATH, signature: str | None = None) -> TestResponse:
        """A webhook, signed unless a signature is given."""
        given = sign(PUBLIC + path, fields) if signature is None else signature
        headers = {"X-Twilio-Signature": given, "I-Twilio-Idempotency-Token": "t-1"}
        # Werkzeug wants a mapping of lists, and the order of different names does not matter to a signature.
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        return self.client.post(path, data=data, headers=headers)

    def rows(self, table: Any) -> list[Any]:
        with self.gateway.store.reading() as connection:
            return list(connection.execute(select(table).order_by(table.c.id)))

    def counters(self) -> dict[str, int]:
        with self.gateway.store.reading() as connection:
            return read_counters(connection)


@pytest.fixture
def make_edge(settings: Any, database_url: str) -> Iterator[Callable[..., Edge]]:
    edges: list[Edge] = []

    def make(receiver: Any = None, **overrides: Any) -> Edge:
        given = {"public_url": PUBLIC, "twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "twilio_api_url": ""}
        given = settings(rules_text=SMALL_CITY, database_url=database_url, **{**given, **overrides})
        edges.append(Edge(build_gateway(given), receiver))
        return edges[-1]

    yield make
    for edge in edges:
        edge.intake.stop(timeout=2.0)
        edge.gateway.store.dispose()


@pytest.fixture
def edge(make_edge: Callable[..., Edge]) -> Edge:
    return make_edge()


def test_12_5_a_signed_text_is_stored_and_answered_with_empty_xml(edge: Edge) -> None:
    """200 after the commit, XML with nothing to send, and every parameter kept."""
    fields = text_fields(FromCity="NEW HAVEN", Extra="", NumSegments="1")
    answer = edge.post(fields)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text.endswith("<Response/>")
    (row,) = edge.rows(message)
    assert (row.channel, row.key, row.sender, row.recipients) == ("twilio", "SM" + "a" * 32, ANNE, [NUMBER])
    assert row.details == {"idempotency_token": "t-1"}
    with edge.gateway.store.reading() as connection:
        raw = load_arrival(connection, row.id).raw
    assert b"FromCity=NEW+HAVEN&Extra=&NumSegments=1" in raw


def test_f12_1_a_wrong_signature_is_403_and_counted(edge: Edge) -> None:
    """Nothing is stored; the counter tells the operator that somebody knocks."""
    for signature in ("", "x", sign(PUBLIC.replace("https", "http") + PATH, text_fields())):
        answer = edge.post(text_fields(), signature=signature)
        assert answer.status_code == 403
        assert answer.text == ""
    assert edge.rows(message) == []
    assert edge.counters() == {"webhook_refused_signature": 3}


def test_f12_1_other_peoples_texts_are_403_and_counted(edge: Edge) -> None:
    """Signed, but for another account or number."""
    for name in ("AccountSid", "To"):
        assert (
            edge.post([(key, "+12035550999" if key == name else value) for key, value in text_fields()]).status_code
            == 403
        )
    assert edge.rows(message) == []
    assert edge.counters() == {"webhook_refused_account": 1, "webhook_refused_number": 1}


def test_f12_1_repeated_keys_and_spaces_over_http(edge: Edge) -> None:
    """Flask, the signature and the store agree on every octet."""
    body = "  Bache — calle Oak 12 \n\n"
    assert edge.post([*text_fields(body), ("Tag", "b"), ("Tag", "a")]).status_code == 200
    (row,) = edge.rows(message)
    with edge.gateway.store.reading() as connection:
        raw = load_arrival(connection, row.id).raw
    assert b"Tag=b&Tag=a" in raw
    assert b"Body=++Bache+%E2%80%94+calle+Oak+12+%0A%0A" in raw


def test_f12_1_a_query_is_part_of_the_signed_address(edge: Edge) -> None:
    """A query in the configured webhook address is signed as it is sent."""
    path = f"{PATH}?source=main&x=a%20b"
    assert edge.post(text_fields(), path=path).status_code == 200
    assert edge.post(text_fields(), path=path, signature=sign(PUBLIC + PATH, text_fields())).status_code == 403


def test_a_flood_of_forged_requests_is_counted_whole(edge: Edge) -> None:
    """Many at once are one transaction or a few, and none is forgotten."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: edge.post(text_fields(), signature="x").status_code, range(100)))
    assert answers == [403] * 100
    assert edge.counters() == {"webhook_refused_signature": 100}


def test_f12_2_the_same_message_twenty_times_at_once_and_a_month_later(edge: Edge) -> None:
    """Twilio repeats a webhook whose answer it did not get: one message, one ticket, one reply."""
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: edge.post(text_fields()).status_code, range(20)))
    drain(edge.gateway, "process")
    with edge.gateway.store.writing() as connection:
        connection.execute(message.update().values(received_at=message.c.received_at - 31 * 86_400))
    answers.append(edge.post(text_fields()).status_code)
    drain(edge.gateway, "process")
    assert answers == [200] * 21
    assert len(edge.rows(message)) == 1
    assert len(edge.rows(ticket)) == 1
    assert len([row for row in edge.rows(outbox) if row.recipient == ANNE]) == 1


def test_two_texts_are_two_messages(edge: Edge) -> None:
    """Residents repeat themselves in the same words; the id tells the texts apart."""
    for sid in ("SM1", "SM2"):
        assert edge.post(text_fields("Pothole", sid=sid)).status_code == 200
    assert [row.key for row in edge.rows(message)] == ["SM1", "SM2"]


@pytest.fixture
def database_goes(database_url: str, request: pytest.FixtureRequest) -> tuple[Callable[[], None], Callable[[], None]]:
    """Two functions: the database goes away, and it comes back."""
    if database_url.startswith("sqlite"):
        path = Path(database_url.removeprefix("sqlite:///"))
        aside = path.with_suffix(".gone")
        return lambda: _move(path, aside), lambda: _move(aside, path)
    server = request.getfixturevalue("postgres_server")
    return server.stop, server.start


def _move(path: Path, to: Path) -> None:
    path.rename(to)


def test_f12_3_database_down(edge: Edge, database_goes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text goes to the spool and Twilio hears 200; when the database is back it is stored, once, by itself."""
    monkeypatch.setattr(spool, "TRY_EVERY", 0.2)
    go, come_back = database_goes
    assert edge.post(text_fields(sid="SM0")).status_code == 200
    go()
    started = time.monotonic()
    answers = [edge.post(text_fields(sid=sid)).status_code for sid in ("SM1", "SM2", "SM1")]
    assert time.monotonic() - started < 3 * 10
    assert answers == [200, 200, 200]
    assert len(edge.spool.waiting()) == 3
    come_back()
    _eventually(lambda: not edge.spool.waiting())
    assert [row.key for row in edge.rows(message)] == ["SM0", "SM1", "SM2"]


def _eventually(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_an_earlier_process_spooled_is_stored(make_edge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A restart while the database is away loses nothing, and no second message is needed to wake anybody."""
    monkeypatch.setattr(spool, "TRY_EVERY", 0.1)
    before = make_edge(Away())
    assert before.post(text_fields()).status_code == 200
    after = make_edge()
    _eventually(lambda: not after.spool.waiting())
    assert [row.key for row in after.rows(message)] == ["SM" + "a" * 32]


class Away:
    """A receiver whose database is away."""

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        raise StoreUnavailableError


class Busy:
    """A receiver that has no room."""

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        raise OverloadedError


class Broken:
    """A receiver with a mistake in it."""

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        raise ZeroDivisionError


class Hanging:
    """A receiver that pays no attention to the time."""

    def __init__(self) -> None:
        self.released = threading.Event()

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        self.released.wait(20)
        return Stored(id=1, is_new=True)


def test_f12_3_database_and_spool_down(make_edge: Any, tmp_path: Path) -> None:
    """Without any disk nothing is promised, and Twilio is told so at once, to use its fallback."""
    edge = make_edge(Away())
    edge.gateway.settings.spool_dir.write_text("a file is in the way of the folder")
    started = time.monotonic()
    assert edge.post(text_fields()).status_code == 503
    assert time.monotonic() - started < 1


def test_f12_3_redis_down(make_edge: Any, free_port: Callable[[], int]) -> None:
    """The bell is not part of the promise."""
    edge = make_edge(redis_url=f"redis://127.0.0.1:{free_port()}/0")
    started = time.monotonic()
    assert edge.post(text_fields()).status_code == 200
    assert time.monotonic() - started < 1
    assert len(edge.rows(message)) == 1


def test_f12_3_handler_hangs(make_edge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twilio gives up after 15 seconds; before that it hears 503 and can try elsewhere."""
    assert WATCHDOG < 10
    monkeypatch.setattr(webhooks, "WATCHDOG", 0.3)
    hanging = Hanging()
    started = time.monotonic()
    assert make_edge(hanging).post(text_fields()).status_code == 503
    assert time.monotonic() - started < 2
    hanging.released.set()


def test_an_intake_without_room_fills_the_spool(make_edge: Any) -> None:
    """Overload, and the minute in which the gateway stops, are no reason to lose a text."""
    edge = make_edge(Busy())
    assert edge.post(text_fields()).status_code == 200
    assert len(edge.spool.waiting()) == 1


def test_an_unknown_failure_is_503(make_edge: Any) -> None:
    """DESIGN rule 1: what nobody understands is temporary, and shows nothing of itself."""
    answer = make_edge(Broken()).post(text_fields())
    assert (answer.status_code, answer.text) == (503, "")


def test_a_body_that_is_too_large(edge: Edge) -> None:
    """Texts are small; nobody fills the memory with one."""
    assert edge.post([*text_fields(), ("Padding", "x" * 300_000)]).status_code == 413


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "application/json", ""])
def test_other_bodies_are_refused(edge: Edge, content_type: str) -> None:
    """What is not covered by the signature is not believed."""
    headers = {"X-Twilio-Signature": sign(PUBLIC + PATH), "Content-Type": content_type}
    assert edge.client.post(PATH, data=b"From=x&To=y", headers=headers).status_code == 403
    assert edge.rows(message) == []


def test_only_post(edge: Edge) -> None:
    """Twilio is configured to POST; a browser sees nothing."""
    assert edge.client.get(PATH).status_code == 405


def queue_text(edge: Edge) -> int:
    draft = Draft(
        cause="message:1",
        kind=OutboundKind.ACKNOWLEDGEMENT,
        channel="twilio",
        recipient=ANNE,
        sender=NUMBER,
        sender_name="",
        subject="",
        body="Thank you.",
        language="en",
        automatic=True,
    )
    with edge.gateway.store.writing() as connection:
        outbound_id = queue_draft(connection, draft, now=1.0)
    assert outbound_id is not None
    return outbound_id


def report(status: str, **more: str) -> Fields:
    return [("MessageSid", "SM7"), ("AccountSid", ACCOUNT), ("MessageStatus", status), *more.items()]


def test_f12_7_reports_find_their_row(edge: Edge) -> None:
    """Delivered, sent, queued in that order: delivered it stays."""
    path = f"{REPORTS}?outbox={queue_text(edge)}"
    for status in ("delivered", "sent", "queued"):
        assert edge.post(report(status), path=path).status_code == 200
    (row,) = edge.rows(outbox)
    assert (row.delivery_status, row.provider_id) == ("delivered", "SM7")


@pytest.mark.parametrize("query", ["", "?outbox=4711", "?outbox=-1", "?outbox=x", f"?outbox={'9' * 30}"])
def test_f12_7_a_report_about_nothing_of_ours_is_counted(edge: Edge, query: str) -> None:
    """Twilio need not send it again."""
    assert edge.post(report("delivered"), path=REPORTS + query).status_code == 200
    assert edge.counters() == {"status_report_unknown": 1}


def test_f12_7_a_forged_report_changes_nothing(edge: Edge) -> None:
    """Otherwise anybody could make a number undeliverable."""
    path = f"{REPORTS}?outbox={queue_text(edge)}"
    assert edge.post(report("failed", ErrorCode="30006"), path=path, signature="x").status_code == 403
    assert edge.rows(outbox)[0].delivery_status == ""


def test_10_8_nothing_personal_is_logged(make_edge: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Refused, spooled, broken: the log never holds a number or a word of a resident."""
    caplog.set_level("DEBUG")
    for receiver in (None, Away(), Broken()):
        edge = make_edge(receiver)
        edge.post(text_fields())
        edge.post(text_fields(), signature="x")
    said = "\n".join(
        f"{entry.getMessage()} {entry.__dict__}" for entry in caplog.records if entry.name[:7] == "gateway"
    )
    assert "refused" in said
    assert not any(word in said for word in ("2035550111", "Pothole", TOKEN))
