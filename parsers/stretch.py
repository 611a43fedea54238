"""A stretch of a message's words, read only as far as somebody asks: most are looked at for one thing only."""

from __future__ import annotations

from functools import cached_property

from parsers.city import City
from parsers.details import Detail
from parsers.emergency import MAX_READ as MOST_FOR_EMERGENCY
from parsers.location import find_location
from parsers.occurred import find_occurred
from parsers.requested import read_request
from parsers.service import guess_service, score_services
from parsers.urgency import read_urgency
from parsers.values import InboundMessage, Location, Problem, ServiceGuess
from parsers.words import MAX_READ, Words, split_words


class Stretch:
    """The words of `message` from `start` to `end`; blanks stand for the others, so that every offset still counts."""

    def __init__(
        self, message: InboundMessage, city: City, language: str, details: frozenset[Detail], start: int, end: int
    ) -> None:
        """Nothing is read yet; `language` is that of the whole text, and `details` are what a problem needs."""
        self._message, self._city, self._language, self._details = message, city, language, details
        self.start, self.end = start, end
        self.text = message.new_text[start:end]
        """As it stands in the message."""

    def up_to(self, end: int) -> Stretch:
        """The same beginning with another end."""
        return Stretch(self._message, self._city, self._language, self._details, self.start, end)

    @cached_property
    def service(self) -> ServiceGuess | None:
        """What the catalog's words in it say, whatever the city's past requests taught."""
        catalog, language = self._city.catalog, self._language
        words = self._words.head(MAX_READ)
        return guess_service(score_services(words, catalog, language=language), words, catalog, language)

    @cached_property
    def location(self) -> Location | None:
        """The place that it names itself."""
        return find_location(self._alone, self._city.gazetteer)

    def problem(self) -> Problem:
        """All that it says."""
        words = self._words.head(MAX_READ)
        requested = read_request(words, self._city, language=self._language, details=self._details)
        urgency, evidence = read_urgency(self._words, requested.service, language=self._language)
        return Problem(
            start=self.start,
            end=self.end,
            text=self.text,
            service=requested.service,
            department=requested.department,
            location=self.location,
            occurred=find_occurred(
                self._alone,
                received_at=self._message.received_at,
                timezone=self._city.timezone,
                language=self._language,
            )
            if Detail.TIME in self._details
            else None,
            urgency=urgency,
            urgency_evidence=evidence,
        )

    @cached_property
    def _alone(self) -> str:
        return " " * self.start + self.text

    @cached_property
    def _words(self) -> Words:
        return split_words(self._alone, limit=MOST_FOR_EMERGENCY)
