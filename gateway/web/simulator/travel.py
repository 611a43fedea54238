"""Time travel on a played phone: everything of it becomes older, and the workers do at once what is due by then."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, request
from werkzeug.wrappers import Response

from gateway.moments import TIMELY
from gateway.store.ageing import Aged, age_phone
from gateway.store.exchange import find_waits
from gateway.web.context import this_gateway
from gateway.web.simulator.drawing import after_act, pages, this_slot
from gateway.web.simulator.phone import find_played
from gateway.web.simulator.scene import choose
from gateway.web.simulator.words import count_of

SPANS: Mapping[str, float] = {
    "30 seconds": 30.0,
    "4 hours": 4 * 3_600.0,
    "A day": 86_400.0,
    "15 days": 15 * 86_400.0,
}
_KINDS = ("process", "files", "locate", "remind", "rules", "deliver")


@pages.context_processor
def _offer_spans() -> dict[str, object]:
    return {"time_spans": tuple(SPANS)}


@pages.post("/later")
def later() -> Response | tuple[str, int]:
    """Let a span of time pass for one phone."""
    span = request.form.get("span", "")
    if span not in SPANS:
        abort(400, "Press one of the buttons.")
    return _travel(SPANS[span], f"{span[:1].lower()}{span[1:]}")


@pages.post("/now")
def at_once() -> Response | tuple[str, int]:
    """Let as much time pass as one of the city's texts still waits."""
    scene = choose(request.form)
    held, gateway = find_played(scene.number_of(this_slot(scene, request.form))), this_gateway()
    with gateway.store.reading() as connection:
        wait = find_waits(connection, [held.id]).get(held.id)
    seconds = wait.until - gateway.clock() if wait else 0.0
    return _travel(max(seconds, 0.001), _span_words(seconds))


def _span_words(seconds: float) -> str:
    if seconds < 90:
        return count_of(max(0, round(seconds)), "second")
    return count_of(round(seconds / 60), "minute") if seconds < 5_400 else count_of(round(seconds / 3_600), "hour")


def _travel(seconds: float, words: str) -> Response | tuple[str, int]:
    scene, gateway = choose(request.form), this_gateway()
    slot = this_slot(scene, request.form)
    with gateway.store.writing() as connection:
        aged = age_phone(connection, scene.number_of(slot), seconds=seconds, now=gateway.clock())
    for note in TIMELY:
        note(gateway)
    for kind in _KINDS:
        gateway.bell.ring(kind, 0)
    return after_act(scene, slot, notice=_tell(aged, words))


def _tell(aged: Aged, words: str) -> str:
    """What happened, for a visitor who wonders why nothing moves."""
    if not aged.messages:
        return "Nothing has happened on this phone yet, so no time can pass for it. Send a text first."
    things = ((aged.messages, "text"), (aged.tickets, "ticket"), (aged.questions, "question"))
    older = ", ".join(count_of(number, word) for number, word in things if number)
    due = f" Due now: {count_of(aged.due, 'thing')} that waited." if aged.due else ""
    waiting = f" Still waiting: {aged.waiting}." if aged.waiting else ""
    return f"For this phone it is {words} later: {older}.{due}{waiting}"
