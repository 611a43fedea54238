"""The files of a mail, octet for octet, are those that the ticket names (PROTOCOL 8.10, 10.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.email import read_mail
from parsers.email.files import extract_files
from parsers.email.mail_file import describe_file

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))
HEAD = b"From: anne@x.example\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
HTML = b'--b\r\nContent-Type: text/html\r\n\r\n<p>Hole <img src="cid:photo%40x"></p>\r\n'


def _picture(content_id: bytes, octets: bytes = b"QUJD" * 1000) -> bytes:
    return (
        b"--b\r\nContent-Type: image/jpeg; name=a.jpg\r\nContent-ID: " + content_id + b"\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + octets + b"\r\n"
    )


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_files_are_the_attachments_that_were_told(path: Path) -> None:
    """The n-th file belongs to the n-th attachment, so their stored rows can be matched by number."""
    raw = path.read_bytes()
    assert tuple(map(describe_file, extract_files(raw))) == read_mail(raw).attachments


def test_8_10_picture_that_the_html_shows_keeps_its_content_id() -> None:
    """A picture inside the text is told from one that only came along."""
    raw = HEAD + HTML + _picture(b"<photo@x>") + _picture(b"<other@x>") + b"--b--\r\n"
    assert [(file.content_id, file.octets) for file in extract_files(raw)] == [
        ("photo@x", b"ABC" * 1000),
        ("", b"ABC" * 1000),
    ]
    assert [attachment.content_id for attachment in read_mail(raw).attachments] == ["photo@x", ""]


def test_files_of_an_enclosed_mail_follow_it() -> None:
    """A forwarded mail is a file itself, and so is what came in it."""
    inner = HEAD + HTML + _picture(b"<photo@x>") + b"--b--\r\n"
    outer = b"From: bart@y.example\r\nContent-Type: message/rfc822\r\n\r\n" + inner
    mail, picture = extract_files(outer)
    assert (mail.declared_type, mail.octets) == ("message/rfc822", inner)
    assert (picture.filename, picture.content_id) == ("a.jpg", "photo@x")


def test_files_of_a_mail_that_cannot_be_read_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong, storing files is not what stops the gateway."""
    monkeypatch.setattr("parsers.email.files.cut_parts", lambda _raw: 1 / 0)
    assert extract_files(b"From: anne@x.example\r\n\r\nA hole") == ()
