"""The conversation as the resident's page shows it: who, when, the words, and pictures of theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.replies.page_link import INVITATIONS
from gateway.replies.words import day_in_words
from gateway.routing import Rulebook
from gateway.store.attachments import AttachmentRow
from gateway.store.resident_page import Said
from gateway.web.resident.phrases import Phrases

_BARE_LINK = re.compile(r"\s*https?://\S+/r/[a-z0-9.]+\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was said, ready to be shown."""

    who: str
    by_resident: bool
    when: str
    text: str
    pictures: tuple[AttachmentRow, ...] = ()
    files: tuple[AttachmentRow, ...] = ()


def draw_lines(rulebook: Rulebook, said: Sequence[Said], files: Sequence[AttachmentRow], p: Phrases) -> list[Line]:
    """The lines in their order; our own words without the link that led here."""
    return [_line(rulebook, one, files, p) for one in said]


def _line(rulebook: Rulebook, one: Said, files: Sequence[AttachmentRow], p: Phrases) -> Line:
    moment = datetime.fromtimestamp(one.at, rulebook.city.zone)
    mine = [file for file in files if file.message_id == one.message_id and not file.decorative]
    return Line(
        who=p.say("you") if one.by_resident else rulebook.city.name,
        by_resident=one.by_resident,
        when=f"{day_in_words(moment, p.language)}, {_time(moment, p)}",
        text=one.text.strip() if one.by_resident else without_link(one.text),
        pictures=tuple(file for file in mine if file.thumbnail_sha256),
        files=tuple(file for file in mine if not file.thumbnail_sha256),
    )


def _time(moment: datetime, p: Phrases) -> str:
    """As people in the United States write it in English; every other language of ours counts to 24."""
    return f"{moment.hour % 12 or 12}:{moment:%M %p}" if p.language == "en" else f"{moment:%H:%M}"


def without_link(body: str) -> str:
    """A message of ours without its last line, which opened this page, and the invitation above it."""
    words = _BARE_LINK.sub("", body).rstrip()
    last = words.rpartition("\n")[2]
    return words[: -len(last)].rstrip() if last in INVITATIONS.values() else words
