"""How a word to the resident will read before it is sent: for each channel and language, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gateway.changes.foretelling import Foretold, foretell_reply, foretell_status
from gateway.routing.called import LANGUAGES
from gateway.routing.plain_text import plain_text
from gateway.routing.segments import count_segments, dear_characters, room_of
from gateway.store.tickets import TicketRow
from gateway.web.context import this_gateway
from parsers.language import find_language
from parsers.values import Medium

_LETTERS_END = "\u0250"
"""Where Latin letters, with all their accents, end; other scripts have no choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One message as it will go out, in one channel and language."""

    medium: Medium
    language: str
    """As people call it, such as `Spanish`."""
    subject: str
    body: str
    readers: int = 1
    """To how many people it goes in this form."""
    segments: int = 0
    """What a carrier charges for; 0 for mail."""
    remarks: tuple[str, ...] = ()
    """Sentences on what makes it dear, and on words in another language."""


def preview_reply(ticket: TicketRow, text: str) -> tuple[Preview, ...]:
    """What the reporter would read. Raises `ChangeError` for words that are too long."""
    with this_gateway().store.reading() as connection:
        return _grouped(foretell_reply(connection, this_gateway(), ticket, text), text)


def preview_status(ticket: TicketRow, *, status: str, note: str, reason: str) -> tuple[Preview, ...]:
    """What the reporter and joined neighbors would read; empty where nobody is told. Raises `ChangeError`."""
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        foretold = foretell_status(connection, gateway, ticket, status=status, note=note, reason=reason)
    return _grouped(foretold, note)


def _grouped(foretold: tuple[Foretold, ...], text: str) -> tuple[Preview, ...]:
    """Each channel and language once, with how many people read it."""
    found: dict[tuple[Medium, str], Preview] = {}
    for one in foretold:
        key = (one.medium, one.draft.language)
        known = found.get(key)
        found[key] = replace(known, readers=known.readers + 1) if known else _preview(one, text)
    return tuple(found.values())


def _preview(one: Foretold, text: str) -> Preview:
    is_text, language = one.medium is Medium.SMS, one.draft.language
    shown = plain_text(one.draft.body) if is_text else one.draft.body
    segments = count_segments(shown, room_of(one.draft.sender)) if is_text else 0
    return Preview(
        medium=one.medium,
        language=LANGUAGES.get(language, language),
        subject=one.draft.subject,
        body=shown,
        segments=segments,
        remarks=(*_dear(shown, segments), *_foreign(text, language)),
    )


def _dear(text: str, segments: int) -> Iterator[str]:
    dear = dear_characters(text)
    if segments > 2:
        yield f"It takes {segments} text messages; shorten it if you can."
    if segments > 1 and dear and all(character < _LETTERS_END for character in dear):
        yield f"It would be shorter without {' '.join(dear)}."


def _foreign(text: str, language: str) -> Iterator[str]:
    """A remark where the words are clearly in another language than the one that the reader writes."""
    told = find_language(text, tuple(LANGUAGES))
    if told and told != language:
        wanted, found = (LANGUAGES.get(one, one) for one in (language, told))
        yield f"This reads like {found}; the resident wrote {wanted}."
