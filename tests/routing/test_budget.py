"""A text message keeps to two segments: a reply of the file that cannot is refused, a long place is shortened."""

from __future__ import annotations

import pytest

from gateway.replies.words import status_word
from gateway.routing import Rulebook, RulebookError, load_rulebook, render_replies
from gateway.routing.default_replies import EXAMPLES, REQUIRED_REPLIES
from gateway.routing.fitting import fit, is_short
from gateway.routing.segments import count_segments
from parsers.values import Medium
from tests.routing.test_mistakes import GOOD

FIELDS = {"number": "K7WX-4M2P", "city": "Elm City", "service": "Pothole", "department": "Streets", "due": "June 4"}
PLACE = "in front of the old brick library on the corner of Chapel Street and Church Street, by the bus stop, left side"
MAP = "https://www.openstreetmap.org/?mlat=47.606209&mlon=-122.332071#map=18/47.606209/-122.332071"
LONG = "Sorry, {{ number }}. " + "We can do nothing about it, please ask the State. " * 6


def mistakes(text: str) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(text, source="r")
    return [str(problem) for problem in caught.value.problems]


def replaced(reply: str) -> str:
    return GOOD.replace('{en: "Sorry, {{ number }}", es: "Perdón"}', reply)


def city_in(language: str) -> Rulebook:
    """A city that writes no reply of its own."""
    return load_rulebook(
        f"city: {{name: Elm City, timezone: America/New_York, languages: [{language}], numbers: ['+12035550142']}}\n"
        "departments: {desk: {name: Desk}}\n"
        "otherwise: {department: desk, reply: received}\n"
    )


@pytest.fixture
def book() -> Rulebook:
    return load_rulebook(GOOD)


def test_13_1_the_longest_service_counts() -> None:
    """A reply that fits `Pothole` but not the service with the long name and the accent is found before it is sent."""
    sms = (
        "Recibimos {{ service }}, ticket {{ number }}. Lo atiende {{ department }} en los dias de trabajo, "
        "de lunes a viernes, o llame."
    )
    text = replaced(f'{{en: Sorry, es: "{sms}"}}')
    load_rulebook(text)
    name = "{en: Code, es: Código de construcción y vivienda}"
    service = f"  code: {{department: streets, name: {name}, words: {{en: [x], es: [y]}}}}\n"
    [problem] = mistakes(text.replace("rules:", service + "rules:"))
    assert problem.startswith(
        "r:19:26: The reply `sorry` takes 3 segments in `es`. The `ó` of `Código de construcción y"
    )


def test_13_1_the_line_of_a_block_is_named() -> None:
    """In a text of several lines the line with the dear letter is the one to look at."""
    block = (
        "\n    en:\n      email: Sorry\n      sms: |\n        Line\n        Está\n"
        + "        word\n" * 30
        + "    es: no"
    )
    assert mistakes(replaced(block))[0].startswith("r:23:1: The reply `sorry` takes 3 segments in `en`. The `á` is not")


def test_13_1_each_language_is_named_and_a_reply_for_all_once() -> None:
    """A clerk who writes three languages must see which of them is too long."""
    assert len(mistakes(replaced(f'{{en: "{LONG}", es: "{LONG}"}}'))) == 2
    assert len(mistakes(replaced(f'"{LONG}"'))) == 1


def test_13_1_a_mail_may_be_long() -> None:
    """The budget is one of texts; a city without a number sends none."""
    load_rulebook(replaced(f'{{en: {{sms: Sorry, email: "{LONG}"}}, es: {{sms: no, email: "{LONG}"}}}}'))
    load_rulebook(replaced(f'"{LONG}"').replace('  numbers: ["+12035550142"]\n', ""))


@pytest.mark.parametrize("language", EXAMPLES)
@pytest.mark.parametrize(
    "names", [("received",), ("received", "ask_location"), ("place_noted",), ("confirm_place",), ("reminder",)]
)
def test_13_1_a_long_place_is_shortened_and_the_sense_stays(names: tuple[str, ...], language: str) -> None:
    """Whatever a resident calls the place, the answer takes two segments and keeps its number."""
    book = city_in(language)
    long = {"service": "Código de construcción y vivienda", "department": "Neighborhood Services and Buildings"}
    fields = {
        **FIELDS,
        **long,
        "location": PLACE,
        "due": "30 de septiembre",
        "question": "Is it 12 Oak St? 1 = yes, 2 = no",
    }
    text = render_replies(book, names, language=language, medium=Medium.SMS, fields=fields)
    assert count_segments(text) <= 2
    assert "K7WX-4M2P" in text or names == ("confirm_place",)


def test_13_1_choices_keep_their_figures(book: Rulebook) -> None:
    """A choice without its figure could not be answered."""
    choices = "  ".join(f"{figure} Overgrown vegetation, {PLACE}" for figure in (1, 2, 3))
    fields = {**FIELDS, "choices": choices}
    text = render_replies(book, ["which_ticket"], language="en", medium=Medium.SMS, fields=fields)
    assert count_segments(text) == 2
    assert all(f"{figure} Overgrown" in text for figure in (1, 2, 3))
    many = "\n".join(f"{figure} Overgrown vegetation, {PLACE}" for figure in range(1, 16))
    text = render_replies(book, ["which_ticket"], language="en", medium=Medium.SMS, fields={**FIELDS, "choices": many})
    assert count_segments(text) == 3
    assert all(f"{figure} Overgrown" in text for figure in range(1, 16))


def test_13_1_what_fits_and_what_people_wrote_stays_whole(book: Rulebook) -> None:
    """Nothing is cut where nothing is gained, no mail is cut, and never a word of the staff."""

    def say(name: str, medium: Medium, **fields: str) -> str:
        return render_replies(book, [name], language="en", medium=medium, fields={**FIELDS, **fields})

    assert ": 12 Oak St. Streets" in say("place_noted", Medium.SMS, location="12 Oak St")
    assert PLACE * 5 in say("place_noted", Medium.EMAIL, location=PLACE * 5)
    assert "word " * 90 in say("staff_reply", Medium.SMS, note="word " * 90 + "end", location=PLACE)


def test_13_1_a_service_that_makes_the_text_dear_is_left_out_where_it_may(book: Rulebook) -> None:
    """One accent halves the room; without the service the question still fits. A reply that needs it stays whole."""
    fields = {**FIELDS, "service": "Código de construcción y vivienda", "due": ""}
    names = ["received", "ask_location"]
    text = render_replies(book, names, language="es", medium=Medium.SMS, fields=fields)
    assert text == (
        "Elm City: tenemos su reporte: K7WX-4M2P. Responda ESTADO, AYUDA o STOP. "
        "¿En qué calle y altura, o en qué esquina, es?"
    )
    needed = fit(lambda values: f"{values['service']}: {'x' * 120}", fields)
    assert "Código" in needed


@pytest.mark.parametrize("language", EXAMPLES)
@pytest.mark.parametrize("name", sorted(REQUIRED_REPLIES))
def test_12_10_no_reply_asks_for_a_word_that_carriers_take(name: str, language: str) -> None:
    """PROTOCOL 12.10: who answers CANCEL opts out. STOP, START and HELP are named as what they are."""
    book = city_in(language)
    ordinary = {**FIELDS, "status": status_word("open", language), "map": MAP, "choices": "1 a  2 b", "location": "Oak"}
    text = render_replies(book, [name], language=language, medium=Medium.SMS, fields=ordinary)
    words = set(text.replace(",", " ").replace(".", " ").replace("，", " ").split())
    assert not words & {"YES", "CANCEL", "END", "QUIT", "UNSTOP", "STOPALL", "UNSUBSCRIBE", "REVOKE", "OPTOUT", "INFO"}
    assert not words & {"OUI", "JA", "SIM", "SI", "CÓ", "WI"}
    assert is_short(text)
