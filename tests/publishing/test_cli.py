"""`gateway rules versions | show | publish | rollback` as an administrator types them, also when the file is broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli.checkup import check_rulebook
from gateway.cli.finding import Health
from gateway.cli.rules import command
from gateway.errors import GatewayError
from gateway.publishing import ConflictError
from tests.publishing.conftest import ANNE, TEXT, Office

OTHER = TEXT.replace("Front desk", "Help desk")


@pytest.fixture
def run(sqlite_office: Office, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs the command on a database and a file of this test."""
    monkeypatch.setenv("GATEWAY_RULES", str(sqlite_office.path))
    monkeypatch.setenv("GATEWAY_DATABASE_URL", sqlite_office.settings.database_url)
    return Runner()


class Runner:
    """The command line; what goes wrong is kept in the result."""

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(command, list(words))

    def says(self, *words: str) -> str:
        """What it prints when all goes well."""
        return CliRunner().invoke(command, list(words), catch_exceptions=False).output


def test_the_past_from_publishing_to_going_back(run: Runner, sqlite_office: Office, tmp_path: Path) -> None:
    """Publish, look, break the file, go back: each is one command that says what it did."""
    assert "No rulebook is kept yet" in run.says("versions")
    draft = tmp_path / "draft.yaml"
    draft.write_text(OTHER, encoding="utf-8")
    first = sqlite_office.version
    published = run.says("publish", str(draft), "--why", "It has a new name.", "--who", ANNE, "--base", first[:6])
    assert "The department `desk` has changed: `name` is `Help desk` instead of `Front desk`." in published
    assert f"in force, in place of {first}" in published
    second = sqlite_office.version
    listed = run.says("versions").splitlines()
    assert f"{second}  command   {ANNE}  It has a new name." in listed[0]
    assert f"{first}  file" in listed[1]
    shown = run.says("show", second[:5])
    assert f"changed since {first}:" in shown
    assert "+departments: {desk: {name: Help desk}" in shown
    assert run.says("show", first, "--file", "routing_rules.yaml") == TEXT
    sqlite_office.path.write_text("city: [", encoding="utf-8")
    assert "was not in force yet" in run.says("versions")
    assert f"The rulebook {first} of" in run.says("rollback", first, "--why", "Somebody broke it.")
    assert sqlite_office.on_disk == TEXT


def test_what_cannot_be_done_is_one_sentence(run: Runner, sqlite_office: Office, tmp_path: Path) -> None:
    """An unknown version, an unknown file of one, the file itself, a file begun on another version."""
    draft = tmp_path / "draft.yaml"
    draft.write_text(OTHER, encoding="utf-8")
    sqlite_office.notice()
    known = sqlite_office.version
    for words, said in (
        (("show", "zz"), "There is no version `zz`"),
        (("show", ""), "There is no version ``"),
        (("show", known, "--file", "water.yaml"), f"The version {known} has no file `water.yaml`"),
        (("rollback", known, "--why", "x"), "in force already"),
        (("publish", str(sqlite_office.path), "--why", "x"), "saving it puts it in force"),
        (("publish", str(draft), "--why", " "), "Say in a sentence why"),
    ):
        problem = run(*words).exception
        assert isinstance(problem, GatewayError)
        assert said in str(problem)
    assert isinstance(run("publish", str(draft), "--why", "x", "--base", "0123").exception, ConflictError)
    assert "Missing option '--why'" in run("rollback", known).output
    assert sqlite_office.on_disk == TEXT


def test_doctor_says_when_nothing_can_be_published(sqlite_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Better told by day than found out at 4:45 pm."""
    assert [finding.what for finding in check_rulebook(sqlite_office.settings)] == ["rulebook", "operator"]
    monkeypatch.setattr("os.access", lambda *_: False)
    told = {finding.what: finding for finding in check_rulebook(sqlite_office.settings)}["publishing"]
    assert told.health is Health.MISSING
    assert f"{sqlite_office.path.parent} cannot be written" in told.words
