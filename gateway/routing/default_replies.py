"""The replies that the product itself sends, so that a small rulebook need not write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import TypeAdapter

from gateway.routing.document import read_document
from gateway.routing.sections import Reply, Variants

_FILE = "default_replies.yaml"

REQUIRED_REPLIES = frozenset(
    {
        "received", "call_911", "ask_location", "ask_what", "status_one", "status_none", "help", "empty_text",
        "follow_up_added", "status_changed", "closed", "staff_reply", "opted_out", "opted_in",
    }
)  # fmt: skip
"""Replies that the product sends by name; each must exist in every language of the city."""

EXAMPLES: Mapping[str, str] = {"en": "Pothole at 12 Oak St", "es": "Bache en 12 Oak St"}
"""What the field `example` shows where nobody gives one."""


@cache
def default_replies() -> Mapping[str, Mapping[str, Variants]]:
    """The shipped replies by name and language. Read once in a process."""
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    return TypeAdapter(dict[str, dict[str, Reply]]).validate_python(read_document(text, _FILE).data)
