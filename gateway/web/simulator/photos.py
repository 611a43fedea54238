"""Photos to send without a camera: drawn when they are asked for, one of them with the place where it was taken."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from PIL import Image, ImageDraw, ImageFilter

from gateway.routing.areas import box_around
from gateway.routing.rulebook import City

SIZE = (640, 480)
_GPS, _DETAILS, _TAKEN, _OFFSET = 0x8825, 0x8769, 36867, 36881
_MIDDLE_OF_ELM_CITY = (41.3065, -72.925)
LABELS: Mapping[str, str] = {
    "hole": "A hole in the road",
    "hole_with_place": "The same, with its place",
    "wall": "Writing on a wall",
}


def draw_photo(name: str, city: City, *, now: datetime) -> bytes:
    """A JPEG as a phone would have taken it an hour before `now`; raises `KeyError` for a name not in `LABELS`."""
    image = _DRAWN[name]()
    exif, taken = image.getexif(), (now - timedelta(hours=1)).astimezone(city.zone)
    exif.get_ifd(_DETAILS).update({_TAKEN: f"{taken:%Y:%m:%d %H:%M:%S}", _OFFSET: f"{taken:%z}"[:3] + ":00"})
    if name == "hole_with_place":
        exif.get_ifd(_GPS).update(_place(*middle_of(city)))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=82, exif=exif)
    return written.getvalue()


def middle_of(city: City) -> tuple[float, float]:
    """Latitude and longitude of a place that is certainly the city's: the middle of its areas."""
    box = box_around(city.shapes)
    return ((box.south + box.north) / 2, (box.west + box.east) / 2) if box else _MIDDLE_OF_ELM_CITY


def _place(lat: float, lon: float) -> dict[int, object]:
    return {1: "N" if lat >= 0 else "S", 2: _degrees(lat), 3: "E" if lon >= 0 else "W", 4: _degrees(lon)}


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = abs(value) % 1 * 60
    return float(int(abs(value))), float(int(minutes)), round(minutes % 1 * 60, 3)


def _hole() -> Image.Image:
    """Asphalt, the edge line of the road, and a hole with a pale rim."""
    image = Image.effect_noise(SIZE, 34).point(lambda grey: 70 + grey // 4).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.polygon([(70, 0), (130, 0), (60, 480), (-40, 480)], fill=(222, 205, 150))
    draw.ellipse((210, 150, 560, 390), fill=(128, 122, 114))
    draw.ellipse((226, 168, 545, 372), fill=(52, 48, 46))
    draw.ellipse((262, 205, 520, 360), fill=(28, 27, 28))
    draw.ellipse((320, 262, 470, 338), fill=(70, 84, 92))
    return image.filter(ImageFilter.GaussianBlur(2))


def _wall() -> Image.Image:
    """Bricks with a scrawl across them."""
    image = Image.new("RGB", SIZE, (196, 186, 172))
    draw = ImageDraw.Draw(image)
    for row, top in enumerate(range(0, SIZE[1], 40)):
        for left in range(-40 if row % 2 else 0, SIZE[0], 80):
            draw.rectangle((left + 3, top + 3, left + 76, top + 36), fill=(150, 74 + row * 2, 58))
    scrawl = [(60, 330), (150, 140), (210, 340), (290, 150), (360, 330), (430, 170), (500, 340), (590, 130)]
    draw.line(scrawl, fill=(38, 92, 170), width=26, joint="curve")
    draw.line([(x + 8, y + 14) for x, y in scrawl], fill=(240, 226, 90), width=7, joint="curve")
    return image.filter(ImageFilter.GaussianBlur(1))


_DRAWN: Mapping[str, Callable[[], Image.Image]] = {"hole": _hole, "hole_with_place": _hole, "wall": _wall}
