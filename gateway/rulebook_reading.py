"""The files of a rulebook on disk: the main one, and those that it includes, which must lie in its folder or below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from gateway.errors import NotReadyError
from gateway.routing.document import MAX_OCTETS
from gateway.routing.files import RulebookFiles
from gateway.routing.including import find_included

Stamp = tuple[int, int, int]
Stamps = Mapping[Path, Stamp | None]


def read_files(path: Path) -> RulebookFiles:
    """The texts of the rulebook whose main file is `path`; raises `NotReadyError` with what to do about that one.

    An included file that is missing or cannot be read is left out: whoever loads the texts says so, with the line.
    """
    return complete_files(RulebookFiles(main=path.name, text=read_text(path)), path)


def complete_files(files: RulebookFiles, path: Path) -> RulebookFiles:
    """The same with the files that its main text includes and that are only on disk, beside `path`.

    Who names another file in a draft gets the words that stand in it, and cannot replace them unseen.
    """
    included, unread = dict(files.included), dict[str, str]()
    for name in (name for name in find_included(files.text) if name not in files.included):
        try:
            included[name] = _read_included(path, name)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            unread[name] = f"`{name}` cannot be read: {_reason(error)}."
    return replace(files, included=MappingProxyType(included), unread=MappingProxyType(unread))


def _read_included(main: Path, name: str) -> str:
    """Raises `OSError` or `ValueError` saying why not."""
    path = main.parent / name
    real = path.resolve(strict=True)
    if not any(real.is_relative_to(folder) for folder in (main.parent.resolve(), main.resolve().parent)):
        raise ValueError("it is a link that leads out of the rulebook's folder")
    if not real.is_file():
        raise ValueError("it is no file")
    if real.stat().st_size > MAX_OCTETS:
        raise ValueError(f"it is larger than {MAX_OCTETS // 1024 // 1024} MB")
    return real.read_text(encoding="utf-8-sig")


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not saved as UTF-8"
    return (error.strerror or "unreadable") if isinstance(error, OSError) else str(error)


def read_text(path: Path) -> str:
    """The text of a rulebook's main file; raises `NotReadyError` with what to do."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadyError(f"The rulebook {path} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise NotReadyError(f"The rulebook {path} cannot be read ({reason}). Set GATEWAY_RULES to the file.") from None


def stamp_files(path: Path) -> Stamps:
    """The files that the rulebook `path` consists of now, with what changes when one of them does."""
    try:
        names = find_included(read_text(path))
    except NotReadyError:
        names = ()
    return look_at([path, *(path.parent / name for name in names)])


def look_at(paths: Iterable[Path]) -> Stamps:
    """What changes when a file does, for each of `paths`; None while it cannot be seen."""
    return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
