"""The rulebook in the browser: read it, change it, try it, rehearse it, publish it, and go back."""

from gateway.web.rules import (
    at_work,
    entry_pages,
    kept_examples,
    overview,
    publishing,
    rehearsing,
    replying,
    rule_pages,
    showing,
    texts,
    touring,
    trying,
    versions,
)
from gateway.web.rules.pages import pages

__all__ = [
    "at_work",
    "entry_pages",
    "kept_examples",
    "overview",
    "pages",
    "publishing",
    "rehearsing",
    "replying",
    "rule_pages",
    "showing",
    "texts",
    "touring",
    "trying",
    "versions",
]
