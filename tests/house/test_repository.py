"""What the repository promises to strangers: nothing of our machines in it, locks that agree, commands that exist."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from click import Group
from click.testing import CliRunner

from gateway.cli import gateway
from tests.conftest import ROOT

NOT_OURS = {".git", ".venv", ".cache", ".import_linter_cache", "node_modules", "__pycache__", "var", "build"}
PRESCRIBED = {"gateway", "parsers", "tests", "routing_rules.yaml", "pyproject.toml", "Procfile", "README.md"}
EXPECTED = {"Makefile", "requirements.txt", "docs", "LICENSE", "CHANGELOG.md", ".ci", ".gitignore", ".gitattributes"}
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb.deb" + "ian.org"]
MACHINE_PATHS = ["/" + "work/", "/" + "root/", "/tmp/" + "uvenv", "/opt/" + "wheels"]


def our_files() -> Iterator[Path]:
    """Every file of the repository, without what the commands make beside it."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", ".egg-info"))]
        folders[:] = [name for name in folders if name != ".hypothesis"]
        yield from (Path(folder) / name for name in names)


def pinned(path: Path) -> dict[str, str]:
    """Package name to version of a lock file."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", path.read_text(), re.MULTILINE))


def procfile() -> dict[str, list[str]]:
    """Process type to its command's words."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: command.split() for name, command in (line.split(": ", 1) for line in lines)}


def test_no_registry_or_machine_is_named() -> None:
    """A repository that names its builder's mirrors or folders works only there."""
    found = []
    for path in our_files():
        text = path.read_bytes().decode(errors="replace")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in REGISTRIES + MACHINE_PATHS if word in text]
    assert found == []


def test_there_is_one_lock() -> None:
    """Two locks would disagree one day; ours is requirements.txt."""
    others = {"uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "yarn.lock", "pnpm-lock.yaml"}
    assert [path.name for path in our_files() if path.name in others] == []


def test_every_locked_package_has_a_hash() -> None:
    """`pip install --require-hashes` must accept both locks as they stand."""
    for path in (ROOT / "requirements.txt", ROOT / "tests/requirements.txt"):
        entries = re.split(r"^(?=[a-z0-9])", path.read_text(), flags=re.MULTILINE)[1:]
        assert len(entries) == len(pinned(path)) > 40
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
        assert not re.search(r"://|--index|--find-links", path.read_text())


def test_the_two_locks_agree() -> None:
    """What is tested must be what is installed."""
    installed, tested = pinned(ROOT / "requirements.txt"), pinned(ROOT / "tests/requirements.txt")
    assert {name: tested.get(name) for name in installed} == installed


def test_every_dependency_is_locked() -> None:
    """A dependency that was added without `make lock` would be missing on every other machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = {"requirements.txt": project["dependencies"] + extras["build"], "tests/requirements.txt": extras["test"]}
    for lock, requirements in wanted.items():
        names = {re.split(r"[<>=\[!~; ]", item)[0].lower().replace("_", "-").replace(".", "-") for item in requirements}
        assert names - set(pinned(ROOT / lock)) == set(), lock


def test_top_level_holds_what_a_visitor_expects() -> None:
    """The first look at the repository is its shortest documentation."""
    names = {path.relative_to(ROOT).parts[0] for path in our_files()}
    assert names - PRESCRIBED - EXPECTED == set()
    assert names >= PRESCRIBED


def test_procfile_runs_commands_that_exist() -> None:
    """The six lines of production are six words of our command line."""
    assert procfile() == {
        "release": ["exec", "gateway", "migrate"],
        "web": ["exec", "gateway", "web"],
        "smtp": ["exec", "gateway", "smtp"],
        "worker": ["exec", "gateway", "worker"],
        "clock": ["exec", "gateway", "clock"],
        "fallback": ["exec", "gateway", "fallback"],
    }


def test_every_command_explains_itself() -> None:
    """`--help` is the first thing a person tries, on every command."""
    runner = CliRunner()
    assert isinstance(gateway, Group)
    for name in gateway.commands or gateway.list_commands(None):  # type: ignore[arg-type]
        result = runner.invoke(gateway, [name, "--help"])
        assert result.exit_code == 0, f"{name}: {result.output}"
        assert "Usage:" in result.output, name


def test_ci_is_make_test() -> None:
    """What the machine checks must be what a person can run."""
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make --no-print-directory test"
