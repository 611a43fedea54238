"""`gateway doctor` looks at departments' own systems before the first ticket goes there."""

from __future__ import annotations

import pytest

from gateway.cli.finding import Health
from gateway.cli.own_systems import check_own_systems
from tests.handover.conftest import Works
from tests.handover.fake_system import PAGE, Reply

KNOWS: Reply = (200, {}, b'[{"service_code": "001", "service_name": "Pothole"}]')
OTHERS: Reply = (200, {}, b'[{"service_code": "7", "service_name": "Trees"}]')


@pytest.mark.parametrize(
    ("reply", "health", "words"),
    [
        (KNOWS, Health.GOOD, "it answers, and knows the services"),
        (OTHERS, Health.BROKEN, "its list of services has no 001"),
        (PAGE, Health.BROKEN, "a page for people"),
        ((503, {}, b""), Health.BROKEN, "It answered 503."),
    ],
    ids=["well", "other codes", "a page", "away"],
)
def test_a_system_is_looked_at(works: Works, reply: Reply, health: Health, words: str) -> None:
    """A wrong code is a refusal for each ticket; here it is one line."""
    works.system.on_asking = [reply]
    (finding,) = check_own_systems(works.gateway.settings)
    assert (finding.health, words in finding.words) == (health, True)


def test_a_key_that_is_not_there_is_missed(works: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is asked."""
    monkeypatch.delenv("GATEWAY_SECRET_WORKS")
    (finding,) = check_own_systems(works.gateway.settings)
    assert "Put it into GATEWAY_SECRET_WORKS" in finding.words
