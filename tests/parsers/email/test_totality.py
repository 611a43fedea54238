"""Reading a mail never fails: on any octets, and on real-shaped mails that were damaged on the way (F8.1)."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.email import Mail, html_to_text, read_mail, split_reply
from parsers.values import Origin
from tests.fuzz.checks import check_mail
from tests.fuzz.mutations import make_mail

MAILS = [path.read_bytes() for path in sorted((Path(__file__).parent / "mails").glob("*.eml"))]
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
PIECES = [
    *(b"\r\n", b"\n", b"\r", b"\x00", b"\xff", b'"', b"<", b">", b"(", b"--", b"--zz", b"--zz--", b"=?utf-8?q?", b"?="),
    *(b";", b"=", b"charset=utf-7", b"charset=idna", b"From: ", b"Message-ID: <>\r\n", b"> ", b"wrote:", b"<!--"),
    *(b"<blockquote>", b"\xe2\x80\xae", b"Content-Type: message/rfc822\r\n"),
    *(b"Content-Type: multipart/mixed; boundary=zz\r\n", b"Content-Transfer-Encoding: base64\r\n"),
]


def _check(mail: Mail) -> None:
    shown = [
        mail.sender,
        mail.sender_name,
        mail.subject,
        mail.text,
        mail.reply_text,
        mail.quoted_text,
        mail.message_id or "",
    ]
    shown += [
        *mail.to,
        *mail.references,
        *mail.headers.values(),
        *(attachment.filename for attachment in mail.attachments),
    ]
    assert not [text for text in shown if CONTROLS.search(text)]
    assert mail.reply_text.strip() or not mail.text.strip()
    assert mail.automation.origin in Origin
    assert "unreadable" not in mail.flags
    assert all(attachment.filename and len(attachment.filename) <= 150 for attachment in mail.attachments)


@given(st.binary(max_size=2000), st.sampled_from([None, "", "anne@x.example"]))
@settings(max_examples=300, deadline=None)
def test_any_octets_make_a_mail(raw: bytes, envelope_sender: str | None) -> None:
    """PROTOCOL 1.2: nothing about reading may refuse a message."""
    _check(read_mail(raw, envelope_sender=envelope_sender))


@given(st.lists(st.sampled_from([*PIECES, b"hole", b" ", b": "]), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_heap_of_mail_pieces_makes_a_mail(pieces: list[bytes]) -> None:
    """Random octets seldom look like mail; these always nearly do."""
    _check(read_mail(b"".join(pieces)))


def test_f8_1_a_thousand_mutations_of_our_mails_are_read() -> None:
    """Cut, doubled, swapped and sprinkled; the seed makes a failure come back."""
    chance = random.Random(20260504)
    for round_number in range(1000):
        _check(read_mail(_mutate(MAILS[round_number % len(MAILS)], chance)))


def test_f8_1_mails_that_were_changed_by_their_structure_are_read() -> None:
    """The first of the million that `make fuzz` reads, and proof that it still runs."""
    for number in range(500):
        check_mail(make_mail(20260504, number))


def _mutate(raw: bytes, chance: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.randrange(80))
        match chance.randrange(4):
            case 0:
                del data[start:end]
            case 1:
                data[start:start] = data[start:end] * chance.randint(1, 5)
            case 2:
                data[start:start] = chance.choice(PIECES)
            case _:
                data[start:end] = bytes(chance.randrange(256) for _ in range(end - start))
    return bytes(data)


@given(st.text(max_size=400), st.one_of(st.none(), st.text(max_size=400)))
@settings(max_examples=200, deadline=None)
def test_9_5_any_text_splits_and_nothing_is_lost(text: str, html: str | None) -> None:
    """Each word is either new or quoted; with words there is always something new."""
    reply = split_reply(text, html)
    words = re.sub("[\ue000-\ue002]", "", text)
    if words.strip():
        assert reply.new_text.strip()
    if html is None:
        assert sorted((reply.new_text + " " + reply.quoted_text).split()) == sorted(words.split())


@given(st.text(alphabet=st.sampled_from("<>/!-=\"' abpdivstyle&#;x0\n"), max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_markup_makes_text(html: str) -> None:
    """Whatever is nearly HTML."""
    assert not CONTROLS.search(html_to_text(html))


def test_bug_in_a_reader_still_saves_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """F8.2: should a step fail after all, the mail comes back with a reason and its text."""
    monkeypatch.setattr("parsers.email.reader.gather_contents", lambda _part: 1 / 0)
    mail = read_mail(b"From: anne@x.example\r\n\r\nA hole")
    assert mail.error == "The mail could not be read (ZeroDivisionError); its original is kept."
    assert "A hole" in mail.text
    assert mail.flags == ("unreadable",)
