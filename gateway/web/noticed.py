"""What was odd about a message, in sentences that tell a clerk what may be missing or doubtful (PROTOCOL 8.1, 8.9)."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.web.words import plain

_ORIGINAL = "see the original"
SENTENCES = {
    "encrypted": "Part of the mail is encrypted and cannot be read here.",
    "signed_opaque": "Part of the mail is inside a signature that cannot be opened here.",
    "signed": "The mail is signed; nobody has checked the signature.",
    "text_cut": f"The text is very long, and its end is not shown; {_ORIGINAL}.",
    "html_cut": f"The formatted text is very long, and its end is not shown; {_ORIGINAL}.",
    "too_many_parts": f"The mail has too many parts, and not all were read; {_ORIGINAL}.",
    "nested_too_deep": f"The parts of the mail lie too deep inside each other, and not all were read; {_ORIGINAL}.",
    "mails_too_deep": "A mail inside a mail inside a mail was not opened any more; it is kept as a file.",
    "winmail_damaged": "Outlook packed files into winmail.dat, which is damaged; it is kept as it came.",
    "headers_cut": f"The mail has more header lines than can be read; {_ORIGINAL}.",
    "header_cut": f"A header line is too long, and its end was not read; {_ORIGINAL}.",
    "no_blank_line": "Nothing divides the headers from the text, so the text may begin in the wrong place.",
    "boundary_missing": "The mail says that it has parts, but they cannot be told apart.",
    "boundary_guessed": "Where the parts of the mail begin had to be guessed.",
    "bare_newline": "The mail has broken line ends, which were mended.",
    "internal_headers": "The mail carries headers that only this gateway may write; they were ignored.",
    "duplicate_from": "The mail names its sender more than once; the first one counts.",
    "duplicate_subject": "The mail has more than one subject; the first one counts.",
    "several_senders": "The mail names several senders; the first one counts.",
    "misleading_name": "The sender's name looks like another mail address; only the address in brackets counts.",
    "no_sender": "The mail does not say who wrote it.",
    "unreadable": f"The mail could not be read; {_ORIGINAL}.",
    "msgid_reused": "Another mail had the same Message-ID.",
    "whatsapp": "It came by WhatsApp.",
}
"""Every flag that a reader sets; a test holds them together."""


def tell_noticed(flags: Iterable[str]) -> str:
    """The flags of a message in sentences; one that nobody has put into words comes without its underscores."""
    return " ".join(SENTENCES.get(flag) or f"{plain(flag)}." for flag in flags)
