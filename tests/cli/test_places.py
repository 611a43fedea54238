"""`gateway places` as an administrator uses it, in one process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli import gateway
from gateway.gazetteer.values import PlacesError
from tests.gazetteer.samples import street_features, write_csv, write_geojson

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, rules_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Calls `gateway places`; what it printed."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", f"sqlite:///{tmp_path / 'places.db'}")
    monkeypatch.setenv("GATEWAY_RULES", str(rules_path))

    def call(*words: object) -> str:
        done = CliRunner().invoke(gateway, ["places", *map(str, words)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    return call


def test_streets_are_imported_and_reported(run: Run, tmp_path: Path) -> None:
    """The columns are shown before, and what is known after; the database is made where there is none."""
    assert "No places are known. Run `gateway history import FILE`" in run("report")
    file = write_geojson(tmp_path / "streets.geojson", street_features())
    said = run("import", file, "--kind", "streets")
    assert "street       FULLNAME         OAK ST | ELM ST" in said
    assert "3 records of streets.geojson imported." in said
    assert "The gazetteer knows 2 streets, 0 house numbers, 3 stretches, 1 crossings and 0 landmarks now." in said
    report = run("report")
    assert "streets                  stretches          3" in report
    assert "With house numbers: 1 streets; without: 1 (Elm St)." in report
    assert "No official list of addresses was imported" in report


def test_a_dry_run_imports_nothing(run: Run, tmp_path: Path) -> None:
    """It says what would be."""
    file = write_csv(tmp_path / "l.csv", "name,lat,lon", "City Hall,41.3,-72.92", ",41.3,-72.92")
    said = run("import", file, "--kind", "landmarks", "--dry-run")
    assert "1 records of l.csv can be imported; nothing was, because of --dry-run." in said
    assert "1 broken record was skipped:\n  Line 3 has no name." in said
    assert "No places are known." in run("report")


def test_a_column_can_be_named(run: Run, tmp_path: Path) -> None:
    """Where the guess was wrong; what is no FIELD=COLUMN is said."""
    file = write_csv(tmp_path / "l.csv", "label,name,lat,lon", "City Hall,X7,41.3,-72.92")
    assert "name         label            City Hall" in run(
        "import", file, "--kind", "landmarks", "--column", "name=label", "--dry-run"
    )
    wrong = CliRunner().invoke(gateway, ["places", "import", str(file), "--kind", "landmarks", "--column", "label"])
    assert wrong.exit_code == 2
    assert "'label' is not FIELD=COLUMN" in wrong.output


def test_the_name_of_the_history_is_no_name_of_a_source(run: Run, tmp_path: Path) -> None:
    """The next import of the history would wipe it out."""
    file = write_csv(tmp_path / "l.csv", "name,lat,lon", "City Hall,41.3,-72.92")
    with pytest.raises(PlacesError, match="cannot be the name of a source"):
        run("import", file, "--kind", "landmarks", "--source", "history")
    assert "The gazetteer knows 0 streets" in run("from-history")
