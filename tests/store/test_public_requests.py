"""Lists for everybody as statements, and the words in them, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, select, text, update

from gateway.store.engine import Store
from gateway.store.public_requests import (
    Box,
    Span,
    Wanted,
    count_public,
    list_numbered_public,
    list_public,
)
from gateway.store.public_words import PublicWords, ToldRow, has_unmade, keep_words, list_unmade
from gateway.store.schema import ticket
from tests.web.site import NOON, insert_ticket

HOUR = 3600.0
EVERYTHING = Wanted(public=("pothole", "graffiti"))


def numbers(connection: Connection, wanted: Wanted, **options: Any) -> list[str]:
    """What a list holds."""
    return [row.number for row in list_public(connection, wanted, **{"limit": 50, **options})]


def change(connection: Connection, number: str, **values: Any) -> int:
    """Write into a ticket; returns its id."""
    if values:
        connection.execute(update(ticket).where(ticket.c.number == number).values(**values))
    return int(connection.execute(select(ticket.c.id).where(ticket.c.number == number)).scalar_one())


def test_lists_are_narrowed_ordered_and_paged(store: Store) -> None:
    """The newest first; by what changed where only that is asked for; nothing private, nobody's, or of a test."""
    with store.writing() as connection:
        oldest, closed, newest = (
            insert_ticket(connection, created_at=NOON - hours * HOUR, service=service, lat=41.3, lon=-72.9)
            for hours, service in ((9, "graffiti"), (5, "pothole"), (1, "pothole"))
        )
        change(connection, oldest, updated_at=NOON)
        change(connection, closed, status="closed", closed_at=NOON - HOUR, updated_at=NOON + HOUR)
        change(connection, newest, updated_at=NOON - HOUR, priority="emergency")
        tried = insert_ticket(connection, source="open311-test")
        insert_ticket(connection, service="noise")
        insert_ticket(connection, service=None, service_name=None)
        assert numbers(connection, EVERYTHING) == [newest, closed, oldest]
        assert numbers(connection, replace(EVERYTHING, is_test=True)) == [tried]
        assert numbers(connection, EVERYTHING, limit=1, offset=1) == [closed]
        assert numbers(connection, replace(EVERYTHING, status="closed")) == [closed]
        assert numbers(connection, replace(EVERYTHING, services=("graffiti",), status="open")) == [oldest]
        created = replace(EVERYTHING, created=Span(start=NOON - 9 * HOUR, end=NOON - HOUR))
        assert numbers(connection, created) == [closed, oldest]
        changed = replace(EVERYTHING, changed=Span(start=NOON - HOUR, end=NOON + 1))
        assert numbers(connection, changed) == [closed, oldest, newest]
        assert numbers(connection, replace(changed, created=created.created)) == [closed, oldest]
        assert count_public(connection, changed) == 3
        assert count_public(connection, EVERYTHING) == 3
        assert count_public(connection, replace(EVERYTHING, is_test=True)) == 1
        inside = Box(west=-73, south=41, east=-72, north=42)
        assert numbers(connection, replace(EVERYTHING, box=inside)) == [closed, oldest]
        assert numbers(connection, replace(EVERYTHING, box=replace(inside, sources=()))) == []
        asked = [newest, "2222-2222", closed, tried, newest]
        assert [row.number for row in list_numbered_public(connection, asked, EVERYTHING)] == [newest, closed]


def test_what_was_merged_names_only_what_everybody_may_read(store: Store) -> None:
    """The number of a private request is not told."""
    with store.writing() as connection:
        for service, is_named in (("graffiti", True), ("noise", False)):
            other = insert_ticket(connection, service=service)
            number = insert_ticket(connection)
            change(connection, number, status="closed", closed_at=NOON, merged_into=change(connection, other))
            [row] = list_numbered_public(connection, [number], EVERYTHING)
            assert (row.is_merged, row.merged_into) == (True, other if is_named else None)


def test_words_are_kept_once_and_made_anew_when_the_ticket_tells_something_else(store: Store) -> None:
    """The reporter is read beside them only until they are made."""
    with store.writing() as connection:
        number = insert_ticket(connection, description="Anne was here", reporter_name="Anne Miller")
        [told] = list_unmade(connection, limit=5)
        assert (told.description, told.reporter_name) == ("Anne was here", "Anne Miller")
        [row] = list_public(connection, EVERYTHING, limit=5)
        assert (row.description, row.reporter_name, row.made_at) == ("Anne was here", "Anne Miller", None)
        made = PublicWords(description="[name] was here", location="48 Maple Ave")
        assert keep_words(connection, [(told, made)], now=NOON) == 1
        assert not has_unmade(connection)
        [row] = list_public(connection, EVERYTHING, limit=5)
        assert (row.description, row.location, row.made_at) == ("[name] was here", "48 Maple Ave", NOON)
        assert (row.reporter_name, row.reporter_address) == (None, None)
        change(connection, number, description="Anne is gone")
        assert has_unmade(connection)
        assert keep_words(connection, [(told, made)], now=NOON) == 0
        [row] = list_public(connection, EVERYTHING, limit=5)
        assert (row.description, row.made_at) == ("Anne is gone", None)


@pytest.mark.parametrize("values", [{"description": "new"}, {"location": None}, {"reporter_id": None}])
def test_words_of_yesterday_are_not_kept(sqlite_store: Store, values: dict[str, Any]) -> None:
    """Whatever changed while they were being masked."""
    with sqlite_store.writing() as connection:
        number = insert_ticket(connection)
        [told] = list_unmade(connection, limit=5)
        change(connection, number, **values)
        assert keep_words(connection, [(told, PublicWords(description="", location=""))], now=NOON) == 0
        assert has_unmade(connection)


def test_a_ticket_without_a_reporter_has_words_too(sqlite_store: Store) -> None:
    """Nothing is known of whoever told it."""
    with sqlite_store.writing() as connection:
        insert_ticket(connection, reporter=None)
        [told] = list_unmade(connection, limit=5)
    assert told == ToldRow(
        id=told.id,
        description=told.description,
        location=told.location,
        reporter_address=None,
        reporter_name=None,
    )


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (replace(EVERYTHING, created=Span(start=NOON, end=NOON + 1)), "ix_ticket_created"),
        (replace(EVERYTHING, created=Span(start=NOON, end=NOON + 1), status="open"), "ix_ticket_created"),
        (replace(EVERYTHING, services=("pothole",), created=Span(start=NOON, end=NOON + 1)), "ix_ticket_created"),
        (replace(EVERYTHING, changed=Span(start=NOON, end=NOON + 1)), "ix_ticket_updated"),
        (replace(EVERYTHING, is_test=True, created=Span(start=NOON, end=NOON + 1)), "ix_ticket_tried"),
    ],
)
def test_every_list_is_found_by_its_index(
    sqlite_store: Store, wanted: Wanted, index: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has no statistics here, and must not sort a city's years for a page."""
    with sqlite_store.writing() as connection:
        explained: list[str] = []
        execute = connection.execute

        def explain(statement: Any, *given: Any) -> Any:
            filled = statement.params(*given)
            compiled = filled.compile(connection, compile_kwargs={"literal_binds": True})
            explained.extend(row[3] for row in execute(text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", r"\:"))))
            return execute(statement, *given)

        monkeypatch.setattr(connection, "execute", explain)
        list_public(connection, wanted, limit=5)
    assert any(f"USING INDEX {index}" in line or f"USING COVERING INDEX {index}" in line for line in explained)
