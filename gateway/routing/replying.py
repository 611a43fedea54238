"""Replies of the rulebook, filled in; a text message is kept within two segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway.routing.default_replies import EXAMPLES
from gateway.routing.fitting import fit
from gateway.routing.rulebook import Rulebook
from gateway.routing.templates import optional_fields, render
from parsers.values import Medium


def render_replies(
    rulebook: Rulebook,
    names: Sequence[str],
    *,
    language: str,
    medium: Medium,
    fields: Mapping[str, str],
    closing: str = "",
    link: str = "",
) -> str:
    """The named replies as one message, then `closing`; in a text message what is named at length is shortened.

    `link` ends a text whose replies do not name it, where there is room. In `language`, else in the city's first.
    Total: an unknown name says nothing.
    """
    sources = [rulebook.reply_text(name, language, medium) for name in names]
    glue = "\n\n" if medium is Medium.EMAIL else " "
    is_linked = medium is Medium.EMAIL or any("link" in source for source in sources)

    def fill_in(values: Mapping[str, str]) -> str:
        parts = [*(render(source, values) for source in sources), closing.strip()]
        words = glue.join(part for part in parts if part)
        return words if is_linked else f"{words}\n{values.get('link', '')}".strip()

    known = {**_with_example(fields, language), "link": link or fields.get("link", "") if is_linked else link}
    return fill_in(known) if medium is Medium.EMAIL else fit(fill_in, known, _optional(sources))


def _optional(sources: Sequence[str]) -> frozenset[str]:
    """The fields that each template which names them can do without."""
    named = {"due", "service", "link"}
    return frozenset(
        field for field in named if all(field in optional_fields(source) for source in sources if field in source)
    )


def _with_example(fields: Mapping[str, str], language: str) -> dict[str, str]:
    example = fields.get("example") or EXAMPLES.get(language, EXAMPLES["en"])
    return {**fields, "example": example}
