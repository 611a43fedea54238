"""Take the files out of a mail again, after its words have been filed: their octets, in the order they were told in.

`read_mail` walks the same parts with the same reader, so the n-th file here is the n-th of `Mail.attachments`.
"""

from __future__ import annotations

from parsers.email.bodies import gather_contents
from parsers.email.mail_file import MailFile
from parsers.email.structure import cut_parts

__all__ = ["MailFile", "extract_files"]


def extract_files(raw: bytes) -> tuple[MailFile, ...]:
    """Every file of a mail, those of enclosed mails and `winmail.dat` too. Total: what cannot be read has none.

    No archive is unpacked (PROTOCOL 8.11): together the files of one level are no larger than the mail, and mails in
    it are opened three deep.
    """
    try:
        root, _ = cut_parts(raw)
        return gather_contents(root).files
    except Exception:  # noqa: BLE001 - as in `read_mail`: the raw original is kept, and its ticket says that it is unread.
        return ()
