"""The words that a clerk wrote themselves: what is left of our notice must never reach a resident as their answer."""

from __future__ import annotations

import re

from gateway.store.tickets import TicketRow
from parsers.email.reply_marker import is_reply_marker

_QUOTE_SIGNS = " \t\u00a0>|*"


def own_words(text: str, ticket: TicketRow, writer: str) -> str:
    """`text` without the lines it quotes, and cut where our own mail begins, should the reader have left that in.

    What stands below the name of the `writer` is a signature that no mail program has marked.

    A mail without any words of its own is kept whole by its reader; here nothing is left of it.
    """
    lines = text.split("\n")
    end = next((place for place, line in enumerate(lines) if _is_ours(line, ticket)), len(lines))
    end = _beginning_of_head(lines, end) if end < len(lines) else end
    kept = [line for line in lines[:end] if not line.lstrip().startswith(">")]
    return "\n".join(_without_signature(kept, writer)).strip()


def holds_our_notice(words: str, ticket: TicketRow) -> bool:
    """Whether the desk's link of the ticket is among the words: only our notices hold it."""
    return f"/tickets/{ticket.number}" in words


def _is_ours(line: str, ticket: TicketRow) -> bool:
    plain = line.strip(_QUOTE_SIGNS)
    return (
        is_reply_marker(line) or plain.startswith(f"Ticket {ticket.number}") or f"[City311 #{ticket.number}]" in plain
    )


def _without_signature(lines: list[str], writer: str) -> list[str]:
    """A name alone closes a letter and stays; with a post, a number and a warning below it, it is no answer."""
    last, _, first = writer.partition(",")
    names = {name.casefold() for name in (writer.strip(), f"{first} {last}".strip()) if name}
    for place, line in enumerate(lines):
        plain = line.strip(_QUOTE_SIGNS + ",").casefold()
        if place and plain in names and len([below for below in lines[place + 1 :] if below.strip()]) > 0:
            return lines[:place]
    return lines


def _beginning_of_head(lines: list[str], end: int) -> int:
    """Above our mail stand lines such as `From:` and `Sent:`, or that somebody wrote on some day."""
    start = end
    while start > 0 and end - start < 8 and (_HEAD.match(lines[start - 1]) or not lines[start - 1].strip()):
        start -= 1
    return start


_HEAD = re.compile(r"[\s>*|_-]*(?:[\w ./-]{2,20}\s?[:：]\s|(?:On|El|Am|Le|Em)\b.*:\s*$|_{5,}|-{5,})")
