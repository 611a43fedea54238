"""What is written on a resident's page is kept as an original that reads back the same, whatever was written."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.originals import PageFile
from gateway.channels.page_words import PageWriter, find_page_ticket, page_arrival, read_page_words
from parsers.clean import clean_text
from parsers.email.files import extract_files
from parsers.values import Medium

NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
ANNE = PageWriter(ticket_id=7, channel="twilio", medium=Medium.SMS, address="+12035550199", our_address="+12035550142")


@given(st.text(max_size=300))
def test_words_read_back_as_they_were_written(text: str) -> None:
    """Also long lines, accents, emoji, and what would end a mail or begin a header."""
    arrival = page_arrival(ANNE, text, once="a", now=NOW)
    message = read_page_words(arrival)
    assert message.text == clean_text(text).strip()
    assert (message.medium, message.sender, find_page_ticket(arrival)) == (Medium.SMS, "+12035550199", 7)


@given(st.text(max_size=60), st.text(max_size=40), st.binary(max_size=200))
def test_a_file_comes_along_whatever_the_browser_says_it_is(name: str, declared: str, octets: bytes) -> None:
    """A name or a type cannot break the original, and cannot hide the file in a mail of its own."""
    file = PageFile(filename=name, declared_type=declared, octets=octets)
    arrival = page_arrival(ANNE, "See this", [file, file], once="a", now=NOW)
    assert [one.octets for one in extract_files(arrival.raw)] == [octets, octets]
    assert len(read_page_words(arrival).attachments) == 2
    assert read_page_words(arrival).text == "See this"


def test_the_same_form_is_the_same_message_and_other_words_are_not() -> None:
    """Unique by channel and key, like every message."""
    keys = [page_arrival(ANNE, words, once=once, now=NOW).key for words, once in [("a", "1"), ("a", "1"), ("b", "1")]]
    assert keys[0] == keys[1] != keys[2]
    assert page_arrival(ANNE, "a", once="2", now=NOW).key != keys[0]
