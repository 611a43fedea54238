"""A request filed by an app: kept durably first, then worked on at once, so that the answer has its number."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.open311_words import ENDPOINT, FORM, FiledForm, filed_arrival
from gateway.errors import IntakeError
from gateway.jobs import do_at_once
from gateway.open311.encoding import Document, Listing, Value
from gateway.open311.endpoint import Answer, Asked, Endpoint
from gateway.open311.keys import Key, load_key
from gateway.open311.notices import notice_of, notice_of_waiting
from gateway.open311.once import recognise, used_for_another
from gateway.open311.parameters import check_jurisdiction
from gateway.open311.posted import Posted, find_sent, read_posted
from gateway.open311.problems import not_found
from gateway.open311.reaching import answer_by
from gateway.open311.uploads import take_form
from gateway.store.messages import load_message
from gateway.store.tickets import TicketRow, find_opened_by
from parsers.stated import Stated

_log = logging.getLogger(__name__)
PATIENCE_SECONDS = 5.0
"""So long an app waits for its number; then it gets a token."""
_PAUSE_SECONDS = 0.02


def file_request(endpoint: Endpoint, asked: Asked) -> Answer:
    """`POST /requests` (3.5); raises `ProblemError`, and `IntakeError` where it could not be kept."""
    take_form()
    key = load_key(endpoint, "file")
    check_jurisdiction(endpoint, find_sent("jurisdiction_id"))
    posted = read_posted(endpoint)
    message_id = _keep(endpoint, key, posted)
    ticket = _work_on(endpoint.gateway, message_id)
    language = find_sent("locale").lower()[:2] or asked.locale
    if ticket is None:
        token = endpoint.gateway.tokens.waiting_token(message_id)
        return _answer({"token": token, "service_notice": notice_of_waiting(language), "account_id": None})
    notice = notice_of(endpoint.rulebook, ticket, language, is_test=endpoint.kind == "test")
    return _answer({"service_request_id": ticket.number, "service_notice": notice, "account_id": None})


def show_token(endpoint: Endpoint, asked: Asked) -> Answer:
    """`GET /tokens/TOKEN` (3.6): the number is empty while there is none; raises `ProblemError` (404) for a guess."""
    message_id = endpoint.gateway.tokens.read_waiting(asked.subject)
    unknown = not_found(f"There is no token “{asked.subject[:100]}” here. Send it exactly as it was given to you.")
    if message_id is None:
        raise unknown
    with endpoint.gateway.store.reading() as connection:
        ticket, details = find_opened_by(connection, message_id), _details(connection, message_id)
    if details.get(ENDPOINT) != endpoint.kind:
        raise unknown
    return _answer({"service_request_id": ticket.number if ticket else None, "token": asked.subject})


def _details(connection: Connection, message_id: int) -> Mapping[str, str]:
    """What is known of how a message came; empty for one that is not there, as after a restored backup."""
    try:
        return load_message(connection, message_id).details
    except LookupError:
        return {}


def _answer(fields: Mapping[str, Value]) -> Answer:
    return Answer(document=Document(root="service_requests", value=Listing(item="request", items=[fields])))


def _keep(endpoint: Endpoint, key: Key, posted: Posted) -> int:
    """Store the form durably, once; the id of its message. Raises `ProblemError` and `IntakeError`."""
    gateway = endpoint.gateway
    with gateway.store.reading() as connection:
        once = recognise(connection, endpoint, key, posted)
        form = _form(connection, endpoint, key, posted)
    moment = datetime.fromtimestamp(gateway.clock(), UTC)
    arrival = filed_arrival(form, key=once.key, fingerprint=once.fingerprint, now=moment)
    stored = endpoint.intake.receive(arrival)
    if not stored.is_new:
        with gateway.store.reading() as connection:
            if _details(connection, stored.id).get(FORM) != once.fingerprint:
                raise used_for_another()
    return stored.id


def _form(connection: Connection, endpoint: Endpoint, key: Key, posted: Posted) -> FiledForm:
    people = {"email": posted.email, "phone": posted.phone} if endpoint.kind == "production" else {}
    return FiledForm(
        endpoint=endpoint.kind,
        key_id=key.id,
        fields=posted.fields,
        stated=_stated(endpoint, key, posted),
        answered_by=answer_by(connection, endpoint.gateway, **people),
        description=posted.description,
        coordinates=posted.coordinates,
        files=posted.files,
    )


def _stated(endpoint: Endpoint, key: Key, posted: Posted) -> Stated:
    is_test = endpoint.kind == "test"
    people = {} if is_test else {"name": posted.name, "phone": posted.phone, "email": posted.email}
    where = "at the test endpoint of Open311, so nobody was told," if is_test else "by Open311"
    notes = [f"Filed {where} with the key {key.name}."]
    if posted.media_url:
        notes.append(f"The app says that a picture is at {posted.media_url} (it was not fetched).")
    return Stated(
        service=posted.service.code,
        service_name=posted.service.name(endpoint.rulebook.city.languages[0]),
        place=posted.place,
        answers=dict(posted.answers),
        **people,
        notes=(*notes, *posted.remarks),
        source=endpoint.source,
        is_test=is_test,
    )


def _work_on(gateway: Gateway, message_id: int) -> TicketRow | None:
    """The ticket of a message that is worked on here, or by whoever was faster; None when that takes too long."""
    until, pause = time.monotonic() + PATIENCE_SECONDS, _PAUSE_SECONDS
    try:
        while not _is_worked_on(gateway, message_id) and time.monotonic() < until:
            time.sleep(pause)
            pause *= 1.5
        with gateway.store.reading() as connection:
            return find_opened_by(connection, message_id)
    except IntakeError as error:
        _log.warning("a filed request waits for the store", extra={"reason": type(error).__name__})
        return None


def _is_worked_on(gateway: Gateway, message_id: int) -> bool:
    """Whether nothing is gained by waiting: it was worked on before, or was tried here and now."""
    with gateway.store.reading() as connection:
        is_done = load_message(connection, message_id).processed_at is not None
    return is_done or do_at_once(gateway, "process", message_id)
