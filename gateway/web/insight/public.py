"""The page of figures for everybody, and the requests as open data, where an administrator has switched them on.

They are the same for every reader, so that a cache in front may keep them: no session, no cookie, no name.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from gateway.insight import publishing
from gateway.insight.counting import day_bounds
from gateway.insight.definitions import WHICH
from gateway.insight.density import Square
from gateway.insight.exporting import write_csv
from gateway.insight.overview import Tile, look
from gateway.insight.periods import PERIODS, YEARS, Compared, read_period
from gateway.insight.reading import Wanted
from gateway.insight.tables import Table
from gateway.store.city_settings import PUBLIC_FIGURES, find_setting, set_setting
from gateway.store.open_data import list_months
from gateway.store.staff import StaffRow
from gateway.web.context import require_person, this_gateway, this_rulebook
from gateway.web.insight.files import download, file_name
from gateway.web.insight.naming import naming_of
from gateway.web.insight.open_data import stream_rows
from gateway.web.insight.overview import draw_density
from gateway.web.insight.pages import pages

public = Blueprint("figures", __name__, url_prefix="/figures")
_KEPT_FOR = 300
"""Seconds that a cache may keep a public page."""
_CSV = "text/csv; charset=utf-8"
_MONTHS = 36
_STREAMS = threading.BoundedSemaphore(2)
"""Files of open data that are masked at once in one process: each takes half a core."""


def require_published() -> None:
    """Go on where the figures are public; say so where they are not."""
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        is_public = find_setting(connection, PUBLIC_FIGURES, False)
    if not is_public:
        abort(404, "This city does not show its figures to everybody.")


def _require_administrator() -> StaffRow:
    person = require_person()
    if person.role != "administrator":
        abort(403, "Only administrators decide what everybody may read.")
    return person


@public.get("")
def overview() -> AnyResponse:
    """The figures for everybody."""
    require_published()
    return _keep(make_response(_page(_kept_figures(), endpoint="figures.overview")))


@public.get("/<key>.csv")
def csv_file(key: str) -> AnyResponse:
    """One of its tables as CSV."""
    require_published()
    if key not in publishing.TABLES:
        abort(404)
    shown = _kept_figures()
    return _keep(download(write_csv(shown.tables[key]), _CSV, file_name(key, shown.compared, "csv")))


@public.get("/requests.csv")
def requests_file() -> AnyResponse:
    """The requests of one month as open data, `?month=2026-03`; of this month where none is named."""
    require_published()
    return _keep(_stream())


@pages.get("/preview")
def preview() -> str:
    """What everybody would read, for who decides about it."""
    _require_administrator()
    return _page(_work_out(_period()), endpoint="insight.preview")


@pages.get("/preview.csv")
def preview_requests() -> AnyResponse:
    """The open data that everybody would get."""
    _require_administrator()
    return _stream()


@pages.post("/public")
def publish() -> AnyResponse:
    """Show the figures to everybody, or take them away."""
    person, gateway = _require_administrator(), this_gateway()
    wanted = request.form.get("public") == "yes"
    with gateway.store.writing() as connection:
        set_setting(connection, name=PUBLIC_FIGURES, value=wanted, actor=person.email, now=gateway.clock())
    flash("Everybody can read the public page now." if wanted else "The public page is gone.")
    return redirect(url_for("insight.overview"), code=303)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """What one page for everybody shows, and when it was worked out (UTC epoch seconds)."""

    at: float
    compared: Compared
    tiles: tuple[Tile, ...]
    tables: Mapping[str, Table]
    squares: tuple[Square, ...]
    months: list[str]


def _period() -> str:
    key = request.args.get("period", "90")
    if key not in publishing.PERIODS:
        abort(422, "There is no such period. Choose one of the list.")
    return key


def _kept_figures() -> _Figures:
    """Worked out once in a while for all readers, so that a crowd of strangers costs no more than one."""
    kept: dict[str, _Figures] = current_app.extensions.setdefault("figures", {})
    key = _period()
    found = kept.get(key)
    if found is None or this_gateway().clock() - found.at > _KEPT_FOR:
        found = kept[key] = _work_out(key)
    return found


def _work_out(key: str) -> _Figures:
    gateway, rulebook = this_gateway(), this_rulebook()
    now, zone = gateway.clock(), rulebook.city.zone
    compared = read_period({"period": key}, now=now, zone=zone)
    with gateway.store.reading() as connection:
        both = look(connection, compared, Wanted(), now=now)
        months = list_months(connection, limit=_MONTHS)
    return _Figures(
        at=now,
        compared=compared,
        tiles=publishing.public_tiles(both),
        tables=publishing.public_tables(both, naming=naming_of(rulebook), zone=zone),
        squares=publishing.public_squares(both),
        months=months,
    )


def _page(shown: _Figures, *, endpoint: str) -> str:
    city = this_rulebook().city.name
    return render_template(
        "figures.html",
        city=city,
        shown=shown,
        periods={key: PERIODS[key] for key in publishing.PERIODS},
        map=draw_density(shown.squares, title=f"Where requests to {city} are"),
        endpoint=endpoint,
        least=publishing.LEAST,
        which=WHICH,
    )


def _stream() -> AnyResponse:
    gateway, zone = this_gateway(), this_rulebook().city.zone
    first = _month(datetime.fromtimestamp(gateway.clock(), zone).date())
    following = (first + timedelta(days=32)).replace(day=1)
    start, end = day_bounds(first, zone)[0], day_bounds(following, zone)[0]
    if not _STREAMS.acquire(blocking=False):
        abort(Response("Others are fetching this data. Try again in a minute.\n", 503, {"Retry-After": "60"}))
    lines = _Lines(stream_rows(gateway, naming_of(this_rulebook()), start=start, end=end))
    response = Response(lines, content_type=_CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="requests-{first:%Y-%m}.csv"'
    return response


def _month(today: date) -> date:
    typed = request.args.get("month", "").strip()[:20]
    if not typed:
        return today.replace(day=1)
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        first = date.min
    if first.year not in YEARS:
        abort(422, f"“{typed}” is no month. Write it like {today:%Y-%m}.")
    return first


class _Lines:
    """The parts of a file; whoever hangs up in the middle makes room for the next one."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        try:
            for part in self._lines:
                yield part.encode()
        finally:
            self.close()

    def close(self) -> None:
        """Called by the server, too, when nobody wants the rest any more."""
        if self._is_open:
            self._is_open = False
            _STREAMS.release()


def _keep(response: AnyResponse) -> AnyResponse:
    response.headers["Cache-Control"] = f"public, max-age={_KEPT_FOR}"
    return response
