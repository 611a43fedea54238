"""An export of past requests, opened: read line by line in bounded memory, whatever its form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from gateway.history.columns import Header, check_names, complete, guess_columns, make_header
from gateway.history.dates import DateReader, Evidence, weigh
from gateway.history.encodings import find_text
from gateway.history.form import Form, find_form
from gateway.history.records import Records
from gateway.history.rows import Positions, RowReader
from gateway.history.values import BrokenLine, Columns, HistoryError, PastRequest

__all__ = ["BrokenLine", "Columns", "History", "HistoryError", "PastRequest", "guess_columns", "open_history"]

_TELL_EVERY = 500
"""Records between two reports of how far the reading is."""
_MONTH_FIRST_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
    "America/Anchorage", "America/Detroit", "America/Boise", "America/Indiana/", "America/Kentucky/", "America/Juneau",
    "Pacific/Honolulu", "US/", "UTC")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An export whose columns are known. Iterating reads it from the beginning, and can be done again."""

    form: Form
    header: Header
    columns: Columns
    """With nothing left to guess: a field that is None is in no column."""
    dates: DateReader
    notes: tuple[str, ...]
    """What was decided and must be said: the encoding, the order of day and month, the zone."""

    def __iter__(self) -> Iterator[PastRequest | BrokenLine]:
        return self.read()

    def read(self, told: Callable[[int], object] = lambda _: None) -> Iterator[PastRequest | BrokenLine]:
        """Every line below the header as a request, or why it is none; `told` hears the bytes read so far."""
        read_row = RowReader(positions=self._positions(), dates=self.dates).read
        raw, text = self.form.file.open()
        with raw, text:
            records = iter(Records(text, self.form.delimiter, len(self.form.fields)))
            for number, record in enumerate(records):
                if not number % _TELL_EVERY:
                    told(raw.tell())
                if isinstance(record, BrokenLine):
                    if record.line > self.form.header_line:
                        yield record
                elif record[0] > self.form.header_line:
                    yield read_row(*record)

    def _positions(self) -> Positions:
        return Positions.of(self.columns, self.header.names)


def open_history(
    path: Path, columns: Columns | None = None, *, zone: tzinfo = UTC, is_day_first: bool | None = None
) -> History:
    """Find out how the file is written and which column is which; `columns` may name some of them.

    `zone` is that of times which name none. Raises `HistoryError` for what is no export of requests, and for a column
    that is not there.
    """
    form = find_form(find_text(path))
    header = make_header(form.fields, form.sample)
    found = complete(header, check_names(header, columns or Columns()))
    if not found.text:
        raise HistoryError(
            f"No column of {path} looks like what people wrote. Name it with --text COLUMN; "
            f"the file has: {', '.join(header.names[:30])}."
        )
    evidence = weigh(
        value for name in (found.requested_at, found.closed_at) for value in header.values.get(name or "", ())
    )
    day_first = _order(evidence, zone) if is_day_first is None else is_day_first
    dates = DateReader(is_day_first=day_first, zone=zone)
    notes = (*_form_notes(form, header), *_date_notes(evidence, dates, is_given=is_day_first is not None))
    return History(form=form, header=header, columns=found, dates=dates, notes=notes)


def _order(evidence: Evidence, zone: tzinfo) -> bool:
    if evidence.day_first != evidence.month_first:
        return evidence.day_first > evidence.month_first
    return not str(zone).startswith(_MONTH_FIRST_ZONES)


def _form_notes(form: Form, header: Header) -> Iterator[str]:
    if form.file.encoding not in ("utf-8", "utf-8-sig"):
        yield f"The file is read as {form.file.encoding}."
    if form.delimiter != ",":
        yield f"Its columns are parted by {_MARKS.get(form.delimiter, form.delimiter)}."
    renamed = [name for name, field in zip(header.names, form.fields, strict=True) if name != field.strip()]
    if renamed:
        yield f"Columns with the name of another or without a name are called: {', '.join(renamed)}."


_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars (|)"}


def _date_notes(evidence: Evidence, dates: DateReader, *, is_given: bool) -> Iterator[str]:
    order = "the day first (31.12.)" if dates.is_day_first else "the month first (12/31)"
    telling = max(evidence.day_first, evidence.month_first)
    if is_given:
        yield f"Dates are read with {order}, as asked."
    elif telling:
        yield f"Dates are read with {order}: {telling} of the sample can be read in no other way."
    elif evidence.ambiguous:
        yield f"Dates are read with {order}, but no date of the sample tells: use --dates to say which."
    if evidence.naive:
        yield f"Times without a zone are taken as those of {dates.zone}."
