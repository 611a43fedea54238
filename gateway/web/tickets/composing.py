"""How a word to the resident will read before it is sent: for each channel and language, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gateway.envelopes import OutboundKind
from gateway.replies import Correspondent, Occasion, compose, reply_body, reply_subject, reporter_of
from gateway.routing import Rulebook
from gateway.routing.called import LANGUAGES
from gateway.routing.plain_text import plain_text
from gateway.routing.segments import count_segments, dear_characters, room_of
from gateway.store.alike import list_joined
from gateway.store.contacts import load_contact
from gateway.store.desk import TicketView
from gateway.store.tickets import TicketRow
from gateway.tokens import Tokens
from gateway.web.context import this_gateway, this_rulebook
from parsers.language import find_language
from parsers.values import Medium

_MOST_READERS = 20
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


def list_previews(view: TicketView, *, text: str, status: str = "") -> tuple[Preview, ...]:
    """What the reporter, and with a `status` also the joined neighbors, would read; each form of it once."""
    found: dict[tuple[str, str], Preview] = {}
    gateway, rulebook = this_gateway(), this_rulebook()
    for ticket, to in _readers(view, with_neighbors=bool(status)):
        known = found.get((to.channel, to.language))
        if known:
            found[to.channel, to.language] = replace(known, readers=known.readers + 1)
        else:
            found[to.channel, to.language] = _preview(rulebook, gateway.tokens, ticket, to, text, status)
    return tuple(found.values())


def _readers(view: TicketView, *, with_neighbors: bool) -> Iterator[tuple[TicketRow, Correspondent]]:
    ticket = view.ticket
    if view.reporter is None:
        return
    yield ticket, reporter_of(ticket, view.reporter)
    if not with_neighbors:
        return
    told = {view.reporter.id}
    with this_gateway().store.reading() as connection:
        for joined in list_joined(connection, ticket.id)[:_MOST_READERS]:
            if joined.reporter_id is not None and joined.reporter_id not in told:
                told.add(joined.reporter_id)
                yield ticket, reporter_of(joined, load_contact(connection, joined.reporter_id))


def _preview(
    rulebook: Rulebook, tokens: Tokens, ticket: TicketRow, to: Correspondent, text: str, status: str
) -> Preview:
    kind = OutboundKind.NOTICE if status else OutboundKind.STAFF_REPLY
    template = "closed" if status == "closed" else "status_changed"
    changed = replace(ticket, status=status) if status else ticket
    body = reply_body(rulebook, (template,), to, changed, note=text, tokens=tokens) if status else text
    why = Occasion(cause="preview", kind=kind, subject=reply_subject(ticket), ticket=ticket)
    draft = compose(rulebook, tokens, to, why, body)
    is_text = to.medium is Medium.SMS
    shown = plain_text(draft.body) if is_text else draft.body
    segments = count_segments(shown, room_of(to.our_address)) if is_text else 0
    remarks = (*_dear(shown, segments), *_foreign(text, to.language))
    return Preview(
        medium=to.medium,
        language=LANGUAGES.get(to.language, to.language),
        subject=draft.subject,
        body=shown,
        segments=segments,
        remarks=remarks,
    )


def _dear(text: str, segments: int) -> Iterator[str]:
    dear = dear_characters(text)
    if segments > 2:
        yield f"It takes {segments} text messages; shorten it if you can."
    if segments > 1 and dear and all(character < _LETTERS_END for character in dear):
        yield f"It would be shorter without {' '.join(dear)}."


def _foreign(text: str, language: str) -> Iterator[str]:
    """A remark where the words are clearly in another language than the one that the resident reads."""
    told = find_language(text, tuple(LANGUAGES))
    if told and told != language:
        wanted, found = (LANGUAGES.get(one, one) for one in (language, told))
        yield f"This reads like {found}; the resident wrote {wanted}."
