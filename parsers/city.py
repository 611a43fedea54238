"""What parsing must know of the city besides the message: zone, languages, services, streets and words of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from parsers.catalog import Catalog, load_catalog
from parsers.commands import NO_WORDS, CityWords
from parsers.gazetteer import NO_STREETS, Gazetteer

if TYPE_CHECKING:
    from parsers.learned import TextModel


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Everything that `parse` needs beyond the message. `timezone` is an IANA name, `languages` are ISO 639-1 codes."""

    timezone: str = "America/New_York"
    languages: tuple[str, ...] = ("en",)
    catalog: Catalog = field(default_factory=load_catalog)
    gazetteer: Gazetteer = NO_STREETS
    """The city's streets and places; empty when unknown."""
    commands: CityWords = field(default_factory=lambda: NO_WORDS)
    """Words that the city takes for a command besides the shipped ones."""
    model: TextModel | None = None
    """What its past requests taught; None until `gateway learn` has found a model that is better than none."""
    own_contacts: frozenset[str] = frozenset()
    """The city's own numbers (E.164) and mail addresses (lower case), which are nobody's personal data."""


DEFAULT_CITY = City(languages=("en", "es"))
"""A city with the shipped catalog in English and Spanish, and no street list."""
