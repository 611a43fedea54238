"""A map on a page: the drawing, and what a script needs to lay it over the tiles that an operator configured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Response, after_this_request
from markupsafe import Markup

from gateway.web.context import this_gateway, this_rulebook
from gateway.web.maps.drawing import draw_map
from gateway.web.maps.pins import Dot, Pin, Shown
from gateway.web.security import allow_pictures_of


def show_map(
    points: Sequence[Shown],
    *,
    title: str,
    around: float = 250.0,
    width: int = 640,
    height: int = 400,
    language: str = "en",
) -> Markup:
    """A figure with the map of the city in force around `points`; empty without points. Needs a request.

    The page has `map_head()` of `maps.html` in its head. Configured tiles may come from their server.
    """
    rulebook = this_rulebook()
    city, districts = this_gateway().city(rulebook), rulebook.city.districts
    drawn = draw_map(
        city,
        points,
        title=title,
        districts=districts,
        around=around,
        width=width,
        height=height,
        language=language,
    )
    return Markup('<figure class="map"{}>{}</figure>').format(_tiled(points, title), drawn) if drawn else drawn


def _tiled(points: Sequence[Shown], title: str) -> Markup:
    settings = this_gateway().settings
    if not settings.map_tiles:
        return Markup("")
    after_this_request(_allow_tiles)
    return Markup(' data-tiles="{}" data-credit="{}" data-title="{}" data-points="{}"').format(
        settings.map_tiles, settings.map_credit, title, json.dumps([_point(point) for point in points])
    )


def _point(point: Shown) -> dict[str, object]:
    match point:
        case Pin():
            return {"at": [point.lat, point.lon], "words": point.label, "mark": point.mark, "kind": point.kind}
        case Dot():
            return {"at": [point.lat, point.lon], "words": point.label, "count": point.count, "kind": "dot"}


def _allow_tiles(response: Response) -> Response:
    address = urlsplit(this_gateway().settings.map_tiles)
    allow_pictures_of(response, f"{address.scheme}://{address.netloc.replace('{s}', '*')}")
    return response
