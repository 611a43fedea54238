"""What the rulebook says about Open311: how services are offered, what a department's own system is, and who we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Datatype = Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
"""The datatypes of an attribute, in the words of GeoReport v2."""
Published = Literal["everything", "reported_here", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerForm:
    """How a question of `ask` is answered: what an attribute of a service definition says besides its words."""

    datatype: Datatype = "string"
    required: bool = False
    """Whether a client must answer it; people who text or mail never must."""
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For the two lists: their names by key, each by language."""

    def choice(self, key: str, language: str) -> str:
        """The name of a choice in `language`, else in any; the key itself when it has none."""
        names = self.choices.get(key, {})
        return names.get(language) or names.get("en") or next(iter(names.values()), key)

    def list_choices(self, language: str) -> str:
        """`1 Small, 2 Large`, as people who text read them; empty where any words answer."""
        return ", ".join(f"{number} {self.choice(key, language)}" for number, key in enumerate(self.choices, start=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSystem:
    """A department's own system that speaks Open311, and what our services are called there."""

    url: str
    """Its base, to which `/requests.json` is added."""
    key: str = ""
    """The API key that it gave us; `$NAME` is the environment's `GATEWAY_SECRET_NAME`."""
    jurisdiction: str = ""
    services: Mapping[str, str] = field(default_factory=dict)
    """Its service codes by ours; a service that is not named is handed over under `otherwise`, or not at all."""
    otherwise: str = ""
    form: Literal["json", "xml"] = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open311:
    """Who we are to developers. A rulebook without the section has all of this as it stands here."""

    jurisdiction: str = ""
    """What `jurisdiction_id` must be where a client gives one; empty accepts any."""
    test: str = ""
    """The department into which the test endpoint files; without one there is no test endpoint."""
    contact: str = ""
    """One line for discovery: whom developers write to; empty means the city's operator."""
    key_service: str = ""
    """One line for discovery: how a key is asked for."""
    publish: Published = "everything"
    """Whose masked words everybody may read: of all requests, of those that came by Open311, or of none."""
    pictures: bool = False
    """Whether pictures of requests that came by Open311 are shown; they are made anew, without their metadata."""
