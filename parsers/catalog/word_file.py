"""Read a word file of the catalog: the little of YAML that it is written in, fifty times as fast as a whole reader.

A file holds keys, plain texts and `>-` blocks, two blanks deeper for each level, and comments on lines of their own.
Anything else is refused with its line, so that what this module reads is always what any YAML reader would read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Node = dict[str, "Node | str"]
"""The entries of one level by their keys."""

_ENTRY = re.compile(r"( *)([A-Za-z_][A-Za-z0-9_]*):(?: +(.*))?")
_BLOCK = ">-"
_NO_PLAIN_TEXT = re.compile(r"[\[\]{}\"'*&!|>%@`?#,-]|.*(?:: | #|:$)")
_STEP = 2


class WordFileError(ValueError):
    """A word file that cannot be read; the message names the file, the line, and what to write instead."""


@dataclass(slots=True)
class _Open:
    """An entry that may still grow by the lines below it."""

    indent: int
    node: Node
    key: str
    lines: list[str] = field(default_factory=list)


def read_word_file(text: str, name: str = "the word file") -> Node:
    """The content of a word file. Raises WordFileError for what is not in its form, with the line's number."""
    root: Node = {}
    levels: list[tuple[int, Node]] = [(0, root)]
    entry: _Open | None = None
    for number, line in _lines(text):
        match = _ENTRY.fullmatch(line)
        indent = len(line) - len(line.lstrip(" "))
        if entry is not None and indent > entry.indent and (entry.lines or match is None):
            entry.lines.append(line.strip())
            continue
        _close(entry, levels)
        if match is None or indent % _STEP or "\t" in line:
            raise WordFileError(f"{name}, line {number}: write `key: words`, {_STEP} blanks deeper for each level.")
        entry = _opened(match, indent, levels, f"{name}, line {number}")
    _close(entry, levels)
    return root


def _lines(text: str) -> Iterable[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.rstrip()


def _opened(match: re.Match[str], indent: int, levels: list[tuple[int, Node]], where: str) -> _Open:
    """The entry that begins on a line, at home in the level of its indent."""
    while levels and levels[-1][0] > indent:
        levels.pop()
    depth, node = levels[-1]
    key, value = match[2], match[3] or ""
    if depth != indent:
        raise WordFileError(f"{where}: `{key}` stands {indent} blanks deep where {depth} are expected.")
    if key in node:
        raise WordFileError(f"{where}: `{key}` stands there twice; put all its words under one of them.")
    if value != _BLOCK and _NO_PLAIN_TEXT.match(value):
        raise WordFileError(f"{where}: put the words of `{key}` on the lines below `{key}: >-`.")
    node[key] = ""
    return _Open(indent, node, key, [value] if value else [])


def _close(entry: _Open | None, levels: list[tuple[int, Node]]) -> None:
    """Put the lines of an entry together; one without a line of its own holds the entries below it."""
    if entry is None:
        return
    if entry.lines:
        entry.node[entry.key] = " ".join(line for line in entry.lines if line and line != _BLOCK)
    else:
        below: Node = {}
        entry.node[entry.key] = below
        levels.append((entry.indent + _STEP, below))


def texts_of(node: Node | str | None) -> dict[str, str]:
    """The entries of a level that are texts."""
    return {key: value for key, value in node.items() if isinstance(value, str)} if isinstance(node, dict) else {}


def levels_of(node: Node | str | None) -> Iterator[tuple[str, Node]]:
    """The entries of a level that are levels themselves."""
    if isinstance(node, dict):
        yield from ((key, value) for key, value in node.items() if isinstance(value, dict))
