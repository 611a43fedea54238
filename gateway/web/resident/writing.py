"""What a resident sends from the page: words and photos, and whether it is fixed.

Words go through the intake like every other message. A form carries no cookie's token: whoever knows the address of the
page may write on it, and nobody else can make a browser do it. It carries a word of its own instead, so that a form
that is sent twice is one message.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from gateway.changes import Hand, answer_fixed
from gateway.channels.originals import PageFile
from gateway.channels.page_words import PageWriter, page_arrival
from gateway.errors import IntakeError
from gateway.replies.threads import RESIDENT
from gateway.store.resident_page import Visit
from gateway.web.context import receive_arrival, this_gateway, this_rulebook
from gateway.web.resident.page import MEGABYTE, show
from gateway.web.resident.pages import pages
from gateway.web.resident.phrases import Phrases, phrases_in
from gateway.web.resident.standing import may_write
from gateway.web.resident.uploads import LARGEST_FILES, LARGEST_FORM, MOST_FILES, read_files
from gateway.web.resident.visits import messages_tally, note, require_visit
from parsers import parse
from parsers.clean import clean_text
from parsers.values import InboundMessage, Medium, Urgency

log = logging.getLogger(__name__)
LONGEST = 4000
_LONGEST_ONCE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was typed and chosen; `problem` says in the reader's language why it cannot be taken."""

    words: str
    files: tuple[PageFile, ...]
    once: str
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not self.words and not self.files


@pages.post("/<token>/words")
def write(token: str) -> Response:
    """Take words and files, and show the page again."""
    visit = require_visit(token)
    p = phrases_in(visit.language)
    try:
        form = _read_form(p)
    except RequestEntityTooLarge:
        return _too_large(token, p)
    problem = form.problem or (p.say("nothing_written") if form.is_empty else "") or _why_not(visit, token, p)
    if problem:
        return show(visit, token, problem=problem, words=form.words, status=422)
    return _keep(visit, token, form) or _done(token, "danger" if _tells_of_danger(visit, form.words) else "words")


@pages.post("/<token>/fixed")
def answer(token: str) -> Response:
    """Take the answer to the question after closing; a no may bring words and photos along."""
    visit = require_visit(token)
    p = phrases_in(visit.language)
    try:
        form = _read_form(p)
    except RequestEntityTooLarge:
        return _too_large(token, p)
    said = request.form.get("answer")
    if not visit.is_reporter or said not in {"yes", "no"} or not may_write(visit.ticket, now=this_gateway().clock()):
        return _done(token, "")
    problem = form.problem or _why_not(visit, token, p)
    if problem:
        return show(visit, token, problem=problem, words=form.words, status=422)
    _note_answer(visit, is_fixed=said == "yes")
    failed = _keep(visit, token, form) if said == "no" and not form.is_empty else None
    return failed or _done(token, "danger" if _tells_of_danger(visit, form.words) else said)


def _read_form(p: Phrases) -> Form:
    """Raises `RequestEntityTooLarge`."""
    request.max_content_length = LARGEST_FORM
    words, files = clean_text(request.form.get("words", "")).strip(), read_files(request.files.getlist("files"))
    form = Form(words=words, files=files, once=request.form.get("once", "")[:_LONGEST_ONCE])
    if len(words) > LONGEST:
        return Form(words=words, files=(), once="", problem=p.say("too_long", count=len(words), most=LONGEST))
    if len(files) > MOST_FILES:
        return Form(words=words, files=(), once="", problem=p.say("too_many_files", count=MOST_FILES))
    if sum(len(file.octets) for file in files) > LARGEST_FILES:
        raise RequestEntityTooLarge
    return form


def _why_not(visit: Visit, token: str, p: Phrases) -> str:
    now = this_gateway().clock()
    if not may_write(visit.ticket, now=now):
        return p.say("finished")
    return p.say("too_often") if messages_tally().is_full(token, now=now) else ""


def _keep(visit: Visit, token: str, form: Form) -> Response | None:
    """Store it durably; what cannot be stored now stays on the page."""
    gateway = this_gateway()
    moment = datetime.fromtimestamp(gateway.clock(), UTC)
    try:
        receive_arrival(page_arrival(_writer(visit), form.words, form.files, once=form.once, now=moment))
    except IntakeError as error:
        log.warning("words on a page could not be stored", extra={"reason": type(error).__name__})
        problem = phrases_in(visit.language).say("try_later")
        return show(visit, token, problem=problem, words=form.words, status=503)
    messages_tally().add(token, now=gateway.clock())
    return None


def _writer(visit: Visit) -> PageWriter:
    ticket = visit.own[0] if visit.own else visit.ticket
    return PageWriter(
        ticket_id=visit.ticket.id,
        channel=ticket.channel,
        medium=Medium(visit.contact.medium),
        address=visit.contact.address,
        our_address=ticket.our_address,
    )


def _note_answer(visit: Visit, *, is_fixed: bool) -> None:
    gateway = this_gateway()
    by = Hand(actor=RESIDENT, now=gateway.clock())
    with gateway.store.writing() as connection:
        answer_fixed(connection, gateway, by, ticket_id=visit.ticket.id, is_fixed=is_fixed)
    gateway.bell.ring("deliver", visit.ticket.id)


def _tells_of_danger(visit: Visit, words: str) -> bool:
    """Whether the page must say at once that nobody watches it; the message itself is read again on its way."""
    if not words:
        return False
    gateway = this_gateway()
    message = InboundMessage(
        medium=Medium(visit.contact.medium),
        sender=visit.contact.address,
        received_at=datetime.fromtimestamp(gateway.clock(), UTC),
        text=words,
        reply_text=words,
        follow_up=True,
    )
    return parse(message, gateway.city(this_rulebook())).understanding.urgency is Urgency.EMERGENCY


def _too_large(token: str, p: Phrases) -> Response:
    back = url_for("resident.page", token=token)
    return note(p, "large", status=413, back=back, size=LARGEST_FILES // MEGABYTE)


def _done(token: str, what: str) -> Response:
    return redirect(url_for("resident.page", token=token, done=what or None, _anchor="main"), 303)
