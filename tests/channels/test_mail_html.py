"""The HTML of a mail says what its text says, fetches and runs nothing, and links only to the city (PROTOCOL 11.7)."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.mail_html import Stationery, render_html
from gateway.channels.mail_message import Letterhead, compose_mail
from gateway.routing.look import Look
from parsers.email import read_mail
from parsers.email.reply_marker import REPLY_MARKERS
from tests.channels.test_mail_message import parsed

CITY = "https://311.elmcity.example"
PAPER = Stationery(city="Elm City", language="en", links=(CITY,))
ALLOWED = {"html", "head", "meta", "title", "body", "div", "table", "tr", "td", "span", "p", "br", "a"}


class Reading(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def links(self) -> list[str | None]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).replace("\xa0", " ").split())


def test_paragraphs_and_lines_stay() -> None:
    """Facts one below the other, words in paragraphs, and what stood further in stays there."""
    html = render_html("Thank you.\n\nPlace: Oak St\nDue: June 4\n\n\n  - one\n", PAPER)
    assert '<p dir="auto" style="margin:16px 0">Thank you.</p>' in html
    assert "Place: Oak St<br>\nDue: June 4</p>" in html
    assert "&nbsp;&nbsp;- one</p>" in html


def test_the_language_and_its_direction_are_named() -> None:
    """A screen reader speaks the language that is written, and Arabic begins on the right."""
    assert Reading(render_html("x", PAPER)).tags[0] == ("html", {"lang": "en", "dir": "ltr"})
    arabic = Stationery(city="Elm City", language="ar")
    found = [attributes for tag, attributes in Reading(render_html("x", arabic)).tags if "lang" in attributes]
    assert [(attributes["lang"], attributes["dir"]) for attributes in found] == [("ar", "rtl"), ("ar", "rtl")]


LINKS = {
    f"see {CITY}/tickets/ABCD-EFGH.": [f"{CITY}/tickets/ABCD-EFGH"],
    f"({CITY}/a?b=c&d=e#f), {CITY}": [f"{CITY}/a?b=c&d=e#f", CITY],
    f"<{CITY}/x>": [f"{CITY}/x"],
    f"请看{CITY}/t/1。": [f"{CITY}/t/1"],
    f"{CITY}.evil.example": [],
    f"{CITY}@evil.example/": [],
    f"{CITY}:pw@evil.example/": [],
    f"{CITY}x.example/": [],
    "https://evil.example/": [],
    "javascript:alert(1)": [],
    f'{CITY}/"onmouseover="alert(1)': [f"{CITY}/"],
}


@pytest.mark.parametrize(("words", "links"), LINKS.items(), ids=range(len(LINKS)))
def test_only_our_own_links_can_be_clicked(words: str, links: list[str]) -> None:
    """A stranger's link in a city's mail would be believed."""
    reading = Reading(render_html(words, PAPER))
    assert reading.links == links
    assert " ".join(words.split()) in reading.text


def test_no_links_without_a_web_address() -> None:
    """A city that has no page yet."""
    assert Reading(render_html(f"{CITY}/x", Stationery(city="Elm City", language="en"))).links == []


def test_11_7_nothing_is_fetched_and_nothing_runs() -> None:
    """Markup of a resident is words; there is no picture, no script and no style sheet."""
    words = '<script>alert(1)</script><img src="http://x.example/p.gif"><style>@import "x"</style>&amp; "\' {{ 7*7 }}'
    paper = Stationery(city="<b>Elm</b>", language='en"><i>', links=(CITY,), marker="<u>", footer="<s>\n&")
    reading = Reading(render_html(words, paper))
    assert {tag for tag, _ in reading.tags} <= ALLOWED
    assert words in reading.text
    styles = " ".join(attributes.get("style") or "" for _, attributes in reading.tags)
    assert "url(" not in styles
    assert not {name for _, attributes in reading.tags for name in attributes if name.startswith("on") or name == "src"}


@given(text=st.text(max_size=400), city=st.text(max_size=50), footer=st.text(max_size=50))
def test_rendering_is_total_and_safe(text: str, city: str, footer: str) -> None:
    """Whatever the words, there are only our elements, and every word is there."""
    reading = Reading(render_html(text, Stationery(city=city, language="en", links=(CITY,), footer=footer)))
    assert {tag for tag, _ in reading.tags} <= ALLOWED


def test_the_band_has_the_citys_colour_and_white_letters() -> None:
    """Everything else has the colours of the reader's mail program, so that a dark screen stays readable."""
    html = render_html("x", Stationery(city="Elm City", language="en", color="#7a1f1f"))
    band = re.search(r"<td [^>]*>", html)
    assert band is not None
    assert 'bgcolor="#7a1f1f"' in band[0]
    assert "background-color:#7a1f1f;color:#ffffff" in band[0]
    outside = html.replace(band[0], "").replace('<span style="color:#ffffff">', "")
    assert not re.search(r"(?<![-\w])(?:background-color|color):", outside)


@pytest.mark.parametrize("language", REPLY_MARKERS)
def test_9_2_the_marker_stands_first_in_both_parts(outbound: Any, language: str) -> None:
    """In the language of the reader, in every mail that can be answered."""
    head = Letterhead(instance="abc123", public_url=CITY)
    message = parsed(compose_mail(outbound(language=language), head))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert str(plain.get_content()).splitlines()[0] == REPLY_MARKERS[language]
    assert Reading(str(html.get_content())).text.startswith(f"Elm City 311 {REPLY_MARKERS[language]}")
    assert message["Content-Language"] == language
    without = parsed(compose_mail(outbound(language=language, reply_to=""), head)).as_string()
    assert "##-" not in without


def test_9_2_our_own_reader_finds_nothing_new_in_our_own_mail(outbound: Any) -> None:
    """A mail program that quotes our whole mail below an answer in HTML does not hide the answer."""
    message = parsed(compose_mail(outbound(), Letterhead(instance="abc123", public_url=CITY)))
    html = message.get_body(("html",))
    assert html is not None
    body = f"<div>It is deeper now.</div><br><div>{html.get_content()}</div>"
    raw = (
        f"From: anne@x.example\r\nSubject: Re: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{body}".encode()
    )
    assert read_mail(raw, envelope_sender="anne@x.example").reply_text.strip() == "It is deeper now."


def test_the_footer_stands_below_both_parts(outbound: Any) -> None:
    """As a signature in the text, so that mail programs leave it out of an answer."""
    head = Letterhead(instance="abc123", look=Look(footers={"en": "City Hall\n1 Chapel St"}))
    message = parsed(compose_mail(outbound(), head))
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert str(plain.get_content()).replace("\r\n", "\n").endswith("\n\n-- \nCity Hall\n1 Chapel St\n")
    assert "City Hall<br>" in str(html.get_content())


def test_the_way_to_the_residents_page_is_a_button() -> None:
    """Large enough for a thumb, named by the line above it; the same words about another address stay words."""
    paper = Stationery(city="Elm City", language="en", links=(CITY,), pages=f"{CITY}/r/")
    read = Reading(render_html(f"Done.\n\nSee how it stands:\n{CITY}/r/2f.9k.abcdefghijkl", paper))
    assert read.links == [f"{CITY}/r/2f.9k.abcdefghijkl"]
    assert "Done. See how it stands" in read.text
    assert "/r/" not in read.text
    assert "/r/x" in Reading(render_html("See how it stands:\nhttps://evil.example/r/x", paper)).text
