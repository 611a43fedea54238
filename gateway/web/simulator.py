"""The simulator: a phone and a mailbox side by side, in which a visitor plays the resident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.channels.simulator import SimulatorEmail, simulator_mail, simulator_text
from gateway.envelopes import Arrival
from gateway.errors import IntakeError, SendError
from gateway.routing import Rulebook
from gateway.store.desk import OutboundRow
from gateway.store.exchange import list_simulated
from gateway.store.outbox import find_outbound
from gateway.web import thread
from gateway.web.context import receive_arrival, this_gateway, this_rulebook
from gateway.web.live import is_htmx, unchanged
from gateway.web.resident import EXAMPLES, Chosen, Resident, choose
from gateway.web.samples import MAILS, TEXTS, find_sample
from gateway.web.thread import Medium

pages = Blueprint("simulator", __name__, url_prefix="/simulator")
LONGEST_TEXT = 1_600
LONGEST_MAIL = 50_000
LONGEST_SUBJECT = 200
_TRAY = 100
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a visitor wrote in one of the two forms, and what is wrong with it."""

    text: str = ""
    subject: str = ""
    to: str = ""
    in_reply_to: str = ""
    error: str = ""


@pages.get("")
def page() -> str | tuple[str, int]:
    """The phone and the mailbox of one resident."""
    chosen = choose(request.args)
    return _page(chosen, mail=_reply_form(chosen.resident)), 422 if chosen.problems else 200


def _page(chosen: Chosen, *, text: Typed | None = None, mail: Typed | None = None) -> str:
    return render_template(
        "simulator.html",
        chosen=chosen,
        examples=EXAMPLES,
        phone=_pane("phone", chosen.resident),
        mailbox=_pane("mailbox", chosen.resident),
        text=text or Typed(),
        mail=mail or Typed(),
        **_choices(),
    )


def _choices() -> dict[str, object]:
    city = this_rulebook().city
    return {"city": city, "texts": TEXTS, "mails": MAILS, "longest_text": LONGEST_TEXT}


def _pane(medium: Medium, resident: Resident) -> thread.Pane:
    return thread.load_pane(this_gateway(), medium, resident)


@pages.get("/phone")
def phone() -> str | Response:
    """The phone's conversation, asked for again and again."""
    return _part("phone")


@pages.get("/mailbox")
def mailbox() -> str | Response:
    """The mailbox's contents, asked for again and again."""
    return _part("mailbox")


def _part(medium: Medium) -> str | Response:
    chosen = choose(request.args)
    pane = _pane(medium, chosen.resident)
    return unchanged(pane.version) or render_template(
        f"simulator_{medium}_part.html", pane=pane, resident=chosen.resident, is_part=True
    )


@pages.post("/text")
def send_text() -> Response | tuple[str, int]:
    """Take a text from the phone."""
    chosen = choose(request.form)
    sample = find_sample(TEXTS, request.form.get("sample", ""))
    typed = Typed(text=sample.body if sample else request.form.get("text", "").strip())
    error = _too_long(typed.text, LONGEST_TEXT) or _first(chosen.problems)
    error = error or _receive(simulator_text(chosen.resident.phone, _our_number(), typed.text, now=_now()))
    if error:
        typed = Typed(text=typed.text, error=error)
    return _answer("phone", chosen, typed)


@pages.post("/mail")
def send_mail() -> Response | tuple[str, int]:
    """Take a mail from the mailbox."""
    chosen = choose(request.form)
    typed = _typed_mail()
    error = _too_long(typed.text, LONGEST_MAIL) or _too_long(typed.subject, LONGEST_SUBJECT) or _first(chosen.problems)
    error = error or _receive(_mail_arrival(chosen.resident, typed))
    if error:
        typed = Typed(text=typed.text, subject=typed.subject, to=typed.to, in_reply_to=typed.in_reply_to, error=error)
    return _answer("mailbox", chosen, typed)


def _typed_mail() -> Typed:
    if sample := find_sample(MAILS, request.form.get("sample", "")):
        return Typed(text=sample.body, subject=sample.subject)
    names = ("text", "subject", "to", "in_reply_to")
    return Typed(**{name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in names})


def _mail_arrival(resident: Resident, typed: Typed) -> Arrival:
    return simulator_mail(
        resident.email,
        typed.to[:254] or _our_address(this_rulebook()),
        typed.subject,
        typed.text,
        now=_now(),
        in_reply_to=typed.in_reply_to[:250],
    )


def _answer(medium: Medium, chosen: Chosen, typed: Typed) -> Response | tuple[str, int]:
    """What was typed stays in the form when it was not taken; an empty form follows when it was."""
    here = url_for("simulator.page", phone=chosen.resident.phone, email=chosen.resident.email)
    form = typed if typed.error else Typed()
    if is_htmx():
        template = f"simulator_{medium}.html"
        pane = _pane(medium, chosen.resident)
        name = "text" if medium == "phone" else "mail"
        page = render_template(template, pane=pane, chosen=chosen, sent=not typed.error, **{name: form}, **_choices())
        return page, 422 if typed.error else 200
    if not typed.error:
        return redirect(f"{here}#{medium}", 303)
    return _page(chosen, **{"text" if medium == "phone" else "mail": form}), 422


def _receive(arrival: Arrival) -> str:
    """Store it; the sentence to show when nothing was stored."""
    try:
        receive_arrival(arrival)
    except IntakeError as error:
        return f"{error} Your message was not sent: try again in a minute."
    return ""


def _too_long(text: str, longest: int) -> str:
    return f"Shorten this to {longest:,} characters; it has {len(text):,}." if len(text) > longest else ""


def _first(problems: tuple[str, ...]) -> str:
    return problems[0] if problems else ""


def _our_number() -> str:
    numbers = this_rulebook().city.numbers
    return numbers[0] if numbers else "+12035550100"


def _our_address(rulebook: Rulebook) -> str:
    return rulebook.city.addresses[0] if rulebook.city.addresses else "311@city.example"


def _now() -> datetime:
    return datetime.fromtimestamp(this_gateway().clock(), UTC)


def _reply_form(resident: Resident) -> Typed:
    """The mail form filled in to answer one of the city's mails, when `reply` names one of this resident's."""
    wanted = request.args.get("reply", "")
    row = (
        thread.find_sent_mail(this_gateway(), resident, int(wanted)) if wanted.isascii() and wanted.isdigit() else None
    )
    return _reply_to(row) if row else Typed()


def _reply_to(row: OutboundRow) -> Typed:
    subject = row.subject if row.subject.lower().startswith("re:") else f"Re: {row.subject}"
    quoted = "\n".join(f"> {line}" for line in row.body.splitlines())
    return Typed(
        text=f"\n\nThe city wrote:\n{quoted}", subject=subject, to=row.reply_to, in_reply_to=row.rfc_message_id
    )


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
        page = channel.show(outbound)
    except SendError as error:
        abort(404, str(error))
    return Response(page, mimetype="text/html", headers={"Content-Security-Policy": _MAIL_POLICY})


@pages.get("/outbox")
def outbox() -> str:
    """What would have been sent if a relay and an account were configured, department mail included."""
    with this_gateway().store.reading() as connection:
        rows = list_simulated(connection, limit=_TRAY)
    return render_template("simulator_outbox.html", rows=rows, limit=_TRAY, settings=this_gateway().settings)
