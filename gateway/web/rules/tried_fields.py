"""The form by which a message is tried, read as an example of the rulebook is: in the same words where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from gateway.routing.sections import ExampleText
from parsers.clean import clean_text

FIELDS = ("text", "channel", "from", "subject", "date", "event", "repeat")
EMPTY = {"channel": "sms", "event": "opened", "repeat": "1"}
_LONGEST = 20_000
"""Characters of a message that is tried."""


def fields_of(form: Mapping[str, str]) -> dict[str, str]:
    """What was written, by field."""
    return {name: form.get(name, "").strip() for name in FIELDS}


def read_message(fields: Mapping[str, str]) -> tuple[ExampleText | None, dict[str, str]]:
    """The message, or what is wrong with it by field; nothing at all while nothing is written."""
    written = {name: value for name, value in fields.items() if value} | {"text": clean_text(fields["text"])}
    if not written["text"] and "subject" not in written:
        return None, {}
    if len(fields["text"]) > _LONGEST:
        return None, {"text": f"The message is longer than {_LONGEST:,} characters. Try a part of it."}
    repeat = fields["repeat"] or "1"
    if not repeat.isascii() or not repeat.isdigit() or not 1 <= int(repeat[:6]) <= 1000:
        return None, {"repeat": "Write a number from 1 to 1000."}
    try:
        return ExampleText.model_validate({**written, "repeat": int(repeat)}), {}
    except ValidationError as error:
        return None, dict(_finding(item) for item in error.errors(include_url=False))


def _finding(item: Any) -> tuple[str, str]:
    context = item.get("ctx", {})
    said = (
        f"{context['message']} {context['hint']}".strip() if item["type"] == "rulebook" else "Choose one of the list."
    )
    return str(item["loc"][0]), said
