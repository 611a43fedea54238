"""A reply of the rulebook, filled in."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.routing.rulebook import Rulebook
from gateway.routing.templates import render
from parsers.values import Medium


def render_reply(
    rulebook: Rulebook, name: str, *, language: str, medium: Medium | str, fields: Mapping[str, str]
) -> str:
    """The reply `name` in `language` (the city's first where there is none). Total: an unknown name is an empty text."""
    return render(rulebook.reply_text(name, language, medium), fields)
