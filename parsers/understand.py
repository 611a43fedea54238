"""Turn one message into one intent: what it says, and what it wants of the gateway (stop 5 of the road).

The order is that of PROTOCOL 15.2: danger is read on every message whatever else it is; then come machines,
opt-out and commands; what remains is a request, a question or more about a ticket.
"""

from __future__ import annotations

from parsers.city import City
from parsers.commands import Command, CommandReading, read_command
from parsers.contact import find_contact
from parsers.emergency import MAX_READ as MOST_FOR_EMERGENCY
from parsers.intents import (
    Automatic,
    BounceNotice,
    Empty,
    FollowUp,
    HelpRequest,
    Intent,
    OptIn,
    OptOut,
    Question,
    ServiceRequest,
    StatusInquiry,
    Thanks,
    Unreadable,
)
from parsers.language import detect_language
from parsers.location import find_location, location_of_pin
from parsers.occurred import find_occurred
from parsers.question import is_question
from parsers.service import service_of
from parsers.urgency import read_urgency
from parsers.values import Evidence, InboundMessage, Medium, Origin, ServiceGuess, Understanding, Urgency
from parsers.words import MAX_READ, Words, split_words

_MACHINES = frozenset({Origin.AUTO_REPLY, Origin.RECEIPT, Origin.REPORT, Origin.BOUNCE})
"""Origins whose mail opens nothing. Alerts and lists carry content and stay requests that nobody answers."""
_UNSURE = 0.55
_OPT_OUT_TYPES = {"STOP": Command.OPT_OUT, "START": Command.OPT_IN, "HELP": Command.HELP}


def parse(message: InboundMessage, city: City) -> Intent:
    """What `message` says and wants. Total and pure: no text, however odd, raises or takes long."""
    understanding = understand(message, city)
    if message.bounce is not None:
        return BounceNotice(understanding=understanding, bounce=message.bounce)
    if message.error is not None:
        return Unreadable(understanding=understanding, reason=message.error)
    if message.automation.origin in _MACHINES:
        return Automatic(
            understanding=understanding, reason=message.automation.reason or message.automation.origin.value
        )
    return _spoken(message, understanding)


def understand(message: InboundMessage, city: City) -> Understanding:
    """What the new words of `message` say, whoever wrote them and whatever they answer."""
    text, subject = message.new_text, _subject(message)
    language = detect_language(f"{subject}\n{text}" if subject else text, city.languages)
    words = split_words(text, limit=MOST_FOR_EMERGENCY)
    service = service_of(words.head(MAX_READ), city.catalog, language=language, subject=subject)
    urgency, urgency_evidence = _urgency(words, subject, service)
    return Understanding(
        service=service,
        location=find_location(text, city.streets, subject=subject) or location_of_pin(message.coordinates),
        occurred=find_occurred(text, received_at=message.received_at, timezone=city.timezone, language=language),
        urgency=urgency,
        urgency_evidence=urgency_evidence,
        language=language,
        contact=find_contact(text),
    )


def _subject(message: InboundMessage) -> str:
    """The subject as far as it is the sender's own: a reply's subject is ours."""
    return "" if message.follow_up or message.medium is Medium.SMS else message.subject


def _urgency(words: Words, subject: str, service: ServiceGuess | None) -> tuple[Urgency, tuple[Evidence, ...]]:
    urgency, evidence = read_urgency(words, service)
    if subject and urgency is not Urgency.EMERGENCY:
        by_subject, _ = read_urgency(split_words(subject))
        urgency = max(urgency, by_subject, key=list(Urgency).index)
    return urgency, evidence


def _spoken(message: InboundMessage, understanding: Understanding) -> Intent:
    """The intent of what a person wrote, or of what a machine wrote that carries content."""
    if understanding.urgency is not Urgency.EMERGENCY:
        command = _command(message)
        if command is not None and not _is_polite_opening(command, understanding):
            return _commanded(command, understanding)
    if not message.new_text.strip() and not _has_more(message):
        return Empty(understanding=understanding)
    if message.follow_up:
        return FollowUp(understanding=understanding)
    if _is_mere_question(message.new_text or message.subject, understanding):
        return Question(understanding=understanding)
    return ServiceRequest(understanding=understanding)


def _is_polite_opening(reading: CommandReading, understanding: Understanding) -> bool:
    """Whether `Hello` or `help` only opens a mail whose subject says what it is about."""
    is_opening = reading.command in (Command.GREETING, Command.HELP, Command.THANKS)
    return is_opening and (understanding.service is not None or understanding.location is not None)


def _has_more(message: InboundMessage) -> bool:
    """Whether a message without words still tells something: a picture, a pin, a subject of its own."""
    return bool(message.attachments or message.coordinates or _subject(message).strip())


def _command(message: InboundMessage) -> CommandReading | None:
    if message.opt_out_type in _OPT_OUT_TYPES:
        return CommandReading(command=_OPT_OUT_TYPES[message.opt_out_type])
    if message.attachments and message.medium is Medium.SMS:
        return None
    if message.new_text.strip():
        return read_command(message.new_text, is_answer=message.follow_up)
    return read_command(_subject(message), is_answer=False) if not message.attachments else None


def _commanded(reading: CommandReading, understanding: Understanding) -> Intent:
    match reading.command:
        case Command.OPT_OUT:
            return OptOut(understanding=understanding)
        case Command.OPT_IN:
            return OptIn(understanding=understanding)
        case Command.STATUS:
            return StatusInquiry(understanding=understanding, ticket_number=reading.ticket_number)
        case Command.THANKS:
            return Thanks(understanding=understanding)
        case Command.HELP | Command.GREETING:
            return HelpRequest(understanding=understanding)


def _is_mere_question(text: str, understanding: Understanding) -> bool:
    """Whether `text` asks something and reports nothing: no place, no time, no service that is well founded."""
    service = understanding.service
    reports = service is not None and service.code != "general_inquiry" and service.confidence >= _UNSURE
    placed = understanding.location is not None or understanding.urgency is not Urgency.ROUTINE
    return is_question(text, is_founded=reports or placed)
