"""What must hold for every mail, however damaged: it is read, harmless, and its files are those that it told."""

from __future__ import annotations

import re

from parsers.email import Mail, read_mail
from parsers.email.files import extract_files
from parsers.email.mail_file import describe_file
from parsers.values import Origin

MAX_OPENED = 4
"""Mails inside mails are opened three deep, so an octet of the mail is in at most four files."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def check_mail(raw: bytes) -> None:
    """Read it and take its files out; raises `AssertionError` with what does not hold."""
    mail = read_mail(raw)
    assert "unreadable" not in mail.flags, mail.error
    assert not [text for text in _shown(mail) if _CONTROLS.search(text)], "a control character came through"
    assert mail.reply_text.strip() or not mail.text.strip(), "nothing is new in a mail that says something"
    assert mail.automation.origin in Origin
    assert all(0 < len(attachment.filename) <= 150 for attachment in mail.attachments)
    files = extract_files(raw)
    assert tuple(map(describe_file, files)) == mail.attachments, "the files are not those that were told"
    assert sum(len(file.octets) for file in files) <= MAX_OPENED * len(raw), "the files are larger than the mail"


def _shown(mail: Mail) -> list[str]:
    shown = [mail.sender, mail.sender_name, mail.subject, mail.text, mail.reply_text, mail.quoted_text]
    shown += [mail.message_id or "", *mail.to, *mail.references, *mail.headers.values()]
    for attachment in mail.attachments:
        shown += [attachment.filename, attachment.content_id, attachment.content_type]
    return shown
