"""What goes out is a correct mail, whatever a resident put into the words it is made of (PROTOCOL 11)."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.channels.mail_message import MOST_OCTETS, Letterhead, compose_mail, wire_address
from gateway.envelopes import OutboundFile, OutboundKind
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


def pictures(*sizes: int) -> tuple[OutboundFile, ...]:
    """Pictures of so many octets."""
    return tuple(
        OutboundFile(filename=f"photo-{number}.jpg", content_type="image/jpeg", octets=b"\xff\xd8" + b"x" * (size - 2))
        for number, size in enumerate(sizes, 1)
    )


def test_text_html_and_pictures_are_nested_as_mail_programs_expect(compose: Any) -> None:
    """The words in two forms, of which one is shown, and beside them the files."""
    message = parsed(compose(files=pictures(3_000, 4_000)))
    assert message.get_content_type() == "multipart/mixed"
    words, *files = message.iter_parts()
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html"]
    assert [(file.get_filename(), file.get_content_type(), len(file.get_content())) for file in files] == [
        ("photo-1.jpg", "image/jpeg", 3_000),
        ("photo-2.jpg", "image/jpeg", 4_000),
    ]
    assert parsed(compose()).get_content_type() == "multipart/alternative"


def test_files_that_do_not_fit_are_named(compose: Any, outbound: Any) -> None:
    """The mail stays below what relays take, the first files go along, and the words say where the others are."""
    files = pictures(3_000_000, 3_000_000, 3_000_000, 1_000)
    raw = compose(files=files)
    assert len(raw) <= MOST_OCTETS
    assert [part.get_filename() for part in parsed(raw).iter_attachments()] == [
        "photo-1.jpg",
        "photo-2.jpg",
        "photo-4.jpg",
    ]
    assert "1 file(s) were too big" in text_of(parsed(raw))
    alone = parsed(compose_mail(outbound(files=files, language="es"), LETTERHEAD, room=0))
    assert list(alone.iter_attachments()) == []
    assert "4 archivo(s) no cabían" in text_of(alone)


@pytest.mark.parametrize(
    ("name", "content_type", "expected"),
    [
        ("../../etc/passwd", "image/jpeg", (".._.._etc_passwd", "image/jpeg")),
        ("a\r\nBcc: x@y.example\x00\u202egpj.exe", "image/png", ("a Bcc: x@y.examplegpj.exe", "image/png")),
        ("señal 路灯.jpg", "image/jpeg", ("señal 路灯.jpg", "image/jpeg")),
        ("", "text/html; charset=x\r\nX: y", ("file", "application/octet-stream")),
        ("x" * 300 + ".jpg", "message/rfc822", ("x" * 96 + ".jpg", "application/octet-stream")),
        ("\ud800.jpg", "nonsense", (".jpg", "application/octet-stream")),
    ],
)
def test_10_2_a_file_brings_no_header_along(
    compose: Any, name: str, content_type: str, expected: tuple[str, str]
) -> None:
    """Names and types are only told, cleaned and short."""
    message = parsed(compose(files=(OutboundFile(filename=name, content_type=content_type, octets=b"x"),)))
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == expected
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("Thank you.\n", "7bit"),
        ("a" * 200 + "\n", "quoted-printable"),
        ("¡Gracias! Su reporte fue recibido.\n", "quoted-printable"),
        ("感谢您的来信。您的报告已收到。\n" * 20, "base64"),
    ],
)
def test_11_7_the_words_go_in_seven_bits(compose: Any, body: str, encoding: str) -> None:
    """A relay without 8BITMIME need not change anything, and what can be read in the raw stays readable."""
    raw = compose(body=body, language="zh" if encoding == "base64" else "en", reply_to="")
    part = parsed(raw).get_body(("plain",))
    assert part is not None
    assert part["Content-Transfer-Encoding"] == encoding
    assert raw.isascii()
    assert text_of(parsed(raw)) == body


POISON = [
    *("a\r\nBcc: cris@evil.example", "\ud800\udfff", "a\x00b", "\u202egnp.exe\u2066", "=?utf-8?q?x=0d=0aBcc:y?="),
    *("\x85\u2028\u2029\x0b\x0c", '()<>@,;:\\"[]', "\ufffe\uffff", "a" * 5_000, "", " ", "=?utf-8?b?////?="),
]


@pytest.mark.parametrize("poison", POISON, ids=range(len(POISON)))
@pytest.mark.parametrize(
    "field",
    ["subject", "sender_name", "body", "language", "message_id", "reply_to", "sender", "recipient", "references"],
)
def test_10_6_a_poisoned_draft_is_made_harmless_or_given_up(compose: Any, field: str, poison: str) -> None:
    """One bad row never becomes a job that fails for ever: there is a mail with our headers only, or a final no."""
    try:
        raw = compose(**{field: (poison,) if field == "references" else poison})
    except PermanentSendError:
        assert field in {"reply_to", "sender", "recipient"}
        return
    message = parsed(raw)
    assert message["Bcc"] is None
    assert message["To"] == "anne@residents.example"
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert message.get_body(("html",)) is not None
    assert not {"\x00", "\u202e", "\u2066"} & set(str(message["Subject"]) + text_of(message))


def test_a_mailbox_with_letters_beyond_ascii_is_written_as_it_is() -> None:
    """RFC 6531: the local part stays, the domain may be spelt for DNS."""
    assert wire_address("ánne@münchen.example") == "ánne@xn--mnchen-3ya.example"


def test_a_mail_to_such_a_mailbox_has_its_headers_in_utf_8(compose: Any) -> None:
    """It goes to relays with SMTPUTF8 only, which take them so."""
    raw = compose(recipient="ánne@residents.example", subject="Señal")
    head = raw.partition(b"\r\n\r\n")[0]
    assert "To: ánne@residents.example".encode() in head
    assert "Subject: Señal".encode() in head


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
