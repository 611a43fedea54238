"""A broken edit at 4:45 pm keeps the last good rulebook in force and says so, loudly and once."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest

from gateway.errors import NotReadyError
from gateway.routing import Rulebook, RulebookError, load_rulebook
from gateway.rulebook_file import RulebookFile

GOOD = """\
city: {name: Elm City, timezone: America/New_York, languages: [en, es], numbers: ["+12035550142"]}
departments: {desk: {name: Front desk}, fire: {name: Fire}}
rules:
  - name: Fire
    when: {text: bonfire}
    then: {department: fire}
    examples: [there is a bonfire in the yard]
otherwise: {department: desk, reply: received}
"""
FAILING = GOOD.replace("[there is a bonfire in the yard]", "[a nice day]")


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "rules.yaml"
    file.write_text(GOOD, encoding="utf-8")
    return file


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rules(path: Path, clock: Clock) -> RulebookFile:
    return RulebookFile(path, monotonic=clock)


def look_later(rules: RulebookFile, clock: Clock) -> Rulebook:
    """A second later, when the background has read what changed; a reading that began before is let finish first."""
    wait_for_readings()
    clock.now += 1
    rules.current()
    wait_for_readings()
    return rules.current()


def wait_for_readings() -> None:
    """Until no rulebook is being read in the background."""
    for thread in threading.enumerate():
        if thread.name == "rulebook":
            thread.join()


def test_good_edit_is_in_force_without_restart(rules: RulebookFile, path: Path, clock: Clock) -> None:
    """The administrator saves, and a second later it counts."""
    before = rules.current()
    path.write_text(GOOD.replace("Elm City", "Oak City"), encoding="utf-8")
    assert rules.current() is before, "the file is looked at no more than once a second"
    assert look_later(rules, clock).city.name == "Oak City"
    assert rules.problem is None


@pytest.mark.parametrize("broken", [GOOD.replace("desk, reply", "dsk, reply"), FAILING, "city: [", "", "\x00"])
def test_broken_edit_keeps_the_last_good_rulebook(
    rules: RulebookFile, path: Path, clock: Clock, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    """It is said once for each edit, with the line, and the mended file counts again."""
    good = rules.current()
    path.write_text(broken, encoding="utf-8")
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert look_later(rules, clock) is good
    assert len(caplog.records) == 1
    assert "rules.yaml:" in caplog.text
    assert rules.problem is not None
    path.write_text(GOOD, encoding="utf-8")
    assert look_later(rules, clock) is good
    assert rules.problem is None


def test_file_that_disappears_keeps_the_last_good_rulebook(rules: RulebookFile, path: Path, clock: Clock) -> None:
    """Editors write a new file and rename it; in between there is none."""
    good = rules.current()
    path.unlink()
    assert look_later(rules, clock) is good
    assert rules.problem is not None
    assert "cannot be read" in rules.problem


def test_broken_file_at_first_start_refuses_to_start(path: Path) -> None:
    """Issue 2: every error is named with its line."""
    path.write_text(
        GOOD.replace("desk, reply", "dsk, reply").replace("text: bonfire", "txt: bonfire"), encoding="utf-8"
    )
    with pytest.raises(RulebookError) as caught:
        RulebookFile(path)
    assert [problem.line for problem in caught.value.problems] == [5, 8]


def test_failing_example_at_first_start_refuses_to_start(path: Path) -> None:
    """Examples are the tests of the rules."""
    path.write_text(FAILING, encoding="utf-8")
    with pytest.raises(RulebookError, match="rule `Fire` does not speak") as caught:
        RulebookFile(path)
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (7, 16)


def test_no_file_is_one_sentence(tmp_path: Path) -> None:
    """The operator learns which setting to change."""
    with pytest.raises(NotReadyError, match="GATEWAY_RULES"):
        RulebookFile(tmp_path / "none.yaml")


def test_file_that_is_not_utf8_is_one_sentence(path: Path) -> None:
    """An old editor may save Latin-1."""
    path.write_bytes("city: Málaga".encode("latin-1"))
    with pytest.raises(NotReadyError, match="UTF-8"):
        RulebookFile(path)


def test_byte_order_mark_is_forgiven(path: Path) -> None:
    """Notepad writes one."""
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert RulebookFile(path).current().city.name == "Elm City"


def test_reader_that_fails_keeps_the_last_good_rulebook(
    rules: RulebookFile, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours in reading must not stop the city either."""

    def fail(_: Path) -> Rulebook:
        raise RecursionError("too deep")

    good = rules.current()
    monkeypatch.setattr("gateway.rulebook_file.load_active", fail)
    path.write_text(GOOD.replace("Elm City", "Oak City"), encoding="utf-8")
    assert look_later(rules, clock) is good
    assert rules.problem is not None
    assert "RecursionError" in rules.problem


def test_current_never_waits_for_a_changed_file(
    rules: RulebookFile, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SMTP asks on its event loop; a large rulebook takes seconds to read."""
    may_go_on = threading.Event()
    new = load_rulebook(GOOD.replace("Elm City", "Oak City"))

    def read_slowly(_: Path) -> Rulebook:
        may_go_on.wait(10)
        return new

    monkeypatch.setattr("gateway.rulebook_file.load_active", read_slowly)
    path.write_text(GOOD.replace("Elm City", "Oak City"), encoding="utf-8")
    clock.now += 1
    assert rules.current().city.name == "Elm City"
    may_go_on.set()
    assert look_later(rules, clock) is new


def test_current_from_many_threads_while_the_file_changes(path: Path) -> None:
    """Workers ask for it on every message."""
    clock = Clock()
    rules = RulebookFile(path, monotonic=clock)
    names: set[str] = set()

    def ask() -> None:
        for _ in range(200):
            clock.now += 0.1
            names.add(rules.current().city.name)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    path.write_text(GOOD.replace("Elm City", "Oak City"), encoding="utf-8")
    for thread in threads:
        thread.join()
    assert names <= {"Elm City", "Oak City"}
    assert look_later(rules, clock).city.name == "Oak City"


def test_a_refreshed_rulebook_counts_for_the_very_next_message(rules: RulebookFile, path: Path) -> None:
    """Nobody asked for hours: a worker must not decide its first message by what was edited long ago."""
    path.write_text(GOOD.replace("Elm City", "Oak City"), encoding="utf-8")
    assert rules.refresh().city.name == "Oak City"
    path.write_text("city: [", encoding="utf-8")
    assert rules.refresh().city.name == "Oak City"
    assert rules.problem is not None
