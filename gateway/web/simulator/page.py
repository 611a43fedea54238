"""The page of the simulator and the parts of it that refresh themselves; what a visitor does is in the rooms beside."""

from __future__ import annotations

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from gateway.channels.simulator import SimulatorEmail
from gateway.errors import SendError
from gateway.store.attachments import AttachmentRow, find_attachment
from gateway.store.blobs import shelf_of
from gateway.store.exchange import list_simulated
from gateway.store.messages import load_message
from gateway.store.outbox import find_outbound
from gateway.web.context import this_gateway
from gateway.web.live import unchanged
from gateway.web.simulator.drawing import draw_page, draw_phone, pages, tell_understood, this_slot
from gateway.web.simulator.mailbox import reply_form
from gateway.web.simulator.panes import Pane, load_pane
from gateway.web.simulator.scene import choose

_TRAY = 100
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@pages.get("")
def page() -> tuple[str, int]:
    """Phone and mailbox of one resident, or the phones of two."""
    scene = choose(request.args)
    return draw_page(scene, mail=reply_form(scene)), 422 if scene.problems else 200


@pages.get("/phone")
def phone_part() -> str | Response:
    """A phone's conversation, asked for again and again."""
    scene = choose(request.args)
    phone = draw_phone(scene, this_slot(scene, request.args))
    if request.args.get("seen") == phone.pane.version and phone.pane.is_counting:
        answer = make_response(render_template("simulator_waits.html", phone=phone))
        answer.headers["HX-Reswap"] = "none"
        return answer
    return _unchanged(phone.pane) or render_template("simulator_phone_part.html", scene=scene, phone=phone, part="live")


@pages.get("/mailbox")
def mailbox_part() -> str | Response:
    """The mailbox's contents, asked for again and again."""
    scene = choose(request.args)
    pane = load_pane(this_gateway(), "mailbox", scene.resident.email)
    return _unchanged(pane) or render_template(
        "simulator_mailbox_part.html", pane=pane, scene=scene, understood=tell_understood(pane), is_part=True
    )


def _unchanged(pane: Pane) -> Response | None:
    return unchanged(pane.version)


@pages.get("/pictures/<int:file_id>.jpg")
def picture(file_id: int) -> Response:
    """A picture of a played phone as it was made anew, small; never what was uploaded, and never a real resident's."""
    file = _find_played(file_id)
    octets = shelf_of(this_gateway().store, this_gateway().settings).find(file.thumbnail_sha256 or "") if file else None
    if octets is None:
        abort(404, "There is no such picture.")
    return Response(octets, mimetype="image/jpeg", headers={"Cross-Origin-Resource-Policy": "same-origin"})


def _find_played(file_id: int) -> AttachmentRow | None:
    with this_gateway().store.reading() as connection:
        file = find_attachment(connection, file_id)
        is_played = file is not None and load_message(connection, file.message_id).channel == "simulator_sms"
    return file if is_played else None


@pages.get("/mail/<int:outbound_id>")
def shown_mail(outbound_id: int) -> Response:
    """A mail of the city as a mail program shows it: without scripts, and apart from everything of ours."""
    gateway = this_gateway()
    channel = gateway.channels["simulator_email"]
    with gateway.store.reading() as connection:
        outbound = find_outbound(connection, outbound_id)
    if outbound is None or outbound.draft.channel != channel.name or not isinstance(channel, SimulatorEmail):
        abort(404)
    try:
        shown = channel.show(outbound)
    except SendError as error:
        abort(404, str(error))
    return Response(shown, mimetype="text/html", headers={"Content-Security-Policy": _MAIL_POLICY})


@pages.get("/outbox")
def outbox() -> str:
    """What would have been sent if a relay and an account were configured, department mail included."""
    with this_gateway().store.reading() as connection:
        rows = list_simulated(connection, limit=_TRAY)
    return render_template("simulator_outbox.html", rows=rows, limit=_TRAY, settings=this_gateway().settings)
