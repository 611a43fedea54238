"""`gateway history`: what an administrator sees of an import and of a report."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway import cli
from gateway.errors import GatewayError, NotReadyError
from gateway.history.values import HistoryError
from gateway.store.engine import Store
from tests.history.past import HEADER, many, stored, write

RULES = "routing_rules.yaml"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without rulebook and database, in which the commands run."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str | Path) -> str:
    """What `gateway history WORDS` says; an error passes through as the command's own."""
    result: Result = CliRunner().invoke(cli.gateway, ["history", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_an_import_shows_its_columns_and_makes_the_database(place: Path) -> None:
    """The first command after the download must work, and say what it takes for what."""
    said = run("import", write(place, many(30)))
    assert "  text        text        Hole no 0, deep | Hole no 1, deep\n" in said
    assert "Times without a zone are taken as those of UTC." in said
    assert "30 requests read: 30 added, 0 changed, 0 already there." in said
    assert [line for line in said.splitlines()[:14] if len(line) > 80] == []
    assert "30 requests read: 0 added, 0 changed, 30 already there." in run("import", "history.csv")
    assert len(stored(Store(f"sqlite:///{place / 'new.db'}"))) == 30


def test_the_zone_is_the_citys(place: Path, rules_path: Path) -> None:
    """An export says noon and means the city's noon."""
    (place / RULES).write_text(rules_path.read_text())
    said = run("import", write(place, many(1)), "--dry-run")
    assert "Times without a zone are taken as those of America/New_York." in said


def test_a_dry_run_reads_everything_and_touches_nothing(place: Path) -> None:
    """It may be tried on the machine that is in use."""
    said = run("import", write(place, many(30) + "torn\n"), "--dry-run")
    assert "30 requests can be imported; nothing was, because of --dry-run." in said
    assert "1 broken line was skipped:\n  Line 32 has 1 field where the header has 9." in said
    assert not (place / "new.db").exists()


def test_options_name_columns(place: Path) -> None:
    """What was guessed wrongly is put right, also that there is none."""
    path = write(place, "nr,note,remark,kind,when\n1,hole in road,deep,Road,3/4/2024\n2,lamp out,dark,Light,5/6/2024\n")
    said = run("import", path, "--text", "note", "--text", "remark", "--category", "kind", "--requested", "when",
        "--dates", "day-first", "--id", "", "--source", "roads")  # fmt: skip
    assert "note + remark" in said
    assert "Dates are read with the day first (31.12.), as asked." in said
    requests = stored(Store(f"sqlite:///{place / 'new.db'}"))
    first = next(iter(requests.values()))
    assert (first.text, first.category, f"{first.requested_at:%d.%m.}") == ("hole in road\ndeep", "Road", "03.04.")
    assert first.key.startswith("content:")


@pytest.mark.parametrize(
    ("content", "words", "sentence"),
    [
        (HEADER, (), "no line below it"),
        (many(3), ("--category", "kategory"), 'no column "kategory". Did you mean "category"'),
        (many(3) + "torn\n" * 9, (), "9 of 12 lines are broken. Nothing was imported."),
        ("id,a,b\n1,2,3\n", (), "Name it with --text COLUMN"),
    ],
)
def test_what_cannot_be_imported_is_a_sentence(
    place: Path, content: str, words: tuple[str, ...], sentence: str
) -> None:
    """With exit status 1, no traceback, and nothing in the database."""
    path = write(place, content)
    with pytest.raises(HistoryError) as raised:
        run("import", path, *words)
    assert sentence in str(raised.value)
    assert "There are no past requests yet." in run("report")


def test_broken_lines_may_be_skipped_on_request(place: Path) -> None:
    """The administrator has seen them and knows that they are worthless."""
    said = run("import", write(place, many(3) + "torn\n" * 19), "--skip-broken")
    assert "3 requests read: 3 added" in said
    assert "19 broken lines were skipped:" in said
    assert "  So are 9 more." in said


def test_a_server_is_not_migrated_by_an_import(
    place: Path, empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is made and brought up to date; a database that several machines share is migrated on purpose."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", empty_database_url)
    path = write(place, many(3))
    if empty_database_url.startswith("sqlite"):
        assert "3 added" in run("import", path)
    else:
        with pytest.raises(NotReadyError, match="Run `gateway migrate` first"):
            run("import", path)


def test_the_report_is_told_and_written(place: Path) -> None:
    """On the terminal, and as a page for the department heads."""
    run("import", write(place, many(30)))
    assert "30 past requests, from 2024-01-01 to 2024-02-02" in run("report")
    assert run("report", "--out", "report.html") == "The report is in report.html.\n"
    assert (place / "report.html").read_text().startswith("<!doctype html>")
    with pytest.raises(GatewayError, match="cannot be written"):
        run("report", "--out", "nowhere/report.html")
