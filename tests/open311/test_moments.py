"""Moments as clients write them, with care and without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.open311.moments import read_moment, write_moment


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-23T07:20:00Z", "2026-11-23T07:20:00Z"),
        ("2026-11-23T07:20:00z", "2026-11-23T07:20:00Z"),
        ("2026-11-23t02:20:00-05:00", "2026-11-23T07:20:00Z"),
        ("2026-11-23T02:20:00-0500", "2026-11-23T07:20:00Z"),
        ("2026-11-23T08:20:00+01:00", "2026-11-23T07:20:00Z"),
        ("2026-11-23T08:20:00 01:00", "2026-11-23T07:20:00Z"),
        ("2026-11-23T07:20:00.123456Z", "2026-11-23T07:20:00Z"),
        ("2026-11-23T07:20Z", "2026-11-23T07:20:00Z"),
        ("2026-11-23T07:20:00", "2026-11-23T07:20:00Z"),
        ("2026-11-23", "2026-11-23T00:00:00Z"),
        (" 2026-11-23 ", "2026-11-23T00:00:00Z"),
    ],
)
def test_a_moment_is_read_as_clients_write_it(written: str, read: str) -> None:
    """A plus that became a blank on its way, no zone, no time: all of it comes from real clients."""
    moment = read_moment(written)
    assert moment is not None
    assert write_moment(moment) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "now",
        "1790000000",
        "2026-13-01",
        "2026-11-23T25:00:00Z",
        "23.11.2026",
        "2026-11-23T07:20:00+99:00",
        "٢٠٢٦-١١-٢٣",
    ],
)
def test_what_is_no_moment_is_none(written: str) -> None:
    """It is answered with a sentence; nothing is guessed."""
    assert read_moment(written) is None


@given(st.one_of(st.text(), st.from_regex(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2}|Z)", fullmatch=True)))
def test_reading_never_raises(written: str) -> None:
    """Whatever stands in an address."""
    read_moment(written)
