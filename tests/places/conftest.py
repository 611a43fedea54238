"""A geocoder on a local port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fake_geocoder import FakeGeocoder


@pytest.fixture
def geocoder() -> Iterator[FakeGeocoder]:
    """One that knows nothing yet."""
    fake = FakeGeocoder()
    fake.start()
    yield fake
    fake.stop()
