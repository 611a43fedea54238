"""Puts the files of a large city's rulebook together, as if they were written one under the other.

The main file comes first, then the files of its `include` in their order, so that its rules come before theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from gateway.routing.document import MAX_OCTETS, Document, Node, Path, read_document
from gateway.routing.files import RulebookFiles
from gateway.routing.problems import Problem, RulebookError, find_similar, suggest

MAX_FILES = 100
PARTS = ("departments", "services", "rules", "replies")
"""Sections that an included file may have; who the city is and what happens otherwise is said once."""

_SEGMENT = r"\w[\w .-]{0,98}"
_NAME = re.compile(rf"(?:{_SEGMENT}/){{0,4}}{_SEGMENT}\.ya?ml")
_KEY = re.compile(r"^([\"']?)include\1[ \t]*:", re.MULTILINE)
_NEXT_KEY = re.compile(r"^[^\s#\]-]", re.MULTILINE)


def check_file_name(name: str) -> str:
    """`name` when it can be a file in the rulebook's folder or below; raises ValueError saying how to write one."""
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"`{name}` is no file of the rulebook's folder. "
            "Write its name as it is seen from there, such as `rules/water.yaml`."
        )
    return name


def find_included(text: str) -> tuple[str, ...]:
    """The files that a main file's text includes, as far as they can be made out; also of a half-written text.

    Only the lines of `include` are read, so that this costs little.
    """
    begun = _KEY.search(text)
    if begun is None:
        return ()
    ended = _NEXT_KEY.search(text, begun.end())
    try:
        data = read_document(text[begun.start() : ended.start() if ended else len(text)], "").data
    except RulebookError:
        return ()
    return tuple(dict.fromkeys(_names(data)))[:MAX_FILES]


def _names(data: Any) -> Iterator[str]:
    written = data.get("include") if isinstance(data, dict) else None
    for name in written if isinstance(written, list) else [written]:
        if isinstance(name, str) and _NAME.fullmatch(name):
            yield name


def only_included(files: RulebookFiles) -> RulebookFiles:
    """The same without files that the main one does not include, and in its order: what a rulebook consists of."""
    names = [name for name in find_included(files.text) if name in files.included and name != files.main]
    return replace(files, included=MappingProxyType({name: files.included[name] for name in names}))


def read_documents(files: RulebookFiles) -> Document:
    """All files as one document; raises `RulebookError` with what cannot be read or put together, in any of them."""
    problems: list[Problem] = []
    documents = [document for name, text in files.texts.items() if (document := _read(text, name, problems))]
    main = next((document for document in documents if document.source == files.main), None)
    if main is not None:
        problems += _problems_of_list(main, files)
    for document in documents:
        problems += _misplaced(document, files.main) if document is not main else ()
    if problems or main is None:
        raise RulebookError(problems)
    return _join(main, [document for document in documents if document is not main])


def _read(text: str, name: str, problems: list[Problem]) -> Document | None:
    try:
        return read_document(text, name)
    except RulebookError as error:
        problems.extend(error.problems)
        return None


def _problems_of_list(main: Document, files: RulebookFiles) -> Iterator[Problem]:
    """What is wrong with `include` itself. Names that can be no files are left to whoever checks the sections."""
    written = list(_places(main))
    if not written:
        return
    yield from _bounds(main, files, len(written))
    seen: dict[str, int] = {}
    for path, name in written:
        if name in seen:
            yield main.problem(path, f"`{name}` is included twice; the first is on line {seen[name]}.", "Remove one.")
        elif name == files.main:
            yield main.problem(path, f"`{name}` includes itself.", "Remove it here.")
        elif name not in files.included:
            yield main.problem(path, *_why_absent(name, files))
        seen.setdefault(name, main.find(path).line)


def _why_absent(name: str, files: RulebookFiles) -> tuple[str, str]:
    if name in files.unread:
        return files.unread[name], "Mend the file, or remove it here."
    if name not in find_included(files.text):
        return "`include` is not found.", "Write it on a line of its own that begins at the left margin."
    return f"There is no file `{name}`.", _meant(name, files)


def _meant(name: str, files: RulebookFiles) -> str:
    similar = find_similar(name, files.included)
    return f"Did you mean `{similar}`?" if similar else f"Save it beside `{files.main}`, or remove it here."


def _bounds(main: Document, files: RulebookFiles, count: int) -> Iterator[Problem]:
    if count > MAX_FILES:
        yield main.key_problem(("include",), f"More than {MAX_FILES} files are included.", "Put some together.")
    if sum(len(text.encode(errors="replace")) for text in files.texts.values()) > MAX_OCTETS:
        most = MAX_OCTETS // 1024 // 1024
        yield main.key_problem(
            ("include",), f"The files are larger than {most} MB together.", "Keep words and polygons short."
        )


def _places(main: Document) -> Iterator[tuple[Path, str]]:
    written = main.data.get("include") if isinstance(main.data, dict) else None
    many = enumerate(written) if isinstance(written, list) else ()
    for path, name in [(("include",), written), *((("include", number), name) for number, name in many)]:
        if isinstance(name, str) and _NAME.fullmatch(name):
            yield path, name


def _misplaced(document: Document, main: str) -> Iterator[Problem]:
    """What an included file has and cannot have."""
    if document.data is None:
        return
    if not isinstance(document.data, dict):
        listed = ", ".join(f"`{name}`" for name in PARTS)
        yield document.problem((), "This is no part of a rulebook.", f"It may have {listed}.")
        return
    for key, value in document.data.items():
        kind: type = list if key == "rules" else dict
        if key == "include":
            yield document.key_problem((key,), *_further(document, main))
        elif key in _SAID_ONCE:
            yield document.key_problem((key,), f"An included file has no `{key}`.", f"Write it in `{main}`.")
        elif key not in PARTS:
            yield document.key_problem((key,), f"There is no `{key}` here.", suggest(key, PARTS))
        elif not isinstance(value, kind):
            yield document.problem((key,), "This must be a list." if kind is list else _MAPPING)


_SAID_ONCE = frozenset({"city", "otherwise", "duplicates", "reasons", "open311"})
_MAPPING = "This must be a mapping, such as `{name: value}`."


def _further(document: Document, main: str) -> tuple[str, str]:
    if main in dict(_places(document)).values():
        return f"`{main}` and `{document.source}` include each other.", "Remove `include` here."
    return "An included file includes no others.", f"Name them all in `include` of `{main}`."


def _join(main: Document, others: Iterable[Document]) -> Document:
    """One document. Raises `RulebookError` for keys that two files have."""
    others = [document for document in others if document.data]
    if not others or not isinstance(main.data, dict):
        return main
    joining = _Joining(main)
    for document in others:
        joining.add(document)
    if joining.problems:
        raise RulebookError(joining.problems)
    return joining.document()


class _Joining:
    """The sections of the files as they grow, and the file that each entry is from."""

    def __init__(self, main: Document) -> None:
        self._main = main
        self._owners: dict[Path, str] = {}
        self._values: dict[str, Any] = dict(main.data)
        self._keys = dict(main.root.keys)
        self._parts = dict(main.root.parts)
        self.problems: list[Problem] = []

    def add(self, document: Document) -> None:
        for section in document.data:
            if section not in self._values:
                self._begin(section, document)
            into = self._parts[section]
            if isinstance(into.value, list):
                self._append(section, into, document)
            elif isinstance(into.value, dict):
                self._merge(section, into, document)

    def document(self) -> Document:
        root = replace(self._main.root, value=self._values, keys=self._keys, parts=self._parts)
        return replace(self._main, root=root, owners=self._owners)

    def _begin(self, section: str, document: Document) -> None:
        """A section that no file before had stands where this one has it."""
        node = document.root.parts[section]
        self._owners[(section,)] = document.source
        self._keys[section] = document.root.keys[section]
        self._put(section, replace(node, value=type(node.value)(), keys={}, parts={}))

    def _put(self, section: str, node: Node) -> None:
        self._parts[section] = node
        self._values[section] = node.value

    def _append(self, section: str, into: Node, document: Document) -> None:
        node = document.root.parts[section]
        first = len(into.value)
        self._put(
            section,
            replace(
                into,
                value=[*into.value, *node.value],
                parts=into.parts | {first + int(number): part for number, part in node.parts.items()},
            ),
        )
        self._owners |= {(section, first + number): document.source for number in range(len(node.value))}

    def _merge(self, section: str, into: Node, document: Document) -> None:
        node = document.root.parts[section]
        for key in node.value.keys() & into.value.keys():
            self._complain(section, key, document)
        self._put(
            section,
            replace(into, value=into.value | node.value, keys=into.keys | node.keys, parts=into.parts | node.parts),
        )
        self._owners |= {(section, key): document.source for key in node.value}

    def _complain(self, section: str, key: str, document: Document) -> None:
        """A department, service or reply means one thing in the whole city."""
        first = self._owners.get((section, key), self._main.source)
        line = self._parts[section].keys[key].line
        message = f"`{key}` stands in two files; the first is line {line} of `{first}`."
        self.problems.append(document.key_problem((section, key), message, "Remove one of them or join them."))
