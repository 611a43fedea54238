"""Dates in every form that exports have, in the order and zone that the file means."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.history.dates import DateReader, is_date
from gateway.history.reading import PastRequest, open_history
from tests.history.past import write

AT = datetime(2024, 5, 17, 16, 40, 32, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-17 16:40:32",
        "2024-05-17T16:40:32.000",
        "2024-05-17T16:40:32Z",
        "2024-05-17T12:40:32-04:00",
        "2024-05-17 12:40:32 -0400",
        "2024-05-17 12:40:32 EDT",
        "2024/05/17 16:40:32",
        "05/17/2024 04:40:32 PM",
        "05/17/2024 04:40:32 PM UTC",
        "5/17/24 16:40:32",
        "1715964032",
        "1715964032000",
        "20240517164032",
        "17-MAY-24 04.40.32.000000 PM",
        "May 17, 2024 04:40:32 PM",
        "Fri May 17 2024 12:40:32 GMT-0400 (Eastern Daylight Time)",
        "17. Mai 2024 16:40:32",
        "17 de mayo de 2024 16:40:32",
    ],
)
def test_every_usual_form_is_the_same_moment(text: str) -> None:
    """Every system writes dates in its own way."""
    assert DateReader().read(text) == AT
    assert is_date(text)


@pytest.mark.parametrize(
    "text", ["17.05.2024 16:40:32", "17/05/2024 16:40:32", "17-05-24 16:40:32", "17. 5. 2024 16.40.32"]
)
def test_the_day_may_come_first(text: str) -> None:
    """As in most of the world."""
    assert DateReader(is_day_first=True).read(text) == AT


@pytest.mark.parametrize(
    "text", ["", "NULL", "n/a", "-", "0", "1900-01-01 00:00:00", "9999-12-31", "0000-00-00 00:00:00"]
)
def test_what_stands_for_nothing_is_nothing(text: str) -> None:
    """A request that was closed in 1900 would spoil every median."""
    assert DateReader().read(text) is None


@pytest.mark.parametrize("text", ["soon", "31/12/2024", "2024-13-45", "12", "May", "12 Oak St", "9" * 400, "1e5", "٣"])
def test_what_is_no_date_is_refused(text: str) -> None:
    """A guess would be worse than a line that is named."""
    with pytest.raises((ValueError, OverflowError)):
        DateReader().read(text)


@pytest.mark.parametrize(
    ("month", "zone", "hour"), [(1, "America/New_York", 17), (7, "America/New_York", 16), (7, "UTC", 12)]
)
def test_times_without_a_zone_are_those_of_the_city(month: int, zone: str, hour: int) -> None:
    """Noon in the city's summer is another moment than noon in its winter."""
    found = DateReader(zone=ZoneInfo(zone)).read(f"2024-{month:02}-01 12:00")
    assert found is not None
    assert found.hour == hour


@pytest.mark.parametrize(
    ("dates", "zone", "first", "said"),
    [
        (["03/04/2024", "13/04/2024"], "UTC", "2024-04-03", "the day first"),
        (["03/04/2024", "03/13/2024"], "Europe/Berlin", "2024-03-04", "the month first"),
        (["03/04/2024"], "America/Chicago", "2024-03-04", "no date of the sample tells"),
        (["03/04/2024"], "Europe/Madrid", "2024-04-03", "no date of the sample tells"),
    ],
)
def test_the_whole_column_tells_the_order(tmp_path: Path, dates: list[str], zone: str, first: str, said: str) -> None:
    """One date with a 13 in it tells how all the others are meant; the decision is said aloud."""
    path = write(tmp_path, "text,date\n" + "".join(f"a hole,{date}\n" for date in dates))
    history = open_history(path, zone=ZoneInfo(zone))
    request = next(iter(history))
    assert isinstance(request, PastRequest)
    assert request.requested_at is not None
    assert f"{request.requested_at.astimezone(ZoneInfo(zone)):%Y-%m-%d}" == first
    assert said in history.notes[0]
    assert history.notes[1] == f"Times without a zone are taken as those of {zone}."


def test_a_file_sorted_by_date_is_looked_into_far_below(tmp_path: Path) -> None:
    """Its first thousands of lines may all be of the first twelve days of a month."""
    early = "a hole in the road that is deep and wide,05/04/2024\n" * 20_000
    late = "a hole in the road that is deep and wide,30/04/2024\n" * 2_000
    history = open_history(write(tmp_path, "text,date\n" + early + late))
    assert history.dates.is_day_first
