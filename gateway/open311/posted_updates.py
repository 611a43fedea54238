"""An update that another system posts: read strictly, all mistakes at once, and done once."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from gateway.casework.updating import Aim, Update, take_update
from gateway.changes import ChangeError
from gateway.open311.encoding import Document, Listing
from gateway.open311.endpoint import Answer, Asked, Endpoint
from gateway.open311.keys import load_key
from gateway.open311.moments import read_moment
from gateway.open311.parameters import check_jurisdiction
from gateway.open311.posted import find_sent
from gateway.open311.problems import bad_request, not_found, refusal
from gateway.open311.requests import find_public
from gateway.open311.updates import update_id_of
from gateway.store.public_updates import load_step
from gateway.store.tickets import TicketRow, load_ticket

AIMS: Mapping[str, Aim] = {
    "open": "open",
    "reopen": "open",
    "for_triage": "open",
    "in_progress": "in_progress",
    "investigating": "in_progress",
    "planned": "in_progress",
    "action_scheduled": "in_progress",
    "internal_referral": "in_progress",
    "closed": "closed",
    "fixed": "closed",
    "duplicate": "closed",
    "not_councils_responsibility": "closed",
    "no_further_action": "closed",
    "cancelled": "closed",
    "unchanged": "",
}
"""What becomes of a ticket for each state of the extension."""
_CLOSING = {
    "en": {
        "fixed": "The work is done.",
        "duplicate": "Somebody else had reported the same, and it is done together with that.",
        "not_councils_responsibility": "The city is not responsible for this.",
        "no_further_action": "Nothing more will be done about this.",
        "cancelled": "This was cancelled.",
        "": "The work on this has ended.",
    },
    "es": {
        "fixed": "El trabajo está hecho.",
        "duplicate": "Otra persona había avisado de lo mismo y se atiende junto con eso.",
        "not_councils_responsibility": "La ciudad no es responsable de esto.",
        "no_further_action": "No se hará nada más sobre esto.",
        "cancelled": "Esto se canceló.",
        "": "El trabajo sobre esto ha terminado.",
    },
}
"""What a resident is told when a system closes a request without a word."""
_LONGEST_ID = 200
_LONGEST_WORDS = 4_000
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


def post_update(endpoint: Endpoint, asked: Asked) -> Answer:  # noqa: ARG001 - every door is asked alike
    """`POST /servicerequestupdates` with a key for updates; raises `ProblemError`.

    A change of state is told to the resident with the description; without one the description is a note among staff.
    What is older than what people did since is only noted. The same `update_id` of a key is done once.
    """
    _check_form()
    key = load_key(endpoint, "updates")
    check_jurisdiction(endpoint, find_sent("jurisdiction_id"))
    _check()
    ticket = _load_ticket(endpoint, find_sent("service_request_id"))
    try:
        event_id = take_update(
            endpoint.gateway, ticket_id=ticket.id, update=_read(ticket, api_key_id=key.id), actor=key.actor
        )
    except ChangeError as error:
        raise refusal(409, str(error)) from None
    name = find_sent("update_id") if event_id is None else _name_of(endpoint, event_id)
    document = Document(
        root="service_request_updates", value=Listing(item="request_update", items=[{"update_id": name}])
    )
    return Answer(document=document)


def _check_form() -> None:
    if request.mimetype not in _FORMS and request.content_length:
        raise bad_request("Send the fields as a form: Content-Type application/x-www-form-urlencoded, in UTF-8.")


def _state() -> str:
    """The state as clients write it: capitals, blanks and hyphens do not count."""
    return find_sent("status").lower().replace(" ", "_").replace("-", "_")


def _check() -> None:
    """Raise `ProblemError` (400) with everything that is wrong."""
    required = ("service_request_id", "update_id", "status", "updated_datetime")
    problems = [f"{name} is missing." for name in required if not find_sent(name)]
    if len(find_sent("update_id")) > _LONGEST_ID:
        problems.append(f"update_id is longer than {_LONGEST_ID} characters.")
    if find_sent("status") and _state() not in AIMS:
        problems.append(f"“{find_sent('status')[:100]}” is no status. Write one of {', '.join(AIMS).upper()}.")
    if len(find_sent("description")) > _LONGEST_WORDS:
        problems.append(f"description is longer than {_LONGEST_WORDS:,} characters.")
    if problem := _date_problem():
        problems.append(problem)
    if problems:
        raise bad_request(*problems)


def _date_problem() -> str:
    """Clocks of other systems run ahead; what has not happened yet is as new as what happened now."""
    written = find_sent("updated_datetime")
    if written and read_moment(written) is None:
        return f"“{written[:100]}” in updated_datetime is no date. Write it like 2026-11-23T07:20:00Z."
    return ""


def _load_ticket(endpoint: Endpoint, number: str) -> TicketRow:
    found = find_public(endpoint, number)
    if found is None:
        raise not_found(f"There is no request “{number[:100]}”. Its number stands in what was answered to it.")
    with endpoint.gateway.store.reading() as connection:
        return load_ticket(connection, found.id)


def _read(ticket: TicketRow, *, api_key_id: int) -> Update:
    state, words = _state(), _CLOSING.get(ticket.language, _CLOSING["en"])
    return Update(
        api_key_id=api_key_id,
        id=find_sent("update_id"),
        aim=AIMS[state],
        words=find_sent("description"),
        happened_at=read_moment(find_sent("updated_datetime")) or 0.0,
        closing_words=words.get(state, words[""]),
    )


def _name_of(endpoint: Endpoint, event_id: int) -> str:
    with endpoint.gateway.store.reading() as connection:
        return update_id_of(load_step(connection, event_id))
