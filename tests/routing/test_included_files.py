"""The files of a rulebook on disk: each is watched, and none that lies elsewhere is read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli.rules import command
from gateway.routing import Rulebook, RulebookError
from gateway.routing.document import MAX_OCTETS
from gateway.rulebook_file import RulebookFile, load_file
from gateway.rulebook_reading import complete_files, read_files

MAIN = """\
include: [rules/water.yaml]
city: {name: Elm City, timezone: America/New_York, languages: [en, es], numbers: ["+12035550142"]}
departments: {desk: {name: Front desk}}
otherwise: {department: desk, reply: received}
"""
WATER = """\
departments: {water: {name: Water}}
rules:
  - {name: Hydrants, when: {text: hydrant}, then: {department: water}, examples: [the hydrant is open]}
"""


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "city" / "rules").mkdir(parents=True)
    main = tmp_path / "city" / "main.yaml"
    main.write_text(MAIN, encoding="utf-8")
    water_of(main).write_text(WATER, encoding="utf-8")
    return main


def water_of(main: Path) -> Path:
    return main.parent / "rules" / "water.yaml"


def look_later(rules: RulebookFile, clock: Clock) -> Rulebook:
    clock.now += 1
    rules.current()
    for thread in threading.enumerate():
        if thread.name == "rulebook":
            thread.join()
    return rules.current()


def said_about(path: Path) -> str:
    with pytest.raises(RulebookError) as caught:
        load_file(path)
    return "; ".join(map(str, caught.value.problems))


def test_included_file_is_read_and_watched(path: Path) -> None:
    """Who saves the file of the water department must not have to touch the main one."""
    clock = Clock()
    rules = RulebookFile(path, monotonic=clock)
    assert rules.current().rules[0].source == "rules/water.yaml"
    water_of(path).write_text(WATER.replace("Hydrants", "Open hydrants"), encoding="utf-8")
    assert look_later(rules, clock).rules[0].name == "Open hydrants"


def test_mistake_in_one_file_keeps_the_last_good_ones(path: Path) -> None:
    """A broken, a missing and a failing part: the whole stays as it was, until the part is mended."""
    clock = Clock()
    rules = RulebookFile(path, monotonic=clock)
    good = rules.current()
    for broken, words in (
        ("rules: [", "rules/water.yaml:1:9: The text ends in the middle"),
        (WATER.replace("the hydrant is open", "a nice day"), "rules/water.yaml:3:83: The example of rule `Hydrants`"),
    ):
        water_of(path).write_text(broken, encoding="utf-8")
        assert look_later(rules, clock) is good
        assert words in (rules.problem or "")
    water_of(path).unlink()
    assert look_later(rules, clock) is good
    assert "main.yaml:1:11: There is no file `rules/water.yaml`." in (rules.problem or "")
    water_of(path).write_text(WATER, encoding="utf-8")
    assert look_later(rules, clock).version == good.version
    assert rules.problem is None


def test_file_that_becomes_included_is_watched_from_then_on(path: Path) -> None:
    """The list of files changes with the main one."""
    clock = Clock()
    path.write_text(MAIN.replace("include: [rules/water.yaml]\n", ""), encoding="utf-8")
    rules = RulebookFile(path, monotonic=clock)
    assert rules.current().rules == ()
    path.write_text(MAIN, encoding="utf-8")
    assert len(look_later(rules, clock).rules) == 1
    water_of(path).write_text("rules: []\n", encoding="utf-8")
    assert look_later(rules, clock).rules == ()


def test_file_outside_of_the_folder_is_not_read(path: Path) -> None:
    """The text of `include` can come from a browser; it must not read what else lies on the machine."""
    secret = path.parent.parent / "secret.yaml"
    secret.write_text("rules: []\n", encoding="utf-8")
    water_of(path).unlink()
    water_of(path).symlink_to(secret)
    assert said_about(path) == (
        "main.yaml:1:11: `rules/water.yaml` cannot be read: it is a link that leads out of the rulebook's folder. "
        "Mend the file, or remove it here."
    )
    path.write_text(MAIN.replace("rules/water.yaml", "../secret.yaml"), encoding="utf-8")
    assert "`../secret.yaml` is no file of the rulebook's folder." in said_about(path)
    assert read_files(path).included == {}


def test_files_behind_links_of_one_folder_are_read(path: Path) -> None:
    """A container's mounted configuration is links to a folder beside it, which changes all files at once."""
    mount = path.parent.parent / "mount"
    (mount / "rules").mkdir(parents=True)
    (mount / "main.yaml").symlink_to(path)
    (mount / "rules" / "water.yaml").symlink_to(water_of(path))
    assert load_file(mount / "main.yaml").rules[0].name == "Hydrants"


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (b"rules: []\n# \xff", "it is not saved as UTF-8"),
        (b"#" * (MAX_OCTETS + 1), f"it is larger than {MAX_OCTETS // 2**20} MB"),
        (None, "it is no file"),
    ],
)
def test_unreadable_part_is_said_at_its_line(path: Path, octets: bytes | None, why: str) -> None:
    """The clerk sees the line that names the file, and why the file cannot be read."""
    if octets is None:
        water_of(path).unlink()
        water_of(path).mkdir()
    else:
        water_of(path).write_bytes(octets)
    assert said_about(path).startswith(f"main.yaml:1:11: `rules/water.yaml` cannot be read: {why}.")


def test_command_line_reads_all_files(path: Path) -> None:
    """`gateway rules check` and `explain` see what the gateway will see, and name the file of a rule."""
    checked = CliRunner().invoke(command, ["check", str(path)], catch_exceptions=False).output
    assert "2 departments, 0 services, 1 rules; all 1 examples" in checked
    arguments = ["explain", "the hydrant", "--rules", str(path)]
    assert "rules/water.yaml:3" in CliRunner().invoke(command, arguments, catch_exceptions=False).output


def test_file_that_a_draft_newly_includes_is_taken_from_the_disk(path: Path) -> None:
    """Who adds a name in the browser sees what stands there, and cannot replace it unseen; what is drafted stays."""
    other = path.parent / "other.yaml"
    other.write_text("rules: []\n", encoding="utf-8")
    listed = MAIN.replace("[rules/water.yaml]", "[rules/water.yaml, other.yaml, none.yaml]")
    draft = read_files(path).with_text("main.yaml", listed).with_text("rules/water.yaml", "# mine\n")
    assert complete_files(draft, path).included == {"rules/water.yaml": "# mine\n", "other.yaml": "rules: []\n"}
