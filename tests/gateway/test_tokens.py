"""Reply and bounce addresses: whoever was given one can use it, and nobody can make one (F3.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.tokens import BounceToken, PageToken, ReplyToken, Tokens, looks_like_token

TOKENS = Tokens(key=b"k" * 32)
ADDRESS = TOKENS.reply_address(1234, 99, "elmcity.example")
PAGE = TOKENS.page_path(1_000_000, 1_000_000).removeprefix("/r/")


@given(ticket=st.integers(0, 2**62), contact=st.integers(0, 2**62))
def test_every_reply_address_reads_back_and_fits_the_local_part(ticket: int, contact: int) -> None:
    """RFC 5321 section 4.5.3.1.1 allows 64 octets."""
    address = TOKENS.reply_address(ticket, contact, "elmcity.example")
    assert TOKENS.read(address) == ReplyToken(ticket_id=ticket, contact_id=contact)
    assert len(address.partition("@")[0]) <= 64


def test_upper_case_is_forgiven() -> None:
    """Some mail systems fold case."""
    assert TOKENS.read(ADDRESS.upper()) == TOKENS.read(ADDRESS)


@pytest.mark.parametrize("place", range(2, len(ADDRESS.partition("@")[0])))
def test_f3_1_one_changed_character_is_no_token(place: int) -> None:
    """Ticket, contact and MAC are all bound together."""
    changed = "7" if ADDRESS[place] != "7" else "2"
    assert TOKENS.read(ADDRESS[:place] + changed + ADDRESS[place + 1 :]) is None


def test_a_token_of_another_kind_is_none() -> None:
    """The purpose is part of the MAC: a reply address never reads as a bounce address."""
    assert TOKENS.read("b" + ADDRESS[1:]) is None
    assert TOKENS.read(TOKENS.bounce_address(7, "elmcity.example")) == BounceToken(outbox_id=7)


def test_the_previous_key_still_reads_and_a_foreign_one_does_not() -> None:
    """Keys can be rotated without losing the mails that are out there."""
    assert Tokens(key=b"new", previous_key=b"k" * 32).read(ADDRESS) == TOKENS.read(ADDRESS)
    assert Tokens(key=b"new", previous_key=b"other").read(ADDRESS) is None


@given(st.text())
def test_any_text_is_a_token_or_none(text: str) -> None:
    """Recipients are what strangers write."""
    assert TOKENS.read(text) is None


def test_the_shape_is_recognised_without_the_key() -> None:
    """RCPT accepts the shape, so that a mangled token opens a new ticket instead of bouncing."""
    assert looks_like_token("r+whatever")
    assert looks_like_token("B+x.y")
    assert not looks_like_token("reports")


@given(ticket=st.integers(0, 2**62), contact=st.integers(0, 2**62))
def test_every_page_path_reads_back(ticket: int, contact: int) -> None:
    """The link in a text opens the page it was made for, also where a phone made capitals of it."""
    path = TOKENS.page_path(ticket, contact)
    assert TOKENS.read_page(path.removeprefix("/r/").upper()) == PageToken(ticket_id=ticket, contact_id=contact)


def test_a_page_path_is_short() -> None:
    """It stands in texts of 160 characters: with a million tickets and a million people it takes 25."""
    assert len(f"/r/{PAGE}") <= 25


@pytest.mark.parametrize("place", range(len(PAGE)))
def test_one_changed_character_of_a_page_path_is_no_token(place: int) -> None:
    """Neither another ticket nor another person's view can be had by changing a character."""
    changed = "7" if PAGE[place] != "7" else "2"
    assert TOKENS.read_page(PAGE[:place] + changed + PAGE[place + 1 :]) is None


@given(st.integers(0, 2**62))
def test_every_waiting_token_reads_back(message: int) -> None:
    """It stands before a suffix in an address, so it has no dot; case does not count."""
    token = TOKENS.waiting_token(message)
    assert "." not in token
    assert TOKENS.read_waiting(token.upper()) == message


@given(st.text())
def test_any_other_word_is_no_waiting_token(text: str) -> None:
    """Nobody counts his way through what others filed; the signatures of other addresses are worth nothing here."""
    assert TOKENS.read_waiting(text) is None
    assert TOKENS.read_waiting(PAGE.replace(".", "-")) is None


@given(st.text())
def test_any_path_is_a_page_or_none(text: str) -> None:
    """Addresses are what strangers type, and a reply address opens no page."""
    assert TOKENS.read_page(text) is None
    assert TOKENS.read_page(ADDRESS.partition("+")[2].partition("@")[0]) is None
