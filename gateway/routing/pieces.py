"""A rulebook's text in pieces, one for each rule, service and so on, so that changes can be told and joined.

The pieces are cut by lines and indentation and not by YAML, so that a half-written draft has pieces too, comments stay
with what they stand above, and ten thousand rules take a moment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

Key = tuple[str, str, int]
"""Section, name, and the how many of this name it is; the name of what stands before the first entry is empty."""

_SECTION = re.compile(r"[\"']?([A-Za-z_][\w-]*)[\"']?\s*:")
_ENTRY = re.compile(r"\s+(?:\"([^\"]+)\"|'([^']+)'|([^\s#\"'\[{&*!|>%@`-][^:#]*)):(?:\s|$)")
_ITEM = re.compile(r"\s*-(?:\s|$)")
_NAME = re.compile(r"(?:^|[\s{,-])name:\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'|([^,}#\n]*))")
_WHOLE = re.compile(r"name:\s*([^\"'\n][^\n]*)")

_LONGEST_LOOKED_AT = 2_000
"""Characters of an entry in which its name must stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some lines of a file. All pieces put together are the file."""

    section: str
    name: str
    text: str
    copy: int = 1

    @property
    def key(self) -> Key:
        """What tells it from every other piece of the file."""
        return self.section, self.name, self.copy


def cut(text: str) -> tuple[Piece, ...]:
    """The pieces of a file in its order; a last line without an end gets one."""
    seen: Counter[tuple[str, str]] = Counter()
    pieces = []
    for section, lines in _sections(text):
        for name, part in _entries(section, lines):
            seen[section, name] += 1
            pieces.append(Piece(section=section, name=name, text="".join(part), copy=seen[section, name]))
    return tuple(pieces)


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each section with its lines; what stands above its first line and belongs to nothing else is its own."""
    name, lines = "", list[str]()
    for line in _lines(text):
        if found := _SECTION.match(line):
            above = _loose_end(lines, 0)
            if lines[:above]:
                yield name, lines[:above]
            name, lines = found[1], lines[above:]
        lines.append(line)
    if lines:
        yield name, lines


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n", text if text.endswith("\n") or not text else f"{text}\n")


def _entries(section: str, lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """What stands before the first entry, and each entry with the comments above it."""
    depth = _depth_of_entries(lines)
    name, part = "", list[str]()
    for line in lines:
        if depth is not None and _indent(line) == depth and _begins_entry(line):
            above = _loose_end(part, depth)
            if part[:above]:
                yield _name_of(section, name, part[:above]), part[:above]
            name, part = _key_of(line), part[above:]
        part.append(line)
    yield _name_of(section, name, part), part


def _depth_of_entries(lines: list[str]) -> int | None:
    """Columns before the entries of a section: those of the first one."""
    within = iter(lines)
    for line in within:
        if _SECTION.match(line):
            break
    return next((_indent(line) for line in within if not _is_loose(line)), None)


def _begins_entry(line: str) -> bool:
    return not _is_loose(line) and bool(_ITEM.match(line) or _ENTRY.match(line))


def _key_of(line: str) -> str:
    """What the line that begins an entry calls it; a dash calls it nothing."""
    found = None if _ITEM.match(line) else _ENTRY.match(line)
    return next((name for name in found.groups() if name), "").strip() if found else "-"


def _name_of(section: str, key: str, lines: list[str]) -> str:
    """The name of an entry: its key, or the `name` in it."""
    if key != "-":
        return key
    body = "".join(line for line in lines if not _is_loose(line))[:_LONGEST_LOOKED_AT]
    found = _NAME.search(body)
    if found is None:
        return body.strip().split("\n", 1)[0] or section
    if found[3] is not None and not body.lstrip(" -").startswith("{"):
        whole = _WHOLE.match(body, found.start() + found[0].index("name:"))
        return re.sub(r"\s+#.*", "", whole[1]).strip() if whole else found[3].strip()
    return next((name for name in found.groups() if name is not None), "").strip()


def _loose_end(lines: list[str], depth: int) -> int:
    """Where the comments and empty lines begin that a list of lines ends in."""
    end = len(lines)
    while end and _is_loose(lines[end - 1]) and (not lines[end - 1].strip() or _indent(lines[end - 1]) <= depth):
        end -= 1
    return end


def _is_loose(line: str) -> bool:
    """Whether a line holds a comment or nothing."""
    return not line.strip() or line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
