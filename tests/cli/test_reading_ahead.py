"""Past requests are read ahead of rehearsals where a city has many, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.cli.reading_ahead import read_the_past_ahead
from gateway.rehearsing import stored


def test_many_are_read_ahead_and_few_are_not_waited_for(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes take longer to start than a few hundred requests take to read."""
    asked: list[str] = []

    def read(url: str, files: object, *, told: Any) -> int:
        told(5_000, 5_000)
        asked.append(url)
        return 5_000

    monkeypatch.setattr(stored, "read_ahead", read)
    given = settings()
    assert list(read_the_past_ahead(given, 4_999)) == []
    assert asked == []
    (said,) = read_the_past_ahead(given, 5_000)
    assert said == "Read the newest 5,000 past requests ahead, so that `gateway rules diff` is quick."
    assert asked == [given.database_url]
