"""Rules, departments and services as they stand in the files, each with the place where it can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.routing.document import Document, Node, Path
from gateway.routing.editing.reading import find_document
from gateway.routing.files import RulebookFiles
from gateway.routing.including import only_included


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One rule, or one entry of another section; `path` leads to it in `file`."""

    file: str
    path: Path
    line: int
    data: Mapping[str, Any]
    """Plain values; empty where something else stands there than a mapping."""

    @property
    def place(self) -> int | str:
        """The number of a rule in its file, or the key of an entry."""
        return self.path[-1]

    @property
    def name(self) -> str:
        """What the file calls it; of an entry without a name, its key."""
        name = self.data.get("name")
        first = next(iter(name.values()), "") if isinstance(name, Mapping) else name
        return first if isinstance(first, str) and first else str(self.path[-1])


def list_written(files: RulebookFiles, section: str) -> tuple[Written, ...]:
    """Everything that stands in a section, file by file; a file that cannot be read is passed over."""
    texts = only_included(files).texts
    return tuple(
        written
        for file, text in texts.items()
        if (document := find_document(text))
        for written in _entries(document, file, section)
    )


def find_written(files: RulebookFiles, file: str, path: Path) -> Written | None:
    """What stands at `path`, or None; also None where nothing can be read."""
    document = find_document(files.texts.get(file, ""))
    node = _find(document.root, path) if document else None
    return _written(file, path, node) if node else None


def find_path(files: RulebookFiles, file: str, line: int, column: int) -> Path:
    """The innermost value or key that begins at a line and column of a file; empty where none does."""
    document = find_document(files.texts.get(file, ""))
    found = _places(document.root, ()) if document else ()
    return max((path for path, node in found if (node.line, node.column) == (line, column)), key=len, default=())


def in_file(files: RulebookFiles, file: str, edit: Callable[[str], str]) -> RulebookFiles:
    """The same rulebook with one of its texts changed."""
    text = files.texts.get(file, "")
    after = edit(text)
    return files if after == text else files.with_text(file, after)


def _entries(document: Document, file: str, section: str) -> Iterator[Written]:
    node = document.root.parts.get(section)
    for key, part in (node.parts if node else {}).items():
        yield _written(file, (section, key), part)


def _written(file: str, path: Path, node: Node) -> Written:
    data = node.value if isinstance(node.value, dict) else {}
    return Written(file=file, path=path, line=node.line, data=data)


def _find(node: Node, path: Path) -> Node | None:
    for part in path:
        if part not in node.parts:
            return None
        node = node.parts[part]
    return node


def _places(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    yield path, node
    for name, key in node.keys.items():
        yield (*path, name), key
    for part, value in node.parts.items():
        yield from _places(value, (*path, part))
