"""Turn one message into one intent: what it says, and what it wants of the gateway (stop 5 of the road).

The order is that of PROTOCOL 15.2: danger is read on every message whatever else it is; then come machines, opt-out,
the answer to what we asked, and commands; what remains is a request, a question or more about a ticket.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from parsers.answers import means_none, read_answer
from parsers.as_stated import as_stated
from parsers.asked import find_asked_place, is_heeded, read_opened_answer, without_verdict
from parsers.city import City
from parsers.command_words import Command
from parsers.commands import CommandReading, read_command
from parsers.confirmation import is_yes
from parsers.contact import find_contact
from parsers.details import ALL_DETAILS, NO_DETAILS, Detail
from parsers.emergency import MAX_READ as MOST_FOR_EMERGENCY
from parsers.intents import (
    Answer,
    Automatic,
    BounceNotice,
    Done,
    Empty,
    FollowUp,
    HelpRequest,
    Intent,
    LanguageChoice,
    NewReport,
    OptIn,
    OptOut,
    Persists,
    Question,
    ServiceRequest,
    StatusInquiry,
    Thanks,
    Unreadable,
)
from parsers.language import detect_language, tells_language
from parsers.location import find_location, location_of_pin
from parsers.mail_refusals import refuses_texts
from parsers.new_report import find_new_report
from parsers.occurred import find_occurred
from parsers.personal import find_personal
from parsers.question import is_question
from parsers.reactions import is_reaction
from parsers.requested import Requested, read_request
from parsers.robots import is_robot
from parsers.service import read_service
from parsers.several import meaning_of, split_problems
from parsers.stretch import Stretch
from parsers.urgency import read_urgency
from parsers.values import (
    Asked,
    ContactDetails,
    Evidence,
    InboundMessage,
    Location,
    Medium,
    Occurred,
    Origin,
    PersonalData,
    ServiceGuess,
    Understanding,
    Urgency,
)
from parsers.words import MAX_READ, Words, split_words

_MACHINES = frozenset({Origin.AUTO_REPLY, Origin.RECEIPT, Origin.REPORT, Origin.BOUNCE})
"""Origins whose mail opens nothing. Alerts and lists carry content and stay requests that nobody answers."""
_UNSURE = 0.55
_OPT_OUT_TYPES = {"STOP": Command.OPT_OUT, "START": Command.OPT_IN, "HELP": Command.HELP}
_ONLY_BY_TEXT = frozenset({Command.NEW, Command.DONE, Command.FIXED, Command.PERSISTS, Command.LANGUAGE})
"""Commands of the dialogue by text; by mail the same words are for the city."""


def parse(message: InboundMessage, city: City) -> Intent:
    """What `message` says and wants. Total and pure: no text, however odd, raises or takes long."""
    if message.stated is not None:
        return ServiceRequest(understanding=understand(message, city))
    if (by_phone := _by_phone(message, city)) is not None:
        return by_phone
    report = _new_report(message, city)
    if report is not None:
        return NewReport(understanding=understand(report, city), has_more=True)
    reading = _command(message, city)
    understanding = understand(message if reading is None else replace(message, asked=Asked.NOTHING), city)
    if message.bounce is not None:
        return BounceNotice(understanding=understanding, bounce=message.bounce)
    if message.error is not None:
        return Unreadable(understanding=understanding, reason=message.error)
    if message.automation.origin in _MACHINES:
        return Automatic(
            understanding=understanding, reason=message.automation.reason or message.automation.origin.value
        )
    return _spoken(message, understanding, reading)


def understand_for_rules(
    message: InboundMessage,
    city: City,
    details: frozenset[Detail] = NO_DETAILS,
    *,
    known: Understanding | None = None,
) -> Understanding:
    """What `parse` understands of the first message of somebody, but of the details only those that are asked for.

    It is the same reading, for those who read a hundred thousand messages to see where rules would send them. Who has
    kept a reading without place, time and contact gives it as `known`; only those details are read then.
    """
    if message.stated is None and (by_phone := _by_phone(message, city)) is not None:
        return by_phone.understanding
    heard = _new_report(message, city) or message
    if known is None:
        return understand(heard, city, details)
    location = _place(heard, city, _subject(heard), details)
    occurred, contact = _when_and_who(heard, city, known.language, details)
    return replace(known, location=location, occurred=occurred, contact=contact)


def understand(message: InboundMessage, city: City, details: frozenset[Detail] = ALL_DETAILS) -> Understanding:
    """What the new words of `message` say, whoever wrote them and whatever they answer.

    Where they clearly name several problems it is what the first of them says, and the others are `further`.
    """
    whole, requested = _read_as_one(message, city, details)
    if message.stated is not None:
        whole = as_stated(whole, message.stated, city)
    is_told_freely = message.asked is Asked.NOTHING and message.automation.origin is Origin.HUMAN
    is_read = message.error is None and message.stated is None
    is_parted = is_told_freely and is_read and Detail.SEVERAL in details
    meaning = _parted(message, city, whole, requested.telling, details) if is_parted else whole
    return replace(meaning, personal=_personal(message, city, meaning)) if Detail.PERSONAL in details else meaning


def _personal(message: InboundMessage, city: City, meaning: Understanding) -> tuple[PersonalData, ...]:
    """What the new words tell of persons, the city's own numbers and the places of the problems left out."""
    own = city.own_contacts.union(message.recipients)
    locations = (meaning.location, *(problem.location for problem in meaning.further))
    places = tuple(location for location in locations if location is not None)
    return find_personal(message.new_text, timezone=city.timezone, own=own, places=places)


def understand_as_one(message: InboundMessage, city: City) -> Understanding:
    """The same for words that belong to one ticket, however much they tell."""
    return _read_as_one(message, city, ALL_DETAILS)[0]


def _read_as_one(message: InboundMessage, city: City, details: frozenset[Detail]) -> tuple[Understanding, Requested]:
    """What the words say, and where they tell of services."""
    text, subject = message.new_text, _subject(message)
    said = f"{subject}\n{text}" if subject else text
    language = detect_language(said, city.languages)
    words = split_words(without_verdict(text, message.asked), limit=MOST_FOR_EMERGENCY)
    requested = read_request(words.head(MAX_READ), city, language=language, subject=subject, details=details)
    urgency, urgency_evidence = _urgency(words, subject, requested.service, language)
    location = _place(message, city, subject, details)
    occurred, contact = _when_and_who(message, city, language, details)
    meaning = Understanding(
        service=requested.service,
        department=requested.department,
        location=location,
        occurred=occurred,
        urgency=urgency,
        urgency_evidence=urgency_evidence,
        language=language,
        tells_language=tells_language(said if location is None or subject else _without(text, location)),
        contact=contact,
    )
    return meaning, requested


def _when_and_who(
    message: InboundMessage, city: City, language: str, details: frozenset[Detail]
) -> tuple[Occurred | None, ContactDetails]:
    """When it happened and how the sender wants to be reached, as far as that is asked for."""
    text, zone, occurred, contact = message.new_text, city.timezone, None, ContactDetails()
    if Detail.TIME in details:
        occurred = find_occurred(text, received_at=message.received_at, timezone=zone, language=language)
    if Detail.CONTACT in details:
        contact = find_contact(text, timezone=zone, own=city.own_contacts)
    return occurred, contact


def _parted(
    message: InboundMessage, city: City, whole: Understanding, telling: Sequence[int], details: frozenset[Detail]
) -> Understanding:
    """`whole` as it is of the first problem; a danger that no problem tells of alone keeps the words together."""
    problems = split_problems(message.new_text, partial(Stretch, message, city, whole.language, details), telling)
    if not problems or (whole.urgency is Urgency.EMERGENCY and problems[0].urgency is not Urgency.EMERGENCY):
        return whole
    if all(problem.location is None for problem in problems):
        problems = tuple(replace(problem, location=whole.location) for problem in problems)
    first, *further = problems
    return meaning_of(first, whole, tuple(further))


def _place(message: InboundMessage, city: City, subject: str, details: frozenset[Detail]) -> Location | None:
    pin = location_of_pin(message.coordinates)
    if Detail.PLACE not in details:
        return pin
    if message.asked is Asked.NOTHING:
        return find_location(message.new_text, city.gazetteer, subject=subject) or pin
    return find_asked_place(message.new_text, message.asked, city.gazetteer) or pin


def _without(text: str, place: Location) -> str:
    """The words besides a place's name, which is in no language."""
    return f"{text[: place.start]} {text[place.end :]}"


def _by_phone(message: InboundMessage, city: City) -> Intent | None:
    """What a phone sent by itself: all its words are the phone's or ours, so they tell of nothing, not even danger."""
    if message.medium is not Medium.SMS or message.error is not None or message.attachments:
        return None
    text = message.new_text.strip()
    if is_reaction(text):
        return Thanks(understanding=understand(_silent(message), city))
    if is_robot(text):
        return Automatic(understanding=understand(_silent(message), city), reason="the phone answered by itself")
    return None


def _silent(message: InboundMessage) -> InboundMessage:
    return replace(message, text="", reply_text="", asked=Asked.NOTHING)


def _new_report(message: InboundMessage, city: City) -> InboundMessage | None:
    """The message without its opening NEW, blanked out so that every offset still counts; None without such a word."""
    if message.medium is not Medium.SMS or message.error is not None:
        return None
    text = message.new_text
    behind = find_new_report(
        text, city.commands, is_continuing=_is_continuing(message), reports=lambda rest: _reports(rest, city)
    )
    if behind is None:
        return None
    rest = " " * behind + text[behind:]
    return replace(message, text=rest, reply_text=rest, asked=Asked.NOTHING)


def _reports(text: str, city: City) -> bool:
    service = read_service(text, city.catalog, language=detect_language(text, city.languages))
    return service is not None and service.confidence >= _UNSURE


def _is_continuing(message: InboundMessage) -> bool:
    """Whether the sender and we are talking already."""
    return message.follow_up or message.asked is not Asked.NOTHING


def _subject(message: InboundMessage) -> str:
    """The subject as far as it is the sender's own: a reply's subject is ours."""
    return "" if message.follow_up or message.medium is Medium.SMS else message.subject


def _urgency(
    words: Words, subject: str, service: ServiceGuess | None, language: str
) -> tuple[Urgency, tuple[Evidence, ...]]:
    urgency, evidence = read_urgency(words, service, language=language)
    if subject and urgency is not Urgency.EMERGENCY:
        by_subject, _ = read_urgency(split_words(subject), language=language)
        urgency = max(urgency, by_subject, key=list(Urgency).index)
    return urgency, evidence


def _spoken(message: InboundMessage, understanding: Understanding, reading: CommandReading | None) -> Intent:
    """The intent of what a person wrote, or of what a machine wrote that carries content."""
    if understanding.urgency is not Urgency.EMERGENCY:
        answer = _answer(message, understanding, reading)
        if answer is not None:
            return answer
        if reading is not None and not _is_polite_opening(reading, message, understanding):
            return _commanded(reading, understanding)
    if not message.new_text.strip() and not _has_more(message):
        return Empty(understanding=understanding)
    if _is_continuing(message):
        return FollowUp(understanding=understanding)
    if _is_mere_question(message.new_text or message.subject, understanding):
        return Question(understanding=understanding)
    return ServiceRequest(understanding=understanding)


def _answer(message: InboundMessage, understanding: Understanding, reading: CommandReading | None) -> Intent | None:
    """The answer to what we asked; words that a command has for itself are an answer only when they are all of it."""
    if message.asked is Asked.NOTHING or message.opt_out_type == "STOP":
        return None
    text = message.new_text
    if message.asked is Asked.WHICH_TICKET and means_none(text):
        return NewReport(understanding=understanding)
    said = read_answer(text, message.asked) or (read_opened_answer(text, message.asked) if reading is None else None)
    if said is None:
        return None
    return Answer(understanding=understanding, number=said.number, agrees=said.agrees, ticket_number=said.ticket_number)


def _is_polite_opening(reading: CommandReading, message: InboundMessage, understanding: Understanding) -> bool:
    """Whether `Hello` or `help` only opens a mail whose subject says what it is about, or comes with a pin."""
    if reading.command not in (Command.GREETING, Command.HELP, Command.THANKS):
        return False
    is_told = understanding.service is not None and message.medium is not Medium.SMS
    return is_told or understanding.location is not None


def _has_more(message: InboundMessage) -> bool:
    """Whether a message without words still tells something: a picture, a pin, a subject of its own."""
    return bool(message.attachments or message.coordinates or _subject(message).strip())


def _command(message: InboundMessage, city: City) -> CommandReading | None:
    is_asked = message.asked is not Asked.NOTHING
    if message.opt_out_type in _OPT_OUT_TYPES and not (is_asked and is_yes(message.new_text)):
        return CommandReading(command=_OPT_OUT_TYPES[message.opt_out_type])
    if message.attachments and message.medium is Medium.SMS:
        reading = read_command(message.new_text, is_answer=False, city_words=city.commands)
        return reading if reading is not None and reading.command is Command.OPT_OUT else None
    if message.medium is Medium.EMAIL and refuses_texts(message):
        return CommandReading(command=Command.OPT_OUT)
    text, is_answer = message.new_text, _is_continuing(message)
    if not text.strip():
        text, is_answer = (_subject(message) if not message.attachments else ""), False
    reading = read_command(text, is_answer=is_answer, city_words=city.commands)
    if reading is None or not is_heeded(reading, text, message.asked):
        return None
    is_for_texts = reading.command in _ONLY_BY_TEXT and message.medium is not Medium.SMS
    return None if is_for_texts else reading


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
        case Command.NEW:
            return NewReport(understanding=understanding)
        case Command.DONE | Command.FIXED:
            return Done(understanding=understanding, is_gone=reading.command is Command.FIXED)
        case Command.PERSISTS:
            return Persists(understanding=understanding)
        case Command.LANGUAGE:
            return LanguageChoice(understanding=understanding, language=reading.language or understanding.language)
        case Command.HELP | Command.GREETING:
            return HelpRequest(understanding=understanding)


def _is_mere_question(text: str, understanding: Understanding) -> bool:
    """Whether `text` asks something and reports nothing: no place, no time, no service that is well founded."""
    service = understanding.service
    reports = service is not None and service.code != "general_inquiry" and service.confidence >= _UNSURE
    placed = understanding.location is not None or understanding.urgency is not Urgency.ROUTINE
    return is_question(text, is_founded=reports or placed)
