"""F3.1: an address that carries a secret survives what mail systems do to it, and nothing else passes for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.tokens import BounceToken, ReplyToken, Tokens, looks_like_token

TOKENS = Tokens(key=b"a key")
REPLY = TOKENS.reply_address(4711, 42, "elmcity.example")
BOUNCE = TOKENS.bounce_address(99, "elmcity.example")
NUMBERS = st.integers(min_value=0, max_value=2**63 - 1)


def test_a_token_is_read_back() -> None:
    """The ticket and the contact, or the row of the outbox."""
    assert TOKENS.read(REPLY) == ReplyToken(ticket_id=4711, contact_id=42)
    assert TOKENS.read(BOUNCE) == BounceToken(outbox_id=99)


def test_f3_1_one_character_changed() -> None:
    """Every single changed character of the token makes it worth nothing, unless it is one that is often misread."""
    local, _, domain = REPLY.partition("@")
    accepted = {
        changed
        for place in range(2, len(local))
        for letter in "abcdefghijklmnopqrstuvwxyz23456790."
        if (changed := local[:place] + letter + local[place + 1 :]) != local and TOKENS.read(f"{changed}@{domain}")
    }
    misread = str.maketrans("0189", "olbg")
    assert {address.translate(misread) for address in accepted} <= {local.translate(misread)}


def test_f3_1_upper_cased() -> None:
    """Some systems shout; the letters' case carries nothing."""
    assert TOKENS.read(REPLY.upper()) == TOKENS.read(REPLY)
    assert TOKENS.read(BOUNCE.title()) == TOKENS.read(BOUNCE)


def test_f3_1_from_another_ticket() -> None:
    """The secret of one ticket opens no other, and that of one contact no other's."""
    mac = REPLY.partition("@")[0].rpartition(".")[2]
    for other in (TOKENS.reply_address(4712, 42, "x.example"), TOKENS.reply_address(4711, 43, "x.example")):
        assert TOKENS.read(f"{other.rpartition('.')[0].rpartition('.')[0]}.{mac}@elmcity.example") is None


def test_a_reply_token_is_no_bounce_token() -> None:
    """What was made for one purpose is worth nothing for the other."""
    assert TOKENS.read("b" + REPLY[1:]) is None
    assert TOKENS.read("r" + BOUNCE[1:]) is None


def test_3_5_the_local_part_is_short_and_plain() -> None:
    """At most 64 octets of lower-case letters, digits, dots and the plus, for the largest numbers too."""
    for address in (
        TOKENS.reply_address(2**63 - 1, 2**63 - 1, "x.example"),
        TOKENS.bounce_address(2**63 - 1, "x.example"),
    ):
        local = address.partition("@")[0]
        assert len(local) <= 64
        assert set(local) <= set("abcdefghijklmnopqrstuvwxyz0123456789.+")


def test_3_5_the_key_before_this_one_is_still_read() -> None:
    """After a change of the key the answers to old mails must still arrive; a third key is a stranger's."""
    assert Tokens(key=b"new", previous_key=b"a key").read(REPLY) == ReplyToken(ticket_id=4711, contact_id=42)
    assert Tokens(key=b"new").read(REPLY) is None


def test_no_previous_key_is_not_the_empty_key() -> None:
    """An empty key would be everybody's."""
    assert TOKENS.read(Tokens(key=b"").reply_address(1, 1, "x.example")) is None


@given(NUMBERS, NUMBERS)
def test_every_number_comes_back(ticket_id: int, contact_id: int) -> None:
    """Small, large and zero."""
    address = TOKENS.reply_address(ticket_id, contact_id, "x.example")
    assert TOKENS.read(address) == ReplyToken(ticket_id=ticket_id, contact_id=contact_id)


@given(st.text(max_size=100))
def test_reading_is_total(text: str) -> None:
    """Any recipient of any mail is looked at."""
    for address in (text, f"r+{text}", f"b+{text}@x.example", f"r+a.b.{text}@x.example"):
        assert TOKENS.read(address) is None


@pytest.mark.parametrize("address", ["r+a.b.c@x.example", "B+1@x.example"])
def test_the_shape_is_known(address: str) -> None:
    """A broken token is told from an ordinary address, to say so in the ticket."""
    assert looks_like_token(address)
    assert not looks_like_token("311+r@x.example")
