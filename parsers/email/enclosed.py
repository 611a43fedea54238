"""Which mail a report speaks of: the Message-IDs in the copy that it encloses (PROTOCOL 6.2)."""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.email.addresses import read_message_id
from parsers.email.structure import Part
from parsers.email.transfer import decode_body

MAX_IDS = 20
MAX_LOOKED_AT = 64 * 1024
"""Octets of each part: the headers stand at its beginning, however long the original is (PROTOCOL F6.3)."""
_MESSAGE_ID = re.compile(
    rb"^[> \t]*(?:x-)?(?:original-)?message-id:\s*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE
)


def find_enclosed_ids(root: Part) -> tuple[str, ...]:
    """The Message-IDs of what a report sends back, in the order of the mail; not the report's own. Total."""
    found: dict[str, None] = {}
    for part in root.walk():
        if not part.children:
            head = decode_body(replace(part, body=part.body[:MAX_LOOKED_AT]))
            ids = map(read_message_id, _MESSAGE_ID.findall(head))
            found |= dict.fromkeys(one for one in ids if one)
        if len(found) >= MAX_IDS:
            break
    return tuple(found)[:MAX_IDS]
