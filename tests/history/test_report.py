"""The report says what is in the history, and what is missing or likely there twice."""

from __future__ import annotations

import re
from pathlib import Path

from gateway.history.report import Report, make_report
from gateway.history.report_page import report_page
from gateway.history.report_text import report_lines
from gateway.store.engine import Store
from gateway.store.history_figures import Gaps, Repeated
from tests.history.past import HEADER, take, write

ROWS = """\
1,a deep hole in the middle of the road,Pothole,Streets,12 Oak St,41.3,-72.9,2024-01-31 23:00,2024-02-02 23:00
2,A deep hole in the middle of the road,Pothole,Streets,14 Oak St,,,2024-02-03,2024-02-04
3,hole,Pothole,,12 Oak St,,,2024-02-06,2024-02-16
4,hole,Pothole,,12 Oak St,,,2024-04-06,
5,,Graffiti <tag>,Parks,,41.3,-72.9,2024-04-07,2024-04-06
6,lost,,,,,,,
"""


def report_of(store: Store, folder: Path, rows: str = ROWS) -> Report:
    """The report after an import."""
    take(store, write(folder, HEADER + rows))
    report = make_report(store)
    assert report is not None
    return report


def test_everything_is_counted(store: Store, tmp_path: Path) -> None:
    """On both databases alike; a month without requests is a month."""
    report = report_of(store, tmp_path)
    assert report.number == 6
    assert report.months == (("2024-01", 1), ("2024-02", 2), ("2024-03", 0), ("2024-04", 2))
    assert report.years == (("2024", 5),)
    assert [(one.name, one.number, one.closed, one.median_days) for one in report.categories] == [
        ("Pothole", 4, 3, 2.0),
        ("Graffiti <tag>", 1, 1, None),
    ]
    assert [(one.name, one.number, one.median_days) for one in report.departments] == [
        ("Streets", 2, 1.5),
        ("Parks", 1, None),
    ]
    assert report.gaps == Gaps(text=1, category=1, department=3, place=1, date=1, closing=2, backwards=1)
    assert report.repeated == Repeated(text=1, place=1)


def test_there_is_no_report_of_nothing(store: Store) -> None:
    """An empty table is not a history of no requests."""
    assert make_report(store) is None


def test_the_text_fits_a_terminal(sqlite_store: Store, tmp_path: Path) -> None:
    """A line that breaks makes a table unreadable."""
    long = "".join(f"x{n},t,{'Category ' * 12}{n},{'Department ' * 9},,,,{1990 + n}-01-01,\n" for n in range(30))
    lines = list(report_lines(report_of(sqlite_store, tmp_path, ROWS + long)))
    assert [line for line in lines if len(line) > 80] == []
    text = "\n".join(lines)
    assert "36 past requests, from 1990-01-01 to 2024-04-07" in text
    assert "Categories: 32 (31 seen once)" in text
    assert re.search(r"^  Pothole +4 +11\.1% +75% +2\.0$", text, re.MULTILINE)
    assert re.search(r"^  without a department +3 +8\.3%$", text, re.MULTILINE)


def test_a_history_without_dates_and_departments_is_reported(sqlite_store: Store, tmp_path: Path) -> None:
    """Some exports hold nothing but texts."""
    report = report_of(sqlite_store, tmp_path, "1,hole,,,,,,,\n")
    assert "1 past requests, none with a date" in "\n".join(report_lines(report))
    assert "Departments: none" in report_page(report)


def test_the_page_needs_nothing_but_itself(sqlite_store: Store, tmp_path: Path) -> None:
    """It is sent round by mail; what a category is called must not become markup."""
    page = report_page(report_of(sqlite_store, tmp_path))
    assert "Graffiti &lt;tag&gt;" in page
    assert not re.search(r"(?:src|href|url)\s*[=(]", page)
    assert page.count("<rect") == 4
    assert "<p>Seen once: 1.</p>" in page
    assert "<title>2024-02: 2</title>" in page


def test_the_page_is_for_everybody(sqlite_store: Store, tmp_path: Path) -> None:
    """The picture has a name for those who do not see it, tables have headers, and what scrolls can be reached."""
    page = report_page(report_of(sqlite_store, tmp_path))
    assert 'role="img" aria-label="Requests by month, at most 2; the table below has the numbers."' in page
    assert '<html lang="en">' in page
    assert page.count("<table>") == page.count("<thead>") == 6
    assert len(re.findall(r'<th scope="row">', page)) == 4 + 2 + 2 + 7 + 2 + 1
    named = re.findall(r'aria-labelledby="(\w+)"', page)
    assert [name for name in named if f'id="{name}"' not in page] == []
