"""`gateway rules lint` as an administrator, or a check in git, runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli.rules import command
from gateway.routing import RulebookError
from tests.routing.linting.cities import HEAD, OTHERWISE, rules_of

SHADED = rules_of(
    "name: Dogs, when: {text: dog}, then: {department: parks, stop: true}",
    "name: Below, when: {text: big dog}, then: {department: streets}",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A rulebook with one rule in the shadow of another."""
    path = tmp_path / "rules.yaml"
    path.write_text(f"{HEAD.replace('LANGUAGES', 'en')}{SHADED}{OTHERWISE}", encoding="utf-8")
    return path


def test_each_remark_has_line_hint_and_proof(file: Path) -> None:
    """And the end is no failure: the rulebook works."""
    result = CliRunner().invoke(command, ["lint", str(file)], catch_exceptions=False)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].startswith("rules.yaml:17:5: The rule `Below` never speaks: ")
    assert lines[1] == "    Move this rule above that one, or remove it."
    assert lines[2] == "    Proof: “big dog” is taken by `Dogs` and goes to Parks."
    assert lines[3] == "rules.yaml: 1 remark. The rulebook works; look whether it is meant so."


def test_a_strict_look_fails_on_a_remark(file: Path) -> None:
    """So that a check in git can refuse it."""
    assert CliRunner().invoke(command, ["lint", str(file), "--strict"]).exit_code == 1


def test_the_configured_rulebook_is_looked_at_and_praised(monkeypatch: pytest.MonkeyPatch) -> None:
    """GATEWAY_RULES names it; the shipped one has nothing to remark, strictly."""
    monkeypatch.setenv("GATEWAY_RULES", str(Path(__file__).resolve().parents[3] / "routing_rules.yaml"))
    result = CliRunner().invoke(command, ["lint", "--strict"], catch_exceptions=False)
    assert result.output == "routing_rules.yaml: nothing to remark.\n"


def test_mistakes_come_before_remarks(file: Path) -> None:
    """The same sentences as of `gateway rules check`."""
    file.write_text(file.read_text(encoding="utf-8").replace("department: streets}", "department: street}"))
    assert isinstance(CliRunner().invoke(command, ["lint", str(file)]).exception, RulebookError)
