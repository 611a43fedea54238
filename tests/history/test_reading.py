"""A city's export is read whatever its form, and what cannot be read is named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.history.reading import BrokenLine, Columns, HistoryError, PastRequest, open_history

GOOD = (
    "Case ID,Description,Service Name,Dept,Location,Latitude,Longitude,Opened,Closed\n"
    '17,"Hole, deep",Pothole,Streets,12 Oak St,41.3,-72.9,2024-05-17 04:40:32,\n'
    '18,"Two\nlines",Graffiti,Parks,,,,2024-05-18T10:00:00Z,2024-05-20\n'
)


def write(folder: Path, content: str | bytes) -> Path:
    """A file with that content."""
    path = folder / "history.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_columns_are_found_and_rows_are_read(tmp_path: Path) -> None:
    """An administrator with a usual export must have nothing to say about it."""
    history = open_history(write(tmp_path, GOOD))
    assert history.columns == Columns(
        id="Case ID",
        text=("Description",),
        category="Service Name",
        department="Dept",
        address=("Location",),
        lat="Latitude",
        lon="Longitude",
        requested_at="Opened",
        closed_at="Closed",
    )
    first, second = history
    assert first == PastRequest(
        key="17",
        line=2,
        text="Hole, deep",
        category="Pothole",
        department="Streets",
        address="12 Oak St",
        lat=41.3,
        lon=-72.9,
        requested_at=datetime(2024, 5, 17, 4, 40, 32, tzinfo=UTC),
    )
    assert isinstance(second, PastRequest)
    assert (second.line, second.text, second.lat) == (3, "Two\nlines", None)
    assert second.closed_at == datetime(2024, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("cp1252", b""), ("utf-16", b""), ("utf-16-le", b"")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_form_is_read_alike(tmp_path: Path, encoding: str, mark: bytes, delimiter: str) -> None:
    """What a spreadsheet program made of the export must make no difference."""
    rows = [["id", "text", "category"], ["1", "Straße öffnen – bitte", "Wege"], ["2", "nichts\r\nhier", "Grün"]]
    text = "".join(delimiter.join(f'"{field}"' for field in row) + "\r\n" for row in rows)
    requests = list(open_history(write(tmp_path, mark + text.encode(encoding))))
    assert [request.text for request in requests if isinstance(request, PastRequest)] == [rows[1][1], rows[2][1]]
    assert [request.key for request in requests if isinstance(request, PastRequest)] == ["1", "2"]


def test_a_broken_line_is_named_and_takes_no_other_along(tmp_path: Path) -> None:
    """One torn line in an export of years must cost one line."""
    torn = GOOD + "19,torn off\n" + '20,"never closed,x,y,,,,,\n' + "21,good again,Pothole,,,,,,\n"
    read = list(open_history(write(tmp_path, torn)))
    broken = [(one.line, one.why) for one in read if isinstance(one, BrokenLine)]
    assert broken == [
        (5, "has 2 fields where the header has 9"),
        (6, "opens a quote that is never closed"),
    ]
    assert [one.key for one in read if isinstance(one, PastRequest)] == ["17", "18", "21"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "is empty"),
        (b"id,text\n", "has a header and no line below it"),
        (b"\x1f\x8b\x08\x00", "compressed with gzip"),
        (b"PK\x03\x04...", "workbook"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'[{"id": 1}]', "JSON"),
        (b"a,b\n1,2\n", "No column"),
    ],
)
def test_what_is_no_export_is_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    """The administrator must know what to do with the file, not read a traceback."""
    with pytest.raises(HistoryError, match=sentence):
        open_history(write(tmp_path, content))
