"""The form of an export: its delimiter, its header, and a sample of its rows from all over the file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from gateway.history.dates import is_date
from gateway.history.encodings import SAMPLE, TextFile
from gateway.history.records import Records
from gateway.history.values import BrokenLine, HistoryError

_DELIMITERS = (",", ";", "\t", "|")
_ROWS = 300
"""Rows of the sample from the beginning of the file."""
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_PLACES, _PIECE = 60, 8 * 1024
"""A large file is looked into at so many places, so many bytes each: a file sorted by date begins with one month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How the file is written, and a sample of what is in it."""

    file: TextFile
    delimiter: str
    fields: tuple[str, ...]
    """The header as it stands there."""
    header_line: int
    sample: tuple[tuple[str, ...], ...]
    """Rows of the width of the header."""


def find_form(file: TextFile) -> Form:
    """Raises `HistoryError` for a file without a header or without a row below it."""
    raw, text = file.open()
    with raw, text:
        beginning = text.read(SAMPLE)
    delimiter = _told(beginning) or _likely(beginning)
    records = _records(beginning, delimiter)
    header = next((one for one in records if _is_header(one)), None)
    if header is None or isinstance(header, BrokenLine):
        raise HistoryError(f"{file.path} has no header line that can be read. Its first line must name the columns.")
    line, fields = header
    _refuse_data(file, fields)
    near = [tuple(one[1]) for one in islice(records, _ROWS) if not isinstance(one, BrokenLine)]
    rows = [row for row in near if len(row) == len(fields)]
    if not near and len(beginning) < SAMPLE // 4:
        raise HistoryError(f"{file.path} has a header and no line below it. There is nothing to read in it.")
    spread = tuple(_spread(file, delimiter, len(fields)))
    return Form(
        file=file,
        delimiter=delimiter,
        fields=tuple(fields),
        header_line=line,
        sample=tuple(dict.fromkeys((*rows, *spread))),
    )


def _records(beginning: str, delimiter: str) -> Iterator[tuple[int, list[str]] | BrokenLine]:
    return iter(Records(io.StringIO(beginning, newline=""), delimiter, 0))


def _is_header(one: tuple[int, list[str]] | BrokenLine) -> bool:
    """Not a blank line, nor the line `sep=;` with which Excel is told the delimiter."""
    return isinstance(one, BrokenLine) or (any(map(str.strip, one[1])) and not one[1][0].lower().startswith("sep="))


def _refuse_data(file: TextFile, fields: list[str]) -> None:
    """A name is no number and no date."""
    data = next((field for field in fields if _NUMBER.fullmatch(field.strip()) or is_date(field)), None)
    if data is not None:
        raise HistoryError(
            f"{file.path} has no header line: its first line holds a value, {data.strip()[:40]!r}. "
            "Put a line with the names of the columns in front."
        )


def _told(beginning: str) -> str | None:
    first = beginning.partition("\n")[0].strip().strip('"').lower()
    return first[4:] if first.startswith("sep=") and len(first) == 5 else None


def _likely(beginning: str) -> str:
    """The delimiter with which most rows have the width of the header, the widest of these."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(beginning, delimiter))


def _fit(beginning: str, delimiter: str) -> float:
    rows = [one[1] for one in islice(_records(beginning, delimiter), 100) if not isinstance(one, BrokenLine)]
    rows = [row for row in rows if any(row)]
    if not rows or len(rows[0]) < 2:
        return 0.0
    width = len(rows[0])
    return width * (1 + sum(len(row) == width for row in rows)) / (1 + len(rows))


def _spread(file: TextFile, delimiter: str, width: int) -> Iterator[tuple[str, ...]]:
    """Rows from the whole length of a large file; a piece may begin inside a quote, so only fitting rows count."""
    if file.size <= 2 * SAMPLE:
        return
    codec = {"utf-8-sig": "utf-8"}.get(file.encoding, file.encoding)
    with file.path.open("rb") as raw:
        for place in range(1, _PLACES + 1):
            raw.seek(place * (file.size // (_PLACES + 1)) // 4 * 4)
            lines = raw.read(_PIECE).decode(codec, "replace").splitlines()[1:-1]
            for line in lines:
                row = next(csv.reader([line], delimiter=delimiter), [])
                if len(row) == width:
                    yield tuple(row)
