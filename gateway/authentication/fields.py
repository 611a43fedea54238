"""The header fields of a mail in their order, and which of them our own border mail server wrote (PROTOCOL 7.1).

A trace is written from the bottom to the top: whoever passes a mail on writes above what was there. So what stands
above the `Received:` field of our border server is from our side; everything below may be the sender's invention.
"""

from __future__ import annotations

import re
from typing import Literal

from parsers.email.scan import Header, normalize_newlines, scan_headers

Place = Literal["above", "below"]
"""Where our mail server writes `Authentication-Results:`, seen from its own `Received:` field."""
MOST_OCTETS = 256 * 1024
_FROM_SOMEWHERE = re.compile(rb"from\s", re.IGNORECASE)
_FROM_OURSELVES = re.compile(rb"from\s+\S+\s+\([^\s()]+\s+\[(?:127\.0\.0\.1|(?:IPv6:)?::1)\]\)\s", re.IGNORECASE)
"""By the address that our server saw; the name before it is what the client calls itself."""


def read_fields(raw: bytes) -> tuple[Header, ...]:
    """Every header field from the top, unfolded and not decoded, within the limits of the mail reader. Total."""
    head, _ = normalize_newlines(raw[:MOST_OCTETS])
    return scan_headers(head, 0, len(head)).headers


def written_by_our_border(fields: tuple[Header, ...], place: Place) -> tuple[Header, ...]:
    """The fields from our side: up to our border's `Received:`, or with `below` from there up to the next one.

    A `Received:` that names no other host (the hand-over inside our own server) is passed over. Without a `Received:`
    the mail did not come by way of our mail server at all, and nothing is ours.
    """
    border = next((at for at, field in enumerate(fields) if _is_border(field)), None)
    if border is None:
        return ()
    if place == "above":
        return fields[:border]
    behind = range(border + 1, len(fields))
    return fields[: next((at for at in behind if fields[at].name == "received"), len(fields))]


def _is_border(field: Header) -> bool:
    is_trace = field.name == "received" and _FROM_SOMEWHERE.match(field.value) is not None
    return is_trace and _FROM_OURSELVES.match(field.value) is None
