"""`gateway user`: what an administrator types on the server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.cli.user import command
from gateway.web.accounts import ensure_first_administrator, find_link_owner, redeem_link
from tests.web.site import RULES

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on a fresh database."""
    (tmp_path / "rules.yaml").write_text(RULES)
    monkeypatch.setattr("gateway.cli.running.configure_logging", lambda **_style: None)
    monkeypatch.setenv("GATEWAY_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GATEWAY_RULES", str(tmp_path / "rules.yaml"))
    return lambda *words: CliRunner().invoke(command, list(words))


def test_add_prints_a_link_that_works(run: Run, make_gateway: Callable[..., Any]) -> None:
    """The new colleague gets the link and sets a password with it."""
    added = run("add", "Anne@ElmCity.example", "--department", "streets")
    assert added.exit_code == 0, added.output
    token = added.output.strip().rpartition("/")[2]
    owner = find_link_owner(make_gateway(), token)
    assert owner is not None
    assert owner.email == "anne@elmcity.example"
    listed = run("list").output
    assert "anne@elmcity.example  member  streets  no password yet" in listed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "nonsense", "--role", "viewer"), "is no mail address"),
        (("add", "anne@elmcity.example"), "--department"),
        (("add", "anne@elmcity.example", "--department", "stretes"), "There is no department stretes"),
        (("link", "nobody@elmcity.example"), "Nobody signs in as"),
    ],
)
def test_mistakes_are_one_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    """Each mistake says what to write instead, and adds nobody."""
    result = run(*words)
    assert sentence in str(result.exception)
    assert run("list").output == ""


def test_the_same_person_twice_is_explained(run: Run) -> None:
    """Adding again does not overwrite; it names the command for a new link."""
    assert run("add", "anne@elmcity.example", "--role", "administrator").exit_code == 0
    assert "gateway user link" in str(run("add", "ANNE@elmcity.example", "--role", "viewer").exception)
    assert run("link", "anne@elmcity.example").output.startswith("http://127.0.0.1:8311/sign-in/link/")


def test_a_lead_is_added_and_an_account_closed_and_opened(run: Run) -> None:
    """The list says what somebody may do and whether the account is open; what was done stands in the audit."""
    assert run("add", "anne@elmcity.example", "--lead", "streets").exit_code == 0
    assert "anne@elmcity.example  member  streets  no password yet, leads streets" in run("list").output
    assert run("close", "Anne@elmcity.example").exit_code == 0
    assert "closed" in run("list").output
    assert run("open", "anne@elmcity.example").exit_code == 0
    assert run("no-second-factor", "anne@elmcity.example").exit_code == 0
    assert "closed" not in run("list").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "bart@elmcity.example", "--role", "viewer", "--lead", "fire"), "Only a member leads"),
        (("close", "admin@elmcity.example"), "the only administrator who can sign in"),
        (("open", "cris@elmcity.example"), "Nobody signs in as"),
    ],
)
def test_the_command_keeps_what_the_pages_keep(
    run: Run, make_gateway: Callable[..., Any], words: tuple[str, ...], sentence: str
) -> None:
    """Also from the server nobody removes the last administrator, and a viewer leads nothing."""
    gateway = make_gateway()
    link = ensure_first_administrator(gateway)
    assert link is not None
    assert redeem_link(gateway, link.rpartition("/")[2], "a long password of mine") is not None
    assert sentence in str(run(*words).exception)
