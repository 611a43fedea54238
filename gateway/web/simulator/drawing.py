"""Draws the page of the simulator and its parts, and answers the buttons on them, with script and without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gateway.envelopes import Arrival
from gateway.errors import IntakeError
from gateway.web.context import receive_arrival, this_gateway, this_rulebook
from gateway.web.live import is_htmx
from gateway.web.simulator.beside import Beside, look_beside
from gateway.web.simulator.panes import Pane, load_pane
from gateway.web.simulator.photos import LABELS
from gateway.web.simulator.samples import MAILS, TEXTS, pins_of
from gateway.web.simulator.scene import EXAMPLES, Scene, Slot, read_slot
from gateway.web.simulator.understood import Understood, list_understood
from gateway.web.simulator.uploads import MOST_PICTURES

pages = Blueprint("simulator", __name__, url_prefix="/simulator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a visitor wrote into a form, and what is wrong with it."""

    text: str = ""
    subject: str = ""
    to: str = ""
    in_reply_to: str = ""
    lat: str = ""
    lon: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One phone on the page; `notice` says what a button just did."""

    slot: Slot
    number: str
    pane: Pane
    beside: Beside | None
    typed: Typed
    notice: str = ""
    night_until: float | None = None
    """Until when news and reminders wait by the phone's clock; None by day."""


def draw_page(scene: Scene, *, mail: Typed | None = None, typed: Mapping[Slot, Typed] | None = None) -> str:
    """The whole page; what was `typed` stays in its form."""
    phones = [draw_phone(scene, slot, typed=(typed or {}).get(slot)) for slot in scene.slots]
    mailbox = None if scene.second else load_pane(this_gateway(), "mailbox", scene.resident.email)
    return render_template(
        "simulator.html",
        scene=scene,
        examples=EXAMPLES,
        phones=phones,
        mailbox=mailbox,
        understood=tell_understood(mailbox) if mailbox else (),
        mail=mail or Typed(),
        **choices(),
    )


def choices() -> dict[str, Any]:
    """What the forms offer."""
    city = this_rulebook().city
    return {
        "city": city,
        "texts": TEXTS,
        "mails": MAILS,
        "pins": pins_of(city),
        "photos": LABELS,
        "most_pictures": MOST_PICTURES,
    }


def draw_phone(scene: Scene, slot: Slot, *, typed: Typed | None = None, notice: str = "") -> Phone:
    """One phone as it is now."""
    number = scene.number_of(slot)
    pane = load_pane(this_gateway(), "phone", number)
    beside = look_beside(this_gateway(), pane.conversation, scene.selected)
    return Phone(
        slot=slot,
        number=number,
        pane=pane,
        beside=beside,
        typed=typed or Typed(),
        notice=notice,
        night_until=this_rulebook().city.quiet_until(pane.clock),
    )


def tell_understood(pane: Pane) -> tuple[Understood, ...]:
    """The tickets of a mailbox."""
    return list_understood(this_gateway(), pane.conversation.exchange.tickets)


def this_slot(scene: Scene, values: Mapping[str, str]) -> Slot:
    """Which of the phones a request is about."""
    slot = read_slot(values.get("slot", ""))
    return slot if slot in scene.slots else "phone"


def here(scene: Scene, anchor: str) -> str:
    """The address of a scene."""
    query: dict[str, Any] = dict(scene.query)
    return f"{url_for('simulator.page', **query)}#{anchor}"


def after_act(scene: Scene, slot: Slot, *, notice: str = "", typed: Typed | None = None) -> Response | tuple[str, int]:
    """The answer to a button of a phone: its conversation alone with script, the page again without."""
    typed = typed or Typed()
    if is_htmx():
        phone = draw_phone(replace(scene, selected=None), slot, typed=typed, notice=notice)
        return render_template("simulator_phone_part.html", scene=scene, phone=phone, part="act"), 200
    if typed.error:
        return draw_page(scene, typed={slot: typed}), 422
    if notice:
        flash(notice)
    return back(scene, slot)


def back(scene: Scene, slot: Slot) -> Response:
    """Back to the page, to the phone that was used."""
    return redirect(here(replace(scene, front=slot) if scene.second else scene, slot), 303)


def take(arrival: Arrival) -> str:
    """Store an arrival; the sentence to show when nothing was stored."""
    try:
        receive_arrival(arrival)
    except IntakeError as error:
        return f"{error} Your message was not sent: try again in a minute."
    return ""


def our_number() -> str:
    """The city's number that is texted to."""
    numbers = this_rulebook().city.numbers
    return numbers[0] if numbers else "+12035550100"


def now() -> datetime:
    """The gateway's clock."""
    return datetime.fromtimestamp(this_gateway().clock(), UTC)
