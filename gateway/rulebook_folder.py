"""Puts the files of a rulebook where they belong, whole or not at all, with the rights that they had.

One file is replaced by renaming another over it. Several are first all written beside their places, and named in a
list; whoever finds that list, now or after a crash, finishes what was begun. A reader looks for it before it reads.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from gateway.errors import NotReadyError

_BEGUN = "publishing"
"""How the names of files end that wait to be renamed."""
_MARK = b"\xef\xbb\xbf"


def write_files(main: Path, texts: Mapping[str, str]) -> None:
    """Replace the files named in `texts`, which count from the folder of `main`, and sync them to the disk.

    Only one writer at a time. Links are followed; line ends, byte order mark, mode and owner stay as they were.
    Raises `NotReadyError` with what to do where they cannot be replaced; then nothing was changed.
    """
    targets = {(main.parent / name).resolve(): text for name, text in texts.items()}
    try:
        for target, text in targets.items():
            _write_beside(target, text, rights_of=target if target.exists() else main)
        if len(targets) > 1:
            _write_list(main, targets)
        _rename(main, targets)
    except OSError as error:
        _forget(main, targets)
        raise _refusal(main.parent, error) from None


def can_write(main: Path) -> bool:
    """Whether the files of the rulebook could be replaced, as far as rights go."""
    return os.access(main.resolve().parent, os.W_OK)


def finish_begun(main: Path) -> None:
    """Finish the writing of several files that a crash, or another process at this moment, has left half done.

    A file that somebody has edited since then stays as they left it.
    """
    try:
        begun = json.loads(_list_of(main).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    as_before = [Path(name) for name, digest in begun.items() if _digest(Path(name)) == digest]
    # Whoever may not write here leaves it to the process that began.
    with suppress(OSError):
        _rename(main, as_before)
        _forget(main, map(Path, begun))


def set_aside(main: Path, names: Iterable[str]) -> None:
    """Copy these files beside themselves as `NAME.replaced`, each over an earlier copy; raises like `write_files`."""
    try:
        for target in ((main.parent / name).resolve() for name in names):
            if target.is_file():
                aside = target.with_name(f"{target.name}.replaced")
                _write(aside, target.read_bytes())
                _take_rights(target, aside)
    except OSError as error:
        raise _refusal(main.parent, error) from None


def _rename(main: Path, targets: Iterable[Path]) -> None:
    for target in targets:
        # Another process may have found the list and done it already.
        with suppress(FileNotFoundError):
            _waiting(target).replace(target)
            _sync(target.parent)
    _list_of(main).unlink(missing_ok=True)


def _forget(main: Path, targets: Iterable[Path]) -> None:
    for path in (_list_of(main), *map(_waiting, targets)):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _write_list(main: Path, targets: Iterable[Path]) -> None:
    listed = _list_of(main)
    draft = listed.with_name(f"{listed.name}.draft")
    _write(draft, json.dumps({str(target): _digest(target) for target in targets}).encode())
    draft.replace(listed)
    for folder in {main.parent, *(target.parent for target in targets)}:
        _sync(folder)


def _write_beside(target: Path, text: str, *, rights_of: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = _waiting(target)
    _write(waiting, _as_before(text, _octets(target)))
    if rights_of.exists():
        _take_rights(rights_of, waiting)


def _write(path: Path, octets: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())


def _as_before(text: str, before: bytes) -> bytes:
    """`text` with the line ends and the mark that the editor of this file uses, so that git shows what was changed."""
    plain = text.replace("\r\n", "\n")
    if b"\r\n" in before and before.count(b"\r\n") == before.count(b"\n"):
        plain = plain.replace("\n", "\r\n")
    return (_MARK if before.startswith(_MARK) else b"") + plain.encode(errors="replace")


def _take_rights(known: Path, waiting: Path) -> None:
    rights, own = known.stat(), waiting.stat()
    # Only root may give a file away; the group that may read it is worth an attempt of its own.
    if own.st_gid != rights.st_gid:
        with suppress(PermissionError):
            os.chown(waiting, -1, rights.st_gid)
    if own.st_uid != rights.st_uid:
        with suppress(PermissionError):
            os.chown(waiting, rights.st_uid, -1)
    waiting.chmod(rights.st_mode & 0o7777)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(_octets(path)).hexdigest()
    except OSError:
        return ""


def _waiting(target: Path) -> Path:
    return target.with_name(f".{target.name}.{_BEGUN}")


def _list_of(main: Path) -> Path:
    return main.with_name(f".{main.name}.list.{_BEGUN}")


def _refusal(folder: Path, error: OSError) -> NotReadyError:
    reason = error.strerror or "they cannot be written"
    return NotReadyError(
        f"The rulebook's files in {folder} cannot be replaced ({reason}). Let the gateway's user write in this folder; "
        "in a container mount the folder, not the file alone. Nothing was changed."
    )
