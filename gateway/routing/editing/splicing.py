"""Changes one value of a YAML text and leaves every other character as it was: comments, order, quotes and widths.

The new text is read again before it is believed: it must hold exactly what it held before, but for the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from gateway.routing.document import Path
from gateway.routing.editing.reading import read_values
from gateway.routing.editing.spans import EditError, Entry, Span, find_outline, find_span
from gateway.routing.editing.writing import (
    fits,
    write_block,
    write_entry,
    write_item,
    write_key,
    write_line,
    write_scalar,
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cut:
    """Characters from `start` to `end` are replaced by `text`."""

    start: int
    end: int
    text: str = ""


def change(text: str, path: Path, value: Any) -> str:
    """`text` with `value` at `path`, whose last part may be a key that is not there yet.

    Raises `EditError` where the text is not readable, or where it is laid out so that it cannot be changed like this.
    """
    before = read_values(text)
    if is_same(find_value(before, path), value):
        return text
    wanted = _with_value(before, path, value)
    for cuts in (_smallest, _whole):
        if (after := splice(text, cuts(text, path, before, wanted))) and holds(after, wanted):
            return after
    raise EditError("This place of the file is laid out so that no form can change it. Change it as YAML.")


def remove(text: str, path: Path) -> str:
    """`text` without the key that `path` ends in; a mapping that it was alone in is left empty."""
    before = read_values(text)
    owner = find_value(before, path[:-1])
    if not isinstance(owner, dict) or path[-1] not in owner:
        return text
    return change(text, path[:-1], {key: item for key, item in owner.items() if key != path[-1]})


def holds(text: str, wanted: Any) -> bool:
    """Whether a text says exactly this."""
    try:
        return is_same(read_values(text), wanted)
    except EditError:
        return False


def is_same(one: Any, other: Any) -> bool:
    """Equal, and of the same type: `1` is not `true`. The order of keys means nothing."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return type(one) is type(other) and bool(one == other)


def find_value(data: Any, path: Path) -> Any:
    """What stands at `path`, or None."""
    for part in path:
        inside = isinstance(data, dict) and part in data
        listed = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if not inside and not listed:
            return None
        data = data[part]
    return data


def splice(text: str, cuts: Sequence[Cut]) -> str:
    """`text` after all cuts, which do not overlap."""
    kept, place = [], 0
    for cut in sorted(cuts, key=lambda one: (one.start, one.end)):
        kept += [text[place : cut.start], cut.text]
        place = max(place, cut.end)
    return "".join([*kept, text[place:]])


def line_end(text: str, place: int) -> int:
    """Where the line of `place` ends, before its line feed."""
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def _with_value(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(data, list) and isinstance(head, int):
        return [_with_value(item, rest, value) if place == head else item for place, item in enumerate(data)]
    return {**data, head: _with_value(data.get(head, {}), rest, value)}


def _smallest(text: str, path: Path, before: Any, wanted: Any) -> list[Cut]:
    """Touch nothing but what differs."""
    while path and find_outline(text, path) is None:
        path = path[:-1]
    return list(_Changing(text).at(path, before, wanted))


def _whole(text: str, path: Path, before: Any, wanted: Any) -> list[Cut]:
    """Write the value anew, when what surrounds its parts is too strange to be kept."""
    owner, span = find_outline(text, path[:-1]), find_outline(text, path)
    if span is None or owner is None:
        return []
    new = find_value(wanted, path)
    for entry in owner.entries:
        if entry.name == path[-1] and not owner.is_flow:
            return [Cut(start=entry.start, end=entry.end, text=write_entry(entry.name, new, entry.key.column))]
    return [_anew(span, find_value(before, path), new, is_in_brackets=owner.is_flow)]


def _anew(span: Span, old: Any, new: Any, *, is_in_brackets: bool) -> Cut:
    """Write a value in the place of another. One that spreads over lines begins where the old one did."""
    if isinstance(new, Mapping | list):
        is_short = is_in_brackets or (fits(new, span.column) and not _is_block(span, old))
        written = write_line(new) if is_short or not new else write_block(new, span.column)
    else:
        style = span.style if isinstance(old, str) else ""
        written = write_scalar(new, is_in_brackets=is_in_brackets, style=style if style in {"'", '"'} else "")
    return Cut(start=span.start, end=span.end, text=written)


def _is_block(span: Span, old: Any) -> bool:
    return isinstance(old, dict | list) and not span.is_flow


class _Changing:
    """Walks old and new values side by side, and says which characters of the text must go and come."""

    def __init__(self, text: str) -> None:
        self._text = text

    def at(self, path: Path, before: Any, wanted: Any) -> Iterator[Cut]:
        """The cuts that make of the value at `path` another one, together with its key or its dash."""
        old, new = find_value(before, path), find_value(wanted, path)
        owner, span = find_outline(self._text, path[:-1]), find_span(self._text, path)
        if span is None or owner is None:
            return
        if not path:
            yield from self.value(span, old, new, is_in_brackets=False)
        elif owner.kind == "list":
            yield from self._item(owner, span, old, new, is_in_brackets=owner.is_flow)
        else:
            entry = next(entry for entry in owner.entries if entry.name == path[-1])
            yield from self._entry(replace(entry, value=span), old, new, is_in_brackets=owner.is_flow)

    def value(self, span: Span, old: Any, new: Any, *, is_in_brackets: bool) -> Iterator[Cut]:
        inside = is_in_brackets or span.is_flow
        if is_same(old, new):
            return
        if isinstance(old, dict) and isinstance(new, dict) and old.keys() & new.keys():
            yield from self._mapping(span, old, new, is_in_brackets=inside)
        elif isinstance(old, list) and isinstance(new, list) and old and new:
            yield from self._list(span, old, new, is_in_brackets=inside)
        else:
            yield _anew(span, old, new, is_in_brackets=is_in_brackets)

    def _mapping(self, span: Span, old: dict[str, Any], new: dict[str, Any], *, is_in_brackets: bool) -> Iterator[Cut]:
        kept = [entry.name in new for entry in span.entries]
        yield from self._gone(span.entries, kept, span)
        for entry in span.entries:
            if entry.name in new:
                yield from self._entry(entry, old[entry.name], new[entry.name], is_in_brackets=is_in_brackets)
        before: Entry | None = None
        places = {entry.name: entry for entry in span.entries}
        first = next(entry for entry in span.entries if entry.name in new)
        for name, item in new.items():
            if name in places:
                before = places[name]
            else:
                yield self._new_entry(span, before, first, name, item)

    def _entry(self, entry: Entry, old: Any, new: Any, *, is_in_brackets: bool) -> Iterator[Cut]:
        if not is_in_brackets and _needs_its_key(entry.value, old, new):
            yield Cut(start=entry.start, end=entry.end, text=write_entry(entry.name, new, entry.key.column))
        else:
            yield from self.value(entry.value, old, new, is_in_brackets=is_in_brackets)

    def _item(self, owner: Span, span: Span, old: Any, new: Any, *, is_in_brackets: bool) -> Iterator[Cut]:
        if not is_in_brackets and _needs_its_key(span, old, new):
            yield Cut(start=self._begin(span, owner), end=span.end, text=write_item(new, owner.column))
        else:
            yield from self.value(span, old, new, is_in_brackets=is_in_brackets)

    def _new_entry(self, span: Span, before: Entry | None, first: Entry, name: str, item: Any) -> Cut:
        column = first.key.column
        if span.is_flow:
            written = f"{write_key(name)}: {write_line(item)}"
            place = before.end if before else first.start
            return Cut(start=place, end=place, text=f", {written}" if before else f"{written}, ")
        written = write_entry(name, item, column)
        if before is None:
            return Cut(start=first.start, end=first.start, text=f"{written}\n{' ' * column}")
        place = line_end(self._text, before.end)
        return Cut(start=place, end=place, text=f"\n{' ' * column}{written}")

    def _list(self, span: Span, old: list[Any], new: list[Any], *, is_in_brackets: bool) -> Iterator[Cut]:
        pairs, added = _align(old, new)
        if not pairs:
            yield _anew(span, old, new, is_in_brackets=is_in_brackets)
            return
        yield from self._gone(span.items, [place in pairs for place in range(len(old))], span)
        for place, partner in pairs.items():
            item = span.items[place]
            yield from self._item(span, item, old[place], new[partner], is_in_brackets=is_in_brackets)
        for after, items in added.items():
            yield self._new_items(span, after, min(pairs), [new[place] for place in items])

    def _new_items(self, span: Span, after: int | None, first: int, items: list[Any]) -> Cut:
        if span.is_flow:
            written = ", ".join(map(write_line, items))
            place = span.items[first].start if after is None else span.items[after].end
            return Cut(start=place, end=place, text=f"{written}, " if after is None else f", {written}")
        indent = f"\n{' ' * span.column}"
        written = indent.join(write_item(item, span.column) for item in items)
        if after is None:
            place = self._begin(span.items[first], span)
            return Cut(start=place, end=place, text=f"{written}{indent}")
        place = line_end(self._text, span.items[after].end)
        return Cut(start=place, end=place, text=f"{indent}{written}")

    def _gone(self, parts: Sequence[Entry | Span], kept: list[bool], owner: Span) -> Iterator[Cut]:
        """Take out what is not kept, with the comma or the line that it stood in."""
        for place, part in enumerate(parts):
            if kept[place]:
                continue
            if any(kept[:place]):
                yield Cut(start=self._finish(parts[place - 1], owner), end=self._finish(part, owner))
            else:
                yield Cut(start=self._begin(part, owner), end=self._begin(parts[place + 1], owner))

    def _finish(self, part: Entry | Span, owner: Span) -> int:
        return part.end if owner.is_flow else line_end(self._text, part.end)

    def _begin(self, part: Entry | Span, owner: Span) -> int:
        """Where a part begins; an item of a list begins at its dash."""
        if owner.is_flow or isinstance(part, Entry):
            return part.start
        return self._text.rfind("-", 0, part.start)


def _needs_its_key(span: Span, old: Any, new: Any) -> bool:
    """Whether a value changes between one line and several, so that it is written anew behind its key or dash."""
    if is_same(old, new):
        return False
    if isinstance(old, dict) and isinstance(new, dict):
        return not old.keys() & new.keys()
    if isinstance(old, list) and isinstance(new, list):
        return not old or not new
    is_long = isinstance(new, str) and (span.style in {"|", ">"} or "\n" in new)
    return is_long or isinstance(old, dict | list) or isinstance(new, dict | list)


def _align(old: list[Any], new: list[Any]) -> tuple[dict[int, int], dict[int | None, list[int]]]:
    """Which item became which, and which are new, by the item that they come after."""
    pairs: dict[int, int] = {}
    for tag, begin, end, first, last in SequenceMatcher(
        a=list(map(repr, old)), b=list(map(repr, new)), autojunk=False
    ).get_opcodes():
        if tag in {"equal", "replace"}:
            pairs.update(zip(range(begin, end), range(first, last), strict=False))
    added: dict[int | None, list[int]] = {}
    partners = {partner: place for place, partner in pairs.items()}
    after: int | None = None
    for place in range(len(new)):
        if place in partners:
            after = partners[place]
        else:
            added.setdefault(after, []).append(place)
    return pairs, added
