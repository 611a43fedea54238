"""The report of a model, as text and as a picture."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from gateway import cli
from gateway.cli.finding import Health
from gateway.cli.learned_model import check_model
from gateway.errors import NotReadyError
from gateway.settings import load_settings
from gateway.store.engine import Store
from gateway.store.migrate import migrate
from tests.learning.past import RULES, elm_texts, past_of, take

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a rulebook and a database that holds a past, in which the commands run."""
    url = f"sqlite:///{tmp_path / 'gateway.db'}"
    monkeypatch.setenv("GATEWAY_DATABASE_URL", url)
    monkeypatch.setenv("GATEWAY_RULES", str(tmp_path / "rules.yaml"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES)
    store = Store(url)
    migrate(store)
    take(store, past_of(elm_texts(150)))
    store.dispose()
    return tmp_path


def run(*words: str) -> str:
    """What `gateway learn WORDS` says."""
    result = CliRunner().invoke(cli.gateway, ["learn", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.usefixtures("place")
def test_the_report_says_how_good_the_model_is() -> None:
    """An administrator decides by it whether to let departments be learned."""
    assert run("--report") == "No model was made yet. Run `gateway learn`.\n"
    said = run()
    assert said.startswith("Learnt from 150 past requests in ")
    assert "is in use now." in said
    report = run("--report")
    for words in ("in use", "The category, on the 30 newest past requests", "calibration error", "of texts", "Benches"):
        assert words in report
    assert "The department, on the 30 newest" in report


def test_the_report_in_a_folder_has_a_picture_for_everybody(place: Path) -> None:
    """It must be well-formed, say its numbers in words, and show no shade without its number."""
    run()
    said = run("--report", "report")
    assert "confusion-category.svg was written." in said
    assert "The category, on" in (place / "report/report.txt").read_text()
    root = ET.fromstring((place / "report/confusion-category.svg").read_text())
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "What each category was taken for"
    cells = [cell.findtext(f"{SVG}title") or "" for cell in root.iter(f"{SVG}g")]
    assert len(cells) == 36
    assert any(cell.startswith("Lamps: taken for Lamps: ") for cell in cells)


def test_a_report_that_cannot_be_written_says_so(place: Path) -> None:
    """Otherwise it would be looked for."""
    run()
    (place / "taken").write_text("")
    with pytest.raises(NotReadyError, match=r"cannot be written \(.*\)\. Name another place"):
        CliRunner().invoke(cli.gateway, ["learn", "--report", "taken/inside.txt"], catch_exceptions=False)


def test_the_doctor_says_which_model_answers_and_how_good_it_was(place: Path) -> None:
    """A model of three years ago should be noticed."""
    settings = load_settings()
    assert [finding.words for finding in check_model(settings)] == ["none yet; run `gateway learn`"]
    run()
    (finding,) = check_model(settings)
    assert finding.health is Health.GOOD
    assert "made today, 1" in finding.words
    assert "of category right and " in finding.words
    assert place.exists()
