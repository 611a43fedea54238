"""Who is ours: the envelope decides, and what cannot be known for sure is never refused for good."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.edges.addresses import read_forward_path, read_reverse_path
from gateway.edges.recipients import make_address_book
from gateway.edges.statuses import Refusal
from gateway.tokens import Tokens
from tests.edges.smtp.conftest import House, small_city

BOOK = make_address_book(
    small_city(
        *("311@elmcity.example", "Water@ElmCity.example", "help@town.example"),
        aliases={"potholes@elmcity.example": "311@elmcity.example", "311@oldname.example": "311@elmcity.example"},
    )
)
CATCH_ALL = replace(BOOK, catches_all=True)
TOKENS = Tokens(key=b"key")


@pytest.mark.parametrize(
    ("recipient", "resolved"),
    [
        ("311@elmcity.example", "311@elmcity.example"),
        ("311@ELMCITY.example", "311@elmcity.example"),
        ("water@elmcity.example", "Water@ElmCity.example"),
        ("311+parks@elmcity.example", "311@elmcity.example"),
        ("postmaster", "postmaster"),
        ("PostMaster", "postmaster"),
        ("POSTMASTER@elmcity.example", "postmaster@elmcity.example"),
        ("abuse+x@town.example", "abuse@town.example"),
        (TOKENS.reply_address(7, 8, "elmcity.example"), TOKENS.reply_address(7, 8, "elmcity.example")),
        (TOKENS.bounce_address(7, "town.example").upper(), TOKENS.bounce_address(7, "town.example")),
        ("r+tampered.with@elmcity.example", "r+tampered.with@elmcity.example"),
        ("Potholes@elmcity.example", "potholes@elmcity.example"),
        ("potholes+oak.st@elmcity.example", "potholes@elmcity.example"),
        ("311@oldname.example", "311@oldname.example"),
    ],
)
def test_3_2_recipients_that_are_ours(recipient: str, resolved: str) -> None:
    """Case and detail do not matter; a token is kept whole, also a broken one, for it opens a new ticket (F3.1)."""
    assert BOOK.resolve(recipient) == resolved


@pytest.mark.parametrize(
    ("recipient", "reply"),
    [
        ("anne@home.example", "550 5.7.1"),
        ("311@[127.0.0.1]", "550 5.7.1"),
        ("r+1.2.aaaa@home.example", "550 5.7.1"),
        ("312@elmcity.example", "550 5.1.1"),
        ("water@town.example", "550 5.1.1"),
        ("abuse", "550 5.1.1"),
        ("311", "550 5.1.1"),
        ("r+1.2.aaaa", "550 5.1.1"),
        ('"311 "@elmcity.example', "550 5.1.1"),
    ],
)
def test_2_10_recipients_that_are_not_ours(recipient: str, reply: str) -> None:
    """An open relay is found within hours; an unknown name must bounce so that the resident knows."""
    with pytest.raises(Refusal, match=f"^{reply}"):
        BOOK.resolve(recipient)


@pytest.mark.parametrize(
    ("recipient", "resolved"),
    [
        ("311@elmcity.example", "311@elmcity.example"),
        ("Mayor+x@ELMCITY.example", "mayor+x@elmcity.example"),
        ("anybody@oldname.example", "anybody@oldname.example"),
        ("postmaster+x@elmcity.example", "postmaster@elmcity.example"),
    ],
)
def test_3_2_a_catch_all_takes_every_name_of_our_domains(recipient: str, resolved: str) -> None:
    """A city that gives the gateway a whole domain loses no mail to a slip of the pen; the name is kept for rules."""
    assert CATCH_ALL.resolve(recipient) == resolved


@pytest.mark.parametrize("recipient", ["anne@home.example", "abuse", "311", "311@[127.0.0.1]"])
def test_2_10_a_catch_all_is_no_open_relay(recipient: str) -> None:
    """Only our own domains are caught."""
    with pytest.raises(Refusal, match=r"^550"):
        CATCH_ALL.resolve(recipient)


@pytest.mark.parametrize(
    ("argument", "sender", "size"),
    [
        ("FROM:<>", "", 0),
        ("FROM:<> SIZE=12", "", 12),
        ("from:<anne@home.example>", "anne@home.example", 0),
        ("FROM: <anne@home.example>  BODY=8BITMIME SMTPUTF8 SIZE=99", "anne@home.example", 99),
        ("FROM:anne@home.example", "anne@home.example", 0),
        ("FROM:<@relay.example,@two.example:anne@home.example>", "anne@home.example", 0),
        ('FROM:<"Anne Smith"@home.example>', '"Anne Smith"@home.example', 0),
        (r'FROM:<"a\"b"@home.example>', r'"a\"b"@home.example', 0),
        ("FROM:<anne@[IPv6:::1]>", "anne@[IPv6:::1]", 0),
        ("FROM:<añne@hóme.example>", "añne@hóme.example", 0),
        ("FROM:<anne..b.@mobile.example>", "anne..b.@mobile.example", 0),
        ("FROM:<bounce+a=b/c'd#e&f@list.example>", "bounce+a=b/c'd#e&f@list.example", 0),
    ],
)
def test_2_11_senders_that_real_mail_systems_use(argument: str, sender: str, size: int) -> None:
    """A resident cannot help what a mail system writes; source routes are dropped, the null sender is empty (2.5)."""
    path = read_reverse_path(argument)
    assert (path.sender, path.size) == (sender, size)


@pytest.mark.parametrize(
    ("argument", "reply"),
    [
        ("", "501 5.5.4"),
        ("TO:<anne@home.example>", "501 5.5.4"),
        ("FROM:", "501 5.1.3"),
        ("FROM:<anne@home.example", "501 5.1.3"),
        ("FROM:anne@home.example>", "501 5.1.3"),
        ("FROM:<anne@home@example>", "501 5.1.3"),
        ("FROM:<anne smith@home.example>", "501 5.1.3"),
        ("FROM:<a\x00b@home.example>", "501 5.1.3"),
        ("FROM:<anne@home.example>x", "501 5.1.3"),
        (f"FROM:<{'a' * 600}@home.example>", "501 5.1.3"),
        ("FROM:<a@b.example> SIZE=big", "501 5.5.4"),
        ("FROM:<a@b.example> SIZE", "501 5.5.4"),
        ("FROM:<a@b.example> SIZE=٣", "501 5.5.4"),
        ("FROM:<a@b.example> BODY=BINARYMIME", "501 5.5.4"),
        ("FROM:<a@b.example> RET=HDRS", "555 5.5.4"),
        ("FROM:<a@b.example> SMTPUTF8=yes", "555 5.5.4"),
    ],
)
def test_2_11_senders_that_nobody_can_use(argument: str, reply: str) -> None:
    """What cannot be an address is a fact about the command, so the refusal is for good."""
    with pytest.raises(Refusal, match=f"^{reply}"):
        read_reverse_path(argument)


@settings(deadline=None)
@given(st.text())
def test_any_argument_is_read_or_refused(argument: str) -> None:
    """Nothing that a client says may raise anything else, or leave a control character in an address."""
    for read, keyword in ((read_reverse_path, "FROM:"), (read_forward_path, "TO:")):
        try:
            path = read(keyword + argument)
        except Refusal:
            continue
        assert str(path).isprintable() or not str(path).isascii()


def test_f2_11_odd_paths_on_the_wire(house: House) -> None:
    """The null sender and a bare postmaster are law; nothing and half a path are not addresses."""
    client = house.write()
    assert client.say("MAIL FROM:<>").startswith("250")
    assert client.say("RCPT TO:<postmaster>").startswith("250")
    assert client.say("RCPT TO:<>").startswith("501")
    assert client.say("RCPT TO:<a@b").startswith("501")
    assert client.say("RCPT TO:<311@elmcity.example> NOTIFY=NEVER").startswith("555")


def test_2_5_the_null_sender_arrives_as_nothing(house: House) -> None:
    """Every check for a bounce asks for the empty string, so nothing else may arrive."""
    assert house.write().deliver(sender="").startswith("250")
    assert house.intake.only.sender == ""


def test_3_3_one_mail_to_several_addresses_is_one_arrival(house: House) -> None:
    """Recipients are different after case and detail are gone, so one mail opens one ticket."""
    client = house.write()
    paths = ("311@elmcity.example", "311+x@ELMCITY.example", "water@elmcity.example", "abuse@elmcity.example")
    client.begin(*paths)
    client.say("DATA")
    client.send(b"Subject: x\r\n\r\n.\r\n")
    assert client.read().startswith("250")
    assert house.intake.only.recipients == ("311@elmcity.example", "Water@ElmCity.example", "abuse@elmcity.example")


def test_a_changed_rulebook_is_believed_within_seconds(house: House) -> None:
    """A clerk who adds an address at 4:45 pm must not need a restart."""
    client = house.write()
    assert client.begin("new@elmcity.example")[-1].startswith("550")
    house.addresses = ("new@elmcity.example",)
    time.sleep(1.1)
    assert client.say("RCPT TO:<new@elmcity.example>").startswith("250")
