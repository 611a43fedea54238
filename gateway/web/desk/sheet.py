"""The crew sheet: tickets on paper in the order of the way, with a map, boxes to tick and a code that opens each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from flask import abort, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import Connection

from gateway.store.queues import QueueRow, list_numbered, list_queue
from gateway.store.staff import StaffRow
from gateway.web.context import require_person, this_gateway
from gateway.web.desk.pages import pages
from gateway.web.desk.queue import load_look
from gateway.web.desk.walking import order_by_way
from gateway.web.maps import Pin, map_links, show_map
from gateway.web.maps.links import MapLinks
from parsers.ticket_number import canonical_number

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One ticket of the sheet; `links` is None where its place is not on the map."""

    position: int
    row: QueueRow
    code: Markup
    links: MapLinks | None


@pages.get("/sheet")
def sheet() -> str:
    """The chosen tickets, or the first hundred of the queue that the address asks for."""
    person = require_person()
    with this_gateway().store.reading() as connection:
        rows = _chosen(connection, person) if "ticket" in request.args else _found(connection, person)
    stops = _in_order(rows[:MOST])
    pins = [
        Pin(lat=row.lat, lon=row.lon, label=row.location or row.number, mark=str(stop.position))
        for stop in stops
        if (row := stop.row).lat is not None and row.lon is not None
    ]
    drawn = show_map(pins, title="The way of the crew", width=960, height=520) if pins else None
    return render_template("desk_sheet.html", stops=stops, map=drawn, is_cut=len(rows) > MOST, most=MOST)


def _chosen(connection: Connection, person: StaffRow) -> list[QueueRow]:
    given = (canonical_number(number[:20]) for number in request.args.getlist("ticket")[: MOST + 1])
    numbers = tuple(dict.fromkeys(number for number in given if number))
    return [row for row in list_numbered(connection, numbers) if person.may_see(row.department)]


def _found(connection: Connection, person: StaffRow) -> list[QueueRow]:
    look = load_look(connection, person, request.args)
    if look.asked.problems:
        abort(400, look.asked.problems[0])
    return list_queue(connection, look.asked.filters, now=this_gateway().clock(), limit=MOST + 1)


def _in_order(rows: Sequence[QueueRow]) -> list[Stop]:
    """First those on the map, from the most urgent on always the nearest, then the others by the words of the place."""
    placed = [row for row in rows if row.lat is not None and row.lon is not None]
    others = sorted((row for row in rows if row.lat is None or row.lon is None), key=lambda row: row.location or "~")
    way = order_by_way([(row.lat or 0.0, row.lon or 0.0) for row in placed])
    return [_stop(position, row) for position, row in enumerate([*(placed[at] for at in way), *others], start=1)]


def _stop(position: int, row: QueueRow) -> Stop:
    links = map_links(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return Stop(position=position, row=row, code=_code(row.number), links=links)


def _code(number: str) -> Markup:
    """A QR code with the address of the ticket's page."""
    address = this_gateway().settings.public_url.rstrip("/") + url_for("tickets.page", number=number)
    drawn = io.BytesIO()
    # To try all eight masks takes five times as long, and any of them is read.
    code = segno.make(address, mask=1, micro=False)
    code.save(drawn, kind="svg", scale=2, border=2, xmldecl=False, svgns=False, title=f"Code of {number}", nl=False)
    return Markup(drawn.getvalue().decode())  # noqa: S704 - segno drew it, and of our own address
