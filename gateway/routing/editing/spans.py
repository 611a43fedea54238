"""Where each value of a YAML text begins and ends, so that one can be replaced and every other character stays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import yaml

from gateway.errors import GatewayError


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


@lru_cache(maxsize=8)
def read_spans(text: str) -> Span:
    """The places of all values; raises `EditError` where `text` is no YAML."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" Line {mark.line + 1} cannot be read." if mark else ""
        raise EditError(f"The file is not in order, so no form can change it.{where} Mend it as YAML first.") from None
    if root is None:
        return Span(kind="scalar", start=0, end=0, column=0)
    return _span(text, root)


def find_span(root: Span, path: tuple[int | str, ...]) -> Span | None:
    """The value at `path`, or None where the text has none."""
    here: Span | None = root
    for part in path:
        if here is None:
            return None
        here = _child(here, part)
    return here


def _child(span: Span, part: int | str) -> Span | None:
    if isinstance(part, int):
        return span.items[part] if part < len(span.items) else None
    return next((entry.value for entry in span.entries if entry.name == part), None)


def _span(text: str, node: yaml.Node) -> Span:
    match node:
        case yaml.MappingNode():
            return _mapping(text, node)
        case yaml.SequenceNode():
            return _list(text, node)
        case _:
            return _scalar(text, node)


def _mapping(text: str, node: yaml.MappingNode) -> Span:
    entries = tuple(
        Entry(name=str(key.value), key=_span(text, key), value=_span(text, value)) for key, value in node.value
    )
    is_flow = bool(node.flow_style)
    end = node.end_mark.index if is_flow or not entries else entries[-1].end
    return Span(
        kind="mapping",
        start=node.start_mark.index,
        end=end,
        column=node.start_mark.column,
        is_flow=is_flow,
        entries=entries,
    )


def _list(text: str, node: yaml.SequenceNode) -> Span:
    items = tuple(_span(text, item) for item in node.value)
    is_flow = bool(node.flow_style)
    end = node.end_mark.index if is_flow or not items else items[-1].end
    start, column = node.start_mark.index, node.start_mark.column
    return Span(kind="list", start=start, end=end, column=column, is_flow=is_flow, items=items)


def _scalar(text: str, node: yaml.Node) -> Span:
    start, end, style = node.start_mark.index, node.end_mark.index, str(getattr(node, "style", None) or "")
    if style in {"|", ">"}:
        # Its mark stands behind the empty lines below it, which are not its own.
        end = start + len(text[start:end].rstrip())
    return Span(kind="scalar", start=start, end=end, column=node.start_mark.column, style=style)
