"""`gateway rules` as an administrator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli.rules import command
from gateway.routing import RulebookError

FILE = str(Path(__file__).resolve().parents[2] / "routing_rules.yaml")


def test_check_says_what_is_in_a_good_file() -> None:
    """Success is one sentence."""
    result = CliRunner().invoke(command, ["check", FILE], catch_exceptions=False)
    assert "is good: 9 departments" in result.output
    assert "examples come out as written" in result.output


def test_check_refuses_a_failing_example(tmp_path: Path) -> None:
    """The same sentence as at start, in the log and in the browser."""
    text = Path(FILE).read_text(encoding="utf-8").replace("I smell gas outside 12 Oak St", "a lovely day")
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(command, ["check", str(path)])
    assert isinstance(result.exception, RulebookError)
    assert "does not speak" in str(result.exception)


def test_check_without_a_file_reads_the_configured_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """GATEWAY_RULES names the rulebook."""
    monkeypatch.setenv("GATEWAY_RULES", FILE)
    assert "is good" in CliRunner().invoke(command, ["check"], catch_exceptions=False).output


def test_explain_names_rules_and_decision() -> None:
    """What was understood, what every rule said, what came of it."""
    arguments = ["explain", "huele a gas en la calle Oak", "--rules", FILE]
    output = CliRunner().invoke(command, arguments, catch_exceptions=False).output
    assert "speaks    Gas or wires are an emergency  because" in output
    assert "department fire  (Gas or wires are an emergency)" in output
    assert "is not read" in output


def test_explain_takes_a_mail_at_a_time() -> None:
    """Channel, sender and time can decide, so they can be given."""
    arguments = [
        "explain",
        "pothole",
        "--channel",
        "email",
        "--from",
        "a@schools.elmcity.example",
        "--at",
        "2026-07-04 22:30",
        "--rules",
        FILE,
    ]
    output = CliRunner().invoke(command, arguments, catch_exceptions=False).output
    assert "speaks    The schools' office is known to us" in output


def test_explain_refuses_a_date_it_cannot_read() -> None:
    """Bad input is a sentence and no traceback."""
    result = CliRunner().invoke(command, ["explain", "pothole", "--at", "noon", "--rules", FILE])
    assert result.exit_code == 1
    assert "cannot be read" in str(result.exception)


def test_schema_is_json_schema_of_the_whole_file() -> None:
    """VS Code completes from it, so every section and kind of condition is in it."""
    schema = json.loads(CliRunner().invoke(command, ["schema"], catch_exceptions=False).output)
    assert schema["required"] == ["city", "departments", "otherwise"]
    assert '"null"' not in json.dumps(schema)
    assert {"All", "AnyOf", "TextWords", "Actions", "CityText"} <= set(schema["$defs"])
