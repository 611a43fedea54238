"""Hears a text as the dialogue does: where we stand with its number, what it says, and which ticket it means.

Everything here is read from a `Thread` that was looked up before; nothing is asked of the store and nothing changes.
"""

from gateway.hearing.places import is_more_exact
from gateway.hearing.recalling import doubt_names, inherit, recall_place
from gateway.hearing.saying import Said
from gateway.hearing.standing import as_filed, means_the_same_elsewhere, stand

__all__ = [
    "Said",
    "as_filed",
    "doubt_names",
    "inherit",
    "is_more_exact",
    "means_the_same_elsewhere",
    "recall_place",
    "stand",
]
