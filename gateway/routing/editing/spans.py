"""Where each value of a YAML text begins and ends, so that one can be replaced and every other character stays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import yaml

from gateway.errors import GatewayError
from gateway.routing.collecting import collection_held
from gateway.routing.document import Path


class EditError(GatewayError):
    """A text cannot be changed by form; the message says what to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A value from `start` to `end`, in characters; trailing comments and line ends are not in it."""

    kind: Literal["scalar", "list", "mapping"]
    start: int
    end: int
    column: int
    """Columns before its first character."""
    style: str = ""
    """Of a scalar: empty for plain, `|`, `>`, or the quotation mark."""
    is_flow: bool = False
    """Of a list or mapping: whether it stands in brackets."""
    items: tuple[Span, ...] = ()
    """Of a list."""
    entries: tuple[Entry, ...] = ()
    """Of a mapping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key and its value."""

    name: str
    key: Span
    value: Span

    @property
    def start(self) -> int:
        """Where the key begins."""
        return self.key.start

    @property
    def end(self) -> int:
        """Where the value ends; an empty value ends behind its colon."""
        return max(self.key.end + 1, self.value.end)


def find_span(text: str, path: Path) -> Span | None:
    """The value at `path` with all that is in it, or None where there is none.; raises `EditError` for no YAML."""
    node = _find(text, path)
    return _span(text, node, _ALL) if node else None


def find_outline(text: str, path: Path) -> Span | None:
    """The same, with only the places of its items or entries."""
    node = _find(text, path)
    return _span(text, node, 1) if node else None


_ALL = 1_000
"""More levels than any file has."""


@lru_cache(maxsize=4)
def _compose(text: str) -> yaml.Node | None:
    try:
        with collection_held():
            return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" Line {mark.line + 1} cannot be read." if mark else ""
        raise EditError(f"The file is not in order, so no form can change it.{where} Mend it as YAML first.") from None


def _find(text: str, path: Path) -> yaml.Node | None:
    here = _compose(text)
    for part in path:
        here = _child(here, part)
    return here


def _child(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    match node:
        case yaml.SequenceNode() if isinstance(part, int):
            return node.value[part] if 0 <= part < len(node.value) else None
        case yaml.MappingNode():
            return next((value for key, value in node.value if str(key.value) == part), None)
        case _:
            return None


def _span(text: str, node: yaml.Node, levels: int) -> Span:
    """The place of a node and of what is in it, down to so many levels."""
    mark = node.start_mark
    here = {"start": mark.index, "end": _end(text, node), "column": mark.column}
    match node:
        case yaml.MappingNode():
            entries = tuple(_entry(text, key, value, levels - 1) for key, value in node.value if levels)
            return Span(kind="mapping", is_flow=bool(node.flow_style), entries=entries, **here)
        case yaml.SequenceNode():
            items = tuple(_span(text, item, levels - 1) for item in node.value if levels)
            return Span(kind="list", is_flow=bool(node.flow_style), items=items, **here)
        case _:
            return Span(kind="scalar", style=_style(node), **here)


def _entry(text: str, key: yaml.Node, value: yaml.Node, levels: int) -> Entry:
    return Entry(name=str(key.value), key=_span(text, key, 0), value=_span(text, value, levels))


def _end(text: str, node: yaml.Node) -> int:
    """Where a value ends; the mark of one without brackets stands behind the comments below it."""
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode):
        return start + len(text[start:end].rstrip()) if _style(node) in {"|", ">"} else end
    if node.flow_style or not node.value:
        return end
    last = node.value[-1]
    if isinstance(node, yaml.SequenceNode):
        return _end(text, last)
    return max(_end(text, last[0]) + 1, _end(text, last[1]))


def _style(node: yaml.Node) -> str:
    return str(getattr(node, "style", None) or "")
