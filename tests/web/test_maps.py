"""Maps are drawn from the city's own streets and districts, say in words what they show, and stay small."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import pytest

from gateway.bootstrap import Gateway
from gateway.routing.areas import Shape, make_districts
from gateway.web.maps import Dot, Pin, draw_map, map_links, show_map
from parsers.atlas import GazetteerData, House, Stretch, make_atlas
from parsers.city import City
from parsers.gazetteer import gazetteer_of
from tests.web.site import Site

HERE = Pin(lat=41.3050, lon=-72.9250, label="48 Maple Ave")
OAK = Stretch(street="Oak St", line=((41.305, -72.935), (41.305, -72.915)))
MAPLE = Stretch(street="Maple Ave", line=((41.300, -72.925), (41.310, -72.925)))
FAR = Stretch(street="Far Rd", line=((41.400, -72.925), (41.410, -72.925)))
SQUARE = ((-72.94, 41.29), (-72.91, 41.29), (-72.91, 41.32), (-72.94, 41.32), (-72.94, 41.29))
EAST = make_districts({"East_Rock": Shape(((SQUARE,),))})


def make_city(**data: tuple[object, ...]) -> City:
    """A city with only these places."""
    return City(gazetteer=gazetteer_of(make_atlas(replace(GazetteerData(), **data))))  # type: ignore[arg-type]


def test_a_map_names_what_lies_around_and_nothing_far_away() -> None:
    """A clerk and a screen reader learn the same from it."""
    drawn = draw_map(
        make_city(stretches=(OAK, MAPLE, FAR)), [HERE], title="Map around 48 Maple Ave", districts=EAST, around=300
    )
    svg = ET.fromstring(drawn)
    assert svg.get("aria-label") == (
        "Map around 48 Maple Ave. Streets near the middle: Maple Ave, Oak St. District East Rock."
    )
    texts = [text.text for text in svg.iter("text")]
    assert {"Oak St", "Maple Ave", "East Rock"} <= set(texts)
    assert "Far Rd" not in texts
    assert "style" not in drawn


def test_a_street_without_a_line_is_drawn_along_its_houses() -> None:
    """A city that brought nothing but its past requests has a map too."""
    houses = tuple(House(street="Oak St", number=1 + at, lat=41.305, lon=-72.930 + at * 0.0002) for at in range(60))
    drawn = draw_map(make_city(houses=houses), [HERE], title="Map")
    assert 'class="streets broad"' in drawn
    assert ">Oak St<" in drawn


def test_several_points_are_listed_and_fit_into_the_picture() -> None:
    """Candidates are told apart by form and letter, not by color alone."""
    pins = [replace(HERE, mark="1", kind="maybe"), Pin(lat=41.31, lon=-72.90, label="48 Maple St", mark="2")]
    drawn = draw_map(make_city(stretches=(OAK,)), pins, title="Which place?")
    assert "Shown: 1 48 Maple Ave; 2 48 Maple St." in drawn
    spots = [group.get("transform", "") for group in ET.fromstring(drawn).iter("g") if "pin" in str(group.get("class"))]
    for spot in spots:
        x, y = map(int, spot.removeprefix("translate(").removesuffix(")").split())
        assert 0 < x < 640
        assert 20 < y < 400


def test_dots_grow_with_what_they_count() -> None:
    """Their area tells how much there is; the title says the number."""
    dots = [
        Dot(lat=41.30 + at * 0.01, lon=-72.92, count=count, label=f"{count} requests")
        for at, count in enumerate((4, 100))
    ]
    drawn = draw_map(make_city(), dots, title="Requests")
    radii = {circle[0].text: float(circle.get("r", "0")) for circle in ET.fromstring(drawn).iter("circle")}
    assert radii["100 requests"] == pytest.approx(5 * radii["4 requests"], rel=0.02)
    assert "No street is known here" in drawn


def test_what_stands_in_a_label_stays_text() -> None:
    """Words of residents are labels too."""
    drawn = draw_map(make_city(), [replace(HERE, label='<script>"x"</script>')], title='"><script>')
    assert "<script" not in drawn
    assert ET.fromstring(drawn) is not None


def test_a_whole_city_stays_within_a_hundred_kilobytes() -> None:
    """Twenty thousand pieces of streets would be a megabyte; the longest streets are drawn."""
    ways = tuple(
        Stretch(
            street=f"{row}th St",
            line=((41.2 + row * 0.001, -73 + at * 0.002), (41.2 + row * 0.001, -72.9982 + at * 0.002)),
        )
        for row in range(100)
        for at in range(100)
    )
    dots = [Dot(lat=41.2, lon=-73, count=1, label="1"), Dot(lat=41.3, lon=-72.8, count=1, label="1")]
    assert len(draw_map(make_city(stretches=ways), dots, title="All")) < 100_000


def test_no_points_make_no_map() -> None:
    """A ticket without a place has none."""
    assert draw_map(make_city(), [], title="Map") == ""


def test_a_page_shows_no_foreign_pictures_unless_tiles_are_configured(make_gateway: Callable[..., Gateway]) -> None:
    """The policy of the page opens for the configured server only, and only on a page with a map."""
    for tiles, policy in (
        ("", None),
        ("https://tiles.example/{z}/{x}/{y}.png", "img-src 'self' data: https://tiles.example"),
    ):
        site = Site(make_gateway(map_tiles=tiles, map_credit="Elm City"))
        site.app.add_url_rule("/map", view_func=lambda: show_map([HERE], title="Map"))
        answer = site.app.test_client().get("/map")
        assert ("data-tiles" in answer.text) == bool(tiles)
        assert (policy or "default-src 'self'") in answer.headers["Content-Security-Policy"]
        assert ("img-src" in answer.headers["Content-Security-Policy"]) == bool(tiles)


def test_links_lead_to_the_same_point() -> None:
    """A telephone opens its own map program; elsewhere a public map helps."""
    links = map_links(41.305, -72.925)
    assert links.program == "geo:41.305000,-72.925000?q=41.305000,-72.925000"
    assert "mlat=41.305000&mlon=-72.925000" in links.public


def test_a_map_tells_in_the_language_of_its_page() -> None:
    """A resident who hears the page read out hears one language."""
    drawn = draw_map(make_city(stretches=(OAK,)), [HERE], title="Mapa", districts=EAST, language="es")
    assert ET.fromstring(drawn).get("aria-label") == "Mapa. Calles cerca del centro: Oak St. Distrito East Rock."
