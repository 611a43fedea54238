"""Replies are filled in safely: nothing but named fields, total, bounded, short enough for a text message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from pydantic_core import PydanticCustomError

from gateway.replies import status_word
from gateway.replies.words import day_in_words
from gateway.routing import load_rulebook, render_replies
from gateway.routing.default_replies import EXAMPLES, REQUIRED_REPLIES, default_replies
from gateway.routing.sections import Variants
from gateway.routing.segments import count_segments
from gateway.routing.templates import FIELDS, MAX_FIELD, check_template, render
from parsers.values import Medium

SMALL = """\
city: {name: Elm City, timezone: America/New_York, languages: [en, es], numbers: ["+12035550142"]}
departments: {desk: {name: Front desk}}
replies:
  help: {en: {sms: "short {{ number }}", email: "long {{ number }}"}, es: "corto {{ number }}"}
otherwise: {department: desk, reply: received}
"""
ORDINARY = {
    "number": "K7WX-4M2P",
    "city": "Elm City",
    "service": "Daño en la acera",
    "department": "Neighborhood Services",
    "status": "esperando su respuesta",
    "note": "The crew comes on Monday.",
    "location": "12 Oak St",
    "choices": "1 Pothole, 12 Oak St  2 Graffiti, 5 Elm St",
    "map": "https://www.openstreetmap.org/?mlat=47.606209&mlon=-122.332071#map=18/47.606209/-122.332071",
}


def test_variant_of_the_medium_is_used() -> None:
    """A mail has room that a text has not."""
    book = load_rulebook(SMALL)
    fields = {"number": "A"}
    assert render_replies(book, ["help"], language="en", medium=Medium.SMS, fields=fields) == "short A"
    assert render_replies(book, ["help"], language="en", medium=Medium.EMAIL, fields=fields) == "long A"
    assert render_replies(book, ["help"], language="es", medium=Medium.EMAIL, fields=fields) == "corto A"


def test_language_without_a_reply_gets_the_first_language() -> None:
    """PROTOCOL 15.15: a resident who writes French is still answered."""
    assert (
        render_replies(load_rulebook(SMALL), ["help"], language="fr", medium=Medium.SMS, fields={"number": "A"})
        == "short A"
    )


def test_file_overrides_the_shipped_replies_and_leaves_the_others() -> None:
    """A small rulebook need not write fourteen replies."""
    book = load_rulebook(SMALL)
    assert set(book.replies) == REQUIRED_REPLIES
    assert render_replies(
        book, ["status_none"], language="en", medium=Medium.SMS, fields={"city": "Elm City"}
    ).startswith("Elm City:")


def test_unknown_reply_is_an_empty_text() -> None:
    """Total: a reply that is gone from the file must not stop a ticket."""
    assert render_replies(load_rulebook(SMALL), ["gone"], language="en", medium=Medium.SMS, fields={}) == ""


@pytest.mark.parametrize(
    "source",
    [
        "{{ number.__class__ }}",
        "{{ number['a'] }}",
        "{{ number() }}",
        "{{ number|upper }}",
        "{{ 7 * 7 }}",
        "{% for a in number %}{% endfor %}",
        "{% set number = 1 %}",
        "{% include 'x' %}",
        "{% macro a() %}{% endmacro %}",
        "{{ config }}",
        "{% if number == 'a' %}{% endif %}",
        "{{ number",
        "{% if number %}",
    ],
)
def test_template_with_more_than_fields_is_refused(source: str) -> None:
    """No loop, call, filter or attribute: an administrator's reply is no program."""
    with pytest.raises(PydanticCustomError):
        check_template(source)


def test_values_are_shown_and_never_run() -> None:
    """A resident can write braces; they stay braces."""
    assert render("{{ note }}", {"note": "{{ number }} {% if %}"}) == "{{ number }} {% if %}"


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=3 * MAX_FIELD)),
    st.sampled_from(sorted(REQUIRED_REPLIES)),
)
def test_rendering_is_total_and_bounded(fields: dict[str, str], name: str) -> None:
    """Whatever a resident or clerk wrote, the reply comes out and is not longer than its fields allow."""
    for reply in default_replies()[name].values():
        for source in (reply.sms, reply.email):
            assert len(render(source, fields)) <= len(source) + MAX_FIELD * source.count("{{")


@pytest.mark.parametrize("name", sorted(default_replies()))
def test_shipped_replies_are_as_a_city_would_have_to_write_them(name: str) -> None:
    """They are not checked when the rulebook is loaded, so they are here."""
    texts = {language: reply.model_dump() for language, reply in default_replies()[name].items()}
    assert TypeAdapter(dict[str, Variants]).validate_python(texts) == default_replies()[name]


@pytest.mark.parametrize("language", EXAMPLES)
@pytest.mark.parametrize("name", sorted(REQUIRED_REPLIES))
def test_f13_1_shipped_text_message_takes_at_most_two_segments(name: str, language: str) -> None:
    """PROTOCOL 15.17 and 13.1: two segments, also where one accent makes them short."""
    fields = ORDINARY | {
        "example": EXAMPLES[language],
        "status": status_word("waiting", language),
        "due": day_in_words(datetime(2026, 9, 30, tzinfo=UTC), language),
        "question": render(default_replies()["ask_location"][language].sms, {}),
    }
    assert count_segments(render(default_replies()[name][language].sms, fields)) in {1, 2}


@pytest.mark.parametrize("language", EXAMPLES)
def test_f13_1_receipt_with_the_question_for_the_place_takes_at_most_two_segments(language: str) -> None:
    """The two go out as one text."""
    replies = default_replies()
    text = " ".join(render(replies[name][language].sms, ORDINARY) for name in ("received", "ask_location"))
    assert count_segments(text) <= 2


@pytest.mark.parametrize("language", EXAMPLES)
@pytest.mark.parametrize("medium", ["sms", "email"])
def test_f15_11_emergency_reply_says_what_it_must(language: str, medium: str) -> None:
    """PROTOCOL 15.11: not monitored, 911, leave first, stay away; never that help is coming."""
    text = getattr(default_replies()["call_911"][language], medium).lower()
    musts = {
        "en": ["not monitored", "911", "leave", "stay far away", "988"],
        "es": ["no se ", "911", "sal", "no se acerque", "988"],
        "fr": ["pas surveillé", "911", "sortez", "restez loin", "988"],
        "de": ["nicht auf notfälle überwacht", "911", "gasgeruch: ", "weit weg", "988"],
        "pt": ["não ", "emergências", "911", "saia", "fique longe", "988"],
        "zh": ["不受理紧急情况", "911", "先离开", "远离", "988"],
        "vi": ["không trực khẩn cấp", "911", "ra ", "tránh xa", "988"],
        "ht": ["pa pou ijans", "911", "soti", "rete lwen", "988"],
    }
    assert [word for word in musts[language] if word not in text] == []
    assert [
        word for word in ("on the way", "is coming", "help will", "en camino", "enviaremos", "we sent") if word in text
    ] == []


@pytest.mark.parametrize("language", EXAMPLES)
def test_a_shipped_reply_says_in_every_language_what_it_says_in_english(language: str) -> None:
    """A forgotten number or note would only be noticed by those who read the language."""
    for name, replies in default_replies().items():
        for medium in ("sms", "email"):
            english, here = (_fields_of(getattr(replies[known], medium)) for known in ("en", language))
            assert english - {"department"} <= here <= english, (name, medium)


def _fields_of(source: str) -> set[str]:
    return {field for field in FIELDS if f"{{{{ {field} }}}}" in source}
