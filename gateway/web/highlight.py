"""Cuts a text into pieces so that a page can mark the words that something was read from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.store.desk import InboundRow
from gateway.store.outcomes import read_personal
from gateway.web.explanation import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text; `field` is None for words that nothing was read from."""

    text: str
    field: str | None = None


def cut(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """The whole of `text` in order. Of two marks on the same words the earlier in `marks` is shown."""
    pieces: list[Piece] = []
    position = 0
    for start, end, field in _without_overlaps(text, marks):
        if start > position:
            pieces.append(Piece(text=text[position:start]))
        pieces.append(Piece(text=text[start:end], field=field))
        position = end
    if position < len(text):
        pieces.append(Piece(text=text[position:]))
    return tuple(pieces)


def cut_personal(row: InboundRow) -> tuple[Piece, ...]:
    """The words of a message with what they tell of persons marked; nothing for one that is not read yet."""
    text = row.text or ""
    found = read_personal(row.personal, text)
    return cut(text, (Mark(field="personal", start=each.start, end=each.end, text=each.text) for each in found))


def _without_overlaps(text: str, marks: Iterable[Mark]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for mark in marks:
        span = _place(text, mark)
        if span and all(span[1] <= start or end <= span[0] for start, end, _ in kept):
            kept.append((*span, mark.field))
    return sorted(kept)


def _place(text: str, mark: Mark) -> tuple[int, int] | None:
    """Where the words stand; looked for when the offsets do not fit, as after a text was shortened."""
    if 0 <= mark.start < mark.end and text[mark.start : mark.end] == mark.text:
        return mark.start, mark.end
    found = text.casefold().find(mark.text.casefold()) if mark.text else -1
    return (found, found + len(mark.text)) if found >= 0 and found + len(mark.text) <= len(text) else None
