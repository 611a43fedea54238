"""What every door of Open311 is given and gives back, so that doors know neither addresses nor formats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from flask import request
from werkzeug.datastructures import MultiDict

from gateway.bootstrap import Gateway
from gateway.intake import Intake
from gateway.open311.encoding import Document, Form
from gateway.routing import Rulebook
from gateway.store.ticket_schema import OPEN311, OPEN311_TEST

Kind = Literal["production", "test"]
PREFIX = "/open311"
BASES: Mapping[Kind, str] = {"production": "/v2", "test": "/test/v2"}
"""Where each endpoint lies below the prefix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One of the two endpoints: the city's, and the one at which developers try things."""

    gateway: Gateway
    intake: Intake
    kind: Kind

    @property
    def source(self) -> str:
        """What stands in `ticket.source` of what is filed here."""
        return OPEN311_TEST if self.kind == "test" else OPEN311

    @property
    def rulebook(self) -> Rulebook:
        """The rules in force."""
        return self.gateway.rulebooks.current()

    @property
    def is_open(self) -> bool:
        """Whether this endpoint exists: the one for tests needs a department to file into."""
        rulebook = self.rulebook
        return self.kind == "production" or rulebook.open311.test in rulebook.departments

    @property
    def url(self) -> str:
        """Its public address, without a slash at the end."""
        return f"{public_address(self.gateway)}{PREFIX}{BASES[self.kind]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request to a door."""

    form: Form
    subject: str
    """The variable part of the address, such as a service code; empty where there is none."""
    arguments: MultiDict[str, str]
    """What stands behind the question mark; empty ones are left out."""

    @property
    def locale(self) -> str:
        """The language asked for by our extension `locale`, such as `es`."""
        return self.arguments.get("locale", "en").strip().lower().replace("_", "-").partition("-")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a door says; the server turns it into XML or JSON and adds what caches and browsers want."""

    document: Document
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    updated_at: float | None = None
    """When the newest thing in it changed, in UTC epoch seconds; None where that is not known."""
    kept_for: int | None = None
    """Seconds for which a cache may answer with it; None: nobody may keep it."""


def public_address(gateway: Gateway) -> str:
    """Where the world reaches us: as the settings say, else as this request was addressed.

    The address that stands in the settings when nobody has set one is only right where the port is, too.
    """
    settings = gateway.settings
    is_told = "public_url" in settings.model_fields_set and settings.public_url
    return (settings.public_url if is_told else request.url_root).rstrip("/")
