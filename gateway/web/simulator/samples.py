"""Things residents write and places they share, ready to be sent from the simulator with one click."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.routing.areas import box_around
from gateway.routing.rulebook import City


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A text, or a mail when there is a subject; `label` says what it shows."""

    label: str
    language: str
    body: str
    subject: str = ""


TEXTS = (
    Sample(label="Pothole", language="en", body="Huge pothole in front of 48 Maple Ave, my tire is gone"),
    Sample(label="No place", language="en", body="The streetlight has been out since Tuesday"),
    Sample(label="Address", language="en", body="corner of Oak St and Second St"),
    Sample(label="Emergency", language="en", body="I smell gas in the hallway at 12 Oak St"),
    Sample(label="Map link", language="en", body="it is here https://maps.google.com/?q=41.3081,-72.9264"),
    Sample(label="1", language="en", body="1"),
    Sample(label="Another problem", language="en", body="NEW graffiti on the library wall, 133 Elm St"),
    Sample(label="Still broken", language="en", body="still not fixed"),
    Sample(label="Status", language="en", body="STATUS"),
    Sample(label="Thanks", language="en", body="ok thank you!"),
    Sample(label="In Spanish, please", language="en", body="ESPAÑOL"),
    Sample(label="Bache", language="es", body="Hay un bache enorme en la calle Olmo 120, ya rompió una llanta"),
    Sample(label="Sin lugar", language="es", body="No funciona el farol desde el martes"),
    Sample(label="Dirección", language="es", body="en la esquina de Roble y Segunda"),
    Sample(label="Emergencia", language="es", body="Huele a gas en la esquina de Roble y Segunda"),
    Sample(label="1", language="es", body="1"),
    Sample(label="Otro problema", language="es", body="NUEVO hay grafiti en la biblioteca, calle Elm 133"),
    Sample(label="Sigue igual", language="es", body="sigue igual"),
    Sample(label="Estado", language="es", body="ESTADO"),
    Sample(label="Gracias", language="es", body="muchas gracias"),
    Sample(label="En inglés", language="es", body="English"),
)
MAILS = (
    Sample(
        label="Missed trash",
        language="en",
        subject="Trash not picked up again",
        body="Hello,\n\nour trash was not collected this morning at 310 Birch Street, second week in a row. "
        "The bins are still at the curb and the raccoons love it.\n\nThank you\nAnne",
    ),
    Sample(
        label="Árbol caído",
        language="es",
        subject="Árbol caído en la acera",
        body="Buenos días:\n\nayer por la noche cayó un árbol en la acera frente al 77 de la calle Cedro "
        "y no se puede pasar con un coche de bebé.\n\nGracias,\nBart",
    ),
    Sample(
        label="Just a question",
        language="en",
        subject="Town hall hours",
        body="Is the permit office open on Saturday?\n\nCris",
    ),
    Sample(
        label="Out of office",
        language="en",
        subject="Automatic reply: Your report",
        body="I am out of the office until Monday and have no access to my mail.",
    ),
)


def find_sample(samples: tuple[Sample, ...], index: str) -> Sample | None:
    """The sample with this place in the list, or None."""
    is_place = index.isascii() and index.isdigit() and int(index[:4]) < len(samples)
    return samples[int(index[:4])] if is_place else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A place to share: WGS84 degrees, and its name as a messenger sends it along."""

    name: str
    lat: float
    lon: float


_ELM_CITY = (
    Pin(name="The Green", lat=41.3081, lon=-72.9264),
    Pin(name="Library", lat=41.3075, lon=-72.9235),
    Pin(name="Chapel St at State St", lat=41.3046, lon=-72.9221),
)
_ELSEWHERE = Pin(name="Far out of town", lat=41.7637, lon=-72.6851)


def pins_of(city: City) -> tuple[Pin, ...]:
    """Places in the city and one elsewhere; a city with a map of its own gets the middle of it."""
    box = box_around(city.shapes)
    near = tuple(pin for pin in _ELM_CITY if box is None or box.is_near(pin.lat, pin.lon))
    if box is not None and not near:
        near = (Pin(name="In the middle", lat=(box.south + box.north) / 2, lon=(box.west + box.east) / 2),)
    return (*near, _ELSEWHERE)
