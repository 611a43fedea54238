"""The page of figures for staff: what was asked, one figure beside the other, charts with their tables, and a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from gateway.errors import GatewayError
from gateway.insight.breakdowns import Both
from gateway.insight.definitions import WHICH
from gateway.insight.density import Square
from gateway.insight.overview import draw_tables, grid_of, look, tiles
from gateway.insight.periods import PERIODS
from gateway.store.city_settings import PUBLIC_FIGURES, find_setting
from gateway.store.insight import find_state
from gateway.store.staff import StaffRow
from gateway.web.context import require_person, this_gateway, this_rulebook
from gateway.web.insight.asked import Asked, list_choices, read_asked, typed_parameters
from gateway.web.insight.naming import naming_of
from gateway.web.insight.pages import pages
from gateway.web.maps import Dot, show_map


@pages.get("")
def overview() -> str | tuple[str, int] | Response:
    """All figures of the period and the filters that the address names."""
    person, gateway, typed = require_person(), this_gateway(), typed_parameters()
    with gateway.store.reading() as connection:
        frame = _frame(connection, person, typed)
        try:
            asked = read_asked(connection, person, typed)
        except GatewayError as problem:
            return render_template("insight.html", problem=str(problem), **frame), 422
        both = look(connection, asked.compared, asked.wanted, now=gateway.clock())
    return render_template("insight.html", **frame, **_content(asked, both))


def _frame(connection: Connection, person: StaffRow, typed: Mapping[str, str]) -> dict[str, object]:
    """What stands around the figures, whether they could be worked out or not."""
    return {
        "typed": typed,
        "periods": PERIODS,
        "choices": list_choices(connection, person, this_rulebook()),
        "counted_at": find_state(connection).counted_at,
        "is_public": find_setting(connection, PUBLIC_FIGURES, False),
        "may_publish": person.role == "administrator",
        "zone": this_rulebook().city.timezone,
    }


def _content(asked: Asked, both: Both) -> dict[str, object]:
    rulebook, grid = this_rulebook(), grid_of(both)
    return {
        "asked": asked,
        "which": WHICH,
        "tiles": tiles(both),
        "tables": draw_tables(both, naming=naming_of(rulebook), zone=rulebook.city.zone, grid=grid),
        "map": draw_density(grid.squares, title="Where the requests of the period are"),
        "requests": len(both.now.requests),
    }


def draw_density(squares: Sequence[Square], *, title: str) -> Markup:
    """A map with how many requests each square has; empty where no request has a place."""
    dots = [Dot(lat=one.lat, lon=one.lon, count=one.requests, label=f"{one.requests:,} requests") for one in squares]
    return show_map(dots, title=title, around=600.0, width=960, height=520)
