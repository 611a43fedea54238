"""What a visitor does with a played phone: text with pictures, share a place, react, and say what carriers act on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from gateway.channels.simulator import Picture, simulator_text
from gateway.envelopes import Arrival, Outbound
from gateway.store.blobs import Blob, make_blob, shelf_of
from gateway.store.outbox import find_outbound
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.live import is_htmx
from gateway.web.simulator.drawing import (
    Typed,
    after_act,
    back,
    choices,
    draw_page,
    draw_phone,
    now,
    our_number,
    pages,
    take,
    this_slot,
)
from gateway.web.simulator.photos import LABELS, draw_photo
from gateway.web.simulator.samples import TEXTS, find_sample, pins_of
from gateway.web.simulator.scene import Scene, Slot, choose
from gateway.web.simulator.uploads import LARGEST_FORM, PictureError, read_pictures
from gateway.web.simulator.words import REFUSALS, TAPBACKS, WISHES, first, react_to, read_id, too_long
from parsers.values import Coordinates

LONGEST_TEXT = 1_600
LONGEST_PLACE = 100
_WRONG_PLACE = "Write a latitude from -90 to 90 and a longitude from -180 to 180, such as 41.3081 and -72.9264."


@pages.url_value_preprocessor
def _leave_room_for_pictures(endpoint: str | None, _values: object) -> None:
    """A form with pictures is larger than every other one; this runs before anything of it is read."""
    if endpoint == "simulator.send_text" and request.mimetype == "multipart/form-data":
        request.max_content_length = LARGEST_FORM


@pages.context_processor
def _offer_words() -> dict[str, object]:
    return {"wishes": WISHES, "refusals": REFUSALS, "tapbacks": TAPBACKS}


@pages.post("/text")
def send_text() -> Response | tuple[str, int]:
    """Take a text from the phone, with pictures that were chosen or drawn."""
    scene = choose(request.form)
    sample = find_sample(TEXTS, request.form.get("sample", ""))
    typed = Typed(text=sample.body if sample else request.form.get("text", "").strip())
    error = too_long(typed.text, LONGEST_TEXT) or first(scene.problems)
    slot = this_slot(scene, request.form)
    try:
        pictures = () if error else _pictures()
    except PictureError as problem:
        error = str(problem)
    error = error or _send(scene, slot, typed.text, pictures)
    return _after_text(scene, slot, replace(typed, error=error) if error else Typed())


def _after_text(scene: Scene, slot: Slot, typed: Typed) -> Response | tuple[str, int]:
    """What was typed stays in the form when it was not taken; an empty form follows when it was."""
    if is_htmx():
        phone = draw_phone(replace(scene, selected=None), slot, typed=typed)
        page = render_template("simulator_phone.html", scene=scene, phone=phone, sent=not typed.error, **choices())
        return page, 422 if typed.error else 200
    return (draw_page(scene, typed={slot: typed}), 422) if typed.error else back(scene, slot)


def _pictures() -> tuple[Blob, ...]:
    name = request.form.get("photo", "")
    if name in LABELS:
        return (make_blob(draw_photo(name, this_rulebook().city, now=now()), "image/jpeg"),)
    return read_pictures(request.files.getlist("pictures"))


def _send(scene: Scene, slot: Slot, text: str, pictures: Sequence[Blob]) -> str:
    """Keep the pictures, then the text that names them; the sentence to show when nothing was stored."""
    gateway = this_gateway()
    if pictures:
        shelf_of(gateway.store, gateway.settings).keep(pictures, now=gateway.clock())
    named = [Picture(sha256=blob.sha256, content_type=blob.content_type) for blob in pictures]
    return take(simulator_text(scene.number_of(slot), our_number(), text, now=now(), pictures=named))


@pages.post("/pin")
def share_place() -> Response | tuple[str, int]:
    """Take a shared place, as a messenger sends it: degrees, and perhaps its name."""
    scene = choose(request.form)
    typed = Typed(lat=request.form.get("lat", "").strip()[:40], lon=request.form.get("lon", "").strip()[:40])
    chosen = request.form.get("place", "")
    pin = next((pin for pin in pins_of(this_rulebook().city) if pin.name == chosen), None)
    place = Coordinates(lat=pin.lat, lon=pin.lon) if pin else _read_place(typed)
    if place is None:
        return after_act(scene, this_slot(scene, request.form), typed=replace(typed, error=_WRONG_PLACE))
    name = pin.name if pin else request.form.get("name", "").strip()[:LONGEST_PLACE]
    return _take(lambda number: simulator_text(number, our_number(), "", now=now(), coordinates=place, place=name))


def _read_place(typed: Typed) -> Coordinates | None:
    try:
        lat, lon = float(typed.lat.replace(",", ".")), float(typed.lon.replace(",", "."))
    except ValueError:
        return None
    is_on_earth = math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return Coordinates(lat=lat, lon=lon) if is_on_earth else None


@pages.post("/tapback")
def react() -> Response | tuple[str, int]:
    """Take the text that a phone sends when somebody likes one of the city's."""
    scene = choose(request.form)
    liked = find_played(scene.number_of(this_slot(scene, request.form)))
    body = react_to(liked.draft.body, request.form.get("tongue", ""))
    return _take(lambda number: simulator_text(number, our_number(), body, now=now()))


def find_played(number: str) -> Outbound:
    """The city's text that a form names; ends the request where this phone has no such text."""
    wanted = read_id(request.form.get("outbound", ""))
    with this_gateway().store.reading() as connection:
        found = find_outbound(connection, wanted) if wanted is not None else None
    if found is None or (found.draft.channel, found.draft.recipient) != ("simulator_sms", number):
        abort(404, "This phone has no such text.")
    return found


@pages.post("/wish")
def wish() -> Response | tuple[str, int]:
    """Take STOP, START or HELP, with the carrier's note or without it, or the same wish in other words."""
    word = request.form.get("word", "")
    if word not in WISHES and word not in REFUSALS.values():
        abort(400, "Press one of the buttons.")
    noted = word if word in WISHES and request.form.get("noted") else ""
    return _take(lambda number: simulator_text(number, our_number(), word, now=now(), opt_out_type=noted))


def _take(make: Callable[[str], Arrival]) -> Response | tuple[str, int]:
    """Store what a button sends from the phone that it belongs to."""
    scene = choose(request.form)
    slot = this_slot(scene, request.form)
    error = first(scene.problems) or take(make(scene.number_of(slot)))
    return after_act(scene, slot, typed=Typed(error=error) if error else None)
