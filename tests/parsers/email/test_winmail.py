"""What Outlook hides in `winmail.dat`: words, files and mails, and what becomes of a damaged one (PROTOCOL 8.9)."""

from __future__ import annotations

import random

import pytest

from parsers.email import Mail, read_mail
from parsers.email.files import extract_files
from parsers.email.rich_text import read_rich_text
from parsers.email.rich_text_packing import decompress
from parsers.email.tnef import read_tnef
from tests.parsers.email import samples
from tests.parsers.email.samples import attribute, file, message, text_property, winmail, words

PLAIN, HTML, RICH, SUBJECT, CODE_PAGE = 0x1000, 0x1013, 0x1009, 0x0037, 0x3FDE
TEXT_PART = b"Content-Type: text/plain\r\n\r\nHole at 12 Oak St"
RTF_OF_HTML = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Caf\'e9 "
    rb"{\*\htmltag84 &amp;}\htmlrtf &\htmlrtf0  hole{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 }"
)


def _mail(octets: bytes) -> bytes:
    return samples.mail(b"application/ms-tnef; name=winmail.dat", octets)


def _read(*attributes: bytes) -> Mail:
    return read_mail(_mail(winmail(*attributes)))


def test_8_9_files_come_out_of_winmail_with_their_names() -> None:
    """The photo of the hole is what the mail was written for."""
    photo = file("höle.jpg", samples.PHOTO, text_property(0x370E, "image/jpeg"), text_property(0x3712, "a@x"))
    (found,) = extract_files(_mail(winmail(photo)))
    assert (found.filename, found.declared_type, found.octets) == ("höle.jpg", "image/jpeg", samples.PHOTO)
    assert _read(photo).flags == ()


def test_8_9_words_of_winmail_speak_when_the_mail_has_no_others() -> None:
    """Outlook may leave the text part out altogether."""
    assert _read(words(text_property(PLAIN, "Hole at 12 Oak"))).text == "Hole at 12 Oak"
    mail = samples.mixed(
        TEXT_PART, b"Content-Type: application/ms-tnef\r\n\r\n" + winmail(words(text_property(PLAIN, "x")))
    )
    assert read_mail(mail).text == "Hole at 12 Oak St"


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ([attribute(0x0002800C, "Höle".encode("cp1252"))], "Höle"),
        ([attribute(0x00069007, (932).to_bytes(8, "little")), attribute(0x0002800C, "道路".encode("cp932"))], "道路"),
        ([words(samples.sized_property(PLAIN, 0x1E, "Höle".encode("cp1252")))], "Höle"),
        (
            [words(samples.sized_property(HTML, 0x102, "<p>Höle".encode()), samples.number_property(CODE_PAGE, 65001))],
            "Höle",
        ),
        ([words(samples.sized_property(RICH, 0x102, samples.rich_text(RTF_OF_HTML)))], "Café & hole"),
        (
            [words(samples.sized_property(RICH, 0x102, samples.rich_text(rb"{\rtf1 Hole\par \u8364?5 \{x\}}")))],
            "Hole\n€5 {x}",
        ),
    ],
)
def test_8_9_body_in_every_form_that_outlook_writes(attributes: list[bytes], text: str) -> None:
    """Old and new Outlook, in the code page of its country."""
    assert _read(*attributes).text == text


def test_8_9_mail_attached_in_winmail_is_told_and_opened() -> None:
    """A forwarded mail with a photo, as Outlook sends it inside its own format."""
    inner = winmail(words(text_property(SUBJECT, "Hole"), text_property(PLAIN, "At 12 Oak")), file("a.jpg", b"photo"))
    mail = _read(words(text_property(PLAIN, "Please see below")), message(inner))
    assert mail.text == "Please see below\n\n---------- Attached message ----------\nSubject: Hole\n\nAt 12 Oak"
    assert [attachment.filename for attachment in mail.attachments] == ["a.jpg"]


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"not one at all",
        winmail(file("a.txt", b"bee"))[:-3],
        winmail(file("a.txt", b"bee")).replace(b"bee", b"boo"),
        winmail(attribute(0x00069003, b"\xff\xff\xff\xff")),
    ],
)
def test_8_9_damaged_winmail_is_kept_as_a_file_and_named(octets: bytes) -> None:
    """What cannot be read to its end is there for somebody who has another program."""
    mail = read_mail(_mail(octets))
    assert "winmail_damaged" in mail.flags
    assert (mail.attachments[-1].filename, mail.attachments[-1].size) == ("winmail.dat", len(octets))


def test_8_9_what_was_read_before_the_damage_is_kept() -> None:
    """One broken attachment does not take the other one with it."""
    octets = winmail(file("a.txt", b"bee"), file("b.txt", b"sea"))[:-40]
    assert extract_files(_mail(octets))[0].filename == "a.txt"


def test_8_9_mails_in_mails_end_three_deep() -> None:
    """Each level would be read again otherwise."""
    octets = winmail(file("a.txt", b"bee"))
    for _ in range(6):
        octets = winmail(message(octets))
    assert [len(found.octets) > 3 for found in extract_files(_mail(octets))] == [True]


def test_8_1_files_of_winmail_count_for_the_whole_mail() -> None:
    """Six hundred of them are more than a mail may have."""
    mail = _read(
        *[file(f"{number}.txt", b"x") for number in range(499)], message(winmail(*[file("a.txt", b"x")] * 100))
    )
    assert len(mail.attachments) == 501
    assert "too_many_parts" in mail.flags


def test_rich_text_is_unpacked_as_the_standard_says() -> None:
    """The example of MS-OXRTFCP 3.2.2, which repeats itself."""
    packed = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert decompress(packed) == rb"{\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_rich_text_unpacks_no_further_than_its_limit() -> None:
    """Seventeen octets come out of two, again and again."""
    packed = (10**9).to_bytes(4, "little") * 2 + b"LZFu" + bytes(4) + b"\xff" + b"\x00\x1f" * 8
    assert len(decompress(packed + packed[16:] * 10_000, limit=5000)) == 5000
    assert read_rich_text(b"").plain == ""


def test_8_9_any_damage_to_winmail_leaves_a_mail() -> None:
    """A thousand seeded mutations of its octets; `make fuzz` makes more."""
    chance = random.Random(20260504)
    whole = winmail(
        words(text_property(PLAIN, "Hole"), samples.sized_property(RICH, 0x102, samples.rich_text(RTF_OF_HTML)))
    )
    whole += file("a.jpg", b"photo") + message(winmail(file("b.txt", b"bee")))
    for _ in range(1000):
        octets = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        mail = read_mail(_mail(bytes(octets[: chance.randrange(len(octets))])))
        assert "unreadable" not in mail.flags


def test_octets_that_are_none_are_damaged() -> None:
    """The reader itself is total."""
    assert read_tnef(b"").is_damaged
    assert read_tnef(winmail()).is_damaged is False
