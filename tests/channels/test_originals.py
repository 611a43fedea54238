"""Originals of words and files are mails that everybody can open, and cost no more than their octets."""

from __future__ import annotations

import tracemalloc
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.originals import PageFile, read_words, write_original
from parsers.clean import clean_text
from parsers.email.files import extract_files

PHOTO = PageFile(filename="año.jpg", declared_type="image/jpeg", octets=b"\xff\xd8" + bytes(range(256)) * 9)


@given(st.text(max_size=200), st.lists(st.binary(max_size=130), max_size=3))
def test_words_and_files_read_back(text: str, bodies: list[bytes]) -> None:
    """Also lines that look like the end of a part, and files of every length."""
    words = clean_text(f"{text}\n--=_x\n")
    files = [PageFile(filename="a", declared_type="image/png", octets=octets) for octets in bodies]
    raw = write_original("a test", words, files)
    assert read_words(raw).replace("\r\n", "\n").strip() == words.strip()
    assert [file.octets for file in extract_files(raw)] == bodies


def test_it_is_a_mail_for_every_program() -> None:
    """The standard library reads it, names and all; no line is too long for a mail server."""
    raw = write_original("the page of ticket 7", "Un bache\nen la calle", [PHOTO, PHOTO])
    mail = BytesParser(policy=default).parsebytes(raw)
    assert mail.defects == []
    assert mail["X-City311-Source"] == "the page of ticket 7"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["año.jpg", "año.jpg"]
    assert [part.get_content() for part in mail.iter_attachments()] == [PHOTO.octets, PHOTO.octets]
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("files", [(), (PHOTO,)], ids=["words", "with a file"])
def test_originals_of_the_standard_library_are_read_too(files: tuple[PageFile, ...]) -> None:
    """Those that an earlier release wrote."""
    message = EmailMessage(policy=SMTP)
    message["X-City311-Source"] = "the page of ticket 7"
    message.set_content("Un bache en la calle Ávila", cte="quoted-printable")
    for file in files:
        message.add_attachment(file.octets, maintype="image", subtype="jpeg", filename=file.filename)
    assert read_words(message.as_bytes()).strip() == "Un bache en la calle Ávila"


def test_a_large_photo_costs_a_few_times_its_size() -> None:
    """Several people may send one at once, and a process has so much memory."""
    octets = b"\0" * 4_000_000
    tracemalloc.start()
    raw = write_original("a test", "Big", [PageFile(filename="a", declared_type="image/png", octets=octets)])
    words = read_words(raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert words.strip() == "Big"
    assert most < 4.5 * len(octets)
