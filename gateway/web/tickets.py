"""One ticket: what was said, what was understood, why it is here, and what a clerk may do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import casework
from gateway.changes import find_suggestion
from gateway.errors import GatewayError, IntakeError
from gateway.store.consents import Verdict
from gateway.store.desk import Original, TicketView, find_original
from gateway.store.staff import StaffRow
from gateway.store.tickets import STATUSES
from gateway.web.alike import load_relations
from gateway.web.attachments import all_files, load_files
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.desk import department_name
from gateway.web.explanation import explain
from gateway.web.highlight import cut, cut_personal
from gateway.web.ticket_access import require_ticket
from gateway.web.ticket_why import show_why
from gateway.web.whereabouts import find_location_note
from gateway.web.wishes import load_wishes

pages = Blueprint("tickets", __name__, url_prefix="/tickets")
pages.add_app_template_filter(cut_personal, "personal_pieces")
LONGEST_NOTE = 5_000
_SETTABLE = STATUSES[1:]
_VERDICTS: dict[str, Verdict] = {"opted_out": "opted_out", "opted_in": "opted_in"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into one of the forms, and what is wrong with it."""

    form: str = ""
    text: str = ""
    status: str = ""
    error: str = ""


@pages.get("/<number>")
def page(number: str) -> str | Response:
    """The whole ticket."""
    view, person = require_ticket(number)
    if view.ticket.number != number:
        return redirect(url_for("tickets.page", number=view.ticket.number))
    return _render(view, person, Typed())


@pages.get("/<number>/why")
def why(number: str) -> str | Response:
    """Every rule that was read, and what it said."""
    return show_why(number)


def _render(view: TicketView, person: StaffRow, typed: Typed) -> str:
    told = explain(view.ticket)
    files = load_files(view)
    return render_template(
        "ticket.html",
        view=view,
        files=files,
        suggestion=find_suggestion(view.ticket, all_files(files)),
        ticket=view.ticket,
        why=told,
        located=find_location_note(view.ticket),
        pieces=cut(_words(view), told.marks),
        relations=load_relations(view, person),
        department=department_name(this_rulebook(), view.ticket.department),
        may_change=person.may_change(view.ticket.department),
        settable=_SETTABLE,
        wishes=load_wishes(view.reporter),
        typed=typed,
        longest=LONGEST_NOTE,
    )


def _words(view: TicketView) -> str:
    """All that the message said; of one that names several problems, what it said of this one."""
    opening = None if view.ticket.is_part else view.opening
    return (opening.text if opening else None) or view.ticket.description


@pages.get("/<number>/messages/<int:message_id>")
def original(number: str, message_id: int) -> Response:
    """The raw bytes as a download that no browser will run."""
    view, _ = require_ticket(number)
    with this_gateway().store.reading() as connection:
        found = find_original(connection, view.ticket, message_id)
    if found is None:
        abort(404)
    return _download(found)


def _download(found: Original) -> Response:
    ending = "eml" if found.channel.endswith("email") else "txt"
    answer = Response(found.raw, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="message-{found.message_id}.{ending}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@pages.post("/<number>/status")
def change_status(number: str) -> Response | tuple[str, int]:
    """Move the ticket; the note goes to the resident."""
    typed = Typed(form="status", text=_text(), status=request.form.get("status", ""))
    return _act(number, typed, _status_problem(typed), _set_status, "The status was changed.")


@pages.post("/<number>/reply")
def reply(number: str) -> Response | tuple[str, int]:
    """Write to the resident."""
    typed = Typed(form="reply", text=_text())
    return _act(number, typed, _text_problem(typed), _reply, "The reply is on its way.")


@pages.post("/<number>/notes")
def add_note(number: str) -> Response | tuple[str, int]:
    """Keep a note that the resident does not see."""
    typed = Typed(form="note", text=_text())
    return _act(number, typed, _text_problem(typed), _note, "The note was kept.")


@pages.post("/<number>/merge")
def merge(number: str) -> Response | tuple[str, int]:
    """Close the ticket and go on with its story in another one."""
    typed = Typed(form="merge", text=_text())
    return _act(number, typed, "", _merge, "The ticket was merged.")


@pages.post("/<number>/texts")
def change_texts(number: str) -> Response | tuple[str, int]:
    """Write down that the resident wants no more texts, or wants them again."""
    typed = Typed(form="texts", text=_text(), status=request.form.get("verdict", ""))
    done = "Nothing is texted to this number any more." if typed.status == "opted_out" else "Texts may go out again."
    return _act(number, typed, _wish_problem(typed), _note_wish, done)


def _text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n").strip()


def _status_problem(typed: Typed) -> str:
    if typed.status not in _SETTABLE:
        return "Choose a status."
    if typed.status == "closed" and not typed.text:
        return "Write what was done or decided: the resident reads it when the ticket is closed."
    return _length_problem(typed)


def _wish_problem(typed: Typed) -> str:
    if typed.status not in _VERDICTS:
        return "Say whether they want no more texts or want them again."
    return _length_problem(typed) if typed.text else "Write how you know: who said so, how and when."


def _text_problem(typed: Typed) -> str:
    return _length_problem(typed) if typed.text else "Write something first."


def _length_problem(typed: Typed) -> str:
    return f"Shorten the text to {LONGEST_NOTE:,} characters." if len(typed.text) > LONGEST_NOTE else ""


def _act(
    number: str, typed: Typed, problem: str, action: Callable[[int, Typed, StaffRow], None], done: str
) -> Response | tuple[str, int]:
    view, person = require_ticket(number)
    if not person.may_change(view.ticket.department):
        abort(403, "You may read this ticket, but not change it.")
    if not problem:
        problem = _try(action, view.ticket.id, typed, person)
    if problem:
        failed = Typed(form=typed.form, text=typed.text, status=typed.status, error=problem)
        return _render(view, person, failed), 422
    flash(done)
    return redirect(url_for("tickets.page", number=view.ticket.number), 303)


def _try(action: Callable[[int, Typed, StaffRow], None], ticket_id: int, typed: Typed, person: StaffRow) -> str:
    """Do it; the sentence to show when it cannot be done."""
    try:
        action(ticket_id, typed, person)
    except IntakeError:
        raise
    except GatewayError as error:
        return str(error)
    return ""


def _set_status(ticket_id: int, typed: Typed, person: StaffRow) -> None:
    casework.change_status(
        this_gateway(), ticket_id=ticket_id, status=typed.status, note=typed.text, actor=person.email
    )


def _reply(ticket_id: int, typed: Typed, person: StaffRow) -> None:
    casework.reply_to_resident(this_gateway(), ticket_id=ticket_id, text=typed.text, actor=person.email)


def _merge(ticket_id: int, typed: Typed, person: StaffRow) -> None:
    casework.merge_tickets(this_gateway(), ticket_id=ticket_id, number=typed.text, reason="", actor=person.email)


def _note_wish(ticket_id: int, typed: Typed, person: StaffRow) -> None:
    casework.note_wish(
        this_gateway(),
        ticket_id=ticket_id,
        verdict=_VERDICTS[typed.status],
        reason=typed.text,
        actor=person.email,
    )


def _note(ticket_id: int, typed: Typed, person: StaffRow) -> None:
    casework.add_note(this_gateway(), ticket_id=ticket_id, text=typed.text, actor=person.email)
