"""Moves, copies, adds and removes whole items of a list, such as rules, with the comments that stand above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gateway.routing.document import Path
from gateway.routing.editing.reading import read_values
from gateway.routing.editing.spans import EditError, Span, find_outline
from gateway.routing.editing.splicing import Cut, change, find_value, holds, is_same, line_end, splice
from gateway.routing.editing.writing import write_block, write_item


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The lines of one item, from the comments above it to the end of its last line, without the line feed."""

    start: int
    end: int


def add_item(text: str, path: Path, place: int, value: Any) -> str:
    """`text` with a new item before the one at `place` of the list at `path`; the list may be empty or missing."""
    items = _items(read_values(text), path)
    wanted = [*items[:place], value, *items[place:]]
    if not items:
        return _checked(text, path, wanted, _first_item(text, path, value))
    ready, span = _as_lines(text, path, items)
    return _checked(ready, path, wanted, _inserted(ready, span, place, write_item(value, span.column)))


def remove_item(text: str, path: Path, place: int) -> str:
    """`text` without the item at `place`, and without the comments right above it."""
    items = _items(read_values(text), path)
    wanted = [*items[:place], *items[place + 1 :]]
    if not wanted:
        return change(text, path, [])
    ready, span = _as_lines(text, path, items)
    block = _blocks(ready, span)[place]
    end = min(block.end + 1, len(ready))
    start = block.start
    if ready[:start].endswith("\n\n") and not ready[end:].strip(" ")[:1].strip("\n"):
        start -= 1
    return _checked(ready, path, wanted, splice(ready, [Cut(start=start, end=end)]))


def move_item(text: str, path: Path, place: int, to: int) -> str:
    """`text` with the item at `place` moved so that it stands at `to`; what lies between items stays there."""
    items = _items(read_values(text), path)
    order = list(range(len(items)))
    order.insert(to, order.pop(place))
    ready, span = _as_lines(text, path, items)
    blocks = _blocks(ready, span)
    cuts = [
        Cut(start=block.start, end=block.end, text=ready[blocks[other].start : blocks[other].end])
        for block, other in zip(blocks, order, strict=True)
    ]
    return _checked(ready, path, [items[number] for number in order], splice(ready, cuts))


def copy_item(text: str, path: Path, place: int, alter: Callable[[dict[str, Any]], dict[str, Any]]) -> str:
    """`text` with a copy of the item at `place` below it, with its comments, as `alter` changes it."""
    items = _items(read_values(text), path)
    ready, span = _as_lines(text, path, items)
    block = _blocks(ready, span)[place]
    written = ready[block.start : block.end].lstrip(" ")
    twice = _checked(ready, path, [*items[: place + 1], *items[place:]], _inserted(ready, span, place + 1, written))
    return change(twice, (*path, place + 1), alter(items[place]))


def _items(data: Any, path: Path) -> list[Any]:
    found = find_value(data, path)
    if found is not None and not isinstance(found, list):
        raise EditError(f"`{path[-1]}` is no list, so no form can change it. Mend it as YAML first.")
    return found or []


def _checked(before: str, path: Path, wanted: list[Any], after: str) -> str:
    """`after`, when it says what it should and everything else as before."""
    kept = read_values(before)
    whole = {**kept, path[0]: wanted} if len(path) == 1 else None
    if whole is not None and not holds(after, whole):
        raise EditError("This list of the file is laid out so that no form can change it. Change it as YAML.")
    return after


def _as_lines(text: str, path: Path, items: list[Any]) -> tuple[str, Span]:
    """The text with its list spread over lines, one item after the other, and where the list stands."""
    span = _span(text, path)
    if not span.is_flow:
        return text, span
    indent = " " * 2
    written = "\n".join(f"{indent}{write_item(item, len(indent))}" for item in items)
    spread = splice(text, [Cut(start=span.start, end=span.end, text=f"\n{written}")])
    if not is_same(find_value(read_values(spread), path), items):
        raise EditError("This list of the file is laid out so that no form can change it. Change it as YAML.")
    return spread, _span(spread, path)


def _span(text: str, path: Path) -> Span:
    span = find_outline(text, path)
    if span is None:
        raise EditError(f"There is no `{path[-1]}` in the file.")
    return span


def _first_item(text: str, path: Path, value: Any) -> str:
    """Begin the list: where it stands empty, or at the end of the file where it does not stand at all."""
    span = find_outline(text, path)
    if span is None:
        gap = "" if not text or text.endswith("\n") else "\n"
        return f"{text}{gap}\n{path[-1]}:\n  {write_item(value, 2)}\n"
    written = write_block([value], 2)
    return splice(text, [Cut(start=len(text[: span.start].rstrip(" ")), end=span.end, text=f"\n  {written}")])


def _inserted(text: str, span: Span, place: int, written: str) -> str:
    """Put an item in its place, with an empty line beside it where the others have one."""
    blocks = _blocks(text, span)
    gap = "\n\n" if _is_airy(text, blocks) else "\n"
    indent = " " * span.column
    if place < len(blocks):
        start = blocks[place].start
        return splice(text, [Cut(start=start, end=start, text=f"{indent}{written}{gap}")])
    end = blocks[-1].end
    return splice(text, [Cut(start=end, end=end, text=f"{gap}{indent}{written}")])


def _is_airy(text: str, blocks: list[Block]) -> bool:
    """Whether empty lines stand between the items; one alone counts as airy."""
    between = [text[one.end : other.start] for one, other in pairwise(blocks)]
    return not between or any("\n\n" in gap for gap in between)


def _blocks(text: str, span: Span) -> list[Block]:
    blocks: list[Block] = []
    for item in span.items:
        dash = text.rfind("-", 0, item.start)
        start = text.rfind("\n", 0, dash) + 1
        least = blocks[-1].end + 1 if blocks else 0
        blocks.append(Block(start=_with_comments(text, start, least), end=line_end(text, item.end)))
    return blocks


def _with_comments(text: str, start: int, least: int) -> int:
    """The start of the comment lines right above, without an empty line between."""
    while start > least:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith("#"):
            return start
        start = above
    return start
