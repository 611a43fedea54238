"""What the tests of Open311's clients share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from gateway.settings import load_settings
from tests.open311.clients.city import RULES, City, open_city
from tests.web.site import Clock


@pytest.fixture(scope="module")
def city(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city with tickets, on SQLite, at a moment that stands still; made once for a module, since most only read."""
    folder = tmp_path_factory.mktemp("city")
    (folder / "gateway.db").write_bytes(_sqlite_template.read_bytes())
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    settings = load_settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'gateway.db'}",
        rules=folder / "rules.yaml",
        secret_key="k" * 48,
        open311_requests_a_minute=0,
    )
    gateway = build_gateway(settings, clock=Clock())
    intake = Intake(gateway)
    yield open_city(gateway, intake)
    intake.stop()
    gateway.store.dispose()
