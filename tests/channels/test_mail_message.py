"""What goes out is a correct mail, whatever a resident put into the words it is made of (PROTOCOL 11)."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.channels.mail_message import Letterhead, compose_mail, wire_address
from gateway.envelopes import OutboundKind
from gateway.errors import PermanentSendError
from parsers.email.reply_marker import is_reply_marker

LETTERHEAD = Letterhead(instance="abc123", public_url="https://311.elmcity.example")


def parsed(raw: bytes) -> EmailMessage:
    return cast("EmailMessage", BytesParser(policy=default).parsebytes(raw))


def text_of(message: EmailMessage) -> str:
    """The words of the plain part, with the line ends of Python and without the marker above them."""
    part = message.get_body(("plain",))
    assert part is not None
    words = str(part.get_content()).replace("\r\n", "\n")
    marker, _, rest = words.partition("\n\n")
    return rest if is_reply_marker(marker) else words


@pytest.fixture
def compose(outbound: Any) -> Any:
    def make(**changes: Any) -> bytes:
        return compose_mail(outbound(**changes), LETTERHEAD)

    return make


def test_11_a_mail_to_one_resident(compose: Any) -> None:
    """From the city, to the resident alone, replies to the ticket's own address, dated when the row was made."""
    message = parsed(compose())
    assert message["From"] == "Elm City 311 <311@elmcity.example>"
    assert message["To"] == "anne@residents.example"
    assert message["Reply-To"] == "Elm City 311 <r+a.b.c@elmcity.example>"
    assert message["Subject"] == "We have your report [City311 #ABCD-EFGH]"
    assert message["Message-ID"] == "<out-7@elmcity.example>"
    assert message["Date"] == "Mon, 01 Jun 2026 16:00:00 +0000"
    assert message["Cc"] is None
    assert message["List-Unsubscribe"] is None
    assert text_of(message) == "Thank you. Your number is ABCD-EFGH.\n"


def test_11_1_a_retry_sends_the_same_mail(compose: Any) -> None:
    """The receiving side can tell that it has this one already."""
    assert compose() == compose()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (OutboundKind.ACKNOWLEDGEMENT, "auto-replied"),
        (OutboundKind.QUESTION, "auto-replied"),
        (OutboundKind.ANSWER, "auto-replied"),
        (OutboundKind.NOTICE, "auto-generated"),
        (OutboundKind.DEPARTMENT, "auto-generated"),
        (OutboundKind.STAFF_REPLY, None),
    ],
)
def test_11_3_machines_are_told_that_a_machine_wrote(compose: Any, kind: OutboundKind, expected: str | None) -> None:
    """Automatic mail asks for silence; a person's mail does not; all of ours is recognised when it comes back."""
    message = parsed(compose(kind=kind))
    assert message["Auto-Submitted"] == expected
    assert message["X-Auto-Response-Suppress"] == ("All" if expected else None)
    assert message["X-City311-Loop"] == "abc123"


def test_11_2_the_thread_is_the_first_and_the_last_twenty(compose: Any) -> None:
    """A long conversation stays one thread and its header stays short."""
    references = tuple(f"<{number}@residents.example>" for number in range(40))
    message = parsed(compose(references=references))
    assert message["In-Reply-To"] == "<39@residents.example>"
    assert message["References"].split() == ["<0@residents.example>", *references[-20:]]


def test_11_2_long_message_ids_are_not_encoded(compose: Any) -> None:
    """The standard folding writes an id of 90 characters as an encoded word, and no reader finds the thread again."""
    long = f"<{'BN8PR12MB' * 8}@{'prod' * 5}.outlook.example>"
    raw = compose(references=("<1@residents.example>", long))
    assert raw.count(long.encode()) == 2
    assert b"=?" not in raw.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("field", ["subject", "sender_name", "body"])
def test_10_6_a_line_break_forges_no_header(compose: Any, field: str) -> None:
    """A subject with CR LF is a mail with that subject, neither a second recipient nor a job that fails for ever."""
    raw = compose(**{field: "Pothole\r\nBcc: cris@evil.example\r\n\r\nhello\x00\u2028\x85"})
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\r\nbcc:" not in head.lower()
    assert parsed(raw)["Bcc"] is None
    assert parsed(raw)["To"] == "anne@residents.example"


@pytest.mark.parametrize("references", [("<a@b>\r\nBcc: x@y.example",), ("no brackets",), ("",), ("<a b@c>",)])
def test_10_6_strange_references_are_left_out(compose: Any, references: tuple[str, ...]) -> None:
    """Message-IDs come from strangers; what is no id does not go into a header."""
    message = parsed(compose(references=references))
    assert message["Bcc"] is None
    assert message["References"] in {None, "<a@b>"}


def test_11_7_long_lines_and_letters_of_all_languages(compose: Any) -> None:
    """Lines of at most 998 octets with CRLF, and the words come out as they went in."""
    body = "Ñandú 🕳️ " * 300 + "\n.\n..dot\nFrom here\n"
    raw = compose(body=body, subject="Señal caída en la calle " + "ñ" * 100)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert text_of(parsed(raw)) == body
    assert parsed(raw)["Subject"].startswith("Señal caída en la calle ñ")


NO_ADDRESSES = [
    "",
    "anne",
    "anne@",
    "@residents.example",
    "anne@x.example\r\nRCPT TO:<cris@y.example>",
    "<anne@x.example>",
    "a b@c.example",
    "anne@x.example, cris@y.example",
    "anne@x.example\x00",
    'a"b@c.example',
    "anne@x..\ud800.example",
]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_10_6_an_address_that_is_none_is_refused_for_good(compose: Any, address: str) -> None:
    """No second command can be smuggled to the relay, and no job fails for ever."""
    with pytest.raises(PermanentSendError):
        wire_address(address)
    with pytest.raises(PermanentSendError):
        compose(recipient=address)


def test_a_domain_in_another_script_is_spelt_for_the_wire() -> None:
    """DNS knows the name in its ASCII form."""
    assert wire_address("anne@münchen.example") == "anne@xn--mnchen-3ya.example"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(subject=st.text(max_size=300), body=st.text(max_size=500), name=st.text(max_size=120))
def test_composing_is_total_and_safe(compose: Any, subject: str, body: str, name: str) -> None:
    """Whatever the words, there is a mail with exactly our headers and short lines."""
    raw = compose(subject=subject, body=body, sender_name=name)
    names = [line.partition(b":")[0] for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n") if line[:1].strip()]
    assert sorted(set(names)) == sorted(names)
    assert b"Bcc" not in names
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n")
