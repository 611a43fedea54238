"""`gateway person`: what an operator types when a resident asks for everything, or to be forgotten."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.cli.person import command
from gateway.errors import GatewayError
from tests.web.site import RULES, insert_ticket

ANNE = "anne@residents.example"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, make_gateway: Any) -> Run:
    """Runs the command on a database with a ticket of Anne's."""
    (tmp_path / "rules.yaml").write_text(RULES)
    monkeypatch.setattr("gateway.cli.running.configure_logging", lambda **_style: None)
    monkeypatch.setenv("GATEWAY_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GATEWAY_RULES", str(tmp_path / "rules.yaml"))
    with make_gateway().store.writing() as connection:
        insert_ticket(connection, reporter=ANNE, channel="email", raw=b"Subject: Pothole")
    return lambda *words, **options: CliRunner().invoke(command, list(words), **options)


def test_a_person_is_given_out_and_erased(run: Run, tmp_path: Path) -> None:
    """The ZIP is written once and by nobody overwritten; erasing takes the address, typed."""
    path = tmp_path / "anne.zip"
    written = run("export", ANNE.upper(), "--to", str(path))
    assert "1 requests, 0 requests of others, 1 messages from them" in written.output
    assert "messages/1.eml" in zipfile.ZipFile(path).namelist()
    assert path.stat().st_mode & 0o077 == 0
    assert isinstance(run("export", ANNE, "--to", str(path)).exception, GatewayError)
    refused = run("erase", ANNE, input="yes\n").exception
    assert "Nothing was erased" in str(refused)
    assert run("erase", ANNE, input=f"{ANNE}\n").exit_code == 0
    assert "Nothing is kept of" in str(run("erase", ANNE, "--yes").exception)


def test_what_is_no_address_is_said(run: Run) -> None:
    """A domain is nobody."""
    assert "Write one mail address" in str(run("export", "@residents.example").exception)
