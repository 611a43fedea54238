"""`gateway doctor` says of each provider of texts where it must call, and whether it can be answered (PROTOCOL 14)."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.cli.checkup import check_twilio
from gateway.cli.finding import Health
from gateway.cli.other_texts import check_other_texts
from tests.edges.webhooks.text_samples import PUBLIC, SAMPLES
from tests.fake_twilio import NUMBER
from tests.small_city import SMALL_CITY

KINDS = {sample.name: sample for sample in SAMPLES if sample.name != "twilio"}


@pytest.mark.parametrize("name", KINDS)
def test_14_an_open_door_has_its_address(settings: Any, name: str) -> None:
    """The line can be copied into the provider's form, and Twilio is not missed."""
    given = settings(rules_text=SMALL_CITY, public_url=PUBLIC, **KINDS[name].settings)
    door, way_out = check_other_texts(given)
    assert (door.what, door.health) == (f"texts by {name}", Health.GOOD)
    assert f"{PUBLIC}/inbound/{name}" in door.words
    assert (way_out.health, way_out.words.startswith("sent by https://")) == (Health.GOOD, True)
    assert list(check_twilio(given)) == []


@pytest.mark.parametrize("name", KINDS)
def test_14_a_door_that_nobody_reaches_and_no_way_out(settings: Any, name: str) -> None:
    """What is missing is named with its setting."""
    kept = {"vonage": "vonage_sig", "bandwidth": "bandwidth_web", "telnyx": "telnyx_pub", "android": "android_sig"}
    some = {key: value for key, value in KINDS[name].settings.items() if key.startswith(kept[name])}
    findings = list(check_other_texts(settings(rules_text=SMALL_CITY, android_number=NUMBER, **some)))
    assert [found.health for found in findings] == [Health.BROKEN, Health.BROKEN]
    assert "GATEWAY_PUBLIC_URL" in findings[0].words
    assert f"Set GATEWAY_{name.upper()}_" in findings[1].words
    shown = settings(rules_text=SMALL_CITY, **KINDS[name].settings, **{f"{name}_api_url": ""})
    assert list(check_other_texts(shown))[1].health is Health.MISSING


def test_14_a_telephone_that_is_not_the_citys(settings: Any) -> None:
    """Answers would go out for a number that the telephone does not have."""
    given = {**KINDS["android"].settings, "android_number": "+12035550999"}
    assert "city.numbers" in list(check_other_texts(settings(rules_text=SMALL_CITY, **given)))[-1].words


def test_14_nothing_is_said_of_providers_that_nobody_set_up(settings: Any) -> None:
    """A short list is read."""
    assert list(check_other_texts(settings(rules_text=SMALL_CITY))) == []
