"""`gateway rules draft` and `gateway parse --route` as an administrator types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli.parse import command as parse_command
from gateway.cli.rules import command
from gateway.errors import GatewayError
from gateway.routing import load_rulebook
from tests.drafting.elm_past import elm_past


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The past of Elm City as a file."""
    lines = [
        f'{past.key};"{past.text}";{past.category};{past.department};{past.requested_at:%Y-%m-%d %H:%M}'
        for past in elm_past(6)
    ]
    path = tmp_path / "history.csv"
    path.write_text("\n".join(["id;description;category;department;created_at", *lines]) + "\n", encoding="utf-8")
    return path


def run(*arguments: str) -> str:
    return CliRunner().invoke(command, ["draft", *arguments], catch_exceptions=False).output


def test_draft_is_written_and_good(export: Path, tmp_path: Path) -> None:
    """The columns are shown, the file loads, and the command says what is in it and what to do next."""
    out = tmp_path / "rules.yaml"
    said = run("--from", str(export), "--out", str(out), "--name", "Elm City", "--mail", "311@elmcity.example")
    assert "description" in said
    assert f"{out} is written and passes its check: 4 departments" in said
    book = load_rulebook(out.read_text(encoding="utf-8"))
    assert (book.city.name, book.city.addresses) == ("Elm City", ("311@elmcity.example",))


def test_a_file_that_is_there_is_not_written_over(export: Path, tmp_path: Path) -> None:
    """Nobody's work is lost to a slip of the hand."""
    out = tmp_path / "rules.yaml"
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(GatewayError, match="--force"):
        run("--from", str(export), "--out", str(out))
    assert out.read_text(encoding="utf-8") == "mine"
    run("--from", str(export), "--out", str(out), "--force")
    assert out.read_text(encoding="utf-8").startswith("# A first rulebook")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "nowhere.csv"], "nowhere.csv"),
        (["--timezone", "Mars/Olympus"], "no time zone"),
        (["--category", "nonsense"], "nonsense"),
        (["--out", "/nowhere/rules.yaml"], "cannot be written"),
    ],
)
def test_bad_input_is_one_sentence(export: Path, tmp_path: Path, arguments: list[str], words: str) -> None:
    """Whoever types it learns what to change, and nothing is written."""
    out = tmp_path / "rules.yaml"
    with pytest.raises(GatewayError, match=words):
        run("--from", str(export), "--out", str(out), *arguments)
    assert not out.exists()


def test_parse_answers_with_the_city_s_own_names(export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a drafted rulebook and no database, services and departments are the city's; no database is made."""
    out, database = tmp_path / "rules.yaml", tmp_path / "none.db"
    run("--from", str(export), "--out", str(out))
    monkeypatch.setenv("GATEWAY_RULES", str(out))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", f"sqlite:///{database}")
    said = CliRunner().invoke(parse_command, ["--route", "the street light is out"], catch_exceptions=False).output
    answer = json.loads(said)
    assert (answer["service"]["name"], answer["decision"]["department_name"]) == ("Lamps", "Light & Power")
    assert not database.exists()
