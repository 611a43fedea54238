"""What somebody typed into one of the forms of a ticket, kept so that a mistake or another clerk loses none of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from markupsafe import Markup

from gateway.store.events import EventRow

LONGEST_NOTE = 5_000
"""Characters of a form; what goes into the history is bounded by `gateway.changes`."""
TO_RESIDENTS = frozenset({"reply", "status"})
"""The forms whose words go to the resident."""
_TOKEN = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One form as it was sent, what is wrong with it, and what others did meanwhile."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    meanwhile: tuple[EventRow, ...] = ()

    @property
    def text(self) -> str:
        """The words in it."""
        return self.values.get("text", "")

    @property
    def status(self) -> str:
        """The status that was chosen."""
        return self.values.get("status", "")

    def value(self, form: str, name: str, default: str = "") -> str:
        """What stands in a field: what was typed if this form was sent, else `default`."""
        return self.values.get(name, default) if self.form == form else default


def read_form(form: str) -> Typed:
    """The fields of the request, with line feeds as they are kept."""
    values = {name: value.replace("\r\n", "\n").strip() for name, value in request.form.items()}
    return Typed(form=form, values=values)


def read_seen() -> int:
    """The id of the last event that the clerk saw; 0 where the form says nothing of it."""
    given = request.values.get("seen", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


@dataclass(frozen=True, slots=True)
class Marks:
    """What every form of one page carries: the last event on it, and a token that lets each act once."""

    seen: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(_TOKEN))

    def fields(self, form: str) -> Markup:
        """The hidden fields of the form of that name."""
        return Markup(
            '<input type="hidden" name="seen" value="{}"><input type="hidden" name="once" value="{}:{}">'
        ).format(self.seen, self.token, form)
