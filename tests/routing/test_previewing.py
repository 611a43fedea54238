"""Replies as residents will read them, with what they cost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli.rules import command
from gateway.errors import GatewayError
from gateway.routing import Rulebook, load_rulebook
from gateway.routing.default_replies import REQUIRED_REPLIES
from gateway.routing.previewing import Preview, ReplyPreview, preview_replies
from gateway.routing.reply_occasions import OCCASIONS
from parsers.values import Medium
from tests.routing.conftest import HEAD, TAIL

ROOT = Path(__file__).resolve().parents[2]
REPLIES = """
  state_road:
    en:
      sms: "{{ city }}: this road is the state's. {{ location }} is ticket {{ number }}."
      email: The road belongs to the state.
    es: "{{ city }}: esta ruta es del estado, llámelos mañana, por favor. {{ service }} {{ number }}."
  received: "{{ city }}: OK, {{ number }}."
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """A rulebook with two replies of its own, one of them sent by a rule."""
    rules = "rules:\n  - {name: State, when: {street: Route 10}, then: {reply: state_road}}\n"
    return load_rulebook(f"{HEAD}{rules}replies:{REPLIES}{TAIL}")


def of(book: Rulebook, name: str) -> ReplyPreview:
    return next(reply for reply in preview_replies(book) if reply.name == name)


def in_language(reply: ReplyPreview, language: str, medium: Medium = Medium.SMS) -> Preview:
    return next(one for one in reply.previews if (one.language, one.medium) == (language, medium))


def test_a_text_message_reads_as_it_is_sent(book: Rulebook) -> None:
    """Ordinary names stand in its fields, and its segments are counted as the carrier counts them."""
    english = in_language(of(book, "state_road"), "en")
    assert english.text == "Elm City: this road is the state's. 12 Oak St is ticket K7WX-4M2P."
    assert (english.segments, english.writing, english.room) == (1, "plain", 160 - len(english.text))
    assert english.cost() == f"1 segment, {len(english.text)} characters, {english.room} left."


def test_one_letter_that_makes_a_text_dear_is_named(book: Rulebook) -> None:
    """In the sentence that the page and the command show."""
    spanish = in_language(of(book, "state_road"), "es")
    assert (spanish.writing, spanish.dear, spanish.segments) == ("wide", "á", 2)
    assert spanish.cost().endswith("Without `á` it would take 1.")


def test_a_mail_reads_otherwise_and_has_no_segments(book: Rulebook) -> None:
    """Nobody counts the letters of a mail."""
    mail = in_language(of(book, "state_road"), "en", Medium.EMAIL)
    assert (mail.text, mail.segments, mail.cost()) == ("The road belongs to the state.", 0, "")


def test_whose_words_a_reply_is_in_and_who_sends_it(book: Rulebook) -> None:
    """The city's own come first, under a shipped name too."""
    replies = preview_replies(book)
    assert [reply.name for reply in replies if reply.is_own] == ["received", "state_road"]
    assert [reply.name for reply in replies[:2]] == ["received", "state_road"]
    assert of(book, "state_road").sent_when() == "Sent by the rule “State”."
    assert of(book, "received").sent_when() == "Sent when a request was opened."


def test_the_longest_names_of_the_file_are_counted_too() -> None:
    """A reply that fits a pothole need not fit another service."""
    long = "Removal of very large items and of everything else that nobody wants to keep in the house after all"
    service = f"  bulky: {{name: {long}, like: illegal_dumping, department: streets}}\n"
    reply = "replies: {received: '{{ city }}: we have your report ({{ service }}), which is ticket {{ number }}. Bye.'}"
    book = load_rulebook(f"{HEAD}{service}rules: []\n{reply}{TAIL}")
    english = in_language(of(book, "received"), "en")
    assert (english.segments, english.longest) == (1, 2)
    assert "1 segment, 2 with the longest names" in english.cost()


def test_every_reply_of_the_gateway_has_an_occasion_as_in_the_manual() -> None:
    """The page and docs/rules.md say the same."""
    manual = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    table = manual.partition("| reply | when it is sent |")[2].partition("\n\n")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE))
    assert set(OCCASIONS) == REQUIRED_REPLIES
    assert [name for name, occasion in OCCASIONS.items() if not told[name].startswith(occasion)] == []


def test_a_city_without_a_number_sends_mail_only() -> None:
    """No segments are spoken of."""
    head = HEAD.replace('numbers: ["+12035550142"]', "numbers: []")
    book = load_rulebook(f"{head}rules: []\n{TAIL}")
    assert {one.medium for reply in preview_replies(book) for one in reply.previews} == {Medium.EMAIL}


def test_the_command_shows_all_in_short_and_one_whole() -> None:
    """With the shipped rulebook, which is what most people have before them."""
    rules = ["--rules", str(ROOT / "routing_rules.yaml")]
    table = CliRunner().invoke(command, ["replies", *rules], catch_exceptions=False).output
    assert re.search(r"^state_road +yours +segments: en 1, es 1$", table, re.MULTILINE)
    assert re.search(r"^help +shipped", table, re.MULTILINE)
    whole = CliRunner().invoke(command, ["replies", "state_road", *rules], catch_exceptions=False).output
    assert whole.startswith("state_road: Sent by the rule “State roads are not ours”.\n\nen, text message: 1 segment, ")
    assert "\nes, mail\n    La calle de su mensaje" in whole


def test_the_command_knows_what_was_meant() -> None:
    """A slip of the pen is answered with the right name."""
    result = CliRunner().invoke(command, ["replies", "recieved", "--rules", str(ROOT / "routing_rules.yaml")])
    assert isinstance(result.exception, GatewayError)
    assert "Did you mean `received`?" in str(result.exception)
