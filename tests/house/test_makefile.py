"""`make install` after whatever happened before: it plans just what is needed, also in a folder with spaces."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

NODE_LOCKS = ["gateway/web/package-lock.json", "tests/js/package-lock.json"]
COPIED = ["Makefile", "pyproject.toml", "requirements.txt", "tests/requirements.txt", *NODE_LOCKS]
NEW, LOCKED, TESTS = (
    "rm -rf .venv",
    "--require-hashes -r requirements.txt",
    "--require-hashes -r tests/requirements.txt",
)
STAMPS = "VENV|INSTALLED|TESTS_INSTALLED|PAGES|OTHER_RUNTIME"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which nothing is installed yet."""
    folder = tmp_path / "a city's gateway"
    for name in COPIED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def make(checkout: Path, *words: str) -> str:
    """What make prints; nothing is carried out, as `-n` is among the words."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make", *words], cwd=checkout, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def stamps(checkout: Path) -> dict[str, Path]:
    """The stamp files by the name of their variable."""
    database = make(checkout, "-pn", "help")
    return {name: checkout / path for name, path in re.findall(rf"^({STAMPS}) := (.+)$", database, re.MULTILINE)}


def install(checkout: Path) -> None:
    """As if everything had been installed."""
    for stamp in stamps(checkout).values():
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()


def test_a_fresh_checkout_installs_everything(checkout: Path) -> None:
    """The first `make` of a visitor."""
    plan = make(checkout, "-n", "install", "tests-installed")
    assert all(step in plan for step in (NEW, LOCKED, TESTS, "--no-index --no-deps", " ci --ignore-scripts"))


def test_the_second_time_there_is_nothing_to_do(checkout: Path) -> None:
    """`make run` twice in a row starts at once."""
    install(checkout)
    plan = make(checkout, "-n", "install", "tests-installed")
    assert not any(step in plan for step in (NEW, "pip", " ci "))


def test_a_changed_lock_is_installed_into_what_is_there(checkout: Path) -> None:
    """After `git pull` only what changed is fetched."""
    install(checkout)
    with (checkout / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    plan = make(checkout, "-n", "install")
    assert LOCKED in plan
    assert NEW not in plan


@pytest.mark.parametrize("target", ["install", "tests-installed"])
def test_an_interrupted_installation_is_made_anew(checkout: Path, target: str) -> None:
    """Half a package is worse than none: while something is installed its stamps are gone, so .venv is made again."""
    install(checkout)
    recipe = make(checkout, "-n", "--always-make", target)
    before = recipe.split({"install": LOCKED, "tests-installed": TESTS}[target])[0]
    removed = stamps(checkout)["VENV"].relative_to(checkout)
    assert re.search(rf"rm -f [^\n]*{re.escape(str(removed))}", before.splitlines()[-2])
    for name in ("VENV", "INSTALLED"):
        stamps(checkout)[name].unlink()
    plan = make(checkout, "-n", target)
    assert NEW in plan
    assert LOCKED in plan


def test_a_moved_checkout_is_made_anew(checkout: Path) -> None:
    """A virtual environment knows its own path, so it does not survive being moved."""
    install(checkout)
    moved = checkout.rename(checkout.with_name("moved"))
    assert NEW in make(moved, "-n", "install")
