"""Tables of figures as CSV and as an Excel workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import xlsxwriter

from gateway.insight.tables import Cell, Kind, Table
from gateway.spreadsheets import harmless

_UNITS: Mapping[Kind, str] = MappingProxyType({"seconds": " (hours)"})
_FORMATS: Mapping[Kind, str] = MappingProxyType(
    {"share": "0%", "change": "+0%;-0%;0%", "seconds": "#,##0.0", "count": "#,##0", "degrees": "0.0000"}
)
_HOUR = 3600
_SHEET_NAME = 31
"""Characters that Excel allows for the name of a sheet."""


def write_csv(table: Table) -> str:
    """A table as CSV (RFC 4180) with a line of names; shares are fractions, times hours, what is unknown is empty."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name + _UNITS.get(column.kind, "") for column in table.columns])
    for line in table.lines:
        pairs = zip(line.cells, table.columns, strict=True)
        writer.writerow(["" if cell.value is None else harmless(_plain(cell, column.kind)) for cell, column in pairs])
    return out.getvalue()


def _plain(cell: Cell, kind: Kind) -> str | int | float:
    value = cell.value
    if value is None:
        return ""
    if kind == "seconds" and not isinstance(value, str):
        return round(value / _HOUR, 2)
    return round(value, 4) if isinstance(value, float) else value


def write_workbook(tables: Sequence[Table], about: Sequence[str]) -> bytes:
    """An Excel workbook with a sheet for each table, and a first one that says what they mean; some hundred rows."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    formats = {kind: workbook.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
    _write_about(workbook.add_worksheet("About"), tables, about, wrapped)
    for table in tables:
        _write_sheet(workbook.add_worksheet(table.title[:_SHEET_NAME]), table, bold, formats)
    workbook.close()
    return out.getvalue()


def _write_about(
    sheet: xlsxwriter.worksheet.Worksheet, tables: Sequence[Table], about: Sequence[str], form: object
) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    said = {column.name: column.says for table in tables for column in table.columns if column.says}
    rows = [*(("", line) for line in about), *said.items()]
    for number, (name, says) in enumerate(rows):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, says, form)


def _write_sheet(
    sheet: xlsxwriter.worksheet.Worksheet, table: Table, bold: object, formats: Mapping[Kind, object]
) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(table.columns) - 1, 16)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name + _UNITS.get(column.kind, ""), bold)
    for number, line in enumerate(table.lines, start=1):
        for place, (cell, column) in enumerate(zip(line.cells, table.columns, strict=True)):
            _write_cell(sheet, number, place, _plain(cell, column.kind), formats.get(column.kind))


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, value: str | float, form: object) -> None:
    if isinstance(value, str):
        sheet.write_string(row, place, value)
    else:
        sheet.write_number(row, place, value, form)
