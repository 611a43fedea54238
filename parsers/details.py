"""What a message tells besides what is wrong, where and how urgent it is; most rules never look at it."""

from __future__ import annotations

from enum import Enum, auto


class Detail(Enum):
    """A part of an `Understanding` that can be left unread, which then says that nothing was told."""

    TIME = auto()
    """When it happened."""
    CONTACT = auto()
    """How the sender wants to be reached."""
    PERSONAL = auto()
    """What must be masked."""
    PLACE = auto()
    """Where it is, besides a pin that was shared."""
    WORDS = auto()
    """Which words told the service; no rule asks for them."""
    SEVERAL = auto()
    """Whether it tells of several problems; without it all words are read as one."""


ALL_DETAILS = frozenset(Detail)
NO_DETAILS = frozenset[Detail]()
