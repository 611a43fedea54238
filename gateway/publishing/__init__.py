"""How a rulebook comes into force: checked, written to its file without losing anybody's change, and kept for ever."""

from gateway.publishing.conflicts import ConflictError
from gateway.publishing.differing import Change, Difference, FileLines, difference
from gateway.publishing.publishing import UNREADABLE, Press, find_on_disk, publish, roll_back

__all__ = [
    "UNREADABLE",
    "Change",
    "ConflictError",
    "Difference",
    "FileLines",
    "Press",
    "difference",
    "find_on_disk",
    "publish",
    "roll_back",
]
