"""`gateway api-key`: what an administrator types on the server, so that the first key needs no browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli.api_key import command
from gateway.store import api_keys
from gateway.store.audit import list_audit
from gateway.store.engine import Store
from tests.web.site import RULES

Run = Callable[..., Result]
CONTACT = ("--contact", "dev@apps.example")


@pytest.fixture
def run(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on a fresh database."""
    (tmp_path / "rules.yaml").write_text(RULES)
    monkeypatch.setattr("gateway.cli.running.configure_logging", lambda **_style: None)
    monkeypatch.setenv("GATEWAY_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GATEWAY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GATEWAY_RULES", str(tmp_path / "rules.yaml"))
    return lambda *words: CliRunner().invoke(command, list(words))


def test_a_key_is_printed_once_and_listed_by_its_first_letters(run: Run, sqlite_store: Store) -> None:
    """Nothing but the key is printed, so that a script can take it."""
    added = run("add", "Pothole app", *CONTACT, "--may", "file", "--may", "test", "--per-minute", "30")
    assert added.exit_code == 0, added.output
    key = added.output.strip()
    with sqlite_store.reading() as connection:
        found = api_keys.find_by_key(connection, key)
        (line,) = list_audit(connection)
    assert found is not None
    assert (found.scopes, found.per_minute, found.created_by) == (("file", "test"), 30, "gateway api-key")
    assert (line.action, line.subject) == ("api-key.add", "Pothole app")
    assert run("list").output == f"{found.prefix}  Pothole app  file, test  30 a minute  never used  in force\n"


@pytest.mark.parametrize("by", ["letters", "key"])
def test_a_key_is_revoked_by_its_first_letters_or_by_itself(run: Run, sqlite_store: Store, by: str) -> None:
    """Whoever finds one lying about can end it."""
    key = run("add", "Pothole app", *CONTACT).output.strip()
    revoked = run("revoke", key if by == "key" else key[:11])
    assert revoked.output == "The key of Pothole app opens nothing any more.\n"
    assert run("list").output.endswith("  revoked\n")
    assert run("revoke", key).exit_code == 0
    with sqlite_store.reading() as connection:
        assert [line.action for line in list_audit(connection)] == ["api-key.revoke", "api-key.add"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "App"), "--contact: Write whom you reach"),
        (("add", "a@b.example", *CONTACT), "NAME: Write a name without @"),
        (("add", "App", *CONTACT, "--per-minute", "0"), "--per-minute: Write a number"),
        (("add", "App", *CONTACT, "--until", "soon"), "--until: Write the last day"),
        (("add", "Taken", *CONTACT), "NAME: A key that is in use has this name already."),
        (("revoke", "city_"), "No single key begins with city_"),
    ],
)
def test_mistakes_are_one_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    """Each says what to write instead, and changes nothing."""
    run("add", "Taken", *CONTACT)
    before = run("list").output
    result = run(*words)
    assert result.exit_code == 1
    assert sentence in str(result.exception)
    assert run("list").output == before
