"""Each table of figures as a file: CSV, and Excel with what the figures mean."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import abort, make_response
from werkzeug.wrappers import Response

from gateway.errors import GatewayError
from gateway.insight.definitions import WHICH
from gateway.insight.exporting import write_csv, write_workbook
from gateway.insight.overview import TABLES, draw_table, draw_tables, look
from gateway.insight.periods import Compared
from gateway.insight.tables import Table
from gateway.web.context import require_person, this_gateway, this_rulebook
from gateway.web.insight.asked import Asked, read_asked, typed_parameters
from gateway.web.insight.naming import naming_of
from gateway.web.insight.pages import pages

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ALL = "figures"


@pages.get("/<key>.csv")
def csv_file(key: str) -> Response:
    """One table as CSV."""
    asked, tables = _draw(key)
    return download(write_csv(tables[key]), "text/csv; charset=utf-8", file_name(key, asked.compared, "csv"))


@pages.get("/<key>.xlsx")
def workbook(key: str) -> Response:
    """One table, or all of them as `figures`, as an Excel workbook."""
    asked, tables = _draw(key)
    return download(
        write_workbook(list(tables.values()), about(asked)), WORKBOOK, file_name(key, asked.compared, "xlsx")
    )


def _draw(key: str) -> tuple[Asked, Mapping[str, Table]]:
    person, gateway, rulebook = require_person(), this_gateway(), this_rulebook()
    if key not in {*TABLES, _ALL}:
        abort(404)
    with gateway.store.reading() as connection:
        try:
            asked = read_asked(connection, person, typed_parameters())
        except GatewayError as problem:
            abort(422, str(problem))
        both = look(connection, asked.compared, asked.wanted, now=gateway.clock())
    naming, zone = naming_of(rulebook), rulebook.city.zone
    if key == _ALL:
        return asked, draw_tables(both, naming=naming, zone=zone)
    return asked, {key: draw_table(key, both, naming=naming, zone=zone)}


def about(asked: Asked) -> list[str]:
    """What a workbook says of itself."""
    rulebook, naming, period = this_rulebook(), naming_of(this_rulebook()), asked.compared.period
    narrowed = [
        f"Only {name}: {naming(name, asked.typed[name])}."
        for name in ("department", "service", "district")
        if name in asked.typed
    ]
    return [
        f"Figures of {rulebook.city.name}, {period.first} to {period.last}, days of {rulebook.city.timezone}.",
        f"Before: {asked.compared.before.first} to {asked.compared.before.last}.",
        WHICH,
        *narrowed,
    ]


def file_name(key: str, compared: Compared, ending: str) -> str:
    """A name that says what is in the file."""
    city = re.sub(r"[^a-z0-9]+", "-", this_rulebook().city.name.lower()).strip("-") or "city"
    return f"{city}-{key}-{compared.period.first}-to-{compared.period.last}.{ending}"


def download(content: str | bytes, content_type: str, name: str) -> Response:
    """An answer that the browser keeps as a file."""
    response = make_response(content)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
