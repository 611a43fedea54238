"""Every mail provider passes the same tests: stored once or come again, never believed blindly, never lost (14)."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from gateway.bootstrap import Gateway, build_gateway
from gateway.channels.mail_providers import ses
from gateway.cli.server import make_application
from gateway.edges import mail_webhooks
from gateway.edges.mail_webhooks import mail_webhook_blueprint
from gateway.errors import IntakeError, SettingsError, StoreUnavailableError
from gateway.intake import Intake
from gateway.store.counters import read_counters
from gateway.store.messages import load_arrival
from gateway.store.schema import message
from tests.edges.webhooks.mail_samples import (
    CERTIFICATE,
    CONFIRM,
    SAMPLES,
    MailgunSample,
    PostmarkSample,
    Request,
    Sample,
    SendGridSample,
    SesSample,
    amazons_certificate,
    multipart,
    urlencoded,
)
from tests.small_city import SMALL_CITY

ANNE = "anne@residents.example"
CITY = "311@elmcity.example"
RAW = (
    b"From: Anne <anne@residents.example>\r\nTo: 311@elmcity.example\r\nSubject: =?utf-8?q?Pothole_=26_more?=\r\n"
    b"\r\n100% of Oak St + 2 = bad & worse\r\n--xYzZ\r\n.\r\n\r\n\r\n"
)
TO_US = {"sender": ANNE, "recipients": (CITY,)}
EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)


class Amazon:
    """Stands where Amazon is: what was asked for, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, bytes] = {CERTIFICATE: amazons_certificate(), CONFIRM: b"<ok/>"}

    def fetch(self, url: str, headers: Mapping[str, str], *, most: int) -> bytes:
        self.asked.append(url)
        if url not in self.answers:
            raise IntakeError("Amazon could not be asked.")
        return self.answers[url]


class Edge:
    """The mail webhooks of one gateway."""

    def __init__(self, gateway: Gateway, receiver: Any = None) -> None:
        self.gateway = gateway
        self.intake = Intake(gateway)
        self._app = Flask(__name__)
        self._app.register_blueprint(mail_webhook_blueprint(gateway, receiver or self.intake))

    def post(self, name: str, request: Request) -> int:
        answer = self._app.test_client().post(f"/inbound/mail/{name}", data=request.body, headers=dict(request.headers))
        assert answer.data == b"" or answer.status_code in {404, 413}
        return answer.status_code

    def rows(self) -> list[Any]:
        with self.gateway.store.reading() as connection:
            return list(connection.execute(select(message).order_by(message.c.id)))

    def raw(self) -> bytes:
        with self.gateway.store.reading() as connection:
            return load_arrival(connection, self.rows()[0].id).raw

    def counters(self) -> dict[str, int]:
        with self.gateway.store.reading() as connection:
            return read_counters(connection)


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> Amazon:
    stand_in = Amazon()
    monkeypatch.setattr(ses.AmazonSes.__init__, "__kwdefaults__", {"access": None, "fetch": stand_in.fetch})
    return stand_in


@pytest.fixture
def make_edge(settings: Any, sqlite_url: str, amazon: Amazon) -> Iterator[Callable[..., Edge]]:
    edges: list[Edge] = []

    def make(sample: Sample | None = None, receiver: Any = None, **more: Any) -> Edge:
        given = {**(sample.settings if sample else {}), **more}
        gateway = build_gateway(settings(**{"rules_text": SMALL_CITY, "database_url": sqlite_url, **given}))
        edges.append(Edge(gateway, receiver))
        return edges[-1]

    yield make
    for edge in edges:
        edge.intake.stop(timeout=2.0)
        edge.gateway.store.dispose()


@EACH
def test_a_mail_is_stored_with_its_envelope_and_verdicts(make_edge: Any, sample: Sample) -> None:
    """The octets come out as they went in, the envelope routes, and the provider's findings are kept."""
    edge = make_edge(sample)
    assert edge.post(sample.name, sample.post(RAW, **TO_US)) == 200
    (row,) = edge.rows()
    assert (row.channel, row.sender, row.recipients) == ("email", ANNE, [CITY])
    assert edge.raw() == RAW
    assert row.details["door"] == sample.name
    assert "spam" in row.details["spam"]
    assert row.details["spf"] == ("none" if sample.name == "ses" else "softfail")


@EACH
def test_the_same_mail_again_is_the_same_message(make_edge: Any, sample: Sample) -> None:
    """A provider that did not get our answer posts the mail again, also at the same moment."""
    edge, request = make_edge(sample), sample.post(RAW, **TO_US)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: edge.post(sample.name, request), range(4))) == [200] * 4
    assert len(edge.rows()) == 1


@EACH
def test_the_null_sender_is_empty_and_a_detail_is_taken_away(make_edge: Any, sample: Sample) -> None:
    """Bounces are known by their envelope, and our addresses as at every other door (PROTOCOL 2.5, 3.2)."""
    edge = make_edge(sample)
    request = sample.post(RAW, sender="", recipients=("311+oak@ELMCITY.example", "anne@home.example"))
    assert edge.post(sample.name, request) == 200
    (row,) = edge.rows()
    assert (row.sender, row.recipients) == ("", [CITY])


@EACH
def test_mail_to_nobody_we_know_goes_to_the_city(make_edge: Any, sample: Sample) -> None:
    """A provider has taken the mail already, so refusing it would lose it."""
    edge = make_edge(sample)
    assert edge.post(sample.name, sample.post(RAW, sender=ANNE, recipients=("312@elmcity.example",))) == 200
    (row,) = edge.rows()
    assert row.recipients == [CITY]
    assert row.details["written_to"] == "312@elmcity.example"


@EACH
def test_what_is_not_signed_is_401_and_counted(make_edge: Any, sample: Sample) -> None:
    """Nothing of it is stored."""
    edge, request = make_edge(sample), sample.post(RAW, **TO_US)
    assert edge.post(sample.name, sample.forged(request)) == 401
    assert edge.post(sample.name, Request(b"", {})) in {401, 422}
    assert edge.rows() == []
    assert sum(edge.counters().values()) == 2


@EACH
def test_half_a_request_is_422(make_edge: Any, sample: Sample) -> None:
    """What nobody can read is said to be so."""
    edge = make_edge(sample)
    assert edge.post(sample.name, sample.unreadable()) == 422
    assert edge.rows() == []


@EACH
def test_a_provider_that_leaves_the_mail_out_comes_again(make_edge: Any, sample: Sample) -> None:
    """A wrong setting over there can be mended in time; until then no mail may be given up."""
    assert make_edge(sample).post(sample.name, sample.without_mail()) == 503


@EACH
def test_f14_2_thirty_megabytes_are_stored(make_edge: Any, sample: Sample) -> None:
    """Flask's own limit for a text field is 500,000 octets; the memory it takes is a few times the mail."""
    line = b"A" * 76 + b"\r\n"
    big = RAW + line * (30_000_000 // len(line))
    edge, request = make_edge(sample), sample.post(big, **TO_US)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert edge.post(sample.name, request) == 200
    assert edge.raw() == big
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * 1024


@EACH
def test_a_store_that_is_away_is_503_and_the_next_try_is_stored(make_edge: Any, sample: Sample) -> None:
    """The provider keeps the mail; a token that was seen in vain counts again."""
    edge, request = make_edge(sample), sample.post(RAW, **TO_US)
    broken = make_edge(sample, receiver=Broken())
    assert broken.post(sample.name, request) == 503
    assert edge.post(sample.name, request) == 200
    assert len(edge.rows()) == 1


class Broken:
    """An intake that cannot store."""

    def receive(self, arrival: Any, timeout: float = 10.0) -> Any:
        raise StoreUnavailableError


def test_the_whole_application_lets_a_provider_in(make_edge: Any) -> None:
    """Beside the pages the door needs no form token, and is not bound by the size of a form."""
    sample = PostmarkSample()
    edge, request = make_edge(sample), sample.post(RAW + b"A" * 2_000_000, **TO_US)
    client = make_application(edge.gateway, edge.intake).test_client()
    answer = client.post("/inbound/mail/postmark", data=request.body, headers=dict(request.headers))
    assert answer.status_code == 200


def test_a_provider_without_a_secret_has_no_door(make_edge: Any) -> None:
    """What nobody set up cannot be knocked at."""
    edge = make_edge()
    assert [edge.post(sample.name, sample.post(RAW, **TO_US)) for sample in SAMPLES] == [404] * len(SAMPLES)
    assert edge.post("carrier-pigeon", Request(RAW)) == 404


def test_a_request_beyond_every_mail_is_413(make_edge: Any) -> None:
    """Three times the largest mail is enough for every way to wrap it."""
    edge = make_edge(SendGridSample(), message_size_limit=1024 * 1024)
    assert edge.post("sendgrid", SendGridSample().post(b"A" * 4_500_000, **TO_US)) == 413


def test_requests_that_take_too_much_at_once_come_again(make_edge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is lent out; who finds none is told 503, and the first one is not disturbed."""
    sample = SendGridSample()
    edge = make_edge(sample, bytes_in_flight_limit=1024 * 1024)
    request = sample.post(RAW + b"A" * 300_000, **TO_US)
    answers: list[int] = []
    real = mail_webhooks.read_form
    monkeypatch.setattr(
        mail_webhooks, "read_form", lambda *given: answers.append(edge.post("sendgrid", request)) or real(*given)
    )
    assert edge.post("sendgrid", request) == 200
    assert answers == [503]


def test_a_door_that_hangs_answers_in_time(make_edge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same watchdog as for texts."""
    monkeypatch.setattr(mail_webhooks, "WATCHDOG", 0.2)
    edge = make_edge(SendGridSample(), receiver=Slow())
    assert edge.post("sendgrid", SendGridSample().post(RAW, **TO_US)) == 503


class Slow(Broken):
    """An intake that thinks about it."""

    def receive(self, arrival: Any, timeout: float = 10.0) -> Any:
        time.sleep(1)
        super().receive(arrival, timeout)


def test_14_a_token_of_mailgun_vouches_for_one_mail(make_edge: Any) -> None:
    """The signature does not cover the mail, so who overheard one must not send another with it."""
    sample = MailgunSample()
    edge, fields = make_edge(sample), sample.fields(RAW, **TO_US, token="t1")
    assert edge.post("mailgun/mime", urlencoded(fields)) == 200
    assert edge.post("mailgun/mime", multipart(fields)) == 200
    assert edge.post("mailgun", urlencoded({**fields, "body-mime": b"Subject: forged\r\n\r\nHello"})) == 401
    assert len(edge.rows()) == 1


@pytest.mark.parametrize("age", [130, -130, 86_400])
def test_14_a_signature_of_mailgun_counts_two_minutes(make_edge: Any, age: float) -> None:
    """An old one was overheard, or the clock is wrong; a good one is never refused for the mail's own age."""
    sample = MailgunSample()
    edge = make_edge(sample)
    assert edge.post("mailgun", urlencoded(sample.fields(RAW, **TO_US, age=age))) == 401
    assert edge.post("mailgun", urlencoded(sample.fields(RAW, **TO_US, age=60))) == 200


def test_14_postmark_tells_the_envelope_in_a_header_or_not_at_all(make_edge: Any) -> None:
    """Without one the author is taken, because an empty sender would make a bounce of it."""
    sample = PostmarkSample()
    edge, request = (
        make_edge(sample),
        sample.post(RAW, sender="bart@residents.example", recipients=(CITY, "x@y.example")),
    )
    assert edge.post("postmark", request) == 200
    assert edge.post("postmark", Request(request.body.replace(b"Received-SPF", b"X-Other"), request.headers)) == 200
    assert edge.rows()[0].sender == "bart@residents.example"


def test_14_amazon_is_asked_once_to_confirm_our_topic(make_edge: Any, amazon: Amazon) -> None:
    """The subscription confirms itself, and only for the topic of the settings."""
    sample = SesSample()
    edge = make_edge(sample)
    request = {"Type": "SubscriptionConfirmation", "Message": "…", "SubscribeURL": CONFIRM, "Token": "t"}
    assert edge.post("ses", sample.signed({**request, "TopicArn": "arn:aws:sns:us-east-1:1:other"})) == 401
    assert amazon.asked == []
    assert [edge.post("ses", sample.signed(request)) for _ in range(2)] == [200, 200]
    assert amazon.asked == [CERTIFICATE, CONFIRM]
    assert edge.rows() == []


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com.evil.example/x.pem",
        "https://sns.us-east-1.amazonaws.com@evil.example/x.pem",
        "https://evil.example/sns.us-east-1.amazonaws.com/x.pem",
        "https://sns.us-east-1.amazonaws.com:8443/x.pem",
        "https://s3.amazonaws.com/bucket/x.pem",
        "https://169.254.169.254/latest/x.pem",
        "https://[::1/x.pem",
        "file:///etc/passwd.pem",
        "",
    ],
)
def test_14_nobody_but_amazon_is_asked(make_edge: Any, amazon: Amazon, url: str) -> None:
    """A forged notification must not let us knock at doors in our own network."""
    sample = SesSample()
    edge = make_edge(sample)
    confirmation = {"Type": "SubscriptionConfirmation", "Message": "…", "Token": "t"}
    assert edge.post("ses", sample.signed({**confirmation, "SubscribeURL": CONFIRM, "SigningCertURL": url})) == 401
    assert edge.post("ses", sample.signed({**confirmation, "SubscribeURL": url})) == 401
    assert set(amazon.asked) <= {CERTIFICATE}


def test_14_amazon_that_cannot_be_asked_is_503(make_edge: Any, amazon: Amazon) -> None:
    """Our own network trouble is no reason to give up a mail."""
    sample = SesSample()
    edge = make_edge(sample)
    del amazon.answers[CERTIFICATE]
    assert edge.post("ses", sample.post(RAW, **TO_US)) == 503
    amazon.answers[CERTIFICATE] = amazons_certificate()
    assert edge.post("ses", sample.post(RAW, **TO_US)) == 200


def test_14_a_mail_in_a_bucket_is_fetched_with_the_key(make_edge: Any, amazon: Amazon) -> None:
    """The notification alone holds at most 150 kB, which is no photo; without the key the mail comes again."""
    sample, stored = SesSample(), "https://s3.us-east-1.amazonaws.com/city.mail/in/a%20b"
    action = {"type": "S3", "bucketName": "city.mail", "objectKey": "in/a b"}
    request = sample.notify(sample.notification(action, sender=ANNE, recipients=(CITY,)))
    amazon.answers[stored] = RAW
    assert make_edge(sample).post("ses", request) == 503
    edge = make_edge(sample, ses_access_key="AKIAEXAMPLE", ses_secret_key="secret")
    assert edge.post("ses", request) == 200
    assert edge.raw() == RAW
    bad = sample.notification({**action, "bucketName": "x@evil.example/"}, sender=ANNE, recipients=(CITY,))
    assert edge.post("ses", sample.notify(bad)) == 422


def test_a_key_that_is_none_is_said_at_the_start(make_edge: Any) -> None:
    """Better now than with the first mail."""
    with pytest.raises(SettingsError, match="GATEWAY_SENDGRID_VERIFICATION_KEY"):
        make_edge(sendgrid_verification_key="not a key")


@EACH
def test_mail_that_is_no_spam_says_nothing_of_spam(make_edge: Any, sample: Sample) -> None:
    """Whatever stands there is a reason to hold a mail, so a provider that is content leaves it empty."""
    edge = make_edge(sample)
    assert edge.post(sample.name, sample.post(RAW, **TO_US, is_spam=False)) == 200
    assert "spam" not in edge.rows()[0].details
