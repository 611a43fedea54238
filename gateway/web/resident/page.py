"""The page of one request: how it stands, what was said, and what the resident can still do."""

from __future__ import annotations

import secrets

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from gateway.changes import is_answered, is_asked_whether_fixed
from gateway.replies import reply_body, reporter_of
from gateway.replies.department import map_link
from gateway.routing import Rulebook
from gateway.store.attachments import AttachmentRow, list_attachments_of
from gateway.store.blobs import shelf_of
from gateway.store.resident_page import Visit, list_said, own_message_ids
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.maps import Pin, show_map
from gateway.web.resident.lines import draw_lines
from gateway.web.resident.pages import pages
from gateway.web.resident.phrases import Phrases, phrases_in
from gateway.web.resident.standing import department_name, may_write, tell_standing
from gateway.web.resident.uploads import LARGEST_FILES, MOST_FILES
from gateway.web.resident.visits import reach, require_visit

MEGABYTE = 1_000_000
_STREET = "<path"
"""A map without a street or a border is a pin on nothing."""
_DONE = {"words": "sent", "danger": "sent", "yes": "noted_yes", "no": "noted_no"}


@pages.get("/<token>")
def page(token: str) -> Response:
    """How the request of this link stands."""
    return show(require_visit(token), token)


def show(visit: Visit, token: str, *, problem: str = "", words: str = "", status: int = 200) -> Response:
    """The page, with what was typed and why it was not taken."""
    gateway, rulebook, p = this_gateway(), this_rulebook(), phrases_in(visit.language)
    now = gateway.clock()
    with gateway.store.reading() as connection:
        said = list_said(connection, visit)
        files = list_attachments_of(connection, own_message_ids(said))
    can_write = may_write(visit.ticket, now=now)
    html = render_template(
        "resident.html",
        p=p,
        token=token,
        city=rulebook.city,
        ticket=visit.ticket,
        standing=tell_standing(rulebook, visit, p, now=now),
        lines=draw_lines(rulebook, said, files, p),
        map=_map(visit, p),
        map_link=map_link(visit.ticket, rulebook.city) if visit.ticket.lat is not None else "",
        can_write=can_write,
        asks_fixed=can_write and visit.is_reporter and _asks_fixed(rulebook, visit),
        done=_done(rulebook, visit, p),
        danger=_danger(rulebook, visit),
        problem=problem,
        words=words,
        once=secrets.token_urlsafe(12),
        most_files=MOST_FILES,
        megabytes=LARGEST_FILES // MEGABYTE,
        reach=reach(p, rulebook.city),
    )
    return make_response(html, status)


def _asks_fixed(rulebook: Rulebook, visit: Visit) -> bool:
    return is_asked_whether_fixed(rulebook, visit.ticket) and not is_answered(visit.ticket)


def _map(visit: Visit, p: Phrases) -> str:
    ticket = visit.ticket
    if ticket.lat is None or ticket.lon is None:
        return ""
    pins = [Pin(lat=ticket.lat, lon=ticket.lon, label=p.say("where"))]
    drawn = show_map(pins, title=p.say("map"), height=280, language=p.language)
    return drawn if _STREET in drawn else ""


def _done(rulebook: Rulebook, visit: Visit, p: Phrases) -> str:
    name = _DONE.get(request.args.get("done", ""))
    return p.say(name, department=department_name(rulebook, visit.ticket, p)) if name else ""


def _danger(rulebook: Rulebook, visit: Visit) -> str:
    """What is said to a danger to life: after such words, and while the request is one."""
    is_danger = visit.ticket.priority == "emergency" and not visit.ticket.is_closed
    if not is_danger and request.args.get("done") != "danger":
        return ""
    to = reporter_of(visit.own[0] if visit.own else visit.ticket, visit.contact)
    return reply_body(rulebook, ("call_911",), to, None)


@pages.get("/<token>/files/<int:file_id>/<any(picture, thumbnail):size>.jpg")
def picture(token: str, file_id: int, size: str) -> Response:
    """A picture that this person sent, made anew without its metadata."""
    visit, gateway = require_visit(token), this_gateway()
    file = _find_file(visit, file_id) or abort(404)
    sha256 = file.picture_sha256 if size == "picture" else file.thumbnail_sha256
    octets = shelf_of(gateway.store, gateway.settings).find(sha256) if sha256 else None
    answer = Response(octets or abort(404), content_type="image/jpeg")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    return answer


def _find_file(visit: Visit, file_id: int) -> AttachmentRow | None:
    with this_gateway().store.reading() as connection:
        said = list_said(connection, visit)
        files = list_attachments_of(connection, own_message_ids(said))
    return next((file for file in files if file.id == file_id), None)
