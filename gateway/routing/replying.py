"""A reply of the rulebook, filled in."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.routing.default_replies import EXAMPLES
from gateway.routing.rulebook import Rulebook
from gateway.routing.templates import render
from parsers.values import Medium


def render_reply(
    rulebook: Rulebook, name: str, *, language: str, medium: Medium | str, fields: Mapping[str, str]
) -> str:
    """The reply `name` in `language`, else in the city's first. Total: an unknown name is an empty text."""
    example = fields.get("example") or EXAMPLES.get(language, EXAMPLES["en"])
    return render(rulebook.reply_text(name, language, medium), {**fields, "example": example})
