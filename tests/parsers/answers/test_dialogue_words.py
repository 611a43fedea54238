"""Words of the dialogue by text: NEW, DONE, a language, still broken, and what only looks like them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import DEFAULT_CITY, Intent, parse
from parsers.command_words import CARRIER_WORDS, LANGUAGE_NAMES, PHRASES, Command, find_command_of
from parsers.document import kind_of
from parsers.intents import (
    Done,
    FollowUp,
    LanguageChoice,
    NewReport,
    Persists,
    ServiceRequest,
    StatusInquiry,
)
from parsers.values import Asked, InboundMessage, Medium

Hear = Callable[..., Intent]
_RECEIVED = datetime(2026, 6, 3, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["NEW", "New", "new.", "nuevo", "NUEVO", "new report", "another problem", "otro problema", "es otra cosa", "新"],
)
def test_f15_8_new_alone(hear: Hear, text: str) -> None:
    """The word that our replies teach: what comes next is about something else (PROTOCOL 15.8)."""
    intent = hear(text)
    assert isinstance(intent, NewReport)
    assert not intent.has_more


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("NEW pothole at 12 Oak St", "pothole"),
        ("NEW: pothole at 12 Oak St", "pothole"),
        ("New - pothole at 12 Oak St", "pothole"),
        ("new problem: pothole at 12 Oak St", "pothole"),
        ("new report pothole at 12 Oak St", "pothole"),
        ("new pothole at 12 Oak St", "pothole"),
        ("New pothole at 12 Oak St", "pothole"),
        ("NUEVO hay un bache en la calle Roble 12", "pothole"),
        ("nuevo problema: bache en la calle Roble 12", "pothole"),
        ("nuevo bache en la calle Roble 12", "pothole"),
    ],
)
def test_f15_8_new_before_a_report(hear: Hear, text: str, service: str) -> None:
    """The rest is understood as a report of its own, and its offsets still count characters of the text."""
    intent = hear(text, follow_up=True)
    assert isinstance(intent, NewReport)
    assert intent.has_more
    found = intent.understanding
    assert found.service is not None
    assert found.service.code == service
    assert found.location is not None
    assert text[found.location.start : found.location.end] == found.location.text
    assert kind_of(intent) == "request"


@pytest.mark.parametrize(
    "text",
    [
        "New Haven Green has a broken bench",
        "new bulb did not work either",
        "New pothole fill is already gone again",
        "newspaper box fell over",
        "news about the hole?",
        "the new light is out",
    ],
)
def test_f15_8_new_as_an_everyday_word(hear: Hear, text: str) -> None:
    """More about the ticket stays with the ticket."""
    assert not isinstance(hear(text, follow_up=True), NewReport)


def test_a_first_message_that_opens_with_new_is_a_request(hear: Hear) -> None:
    """Nobody was told the word yet, so `new` is what it says."""
    assert isinstance(hear("new pothole at 12 Oak St"), ServiceRequest)


@pytest.mark.parametrize(
    ("text", "is_gone"),
    [
        ("DONE", False),
        ("done.", False),
        ("I'm done", False),
        ("that's all", False),
        ("nothing else", False),
        ("LISTO", False),
        ("eso es todo", False),
        ("terminado", False),
        ("fixed", True),
        ("It's fixed now", True),
        ("never mind", True),
        ("problem solved", True),
        ("ya lo arreglaron", True),
        ("ya está arreglado", True),
        ("olvídelo", True),
    ],
)
def test_done(hear: Hear, text: str, is_gone: bool) -> None:
    """The sender needs nothing more; `is_gone` tells whether the problem is over too."""
    intent = hear(text, follow_up=True)
    assert isinstance(intent, Done)
    assert intent.is_gone is is_gone


@pytest.mark.parametrize(
    "text", ["not done", "done nothing about it", "fixed the wrong one", "is it done?", "well done"]
)
def test_what_is_not_done(hear: Hear, text: str) -> None:
    """A ticket is not closed on a word that says something else."""
    assert not isinstance(hear(text, follow_up=True), Done)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ESPAÑOL", "es"),
        ("espanol", "es"),
        ("Spanish please", "es"),
        ("en español por favor", "es"),
        ("Español.", "es"),
        ("habla español?", "es"),
        ("English", "en"),
        ("inglés", "en"),
        ("in english pls", "en"),
        ("中文", "zh"),
        ("Chinese", "zh"),
        ("Tiếng Việt", "vi"),
        ("vietnamita", "vi"),
        ("Kreyòl", "ht"),
        ("kreyol ayisyen", "ht"),
        ("Haitian Creole", "ht"),
        ("português", "pt"),
        ("Portuguese", "pt"),
        ("français", "fr"),
        ("Français s'il vous plait", "fr"),
        ("Deutsch", "de"),
        ("alemán", "de"),
    ],
)
def test_f15_15_a_language_by_its_name(hear: Hear, text: str, language: str) -> None:
    """A language is chosen by its own name or by ours, whether or not the city speaks it (PROTOCOL 15.15)."""
    intent = hear(text)
    assert isinstance(intent, LanguageChoice)
    assert intent.language == language


@pytest.mark.parametrize(
    "text",
    [
        "German shepherd loose",
        "French drain is clogged",
        "Spanish St",
        "the english sign fell",
        "chinese restaurant trash",
    ],
)
def test_a_language_s_name_in_a_report(hear: Hear, text: str) -> None:
    """Dogs, drains and streets have such names too."""
    assert not isinstance(hear(text), LanguageChoice)


@pytest.mark.parametrize(
    "text",
    [
        "still broken",
        "Still not fixed",
        "not fixed",
        "It's still broken.",
        "it's not fixed yet",
        "hello it is still not fixed",
        "it's back",
        "It came back",
        "the problem is back",
        "same problem again",
        "same issue",
        "it is out again",
        "nothing has been done",
        "Nobody came",
        "no one has come yet",
        "they never fixed it",
        "still there",
        "it's happening again",
        "you said fixed but it's still broken",
        "it has not been repaired",
        "sigue igual",
        "Sigue roto",
        "sigue igual, no lo han arreglado",
        "no lo han arreglado",
        "todavía está roto",
        "todavía no",
        "aún está ahí",
        "no han venido",
        "otra vez lo mismo",
        "el mismo problema",
        "nadie ha venido todavía",
        "volvió a pasar",
        "hola, todavía sigue igual",
        "no está arreglado",
        "toujours en panne",
        "ainda quebrado",
        "immer noch kaputt",
        "还没修",
    ],
)
def test_f15_10_it_is_still_there(hear: Hear, text: str) -> None:
    """Such words reopen a ticket (PROTOCOL 15.10)."""
    assert isinstance(hear(text, follow_up=True), Persists)


@pytest.mark.parametrize(
    "text",
    [
        "the hydrant is still leaking at 5 Elm St",
        "there is a dead raccoon too",
        "my trash was not picked up",
        "it's back on",
        "thanks, it is not broken any more",
        "the stop sign is down again on Elm",
        "no one lives there",
        "someone came back and dumped a couch",
        "I still have the photo if you need it",
        "is it still planned for monday",
        "not sure",
        "sigue derecho hasta el parque",
        "todavía no sé la dirección",
        "el mismo perro está suelto",
        "aún hay basura en la esquina de la escuela",
        "call me back",
    ],
)
def test_f15_10_what_is_not_still_there(hear: Hear, text: str) -> None:
    """Whoever names a thing says more, and `it's back on` says the contrary."""
    assert not isinstance(hear(text, follow_up=True), Persists)


def test_f12_10_no_word_of_ours_is_one_of_the_carriers() -> None:
    """ "Reply CANCEL to withdraw" would opt the resident out (PROTOCOL 12.10)."""
    ours = {Command.NEW, Command.DONE, Command.FIXED, Command.STATUS, Command.THANKS, Command.GREETING}
    taken = {phrase for phrases, command in PHRASES if command in ours for phrase in phrases}
    taken |= {name for names in LANGUAGE_NAMES.values() for name in names}
    assert taken & CARRIER_WORDS == frozenset()
    assert {find_command_of(word) for word in CARRIER_WORDS} == {Command.OPT_OUT, Command.OPT_IN, Command.HELP}


def test_a_city_has_words_of_its_own(message: Callable[..., InboundMessage]) -> None:
    """The rulebook's words are heard like the shipped ones."""
    city = replace(DEFAULT_CITY, commands={Command.STATUS: frozenset({"news"}), Command.NEW: frozenset({"frisch"})})
    assert isinstance(parse(message("News?"), city), StatusInquiry)
    assert isinstance(parse(message("frisch: Schlagloch"), city), NewReport)
    assert not isinstance(parse(message("News?"), DEFAULT_CITY), StatusInquiry)


@pytest.mark.parametrize("text", ["NEW", "DONE", "still broken", "Español", "it's fixed"])
def test_words_of_the_dialogue_are_for_texts_only(hear: Hear, text: str) -> None:
    """A reply by mail speaks to the department."""
    assert isinstance(hear(text, medium=Medium.EMAIL, follow_up=True), FollowUp)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Hay un bache grande", True),
        ("there is a hole", True),
        ("sí", False),
        ("ok", False),
        ("12 Calle Roble", False),
        ("Calle Roble 12", False),
        ("pothole", False),
        ("路灯坏了", True),
    ],
)
def test_f15_15_what_tells_a_language(hear: Hear, text: str, is_told: bool) -> None:
    """An address or a short word must not change the language that somebody is answered in (PROTOCOL 15.15)."""
    assert hear(text).understanding.tells_language is is_told


_SAID = """
    no yes sí 1 2 #2 the second one la primera 12 oak st & 5th y calle 8 in front of library NEW new: DONE still broken
    stop texting me “ ” 👍 to Liked I'm driving idk same place , . BEGIN:VCARD ABCD-EFGH geo:41.1234,-72.1234 corner n e
    / @ x enfrente de status english 中文 \u20e3 \ufe0f
"""
_WORDS = st.sampled_from(_SAID.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(_WORDS, max_size=12).map(" ".join) | st.text(max_size=200), st.sampled_from(list(Asked)), st.booleans())
def test_no_answer_breaks_the_parser(text: str, asked: Asked, follow_up: bool) -> None:
    """Whatever is answered to whatever was asked is understood somehow, and its offsets are inside the text."""
    message = InboundMessage(
        medium=Medium.SMS,
        sender="+12035550199",
        received_at=_RECEIVED,
        text=text,
        reply_text=text,
        follow_up=follow_up,
        asked=asked,
    )
    found = parse(message, DEFAULT_CITY).understanding.location
    assert found is None or text[found.start : found.end] == found.text
