"""What residents will read: every reply in every language, as a text message and as mail, with what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from gateway.routing.budget import ORDINARY_FIELDS, longest_reply, question_in
from gateway.routing.called import LANGUAGES
from gateway.routing.default_replies import EXAMPLES, REQUIRED_REPLIES, default_replies
from gateway.routing.fitting import fit
from gateway.routing.plain_text import plain_text
from gateway.routing.reply_occasions import OCCASIONS
from gateway.routing.replying import render_replies
from gateway.routing.rulebook import Rulebook
from gateway.routing.segments import Room, count_segments, dear_characters, is_plain, room_of
from gateway.routing.templates import optional_fields, render
from parsers.values import Medium

Writing = Literal["plain", "wide"]
"""Plain letters are 7 bits each (GSM 03.38); one that is not makes the whole text wide (UTF-16)."""

_LETTERS_END = "\u0250"
"""Where Latin letters, with all their accents, end."""
_NOTE = "We will be there on Thursday."
_DAYS: Mapping[str, str] = {
    "en": "September 30", "es": "30 de septiembre", "fr": "30 septembre", "de": "30. September", "pt": "30 de setembro",
    "zh": "9月30日", "vi": "ngày 30 tháng 9", "ht": "30 septanm",
}  # fmt: skip
_STANDINGS: Mapping[str, str] = {
    "en": "in progress", "es": "en curso", "fr": "en cours", "de": "in Arbeit", "pt": "em andamento", "zh": "处理中",
    "vi": "đang xử lý", "ht": "an kou",
}  # fmt: skip
_LONE_PLAIN = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One reply in one language and one channel, with ordinary names in its fields."""

    language: str
    medium: Medium
    text: str
    """As it is sent: in the letters of a plain telephone where it is a text message."""
    segments: int
    """Messages that a carrier charges for; 0 for mail."""
    longest: int
    """The same with the longest names of the file, shortened as they would be; 0 for mail."""
    writing: Writing
    dear: str = ""
    """The characters that make a text message wide, each once; empty for mail."""
    plainly: int = 0
    """Segments that it would take if all its characters were plain; 0 for mail."""
    room: int = 0
    """Characters that still fit the last segment; 0 for mail."""

    def language_name(self) -> str:
        """`Spanish`; its code where we have no name for it."""
        return LANGUAGES.get(self.language, self.language)

    def channel(self) -> str:
        """`text message` or `mail`."""
        return "mail" if self.medium is Medium.EMAIL else "text message"

    def cost(self) -> str:
        """A sentence on the segments and what they are owed to; empty for mail."""
        if self.medium is Medium.EMAIL:
            return ""
        counted = "1 segment" if self.segments == 1 else f"{self.segments} segments"
        more = f", {self.longest} with the longest names" if self.longest > self.segments else ""
        return f"{counted}{more}, {len(self.text)} characters, {self.room} left. {self._because()}".strip()

    def _because(self) -> str:
        """Which letters make it dear, where other ones would save something; other scripts have no choice."""
        if self.plainly >= self.segments or any(character >= _LETTERS_END for character in self.dear):
            return ""
        listed = " ".join(f"`{character}`" for character in self.dear)
        return f"Without {listed} it would take {self.plainly}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPreview:
    """A reply by name: whose words it is in, who sends it, and how it reads."""

    name: str
    is_own: bool
    """Whether the file writes it; else the words are the shipped ones."""
    is_automatic: bool
    """Whether the gateway sends it by itself."""
    rules: tuple[str, ...]
    """Names of the rules that send it."""
    previews: tuple[Preview, ...]

    def sent_when(self) -> str:
        """Who sends it, and when: a sentence."""
        by_rules = " and ".join(f"“{rule}”" for rule in self.rules)
        rules = f"the {'rule' if len(self.rules) == 1 else 'rules'} {by_rules}" if by_rules else ""
        if not self.is_automatic:
            return f"Sent by {rules}." if rules else "Nobody sends it."
        return f"Sent when {OCCASIONS[self.name]}{f'; and by {rules}' if rules else ''}."

    @property
    def dearest(self) -> int:
        """The segments of the longest of its text messages."""
        return max((preview.longest for preview in self.previews), default=0)


def preview_replies(rulebook: Rulebook) -> tuple[ReplyPreview, ...]:
    """Every reply of the city: those that the file writes first, then ours by name."""
    own = frozenset(_own_names(rulebook))
    senders = _senders(rulebook)
    return tuple(
        ReplyPreview(
            name=name,
            is_own=name in own,
            is_automatic=name in REQUIRED_REPLIES,
            rules=senders.get(name, ()),
            previews=preview_reply(rulebook, name),
        )
        for name in sorted(rulebook.replies, key=lambda name: (name not in own, name))
    )


def _own_names(rulebook: Rulebook) -> Iterator[str]:
    """Replies that do not read as they are shipped."""
    for name, languages in rulebook.replies.items():
        shipped = default_replies().get(name, {})
        if {language: dict(texts) for language, texts in languages.items()} != {
            language: variants.model_dump() for language, variants in shipped.items()
        }:
            yield name


def preview_reply(rulebook: Rulebook, name: str) -> tuple[Preview, ...]:
    """One reply in every language of the city, by text message where the city has a number, and by mail."""
    media = [Medium.SMS] if rulebook.city.numbers else []
    media += [Medium.EMAIL] if rulebook.city.addresses else []
    return tuple(_preview(rulebook, name, language, medium) for language in rulebook.city.languages for medium in media)


def sample_fields(rulebook: Rulebook, language: str, *, service: str = "") -> dict[str, str]:
    """A value for every field: of `service`, else of the first of the file."""
    chosen = rulebook.services.get(service) or next(iter(rulebook.services.values()), None)
    department = rulebook.departments.get(chosen.department if chosen else rulebook.otherwise.department)
    return {
        **ORDINARY_FIELDS,
        "city": rulebook.city.name,
        "service": chosen.name(language) if chosen else "",
        "department": department.name if department else "",
        "note": _NOTE,
        "due": _DAYS.get(language, _DAYS["en"]),
        "status": _STANDINGS.get(language, _STANDINGS["en"]),
        "question": render(rulebook.reply_text("ask_location", language, Medium.SMS), {}),
        "example": EXAMPLES.get(language, EXAMPLES["en"]),
    }


def _preview(rulebook: Rulebook, name: str, language: str, medium: Medium) -> Preview:
    fields = sample_fields(rulebook, language) | {"question": question_in(rulebook, name, language)}
    text = render_replies(rulebook, [name], language=language, medium=medium, fields=fields)
    if medium is Medium.EMAIL:
        return Preview(language=language, medium=medium, text=text, segments=0, longest=0, writing="plain")
    return _text_message(rulebook, name, language, plain_text(text))


def _text_message(rulebook: Rulebook, name: str, language: str, text: str) -> Preview:
    room = room_of(rulebook.city.numbers[0])
    segments = count_segments(text, room)
    return Preview(
        language=language,
        medium=Medium.SMS,
        text=text,
        segments=segments,
        longest=max(segments, _longest(rulebook, name, language, room)),
        writing="plain" if is_plain(text) else "wide",
        dear=dear_characters(text),
        plainly=count_segments("".join(one if is_plain(one) else "a" for one in text), room),
        room=_left(text, segments, room),
    )


def _longest(rulebook: Rulebook, name: str, language: str, room: Room) -> int:
    """With the names of the file that make it take most, shortened as they are when it is sent."""
    source = rulebook.reply_text(name, language, Medium.SMS)
    fields = longest_reply(rulebook, name, language).fields
    text = fit(lambda values: render(source, values), {**fields, "note": _NOTE}, optional_fields(source))
    return count_segments(plain_text(text), room)


def _left(text: str, segments: int, room: Room) -> int:
    """How many more characters fit before another segment is charged for."""
    if not text:
        return 0
    letter = "a"
    most = max(room.plain, _LONE_PLAIN)
    return next((count for count in range(most) if count_segments(text + letter * (count + 1), room) > segments), most)


def _senders(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """The rules that send each reply, by its name."""
    senders: dict[str, tuple[str, ...]] = {}
    for name, rule in _sending(rulebook):
        senders[name] = (*senders.get(name, ()), rule)
    return senders


def _sending(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    for rule in rulebook.rules:
        if rule.then.reply and not rule.is_disabled:
            yield rule.then.reply, rule.name
