"""The records of a CSV file one by one, with the line each begins at, in bounded memory, past every broken line."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from gateway.history.values import BrokenLine

LINE_LIMIT = 1_000_000
"""Characters of one line of the file, and of one record."""
_LOOK_INTO = 5
"""Lines of a record that are looked at to tell whether an open quote has swallowed them."""

_SWALLOWED = "opens a quote that is closed in another line"

Record = tuple[int, list[str]]
"""The line at which it begins, and its fields."""


class _OpenQuoteError(Exception):
    """A quote was opened and not closed within `LINE_LIMIT`."""


class _LongLineError(Exception):
    """A line is longer than `LINE_LIMIT`."""


@dataclass(slots=True)
class _Lines:
    """The lines of the file as the CSV reader asks for them; those of the record at hand are kept."""

    stream: TextIO
    line: int = 0
    kept: list[str] = field(default_factory=list)
    kept_length: int = 0
    has_ended: bool = False
    _again: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = self._again.popleft() if self._again else self._read()
        self.line += 1
        self.kept.append(text)
        self.kept_length += len(text)
        if self.kept_length > LINE_LIMIT:
            raise _LongLineError if len(self.kept) == 1 else _OpenQuoteError
        return text

    def begin(self) -> int:
        """Forget the record before; the line at which the next one begins."""
        self.kept.clear()
        self.kept_length = 0
        return self.line + 1

    def give_back(self, lines: list[str]) -> None:
        """Read these once more: a broken record must not take the good ones after it along."""
        self._again.extendleft(reversed(lines))
        self.line -= len(lines)

    def _read(self) -> str:
        text = self.stream.readline(LINE_LIMIT + 1)
        if not text:
            self.has_ended = True
            raise StopIteration
        rest = text
        while len(rest) > LINE_LIMIT and not rest.endswith(("\n", "\r")):
            rest = self.stream.readline(LINE_LIMIT + 1)
        return text.replace("\0", "") if "\0" in text else text


@dataclass(slots=True)
class Records:
    """Iterate over the records below the header; blank lines are passed over."""

    stream: TextIO
    delimiter: str
    width: int
    """Fields of a record; 0 takes any number."""

    def __iter__(self) -> Iterator[Record | BrokenLine]:
        lines = _Lines(self.stream)
        reader = csv.reader(lines, delimiter=self.delimiter)
        while True:
            start = lines.begin()
            try:
                fields = next(reader)
            except StopIteration:
                return
            except (csv.Error, _OpenQuoteError, _LongLineError) as error:
                yield self._broken(lines, start, _reason(error, lines.kept))
                continue
            if lines.has_ended:
                yield self._broken(lines, start, "opens a quote that is never closed")
                lines.has_ended = False
            elif fields and (len(fields) == self.width or not self.width):
                yield self._broken(lines, start, _SWALLOWED) if self._is_swallowed(lines.kept) else (start, fields)
            elif any(fields):
                yield self._of_wrong_width(lines, start, fields)

    def _is_swallowed(self, kept: list[str]) -> bool:
        """Two lines that each lack a quote look like one record; but then each of them has all the fields."""
        return len(kept) > 1 and self.width > 2 and all(line.count(self.delimiter) == self.width - 1 for line in kept)

    def _of_wrong_width(self, lines: _Lines, start: int, fields: list[str]) -> Record | BrokenLine:
        if len(fields) > self.width and not any(fields[self.width :]):
            return start, fields[: self.width]
        why = f"has {_fields(len(fields))} where the header has {self.width}"
        if any(self._is_record(line) for line in lines.kept[1 : 1 + _LOOK_INTO]):
            return self._broken(lines, start, f"{why}; a quote in it seems to be missing")
        return BrokenLine(line=start, why=why)

    def _is_record(self, line: str) -> bool:
        try:
            return len(next(csv.reader([line], delimiter=self.delimiter), [])) == self.width
        except csv.Error:
            return False

    def _broken(self, lines: _Lines, start: int, why: str) -> BrokenLine:
        lines.give_back(lines.kept[1:])
        return BrokenLine(line=start, why=why)


def _reason(error: Exception, kept: list[str]) -> str:
    match error:
        case _LongLineError():
            return f"is longer than {LINE_LIMIT:,} characters"
        case _ if len(kept) > 1:
            return "opens a quote that is not closed for very long"
        case _:
            return f"is not CSV ({error})"


def _fields(number: int) -> str:
    return "1 field" if number == 1 else f"{number} fields"
