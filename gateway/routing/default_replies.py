"""The replies that the product itself sends, so that a small rulebook need not write them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

from gateway.routing.document import read_document
from gateway.routing.sections import Variants

_FILES = ("default_replies.yaml", "more_replies.yaml")

REQUIRED_REPLIES = frozenset(
    {
        "received", "call_911", "ask_location", "ask_photo_place", "ask_what", "status_one", "status_none", "help",
        "empty_text", "follow_up_added", "status_changed", "closed", "staff_reply", "opted_out", "opted_in",
        "ask_location_again", "confirm_place", "choose_place", "which_ticket", "reminder", "place_noted", "reopened",
        "new_report", "language_set", "done_noted", "done_closed", "left_to_people", "too_many", "several_received",
        "already_known", "ask_fixed",
    }
)  # fmt: skip
"""Replies that the product sends by name; each must exist in every language of the city."""

EXAMPLES: Mapping[str, str] = {
    "en": "Pothole at 12 Oak St",
    "es": "Bache en 12 Oak St",
    "fr": "Nid-de-poule au 12 Oak St",
    "de": "Schlagloch vor 12 Oak St",
    "pt": "Buraco na rua em 12 Oak St",
    "zh": "12 Oak St 路面有坑洞",
    "vi": "Ổ gà ở 12 Oak St",
    "ht": "Gwo twou nan 12 Oak St",
}
"""What the field `example` shows where nobody gives one: a report as a resident might write it."""


@cache
def default_replies() -> Mapping[str, Mapping[str, Variants]]:
    """The shipped replies by name and language. Read once in a process.

    Their templates are not parsed here, which would cost every start a tenth of a second: the tests render each.
    """
    replies: dict[str, dict[str, Variants]] = {}
    for file in _FILES:
        text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
        for name, languages in read_document(text, file).data.items():
            shipped = {language: _variants(reply) for language, reply in languages.items()}
            replies.setdefault(name, {}).update(shipped)
    return replies


def _variants(reply: str | Mapping[str, str]) -> Variants:
    if isinstance(reply, str):
        return Variants.model_construct(sms=reply, email=reply)
    return Variants.model_construct(sms=reply["sms"], email=reply["email"])
