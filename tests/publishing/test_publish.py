"""A rulebook comes into force whole, with its reason, or not at all; nobody's change is overwritten silently."""

from __future__ import annotations

import errno
import os
import signal
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import GatewayError, NotReadyError
from gateway.publishing import ConflictError, publish, roll_back
from gateway.publishing import publishing as module
from gateway.routing import RulebookError
from gateway.routing.files import RulebookFiles, single_file
from gateway.rulebook_file import RulebookFile
from gateway.rulebook_keeping import Keeper
from gateway.rulebook_reading import read_files
from tests.publishing.conftest import ANNE, BART, TEXT, Office

OTHER = TEXT.replace("Front desk", "Help desk")
THIRD = TEXT.replace("bonfire}", "[bonfire, campfire]}")


def test_publishing_replaces_the_file_and_keeps_who_and_why(office: Office) -> None:
    """One breath: the file on disk and the row say the same; what was there before is kept too."""
    row = office.publish(OTHER)
    assert office.on_disk == OTHER
    assert (row.version, row.files.text) == (office.version, OTHER)
    assert office.rows() == [("file", "", ""), ("browser", ANNE, "The council decided.")]
    office.notice()
    assert len(office.kept()) == 2, "whoever reads the file next knows it already"


@pytest.mark.parametrize(
    ("text", "why", "said"),
    [
        (OTHER.replace("reply: received", "reply: recieved"), "x", "recieved"),
        (OTHER.replace("[there is a bonfire in the yard]", "[a nice day]"), "x", "rule `Fire` does not speak"),
        (OTHER, "  \n", "Say in a sentence why"),
        (OTHER, "x" * 1_001, "Shorten the reason"),
        (TEXT, "x", "in force already"),
    ],
)
def test_what_must_not_count_changes_nothing(sqlite_office: Office, text: str, why: str, said: str) -> None:
    """A mistake, a failing example, no reason, nothing new: a sentence, and the file is as it was."""
    with pytest.raises(GatewayError, match=said):
        sqlite_office.publish(text, why=why)
    assert (sqlite_office.on_disk, sqlite_office.rows()) == (TEXT, [])


def test_a_conflict_says_who_was_faster_when_and_what_changed(office: Office) -> None:
    """Two administrators begin on the same rulebook; the second learns of the first instead of undoing the change."""
    base = office.version
    office.publish(OTHER, who=BART, why="It has a new name.")
    with pytest.raises(ConflictError) as caught:
        office.publish(THIRD, base=base)
    said = str(caught.value)
    assert said.startswith(f"{BART} changed the rulebook since you began, on 2026-09-21 at 10:13")
    assert "because: It has a new name." in said
    assert "`name` is `Help desk` instead of `Front desk`" in said
    assert caught.value.meanwhile.on_disk == read_files(office.path)
    assert office.on_disk == OTHER


def test_a_conflict_with_the_file_on_disk(sqlite_office: Office) -> None:
    """Somebody saved the file with an editor: that is a change like any other."""
    base = sqlite_office.version
    sqlite_office.publish(OTHER)
    sqlite_office.path.write_text(THIRD, encoding="utf-8")
    with pytest.raises(ConflictError, match=r"was saved on disk since you began\. What changed: The rule `Fire`"):
        sqlite_office.publish(TEXT.replace("Fire}", "Fire dispatch}"), base=base)
    sqlite_office.notice()
    with pytest.raises(ConflictError, match="saved on disk since you began, on 2026-09-21 at 10:13"):
        sqlite_office.publish(TEXT.replace("Fire}", "Fire dispatch}"), base=base)
    sqlite_office.path.unlink()
    with pytest.raises(ConflictError, match="cannot be read now"):
        sqlite_office.publish(TEXT.replace("Fire}", "Fire dispatch}"), base=base)


def test_of_two_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    """Whatever the moment: as many threads as changes, one file, one row."""
    base, ready, outcomes = office.version, threading.Barrier(4), list[str]()

    def change(number: int) -> None:
        ready.wait()
        try:
            office.publish(TEXT.replace("Front desk", f"Desk {number}"), base=base)
            outcomes.append("published")
        except ConflictError:
            outcomes.append("told")

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["published", "told", "told", "told"]
    assert [row.version for row in office.kept()][:1] == [office.version]
    assert len(office.kept()) == 2


def in_another_process(work: Any) -> int:
    """Do `work` in a process of its own; how it ended, as `waitpid` says."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except ConflictError:
            os._exit(3)
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def test_of_two_processes_one_wins(office: Office) -> None:
    """The lock is the database's, not the process's."""
    base = office.version
    ended = [in_another_process(partial(office.publish, text, base=base)) for text in (OTHER, THIRD)]
    assert [os.waitstatus_to_exitcode(status) for status in ended] == [0, 3]
    assert office.on_disk == OTHER
    assert len(office.kept()) == 2


def test_a_kill_between_file_and_commit_leaves_the_file_as_the_truth(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is in force; who reads it next writes it down, once, and publishing goes on."""
    office.notice()

    def write_and_die(*given: Any) -> None:
        write(*given)
        os.kill(os.getpid(), signal.SIGKILL)

    write = module.write_files
    monkeypatch.setattr(module, "write_files", write_and_die)
    status = in_another_process(lambda: office.publish(OTHER))
    monkeypatch.undo()
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert office.on_disk == OTHER
    assert len(office.kept()) == 1, "the row was not committed"
    office.notice()
    office.notice()
    assert office.rows() == [("file", "", ""), ("file", "", "")]
    assert office.publish(THIRD).id


def test_a_kill_before_the_rename_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits beside the file is never read, and the next publishing uses its name again."""

    def die(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr("gateway.rulebook_folder._rename", die)
    in_another_process(lambda: office.publish(OTHER))
    monkeypatch.undo()
    assert (office.on_disk, office.kept()) == (TEXT, [])
    office.publish(THIRD)
    assert office.on_disk == THIRD
    assert list(office.path.parent.glob(".*")) == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EBUSY, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_is_one_sentence(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Another user's folder, a read-only disk, a file mounted alone, a full disk: nothing is half done."""

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(NotReadyError, match=r"cannot be replaced .* Nothing was changed"):
        sqlite_office.publish(OTHER)
    assert (sqlite_office.on_disk, sqlite_office.rows()) == (TEXT, [])
    assert list(sqlite_office.path.parent.glob(".*")) == []


def test_rights_links_line_ends_and_mark_stay(sqlite_office: Office, tmp_path: Path) -> None:
    """The file is the city's: it may be a link, belong to a group, and have been written on Windows."""
    real = tmp_path / "in_git" / "rules.yaml"
    real.parent.mkdir()
    real.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    sqlite_office.path.unlink()
    sqlite_office.path.symlink_to(real)
    sqlite_office.publish(OTHER)
    assert sqlite_office.path.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_bytes() == b"\xef\xbb\xbf" + OTHER.replace("\n", "\r\n").encode()


def test_going_back_is_an_activation_like_any_other(office: Office) -> None:
    """The past is never rewritten: what was undone stays there, with who undid it and why."""
    office.publish(OTHER)
    first = office.kept()[-1]
    row = roll_back(office, first.id, who=BART, why="The phone line is not ready.")
    assert (office.on_disk, row.origin, row.version) == (TEXT, "rollback", first.version)
    assert [origin for origin, _, _ in office.rows()] == ["file", "browser", "rollback"]
    with pytest.raises(GatewayError, match="in force already"):
        roll_back(office, first.id, who=BART, why="Again.")
    with pytest.raises(GatewayError, match="No version of the rulebook has the number 4711"):
        roll_back(office, 4711, who=BART, why="Again.")


@pytest.mark.parametrize("broken", [b"city: [", b"\xff\xfe", None])
def test_going_back_mends_a_broken_file_and_keeps_it_aside(sqlite_office: Office, broken: bytes | None) -> None:
    """At 4:45 pm the file is broken: one command, and what somebody had typed is not lost."""
    sqlite_office.notice()
    sqlite_office.path.unlink()
    if broken is not None:
        sqlite_office.path.write_bytes(broken)
    roll_back(sqlite_office, sqlite_office.kept()[0].id, who=ANNE, why="Somebody broke it.")
    assert sqlite_office.on_disk == TEXT
    aside = sqlite_office.path.with_name("routing_rules.yaml.replaced")
    assert (aside.read_bytes() if aside.exists() else None) == broken


MAIN = TEXT.replace("rules:\n", "include: [rules/water.yaml, rules/parks.yaml]\nrules:\n")
WATER = "departments: {water: {name: Water}}\n"
PARKS = "departments: {parks: {name: Parks}}\n"


def split(office: Office, **texts: str) -> RulebookFiles:
    """The rulebook in three files, some of them with another text."""
    named = {"rules/water.yaml": WATER, "rules/parks.yaml": PARKS} | {
        f"rules/{name}.yaml": text for name, text in texts.items() if name != "main"
    }
    return RulebookFiles(main=office.path.name, text=texts.get("main", MAIN), included=named)


def test_several_files_are_written_together(office: Office) -> None:
    """A large city's rulebook is split; publishing makes the folder, and touches what changed."""
    publish(office, split(office), base_version=office.version, who=ANNE, why="Split.")
    assert read_files(office.path) == split(office)
    before = office.path.stat().st_mtime_ns
    changed = split(office, water=WATER.replace("Water", "Water and sewer"))
    publish(office, changed, base_version=office.version, who=ANNE, why="Sewer.")
    assert (office.path.stat().st_mtime_ns, office.version) == (before, changed.version)
    roll_back(office, office.kept()[-1].id, who=BART, why="One file is enough.")
    assert office.on_disk == TEXT


def read_by_a_process(office: Office) -> RulebookFile:
    """The rulebook as a process holds it that writes down what comes into force."""
    return RulebookFile(office.path, listener=Keeper(store=office.store, path=office.path, clock=office.clock))


@pytest.mark.parametrize("is_running", [True, False], ids=["another runs", "the next starts"])
@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_kill_amid_several_files_is_finished_by_the_next_reader(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch, done: int, is_running: bool
) -> None:
    """Half a rulebook would be one that nobody ever meant; and what waits must not come into force days later."""
    rules = read_by_a_process(sqlite_office)
    replaced, replace = list[Path](), Path.replace

    def die_amid(path: Path, target: Path) -> Path:
        if target.suffix == ".yaml":
            replaced.append(target)
        if len(replaced) > done:
            os.kill(os.getpid(), signal.SIGKILL)
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", die_amid)
    wanted = split(sqlite_office)
    base = sqlite_office.version
    in_another_process(lambda: publish(sqlite_office, wanted, base_version=base, who=ANNE, why="Split."))
    monkeypatch.undo()
    if not is_running:
        rules = read_by_a_process(sqlite_office)
        rules.announce()
    assert rules.refresh().version == wanted.version
    assert sqlite_office.rows() == [("file", "", "")]
    assert list(sqlite_office.path.parent.rglob(".*")) == []


def test_finishing_never_overwrites_a_later_edit(sqlite_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who finds the half-done change and mends it by hand has the last word."""
    monkeypatch.setattr("gateway.rulebook_folder._rename", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    base = sqlite_office.version
    in_another_process(lambda: publish(sqlite_office, split(sqlite_office), base_version=base, who=ANNE, why="Split."))
    monkeypatch.undo()
    sqlite_office.path.write_text(THIRD, encoding="utf-8")
    RulebookFile(sqlite_office.path)
    assert sqlite_office.on_disk == THIRD
    assert list(sqlite_office.path.parent.rglob(".*")) == []


def test_a_file_that_was_no_part_is_not_overwritten(sqlite_office: Office) -> None:
    """A new name in `include` may be taken by something else."""
    other = sqlite_office.path.parent / "rules/water.yaml"
    other.parent.mkdir()
    other.write_text("notes: of somebody\n", encoding="utf-8")
    with pytest.raises(GatewayError, match=r"There is a file `rules/water.yaml`"):
        publish(sqlite_office, split(sqlite_office), base_version=sqlite_office.version, who=ANNE, why="Split.")
    assert other.read_text(encoding="utf-8") == "notes: of somebody\n"


def test_a_name_outside_of_the_folder_is_no_part_of_it(sqlite_office: Office) -> None:
    """A rulebook writes nowhere else."""
    escaping = RulebookFiles(
        main="routing_rules.yaml",
        text=TEXT.replace("rules:\n", "include: [../other.yaml]\nrules:\n"),
        included={"../other.yaml": WATER},
    )
    with pytest.raises(RulebookError):
        publish(sqlite_office, escaping, base_version=sqlite_office.version, who=ANNE, why="x")
    assert not (sqlite_office.path.parent.parent / "other.yaml").exists()


def test_a_link_that_leads_out_of_the_folder_is_not_followed(sqlite_office: Office, tmp_path: Path) -> None:
    """What stands elsewhere is not the rulebook's to write."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (sqlite_office.path.parent / "rules").symlink_to(outside)
    with pytest.raises(GatewayError, match="lies outside of the rulebook's folder"):
        publish(sqlite_office, split(sqlite_office), base_version=sqlite_office.version, who=ANNE, why="Split.")
    assert list(outside.iterdir()) == []


def test_a_database_that_fails_leaves_the_file(sqlite_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row comes first, the file last: what cannot be written down does not come into force."""

    def fail(*_: Any, **__: Any) -> int:
        raise OSError("the disk of the database")

    monkeypatch.setattr(module, "add_version", fail)
    with pytest.raises(OSError, match="the disk of the database"):
        publish(sqlite_office, single_file(OTHER), base_version=sqlite_office.version, who=ANNE, why="x")
    assert sqlite_office.on_disk == TEXT
