"""Draws a map as SVG: districts, streets with their names, and pins; forms and words tell what colors tell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup

from gateway.routing.areas import Districts
from gateway.web.maps.frame import Frame, frame_around
from gateway.web.maps.ground import ground_of
from gateway.web.maps.lettering import Name, Run, is_off, place_names, spots_of
from gateway.web.maps.pins import Dot, Pin, Shown
from gateway.web.maps.wording import tell_map
from parsers.atlas import Point
from parsers.city import City
from parsers.gazetteer import Gazetteer

_MOST_CORNERS = 6_000
"""Corners of lines on one map; of a whole city the longest streets are drawn."""
_BROAD_SCALE, _NAMED_SCALE = 2.0, 6.0
"""Meters to a unit of paper up to which streets have their breadth, and names."""
_NAMED = 8
"""Streets that the text alternative names."""
_LARGEST_DOT = 26.0
_ROUND = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_NO_DISTRICTS = Districts()


def draw_map(
    city: City,
    points: Sequence[Shown],
    *,
    title: str,
    districts: Districts = _NO_DISTRICTS,
    around: float = 250.0,
    width: int = 640,
    height: int = 400,
    language: str = "en",
) -> Markup:
    """The streets and districts around `points` as one SVG image; empty without points.

    `around` is the least distance in meters from the middle to the nearest edge. The text alternative says `title`,
    what the pins are, the streets next to them and the district, in `language`.
    """
    if not points:
        return Markup("")
    spots = [(point.lat, point.lon) for point in points]
    frame = frame_around(spots, around=around, width=width, height=height)
    runs = _visible(city.gazetteer, frame)
    words = _alternative(frame, title, points, runs, districts.find(frame.lat, frame.lon), language)
    return Markup(
        '<svg class="city-map" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}</svg>'
    ).format(width, height, words, Markup("").join(_layers(frame, runs, points, districts)))


def _layers(frame: Frame, runs: Sequence[Run], points: Sequence[Shown], districts: Districts) -> Iterator[Markup]:
    tips = [frame.place(point.lat, point.lon) for point in points]
    areas = [name for area in _district_names(frame, districts) if (name := _off_pins(area, tips))]
    names = _names(frame, runs, points, areas) if frame.scale <= _NAMED_SCALE else []
    yield Markup('<rect class="ground" width="{}" height="{}"/>').format(frame.width, frame.height)
    yield _path(f"streets {_breadth(frame)}", [run.corners for run in runs])
    yield _path("districts", list(_borders(frame, districts)))
    yield from (_name("district-name", name) for name in areas)
    yield from (_name("street-name", name) for name in names)
    yield from _marks(frame, points)
    yield _scale_bar(frame)


def _breadth(frame: Frame) -> str:
    if frame.scale <= _BROAD_SCALE:
        return "broad"
    return "narrow" if frame.scale <= _NAMED_SCALE else "thin"


def _path(kind: str, lines: Iterable[Sequence[Point]]) -> Markup:
    drawn = "".join(f"M{' '.join(f'{x:.0f},{y:.0f}' for x, y in line)}" for line in lines)
    return Markup('<path class="{}" d="{}"/>').format(kind, drawn) if drawn else Markup("")


def _name(kind: str, name: Name) -> Markup:
    x, y = round(name.spot[0]), round(name.spot[1])
    turned = Markup(' transform="rotate({:.0f} {} {})"').format(name.turn, x, y) if round(name.turn) else ""
    return Markup('<text class="{}" x="{}" y="{}"{}>{}</text>').format(kind, x, y, turned, name.words)


@lru_cache(maxsize=16)
def _visible(gazetteer: Gazetteer, frame: Frame) -> tuple[Run, ...]:
    """What is seen of the streets; of more than fit, the longest. A map of a whole city is drawn again and again."""
    found: dict[str, list[Run]] = {}
    for way in ground_of(gazetteer).within(frame):
        seen = [Run(way.street, tuple(corners)) for corners in frame.runs(way.line)]
        if seen:
            found.setdefault(way.street, []).extend(seen)
    kept: list[Run] = []
    left = _MOST_CORNERS
    for runs in sorted(found.values(), key=_length, reverse=True):
        left -= sum(len(run.corners) for run in runs)
        if left < 0:
            break
        kept.extend(runs)
    return tuple(kept)


def _length(runs: Sequence[Run]) -> float:
    return sum(math.dist(run.corners[0], run.corners[-1]) for run in runs)


def _names(frame: Frame, runs: Sequence[Run], points: Sequence[Shown], areas: Sequence[Name]) -> list[Name]:
    tips = [frame.place(point.lat, point.lon) for point in points]
    pins = [(x + aside, y - above) for x, y in tips for aside in (-7, 7) for above in (5, 22)]
    letters = [spot for name in areas for spot in spots_of(name)]
    return place_names(runs, width=frame.width, height=frame.height, taken=[*pins, *letters])


def _borders(frame: Frame, districts: Districts) -> Iterator[list[Point]]:
    west, south, east, north = frame.edges
    for _, shape, (left, lower, right, upper) in districts.areas:
        if right < west or left > east or upper < south or lower > north:
            continue
        for ring in (ring for rings in shape.polygons for ring in rings):
            yield from frame.runs([(lat, lon) for lon, lat in ring])


def _district_names(frame: Frame, districts: Districts) -> Iterator[Name]:
    """A district's name in the middle of what is seen of it, where that middle is in it."""
    west, south, east, north = frame.edges
    for key, shape, (left, lower, right, upper) in districts.areas:
        lon, lat = (max(left, west) + min(right, east)) / 2, (max(lower, south) + min(upper, north)) / 2
        if frame.has(lat, lon) and shape.contains(lat, lon):
            yield Name(spoken(key), frame.place(lat, lon), 0.0)


def _off_pins(name: Name, tips: Sequence[Point]) -> Name | None:
    """The name where it stands, or a little above or below; None where pins are everywhere."""
    x, y = name.spot
    tried = (replace(name, spot=(x, y + away)) for away in (0.0, 45.0, -60.0))
    return next((one for one in tried if is_off(one, tips)), None)


def spoken(key: str) -> str:
    """The key of a district as people read it."""
    return key.replace("_", " ")


def _marks(frame: Frame, points: Sequence[Shown]) -> Iterator[Markup]:
    """Dots first, the largest lowest; then pins, the one that the page is about on top."""
    most = max((point.count for point in points if isinstance(point, Dot)), default=1)
    dots = sorted((point for point in points if isinstance(point, Dot)), key=lambda dot: -dot.count)
    pins = sorted((point for point in points if isinstance(point, Pin)), key=lambda pin: (pin.kind == "here", pin.lat))
    for dot in dots:
        x, y = frame.place(dot.lat, dot.lon)
        radius = max(2.5, _LARGEST_DOT * math.sqrt(dot.count / most))
        circle = Markup('<circle class="map-dot" cx="{:.0f}" cy="{:.0f}" r="{:.1f}"><title>{}</title></circle>')
        yield circle.format(x, y, radius, dot.label)
    yield from (_pin(frame, pin) for pin in pins)


_FORMS = {
    "here": "M0,0C-4,-8 -11,-13 -11,-21A11,11 0 1 1 11,-21C11,-13 4,-8 0,0Z",
    "other": "M0,0L-9,-9V-27H9V-9Z",
    "maybe": "M0,0L-6,-8L-12,-19L0,-31L12,-19L6,-8Z",
}
"""A drop, a label and a diamond, each with its tip on the place."""


def _pin(frame: Frame, pin: Pin) -> Markup:
    x, y = frame.place(pin.lat, pin.lon)
    inner = Markup('<text y="-16">{}</text>').format(pin.mark) if pin.mark else Markup('<circle cy="-20" r="4"/>')
    return Markup(
        '<g class="map-pin {}" transform="translate({:.0f} {:.0f})"><title>{}</title><path d="{}"/>{}</g>'
    ).format(pin.kind, x, y, pin.label, _FORMS[pin.kind], inner)


def _scale_bar(frame: Frame) -> Markup:
    widest = frame.width / 4 * frame.scale
    meters = max((step for step in _ROUND if step <= widest), default=_ROUND[0])
    words = f"{meters} m" if meters < 1_000 else f"{meters // 1_000} km"
    length, y = meters / frame.scale, frame.height - 12
    return Markup('<g class="scale"><path d="M12,{0}v5h{1:.0f}v-5"/><text x="16" y="{3}">{2}</text></g>').format(
        y, length, words, y - 5
    )


def _alternative(
    frame: Frame, title: str, points: Sequence[Shown], runs: Sequence[Run], district: str, language: str
) -> str:
    middle = (frame.width / 2, frame.height / 2)
    nearest = sorted(runs, key=lambda run: min(math.dist(corner, middle) for corner in run.corners))
    streets = list(dict.fromkeys(run.street for run in nearest))[:_NAMED]
    labels = [_label(point) for point in points[:_NAMED]]
    return tell_map(language, title, points=labels, streets=streets, district=spoken(district))


def _label(point: Shown) -> str:
    return f"{point.mark} {point.label}" if isinstance(point, Pin) and point.mark else point.label
