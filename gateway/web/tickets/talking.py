"""Words: a reply to the resident, a status with a note to them, a note among staff, and what they wish of texts."""

from __future__ import annotations

from gateway import casework
from gateway.changes import ChangeError
from gateway.store.consents import Verdict
from gateway.web.context import this_gateway
from gateway.web.tickets.acting import Answer, Sent, act
from gateway.web.tickets.choices import SETTABLE
from gateway.web.tickets.drawing import draw_ticket
from gateway.web.tickets.pages import pages
from gateway.web.tickets.typed import read_form

_VERDICTS: dict[str, Verdict] = {"opted_out": "opted_out", "opted_in": "opted_in"}


@pages.post("/<number>/reply")
def reply(number: str) -> Answer:
    """Write to the resident."""
    return act(number, read_form("reply"), _reply, draw_ticket)


def _reply(sent: Sent) -> str:
    _require_words(sent["text"])
    casework.reply_to_resident(this_gateway(), text=sent["text"], **sent.by)
    return "The reply is on its way."


@pages.post("/<number>/notes")
def add_note(number: str) -> Answer:
    """Keep a note that the resident does not see."""
    return act(number, read_form("note"), _note, draw_ticket)


def _note(sent: Sent) -> str:
    _require_words(sent["text"])
    casework.add_note(this_gateway(), text=sent["text"], **sent.by)
    return "The note was kept."


@pages.post("/<number>/status")
def change_status(number: str) -> Answer:
    """Move the ticket; the note goes to the resident."""
    return act(number, read_form("status"), _set_status, draw_ticket)


def _set_status(sent: Sent) -> str:
    status, note = sent["status"], sent["text"]
    if status not in SETTABLE:
        raise ChangeError("Choose a status.")
    if status == "closed" and not note:
        raise ChangeError("Write what was done or decided: the resident reads it when the ticket is closed.")
    casework.change_status(this_gateway(), status=status, note=note, reason=sent["reason"], **sent.by)
    return "The status was changed."


@pages.post("/<number>/texts")
def change_texts(number: str) -> Answer:
    """Write down that the resident wants no more texts, or wants them again."""
    return act(number, read_form("texts"), _note_wish, draw_ticket)


def _note_wish(sent: Sent) -> str:
    verdict = _VERDICTS.get(sent["verdict"])
    if verdict is None:
        raise ChangeError("Say whether they want no more texts or want them again.")
    if not sent["text"]:
        raise ChangeError("Write how you know: who said so, how and when.")
    casework.note_wish(this_gateway(), verdict=verdict, reason=sent["text"], **sent.by)
    is_out = verdict == "opted_out"
    return "Nothing is texted to this number any more." if is_out else "Texts may go out again."


def _require_words(text: str) -> None:
    if not text:
        raise ChangeError("Write something first.")
