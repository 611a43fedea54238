"""A mail that wants no more texts: the number it names, or the one telephone of this sender that texts go to.

Where it is not clear which number is meant, a person finds out; the wish is never lost (PROTOCOL 12.10, F12.5).
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.text_message import plain_number
from gateway.envelopes import WHATSAPP
from gateway.filing import attach, opening
from gateway.filing.case import Case
from gateway.store.consents import record_wish
from gateway.store.contacts import ContactRow, NewContact, ensure_contact, find_numbers, find_phones_of
from parsers.mail_refusals import speaks_of_texts
from parsers.values import Medium

_UNCLEAR = (
    "The sender wants no more texts, but does not say which number is meant, and it is not clear from earlier reports. "
    "Ask for the number, then write the wish down on a ticket of that number."
)
_UNKNOWN = "The sender wants no more texts. The number in the mail is noted, but we have not texted with it so far."
_FORGED = "The mail wants no more texts, but it does not come from its sender (DMARC), so nothing was changed."


def is_about_texts(case: Case) -> bool:
    """Whether a wish for silence came by mail and is about a telephone, not about mail."""
    message = case.message
    subject = "" if message.follow_up else message.subject
    return message.medium is Medium.EMAIL and speaks_of_texts(f"{subject} {message.new_text}")


def stop_texts(connection: Connection, gateway: Gateway, case: Case) -> bool:
    """Heed the wish, for texts and for WhatsApp; False when a person has to find out what is meant."""
    if case.message.authentication.is_forged:
        _tell_people(connection, gateway, case, _FORGED)
        return False
    named = _named_number(case)
    known = find_numbers(connection, {named}) if named else _only_phone(connection, case)
    if not known:
        _note_number(connection, case, named)
        _tell_people(connection, gateway, case, _UNKNOWN if named else _UNCLEAR)
    for contact in known:
        _heed(connection, case, contact.id)
    return bool(known)


def _named_number(case: Case) -> str:
    """The number in the mail, unless it is the one that we text from."""
    number = case.intent.understanding.contact.phone or ""
    ours = {plain_number(known) for known in case.rulebook.city.numbers}
    return "" if number in ours else number


def _only_phone(connection: Connection, case: Case) -> list[ContactRow]:
    phones = find_phones_of(connection, case.thread.contact, case.message.sender_name)
    numbers = {phone.address.removeprefix(WHATSAPP) for phone in phones}
    return phones if len(numbers) == 1 else []


def _note_number(connection: Connection, case: Case, number: str) -> None:
    """A number that is unknown today may text us tomorrow; the wish is older then."""
    if number:
        noted = ensure_contact(connection, NewContact(medium=Medium.SMS, address=number), now=case.now)
        _heed(connection, case, noted.id)


def _heed(connection: Connection, case: Case, contact_id: int) -> None:
    record_wish(
        connection,
        contact_id,
        verdict="opted_out",
        source=case.cause,
        actor=case.message.sender,
        words=case.message.new_text or case.message.subject,
        now=case.now,
    )


def _tell_people(connection: Connection, gateway: Gateway, case: Case, remark: str) -> None:
    """On the ticket that the mail answers, or on a new one; the sender is not answered."""
    quiet = replace(case.decision, reply="", missing=(), ask=())
    told = replace(case, decision=quiet, thread=replace(case.thread, notes=(*case.thread.notes, remark)))
    if case.thread.is_follow_up:
        attach.attach(connection, gateway, told)
    else:
        opening.open_request(connection, gateway, told)
