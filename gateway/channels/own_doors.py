"""What came through a door of ours, a page or Open311, and by no carrier: read the same wherever it is read again."""

from __future__ import annotations

from gateway.channels.open311_words import is_filed, read_filed
from gateway.channels.page_words import find_page_ticket, read_page_words
from gateway.envelopes import Arrival
from parsers.values import InboundMessage


def came_by_own_door(arrival: Arrival) -> bool:
    """Whether no carrier and no mail server had it: the original has everything, files too, and nothing is signed."""
    return find_page_ticket(arrival) is not None or is_filed(arrival)


def read_at_own_door(arrival: Arrival) -> InboundMessage | None:
    """The message, or None for one that its channel must read; raises what a broken original does to its reader."""
    if find_page_ticket(arrival) is not None:
        return read_page_words(arrival)
    return read_filed(arrival) if is_filed(arrival) else None
