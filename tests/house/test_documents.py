"""The documents say what the program does: every setting is described, every command in them works."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from gateway.settings import Settings
from tests.conftest import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ENDLESS = {"up", "web", "smtp", "worker", "clock", "fallback"}
NOT_SETTINGS = {"GATEWAY_TEST_RUN", "GATEWAY_SECRET_WORKS"}
"""Of the tests; and an example of the names that a rulebook gives to the keys of other systems."""


def variable(name: str, field: FieldInfo) -> str:
    """The environment variable of a setting."""
    return "REDIS_URL" if name == "redis_url" else f"GATEWAY_{name.upper()}"


def shown_default(field: FieldInfo) -> str:
    """The default as a person would type it."""
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value not in (None, "", ()) else ""


def settings_table() -> list[str]:
    """The rows that docs/operations.md must have."""
    return [
        f"| `{variable(name, field)}` | {shown_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command line of a shell block in the documents, without comments and variables."""
    for path in DOCUMENTS:
        for block in re.findall(
            r"^```(?:sh|console)\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        ):
            for line in block.splitlines():
                words = shlex.split(line.removeprefix("$ "), comments=True)
                if words and "=" not in words[0]:
                    yield f"{path.name}: {line}", words


def gateway_commands() -> list[list[str]]:
    """The command lines that run the gateway, from the first word after `gateway`."""
    found = [tuple(words[1:]) for _, words in commands() if Path(words[0]).name == "gateway"]
    return [list(words) for words in dict.fromkeys(found)]


def test_every_setting_is_in_the_operations_guide() -> None:
    """A setting that nobody can find does not exist; the table repeats the program's own words."""
    lines = (ROOT / "docs/operations.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(("| `GATEWAY_", "| `REDIS_URL`"))] == settings_table()


def test_every_setting_says_what_it_is() -> None:
    """The description is the documentation."""
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_only_settings_that_exist(path: Path) -> None:
    """A renamed setting must not live on in a document."""
    known = {variable(name, field) for name, field in Settings.model_fields.items()} | NOT_SETTINGS
    named = set(re.findall(r"\bGATEWAY_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8")))
    prefixes = {name for name in named if any(other.startswith(name + "_") for other in known)}
    assert named - known - prefixes == set()


def test_make_targets_in_the_documents_exist() -> None:
    """`make` must not answer that there is no rule."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    used = {word for _, words in commands() if words[0] == "make" for word in words[1:] if "=" not in word}
    assert used
    assert used - targets == set()


def test_programs_in_the_documents_are_ours_or_debians() -> None:
    """A reader can run every line as it stands."""
    known = {
        "make",
        "gateway",
        "git",
        "cd",
        "sudo",
        "pg_dump",
        "pg_restore",
        "postfix",
        "postmap",
        "curl",
        "cp",
        "honcho",
    }
    assert [line for line, words in commands() if Path(words[0]).name not in known] == []


@pytest.mark.parametrize("words", gateway_commands(), ids=" ".join)
def test_gateway_commands_in_the_documents_run(words: list[str], tmp_path: Path) -> None:
    """Commands that come to an end are run; of the others the options must exist."""
    shutil.copy(ROOT / "routing_rules.yaml", tmp_path)
    argv = [*words, "--help"] if words[0] in ENDLESS or {"replay", "user"} & set(words) else words
    argv = [sys.executable, "-m", "gateway", *argv]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in ({0, 1} if "doctor" in words else {0}), done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr
