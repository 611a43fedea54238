"""The settings in force, each with its variable, where its value comes from and what it means; secrets never shown."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

from gateway.settings import Settings
from gateway.web.administration.pages import pages, require_administrator
from gateway.web.context import this_gateway

_PASSWORD = re.compile(r"^((?:\w[\w+.-]*://)?[^:@/]*):.*@")
"""As in `postgresql://gateway:secret@host/name` and `user:secret@relay:587`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One setting as an administrator reads it."""

    variable: str
    value: str
    """`set` for a secret; empty where nothing is set."""
    source: str
    description: str
    is_default: bool


@pages.get("/settings")
def settings() -> str:
    """Those that were set, or all."""
    require_administrator()
    show = "all" if request.args.get("show") == "all" else "set"
    everything = list_settings(this_gateway().settings)
    rows = everything if show == "all" else [row for row in everything if not row.is_default]
    return render_template("administration_settings.html", rows=rows, show=show, total=len(everything))


def list_settings(settings: Settings) -> list[Shown]:
    """Every field of the settings, in the order in which they are documented."""
    return [_show(settings, name, field) for name, field in Settings.model_fields.items()]


def _show(settings: Settings, name: str, field: FieldInfo) -> Shown:
    variables = _variables(name, field)
    given = next((variable for variable in variables if variable in os.environ), "")
    is_default = not given and name not in settings.model_fields_set
    source = f"environment ({given})" if given else "default" if is_default else "the command that was started"
    return Shown(
        variable=variables[0],
        value=in_words(getattr(settings, name)),
        source=source,
        description=field.description or "",
        is_default=is_default,
    )


def _variables(name: str, field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    chosen = [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else []
    return [choice for choice in chosen if choice.isupper()] or [f"GATEWAY_{name.upper()}"]


def in_words(value: Any) -> str:
    """A value for people: a password is never among it."""
    match value:
        case SecretStr():
            return "set" if value.get_secret_value() else ""
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return _PASSWORD.sub(r"\1:(set)@", str(value))
