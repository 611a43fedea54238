"""The page on adding a provider is true: it names every file and every part of the shape, and its example works."""

from __future__ import annotations

import hashlib
import hmac
import importlib
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.channels.text_providers.rest import Account
from gateway.channels.text_providers.shape import OPTED_OUT, TextProvider
from gateway.envelopes import Arrival, DeliveryReport, Draft, Outbound, OutboundKind, SendReceipt, Webhook
from gateway.errors import MediaGoneError, PermanentSendError, WebhookRefusedError
from gateway.routing import load_rulebook
from gateway.settings import Settings
from tests.conftest import ROOT
from tests.fake_carrier import FakeCarrier
from tests.fake_twilio import ANNE, NUMBER
from tests.small_city import SMALL_CITY

PAGE = (ROOT / "docs/add-a-provider.md").read_text(encoding="utf-8")
FOLDER = ROOT / "gateway/channels/text_providers"
NOT_EXPLAINED = {"__init__.py"}


class OneRulebook:
    """A rulebook that nobody edits."""

    def current(self) -> Any:
        return load_rulebook(SMALL_CITY)


@pytest.fixture
def pigeon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The provider of the page, as its code stands there."""
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    (tmp_path / "pigeon_post.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pigeon_post", raising=False)
    provider = importlib.import_module("pigeon_post").PigeonPost

    def make(url: str) -> Any:
        account = Account(service="Pigeon Post", settings="GATEWAY_PIGEON_", url=url)
        return provider(secret="s", account=account, rulebooks=OneRulebook())

    return make


def posted(event: dict[str, Any], *, secret: str = "s") -> Webhook:
    body = json.dumps(event).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Webhook(
        method="POST",
        path="/inbound/pigeon",
        headers={"x-pigeon": signature},
        form=(),
        body=body,
        received_at=datetime(2026, 6, 1, tzinfo=UTC),
    )


def outbound() -> Outbound:
    draft = Draft(
        cause="message:1",
        kind=OutboundKind.ANSWER,
        channel="pigeon",
        recipient=ANNE,
        sender=NUMBER,
        sender_name="",
        subject="",
        body="Thank you.",
        language="en",
        automatic=True,
    )
    return Outbound(id=7, attempts=0, created_at=datetime(2026, 6, 1, tzinfo=UTC), draft=draft)


def test_every_file_of_a_provider_is_on_the_page() -> None:
    """A new file that the page does not know makes the page old."""
    files = {path.name for path in FOLDER.glob("*.py")} - NOT_EXPLAINED
    named = set(re.findall(r"`(?:[\w/]+/)?(\w+\.py)`", PAGE)) | set(re.findall(r"/(\w+\.py)\)", PAGE))
    assert files - named == set()
    assert {name for name in re.findall(r"`([\w/]+/\w+\.py)`", PAGE) if not (ROOT / name).is_file()} == set()


def test_every_part_of_the_shape_is_explained() -> None:
    """In the table, in the order of the shape, and nothing besides."""
    explained = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    shape = [name for name in vars(TextProvider) if not name.startswith("_")]
    assert explained == shape


def test_every_open_provider_has_an_address_of_its_api_in_the_settings() -> None:
    """The page promises that a provider can be tried without anything going out."""
    names = [re.sub(r"_api_url$", "", name) for name in Settings.model_fields if name.endswith("_api_url")]
    assert set(names) == {"twilio", "vonage", "bandwidth", "telnyx", "android"}


def test_the_example_takes_a_text_and_a_report(pigeon: Any) -> None:
    """What the page shows is a provider, and does what the contract asks of all."""
    provider = pigeon("")
    assert isinstance(provider, TextProvider)
    event = {"kind": "arrived", "id": "p-1", "from": ANNE, "to": NUMBER, "words": "Pothole", "pictures": ["https://a"]}
    (arrival,) = provider.accept(posted(event))
    assert isinstance(arrival, Arrival)
    message = provider.decode(arrival)
    assert (arrival.key, message.text, len(message.attachments)) == ("p-1", "Pothole", 1)
    report = {"kind": "lost", "id": "p-2", "ours": "outbox-7-1780272000", "error": "stop"}
    expected = DeliveryReport(provider_id="p-2", status="undelivered", code=OPTED_OUT, outbound_id=7)
    assert provider.read_reports(posted(report)) == (expected,)
    assert (provider.accept(posted(report)), provider.read_reports(posted(event))) == ((), ())
    assert provider.acknowledge().status == 200


@pytest.mark.parametrize("secret", ["s", "guessed"])
def test_the_example_refuses_what_is_not_ours(pigeon: Any, secret: str) -> None:
    """Another city's text, and one that is not signed."""
    webhook = posted({"kind": "arrived", "to": NUMBER if secret == "guessed" else "+12035550999"}, secret=secret)
    with pytest.raises(WebhookRefusedError) as caught:
        pigeon("").accept(webhook)
    assert caught.value.status == 403


def test_the_example_sends(pigeon: Any) -> None:
    """Taken, refused for good, and nothing fetched from elsewhere."""
    carrier = FakeCarrier(answers=[(200, {"id": "p-3"}), (400, {"error": "stop"})])
    carrier.start()
    try:
        provider = pigeon(carrier.url)
        assert provider.send(outbound()) == SendReceipt(provider_id="p-3")
        assert carrier.sent[0]["ours"].startswith("outbox-7-")
        with pytest.raises(PermanentSendError) as caught:
            provider.send(outbound())
        assert caught.value.code == OPTED_OUT
        with pytest.raises(MediaGoneError):
            provider.fetch_media("https://evil.example/a.jpg")
        assert provider.find_sent(outbound(), since=datetime(2026, 6, 1, tzinfo=UTC)) is None
    finally:
        carrier.stop()
