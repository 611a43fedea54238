"""Every message to a resident about a ticket carries the link to its page, and a text still costs two segments."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.envelopes import OutboundKind
from gateway.replies import Correspondent
from gateway.replies.page_link import INVITATIONS, page_link, with_page_link
from gateway.routing import load_rulebook, render_replies
from gateway.routing.default_replies import EXAMPLES, REQUIRED_REPLIES
from gateway.routing.plain_text import plain_text
from gateway.routing.previewing import sample_fields
from gateway.routing.segments import count_segments
from gateway.tokens import Tokens
from parsers.values import Medium
from tests.web.site import RULES

PUBLIC = "https://311.elmcity.example"
TOKENS = Tokens(key=b"k" * 32, public_url=PUBLIC)
LINK = f"{PUBLIC}{TOKENS.page_path(1_000_000, 900_000)}"
BOOK = load_rulebook(
    RULES.replace("[en, es]", f"[{', '.join(EXAMPLES)}]").replace('["smell gas", "huele a gas"]', '["smell gas"]')
)
WIDE = {"zh": 3, "vi": 10, "pt": 1}
"""Of the shipped replies about a ticket, how many have no room for it where a segment holds 67 characters."""
NOT_OF_A_TICKET = frozenset({"help", "empty_text", "status_none", "too_many", "new_report", "opted_out", "opted_in"})


def reader(**changes: Any) -> Correspondent:
    values = {"channel": "twilio", "medium": Medium.SMS, "address": "+12035550199", "our_address": "+12035550142"}
    return Correspondent(**cast("Any", {**values, "language": "en", "contact_id": 900_000, **changes}))


def ticket() -> Any:
    return SimpleNamespace(id=1_000_000)


@pytest.mark.parametrize("language", EXAMPLES)
def test_a_shipped_reply_makes_room_for_the_link(language: str) -> None:
    """Only what the page tells as well is left out for it: the day and the service, never what is asked."""
    fields, without = sample_fields(BOOK, language), []
    for name in sorted(REQUIRED_REPLIES - NOT_OF_A_TICKET):
        text = render_replies(BOOK, [name], language=language, medium=Medium.SMS, fields=fields, link=LINK)
        assert count_segments(plain_text(text)) <= 2
        without += [] if text.endswith(f"\n{LINK}") else [name]
    assert len(without) == WIDE.get(language, 0), without


def test_a_question_keeps_its_choices_and_loses_the_link() -> None:
    """What is asked is worth more than where to read it."""
    fields = {"choices": "\n".join(f"{number} Pothole, {number}2 Chapel Street" for number in range(1, 8))}
    text = render_replies(BOOK, ["choose_place"], language="en", medium=Medium.SMS, fields=fields, link=LINK)
    assert "7 Pothole, 72 Chapel Street" in text
    assert LINK not in text


def test_a_reply_that_names_the_link_has_it_there_and_once() -> None:
    """A city may say in its own words what the link is for."""
    book = load_rulebook(RULES + 'replies: {closed: "{{ number }} is done, see {{ link }} please"}\n')
    text = render_replies(book, ["closed"], language="en", medium=Medium.SMS, fields={"number": "K7"}, link=LINK)
    assert text == f"K7 is done, see {LINK} please"
    assert with_page_link(text, LINK, reader(), OutboundKind.NOTICE) == text


def test_words_of_a_clerk_get_it_where_it_costs_no_third_segment() -> None:
    """Words that a person wrote are never shortened for it."""
    assert with_page_link("We come today.", LINK, reader(), OutboundKind.STAFF_REPLY) == f"We come today.\n{LINK}"
    assert with_page_link("a" * 280, LINK, reader(), OutboundKind.STAFF_REPLY) == "a" * 280


@pytest.mark.parametrize("language", EXAMPLES)
def test_a_mail_invites_in_its_language(language: str) -> None:
    """A line that says what the link opens, and below it the link."""
    to = reader(medium=Medium.EMAIL, language=language)
    assert with_page_link("Thanks.\n", LINK, to, OutboundKind.NOTICE) == f"Thanks.\n\n{INVITATIONS[language]}\n{LINK}"


def test_departments_get_no_page_of_a_resident() -> None:
    """Their notice names the ticket's own page."""
    assert with_page_link("A notice", LINK, reader(medium=Medium.EMAIL), OutboundKind.DEPARTMENT) == "A notice"


@pytest.mark.parametrize(
    ("public_url", "changes", "about"),
    [
        ("http://localhost:8311", {}, ticket()),
        ("", {}, ticket()),
        (PUBLIC, {"contact_id": None}, ticket()),
        (PUBLIC, {}, None),
    ],
)
def test_no_link_that_nobody_could_open(public_url: str, changes: dict[str, Any], about: Any) -> None:
    """A real telephone does not reach a page on somebody's own machine."""
    assert page_link(Tokens(key=b"k", public_url=public_url), reader(**changes), about) == ""


def test_a_played_telephone_opens_pages_on_this_machine() -> None:
    """Whoever tries the gateway sees what residents will."""
    tokens = Tokens(key=b"k", public_url="http://localhost:8311")
    link = page_link(tokens, reader(channel="simulator_sms"), ticket())
    assert tokens.read_page(link.removeprefix("http://localhost:8311/r/")) is not None
