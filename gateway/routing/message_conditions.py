"""Conditions about the message itself: its words, its way, its sender and its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from gateway.routing.areas import read_shape
from gateway.routing.condition import (
    Condition,
    District,
    Need,
    Surroundings,
    listed,
    need_all,
    need_any,
    need_one_of,
    one_of,
)
from gateway.routing.facts import Facts, address_names
from gateway.routing.fields import (
    AreaName,
    CityLanguage,
    Geometry,
    Many,
    PatternText,
    PhraseText,
    SenderText,
    StreetText,
    Text,
    Thing,
    compile_pattern,
)
from gateway.routing.keys import pair_keys, shape_keys, word_keys
from gateway.routing.phrases import Phrase, read_phrase
from gateway.routing.streets import names_street, street_words
from parsers.values import Medium

AreaOrShape = Annotated[
    Annotated[AreaName, Tag("name")] | Annotated[Geometry, Tag("shape")],
    Discriminator(lambda value: "shape" if isinstance(value, dict) else "name"),
]


class TextWords(Text):
    """Words or phrases in subject or text, in their usual endings."""

    text: Many[PhraseText]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when one of the phrases stands in the message."""
        phrases = {text: read_phrase(text) for text in self.text}
        return Condition(
            kind="text",
            said=listed(self.text),
            test=_test_of_words(tuple(phrases.values())),
            need=need_any([_need_of(phrase) for phrase in phrases.values()]),
            find=lambda facts: next(text for text, phrase in phrases.items() if facts.words.contain(phrase)),
        )


def _test_of_words(phrases: Sequence[Phrase]) -> Callable[[Facts], bool]:
    """Whether one of the phrases stands in the message; single words are looked for all at once."""
    words = frozenset(form for phrase in phrases if len(phrase.words) == 1 for form in phrase.words[0])
    longer = tuple(phrase for phrase in phrases if len(phrase.words) > 1)

    def test(facts: Facts) -> bool:
        return not words.isdisjoint(facts.words.all_forms) or any(map(facts.words.contain, longer))

    return test


class Pattern(Text):
    """An RE2 pattern over subject and text, blind to case."""

    pattern: Many[PatternText]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when one of the patterns is found."""
        patterns = [compile_pattern(text) for text in self.pattern]
        return one_of("pattern", self.pattern, lambda facts: any(pattern.search(facts.text) for pattern in patterns))


class Channel(Text):
    """The way the message came."""

    channel: Many[Literal["sms", "email"]]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when the message came this way."""
        media = frozenset(Medium(name) for name in self.channel)
        need = need_one_of(f"channel {name}" for name in self.channel)
        return one_of("channel", self.channel, lambda facts: facts.message.medium in media, need)


class To(Text):
    """One of the city's addresses or numbers that the message was sent to, as it was written or as an alias of it."""

    to: Many[SenderText]

    def compile(self, around: Surroundings) -> Condition:
        """True when one of the recipients is named, or what it is an alias of."""
        wanted = frozenset(name.lower() for name in self.to)
        aliases = (alias for alias, meant in around.aliases.items() if not wanted.isdisjoint(address_names(meant)))
        names = wanted.union(aliases)
        need = need_one_of(f"to {name}" for name in names)
        return one_of("to", self.to, lambda facts: not names.isdisjoint(facts.recipient_names), need)


class From(Text):
    """The sender: an address, a whole domain, or a number."""

    from_: Annotated[Many[SenderText], Field(alias="from")]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when the sender is named."""
        names = frozenset(name.lower() for name in self.from_)
        need = need_one_of(f"from {name}" for name in names)
        return one_of("from", self.from_, lambda facts: not names.isdisjoint(facts.sender_names), need)


class Header(Text):
    """Mail headers and what must stand in them; an empty text asks only that the header is there."""

    header: Annotated[dict[str, str], Field(min_length=1)]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when every header named has its text in it."""
        wanted = {name.lower(): text.casefold() for name, text in self.header.items()}
        said = [f"{name}: {text}" for name, text in self.header.items()]

        def test(facts: Facts) -> bool:
            headers = facts.message.headers
            return all(name in headers and text in headers[name].casefold() for name, text in wanted.items())

        return one_of("header", said, test, need_all([need_one_of([f"header {name}"]) for name in wanted]))


class Street(Text):
    """A street of the place, or of the text where no place was understood."""

    street: Many[StreetText]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when one of the streets is named."""
        streets = [street_words(name) for name in self.street]
        return one_of(
            "street",
            self.street,
            lambda facts: any(names_street(words, street) for words in facts.place_words for street in streets),
            need_any([need_all([need_one_of([f"street {word}"]) for word in street]) for street in streets]),
        )


class Area(Text):
    """A named area of the city, or a GeoJSON shape."""

    area: Many[AreaOrShape]

    def compile(self, around: Surroundings) -> Condition:
        """True when the message's coordinates are inside; without coordinates, when it names the area."""
        districts = [_district(area, around) for area in self.area]
        said = [area if isinstance(area, str) else "a shape" for area in self.area]
        return one_of(
            "area",
            said,
            lambda facts: any(_is_in(district, facts) for district in districts),
            need_any([_need_of_district(district) for district in districts]),
        )


class Has(Text):
    """Things that the message has."""

    has: Many[Thing]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when all of them are there."""
        wanted = frozenset(self.has)
        need = need_all([need_one_of([f"has {thing}"]) for thing in self.has])
        return one_of("has", self.has, lambda facts: wanted <= facts.things, need)


class Missing(Text):
    """Things that the message lacks."""

    missing: Many[Thing]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when one of them is not there."""
        wanted = frozenset(self.missing)
        return one_of("missing", self.missing, lambda facts: not wanted <= facts.things)


class LanguageIs(Text):
    """The language of the message."""

    language: Many[CityLanguage]

    def compile(self, around: Surroundings) -> Condition:  # noqa: ARG002
        """True when the language is one of these."""
        wanted = frozenset(self.language)
        need = need_one_of(f"language {language}" for language in wanted)
        return one_of("language", self.language, lambda facts: facts.understanding.language in wanted, need)


def _need_of(phrase: Phrase) -> Need | None:
    if len(phrase.words) == 1:
        return need_one_of(word_keys(phrase.words[0]))
    return need_all([need_one_of(pair_keys(first, second)) for first, second in pairwise(phrase.words)])


def _need_of_district(district: District) -> Need | None:
    """Where the pin may be, or the words without a pin; None when the shape is too large to tell."""
    by_name = [_need_of(name) for name in district.names]
    if district.shape is None:
        return need_any(by_name)
    cells = shape_keys(district.shape)
    return need_any([need_one_of(cells), *by_name]) if cells else None


def _district(area: str | dict[str, Any], around: Surroundings) -> District:
    return around.districts[area] if isinstance(area, str) else District(shape=read_shape(area), names=())


def _is_in(district: District, facts: Facts) -> bool:
    if facts.point and district.shape:
        return district.shape.contains(*facts.point)
    return any(facts.words.contain(name) for name in district.names)
