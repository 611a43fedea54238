"""What the commands that read a text know of the city: its rulebook, and what its database was taught."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gateway.errors import GatewayError
from parsers import City

if TYPE_CHECKING:
    from gateway.routing import Rulebook

_SQLITE = "sqlite:///"


def taught(rulebook: Rulebook, database_url: str) -> Rulebook:
    """`rulebook` with the city as the database knows it; as it is where there is no database of ours.

    Nothing is made or migrated. A database that does not answer is said on standard error.
    """
    return replace(rulebook, parser_city=_find_city(rulebook, database_url))


def _find_city(rulebook: Rulebook, database_url: str) -> City:
    if database_url.startswith(_SQLITE) and not _holds_something(Path(database_url.removeprefix(_SQLITE))):
        return rulebook.parser_city
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return _city_of(rulebook, database_url)
    except (GatewayError, SQLAlchemyError) as problem:
        click.echo(f"gateway: the database cannot be read ({problem}); only the rulebook is used.", err=True)
        return rulebook.parser_city


def _holds_something(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _city_of(rulebook: Rulebook, database_url: str) -> City:
    from sqlalchemy import inspect

    from gateway.knowledge import Knowledge
    from gateway.store.engine import Store
    from gateway.store.learning_schema import knowledge

    store = Store(database_url)
    try:
        with store.reading() as connection:
            is_ours = inspect(connection).has_table(knowledge.name)
        return Knowledge(store).city(rulebook) if is_ours else rulebook.parser_city
    finally:
        store.dispose()
