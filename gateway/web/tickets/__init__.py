"""One ticket: what was said, what was understood, why it is here, and what a clerk may do about it."""

from gateway.web.tickets import (
    elsewhere,
    keeping,
    pairing,
    planning,
    presence,
    previewing,
    sorting,
    splitting,
    talking,
    whereabouts,
)
from gateway.web.tickets.pages import pages

__all__ = [
    "elsewhere",
    "keeping",
    "pages",
    "pairing",
    "planning",
    "presence",
    "previewing",
    "sorting",
    "splitting",
    "talking",
    "whereabouts",
]
