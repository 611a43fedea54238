"""Read mail: raw bytes in, one frozen `Mail` out, never an exception."""

from __future__ import annotations

from parsers.email.html import html_to_text
from parsers.email.quoting import Reply, split_reply
from parsers.email.reader import Mail, read_mail, unread_mail

__all__ = ["Mail", "Reply", "html_to_text", "read_mail", "split_reply", "unread_mail"]
