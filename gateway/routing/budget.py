"""Refuses a reply that would cost three text messages or more, and says in which language and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product

from gateway.routing.default_replies import EXAMPLES
from gateway.routing.document import Document, Node
from gateway.routing.fitting import MOST_SEGMENTS, fit, is_short
from gateway.routing.plain_text import plain_text
from gateway.routing.problems import Problem
from gateway.routing.rulebook import Rulebook
from gateway.routing.segments import LONG_CODE, count_segments, dear_characters, is_plain
from gateway.routing.templates import optional_fields, render
from parsers.values import Medium

ORDINARY_FIELDS: Mapping[str, str] = {
    "number": "K7WX-4M2P",
    "status": "waiting for your answer",
    "location": "12 Oak St",
    "map": "https://www.openstreetmap.org/?mlat=47.606209&mlon=-122.332071#map=18/47.606209/-122.332071",
    "due": "30 de septiembre",
    "link": "https://311.elmcity.example/r/2f9.3k1.k7wxm4pqr2st",
    "choices": "1 Pothole, 12 Oak St  2 Graffiti, 5 Elm St",
    "count": "200",
}
"""What stands in the fields of a template where no ticket is at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongReply:
    """A reply as it would go out with the names that make it longest."""

    text: str
    fields: Mapping[str, str]

    @property
    def segments(self) -> int:
        """How many it takes."""
        return count_segments(self.text)

    def because(self) -> str:
        """The character that makes it dear, and the name that it stands in; or how long it is."""
        if is_plain(self.text):
            return f"It has {len(self.text)} characters."
        dear = dear_characters(self.text)[0]
        where = next((f" of `{self.fields[name]}`" for name in self._names() if dear in self.fields[name]), "")
        room = f"a segment holds {LONG_CODE.wide} characters and not {LONG_CODE.plain}"
        return f"The `{dear}`{where} is not plain, so that {room}."

    def hint(self) -> str:
        """What to write instead."""
        most = MOST_SEGMENTS * (LONG_CODE.plain if is_plain(self.text) else LONG_CODE.wide)
        dear = [f"`{character}`" for character in dear_characters(self.text) if character < "\u0250"]
        without = f", or without {' '.join(dear)}" if dear else ""
        return f"Write it in at most {most} characters{without}."

    def _names(self) -> Iterator[str]:
        return (name for name in ("service", "department", "city") if self.fields.get(name))


def find_dear_replies(rulebook: Rulebook, document: Document) -> Iterator[Problem]:
    """Every reply that takes more than two segments in a language of a city with a number (PROTOCOL 13.1, 15.17).

    A reply of the file is taken with the longest names of the file, as its writer can see both. One of ours may be
    shortened when it is sent, so that it is only refused where the name of the city leaves it no room.
    """
    own = document.find(("replies",)).parts if "replies" in document.root.parts else {}
    for name in rulebook.replies if rulebook.city.numbers else ():
        problems = (_own_problems if name in own else _problems_with_city)(rulebook, document, name)
        yield from dict.fromkeys(problems)


def _own_problems(rulebook: Rulebook, document: Document, name: str) -> Iterator[Problem]:
    """One for each language that has words of its own."""
    written = document.find(("replies", name)).parts
    languages = [language for language in rulebook.city.languages if language in written]
    for language in languages or rulebook.city.languages[:1]:
        reply = longest_reply(rulebook, name, language)
        if reply.segments > MOST_SEGMENTS:
            path = ("replies", name, language, "sms")
            message = f"The reply `{name}` takes {reply.segments} segments in `{language}`. {reply.because()}"
            below = _line_of(dear_characters(reply.text)[:1], document.find(path))
            yield document.problem(path, message, reply.hint(), lines_below=below)


def _line_of(character: str, node: Node) -> int:
    """How many lines below its start a block of text has the character; 0 where that is not to be said."""
    lines = node.value.splitlines() if node.style == "|" else []
    return next((number for number, line in enumerate(lines, start=1) if character and character in line), 0)


def _problems_with_city(rulebook: Rulebook, document: Document, name: str) -> Iterator[Problem]:
    for language in rulebook.city.languages:
        source = rulebook.reply_text(name, language, Medium.SMS)
        reply = longest_reply(rulebook, name, language)
        if not is_short(fit(partial(render, source), reply.fields, optional_fields(source))):
            message = f"With this name our reply `{name}` takes more than {MOST_SEGMENTS} segments in `{language}`."
            hint = f"Shorten the name, or write your own `{name}` in `replies`."
            yield document.problem(("city", "name"), message, hint)


def longest_reply(rulebook: Rulebook, name: str, language: str) -> LongReply:
    """The text message `name` with the names of the rulebook that make it take most."""
    source = rulebook.reply_text(name, language, Medium.SMS)
    texts = (
        LongReply(text=plain_text(render(source, fields)), fields=fields)
        for fields in _fields(rulebook, name, source, language)
    )
    return max(texts, key=lambda reply: (reply.segments, len(reply.text)))


def question_in(rulebook: Rulebook, name: str, language: str) -> str:
    """What stands in the field `question` of a reply: whether it is fixed in `closed`, else the longest reminder's."""
    asks_fixed = name == "closed"
    if asks_fixed and not rulebook.city.ask_fixed:
        return ""
    return render(rulebook.reply_text("ask_fixed" if asks_fixed else "ask_location", language, Medium.SMS), {})


def _fields(rulebook: Rulebook, name: str, source: str, language: str) -> Iterator[dict[str, str]]:
    """Ordinary values, with each of the longest names that the template mentions."""
    services = [service.name(language) for service in rulebook.services.values()] if "service" in source else []
    departments = [department.name for department in rulebook.departments.values()] if "department" in source else []
    example = EXAMPLES.get(language, EXAMPLES["en"])
    for service, department in product(_longest(services), _longest(departments)):
        named = {"city": rulebook.city.name, "service": service, "department": department}
        yield {**ORDINARY_FIELDS, **named, "example": example, "question": question_in(rulebook, name, language)}


def _longest(names: list[str]) -> set[str]:
    """The longest of the plain names, and of those that make the whole text dear."""
    plain = [name for name in names if is_plain(plain_text(name))]
    wide = [name for name in names if name not in plain]
    return {max(group, key=len) for group in (plain, wide) if group} or {""}
