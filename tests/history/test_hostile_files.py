"""Whatever lies in the file: an answer or one sentence, and no line may take a good one along."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.history import records
from gateway.history.reading import BrokenLine, Columns, HistoryError, PastRequest, open_history
from tests.history.past import HEADER, write


def read(path: Path) -> tuple[list[str], list[tuple[int, str]]]:
    """The texts, and the broken lines."""
    lines = list(open_history(path))
    texts = [line.text for line in lines if isinstance(line, PastRequest)]
    return texts, [(line.line, line.why) for line in lines if isinstance(line, BrokenLine)]


def test_a_quote_that_is_never_closed_costs_one_line(tmp_path: Path) -> None:
    """Otherwise a stray quote would swallow the rest of the file in silence."""
    rows = "".join(f"{n},a hole in the road,Pothole\n" for n in range(10_000))
    texts, broken = read(write(tmp_path, 'id,text,category\nx,"stray,Pothole\n' + rows))
    assert len(texts) == 10_000
    assert broken == [(2, "opens a quote that is not closed for very long")]


def test_two_stray_quotes_are_not_one_request(tmp_path: Path) -> None:
    """Two lines that each lack a quote fit together like one request of two lines."""
    texts, broken = read(write(tmp_path, 'id,text,category\n1,"stray,Pothole\n2,"stray,Pothole\n3,hole,Pothole\n'))
    assert texts == ["hole"]
    assert [line for line, _ in broken] == [2, 3]


def test_a_swallowed_line_of_another_width_is_read(tmp_path: Path) -> None:
    """A missing quote shows in the number of fields; the line that was swallowed is good."""
    texts, broken = read(write(tmp_path, 'id,text,category\n1,"stray,Pothole,\n2,"good, one",Pothole\n3,hole,x\n'))
    assert texts == ["good, one", "hole"]
    assert broken == [(2, "has 4 fields where the header has 3; a quote in it seems to be missing")]


def test_a_line_of_any_length_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of 100 MB must not be read into memory."""
    monkeypatch.setattr(records, "LINE_LIMIT", 5_000)
    long = f"2,{'a' * 70_000},x\n"
    texts, broken = read(write(tmp_path, f"id,text,category\n1,hole here,x\n{long}3,lamp there,y\n"))
    assert texts == ["hole here", "lamp there"]
    assert broken == [(3, "is longer than 5,000 characters")]


def test_zero_bytes_are_dropped(tmp_path: Path) -> None:
    """A full disk leaves blocks of zeros, and PostgreSQL takes none."""
    texts, broken = read(write(tmp_path, b"id,text\n1,a ho\0le\n" + b"\0" * 4096 + b"\n2,a lamp\n"))
    assert (texts, broken) == (["a hole", "a lamp"], [])


def test_a_wrong_byte_in_utf_8_spoils_only_itself(tmp_path: Path) -> None:
    """Two systems wrote into one export, or a text was cut in the middle of a letter."""
    content = "id,text\n1,Straße und Öl\n".encode() + b"2,Stra\xdfe\n3,cut \xc3\n"
    assert read(write(tmp_path, content)) == (["Straße und Öl", "Straße", "cut Ã"], [])


def test_names_that_stand_twice_or_not_at_all_are_told_apart(tmp_path: Path) -> None:
    """Joined exports have two columns of a name, and a spreadsheet adds columns without one."""
    history = open_history(
        write(tmp_path, "id,notes,notes,,\n1,x,a hole in the road,,\n"), Columns(text=("notes (2)",))
    )
    assert history.header.names == ("id", "notes", "notes (2)", "column 4", "column 5")
    assert "Columns with the name of another or without a name are called: notes (2), column 4" in history.notes[0]
    assert [one.text for one in history if isinstance(one, PastRequest)] == ["a hole in the road"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (gzip.compress(HEADER.encode()), "gunzip"),
        (b"1,a hole in the road,2024-05-17\n2,a lamp that is out,2024-05-18\n", "no header line.*'1'"),
        (bytes(range(1, 32)) * 100, "holds no text"),
        (b"a" * 2_000_000, "no header line"),
        (b",,,\n,,,\n", "no header line"),
    ],
    ids=["gzip", "no header", "no text", "one line", "empty names"],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    """The administrator must know what to do with the file."""
    with pytest.raises(HistoryError, match=sentence):
        read(write(tmp_path, content))


def test_a_folder_and_a_missing_file_are_one_sentence(tmp_path: Path) -> None:
    """The name was completed too early, or misspelt."""
    with pytest.raises(HistoryError, match=r"is a folder\. Name the CSV file in it\."):
        open_history(tmp_path)
    with pytest.raises(HistoryError, match="There is no file"):
        open_history(tmp_path / "histroy.csv")


@pytest.mark.parametrize("mark", ["sep=;\r\n", ""])
def test_a_spreadsheet_programs_own_csv_is_read(tmp_path: Path, mark: str) -> None:
    """In half of Europe the comma is in the numbers and the semicolon between the columns."""
    rows = "Nr;Beschreibung;Kategorie;Datum;Breitengrad;Längengrad\r\n"
    rows += "1;Straße kaputt, tief;Weg;31.12.2024 13:05;47,6;9,17\r\n"
    (request,) = open_history(write(tmp_path, (mark + rows).encode("cp1252")))
    assert isinstance(request, PastRequest)
    assert (request.text, request.lat, request.lon) == ("Straße kaputt, tief", 47.6, 9.17)
    assert f"{request.requested_at:%d %H:%M}" == "31 13:05"


PIECES = [
    *(
        b"id",
        b"text",
        b",",
        b";",
        b"\t",
        b'"',
        b'""',
        b"\n",
        b"\r\n",
        b"\r",
        b"\0",
        b"12",
        b"a hole here",
        b"2024-05-17",
    ),
    *(b"31/12/2024", b"9e99", b"1e5", b"(41.3, -72.9)", b"\xff", b"\xc3\xa9", b"\xef\xbb\xbf", b"sep=;"),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=60).map(b"".join))
def test_whatever_bytes_come_there_is_an_answer(tmp_path: Path, content: bytes) -> None:
    """No file may end in a traceback."""
    path = write(tmp_path, b"id,text,lat,lon,date\n1,a hole,41.3,-72.9,2024-05-17\n" + content)
    for one in (path, write(tmp_path, content, "alone.csv")):
        try:
            lines = list(open_history(one))
        except HistoryError:
            continue
        assert all(isinstance(line, PastRequest | BrokenLine) for line in lines)
