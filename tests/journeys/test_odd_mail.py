"""Mail that is not what one expects makes a sensible ticket too, and says what could not be read (F8.2, F8.4)."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from gateway.channels.email import EmailChannel
from gateway.reading import SMALL_OCTETS, BoundedReader
from tests.journeys.conftest import ANNE, Road
from tests.parsers.email import samples

PHOTO = b"Content-Type: image/jpeg; name=hole.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 1000
EMPTY = b"Content-Type: text/plain\r\n\r\n"
HTML = b"Content-Type: text/html\r\n\r\n<p>There is a <b>pothole</b> at 12 Oak St</p>"
WINMAIL = samples.winmail(samples.words(samples.text_property(0x1000, "There is a pothole at 12 Oak St")))


def _subject(raw: bytes, subject: str) -> bytes:
    return raw.replace(b"Subject: Pothole", f"Subject: {subject}".encode())


ODD = {
    "html_only": samples.mixed(HTML, kind=b"alternative"),
    "empty_body_with_photo": _subject(samples.mixed(EMPTY, PHOTO), "Pothole at 12 Oak St"),
    "subject_only": _subject(samples.HEAD, "Pothole at 12 Oak St") + b"\r\n",
    "attachment_only": _subject(samples.HEAD, "Pothole at 12 Oak St") + PHOTO,
    "winmail_only": samples.mail(b"application/ms-tnef; name=winmail.dat", WINMAIL),
    "signed_opaque": samples.mail(b"application/pkcs7-mime; smime-type=signed-data", samples.signed(HTML)),
}


@pytest.mark.parametrize("name", ODD)
def test_f8_4_mail_without_plain_words_makes_a_sensible_ticket(road: Road, name: str) -> None:
    """People send a photo and a subject, and their programs send HTML alone or winmail.dat."""
    road.raw_mail(ODD[name])
    row = road.the_ticket()
    assert (row.service, row.department) == ("pothole", "streets")
    assert "12 Oak St" in (row.location or "")
    assert road.unfinished() == []


def test_8_9_encrypted_mail_is_a_ticket_that_says_so(road: Road) -> None:
    """Somebody must ask for another mail; silence would be the worst answer."""
    sealed = samples.mail(b"application/pkcs7-mime; smime-type=enveloped-data", samples.signed(b"", kind=3))
    road.raw_mail(_subject(sealed, "Hello"))
    assert road.the_ticket().department == "front_desk"
    (stored,) = road.messages()
    assert stored.flags == ["encrypted"]
    assert "encrypted" in stored.reason


def test_f8_2_mail_that_kills_its_reader_is_a_triage_ticket_with_its_original(road: Road) -> None:
    """It is read once, nobody answers it, and the same worker reads the next mail."""
    deadly = BoundedReader((sys.executable, "-c", "import os; os.read(0, 1); os._exit(9)"))
    email = road.gateway.channels["email"]
    assert isinstance(email, EmailChannel)
    channels = {**road.gateway.channels, "email": replace(email, reader=deadly)}
    road.gateway = replace(road.gateway, channels=channels)
    road.raw_mail(samples.HEAD + b"\r\nPothole at 12 Oak St\r\n" + b"hole " * (SMALL_OCTETS // 5))
    row = road.the_ticket()
    assert row.department == "front_desk"
    (stored,) = road.messages()
    assert stored.flags == ["unreadable"]
    assert "its original is kept" in stored.reason
    assert [sent.state for sent in road.said_to(ANNE)] == ["suppressed"]
    assert road.unfinished() == []
    road.mail("Pothole at 12 Oak St")
    assert len(road.tickets()) == 2
