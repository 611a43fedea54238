"""Sixty conversations with tired residents, each to its end in the right ticket, and how often they had to write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.store.tickets import load_ticket
from gateway.tracing import load_trace
from parsers.location import find_location
from tests.conversations.conftest import MakeStage
from tests.conversations.playing import Stage
from tests.conversations.scripts import Script, Turn, load_scripts, reports

SCRIPTS = load_scripts()
MOST_MESSAGES = 1.6


def _named(script: Script) -> str:
    return script.title


@pytest.mark.parametrize("script", SCRIPTS, ids=_named)
def test_f15_every_script_ends_in_the_right_ticket(stage: Stage, script: Script) -> None:
    """A resident who writes like this is understood, is told the right things and is asked no more than needed."""
    check(stage, script)


@pytest.mark.parametrize("script", [script for script in SCRIPTS if script.both_databases], ids=_named)
def test_f15_the_dialogue_is_the_same_on_both_databases(stage_on: MakeStage, database_url: str, script: Script) -> None:
    """What is asked and what waits is read from rows, so both databases must read them alike."""
    check(stage_on(database_url), script)


def test_15_1_a_complete_report_takes_at_most_one_point_six_messages() -> None:
    """Half of all texts name no place, so 1.5 is what one question costs; the scripts are mixed so, too."""
    needed = dict(reports(SCRIPTS))
    mean = sum(needed.values()) / len(needed)
    print(f"\n{len(SCRIPTS)} scripts, {len(needed)} with a report: {mean:.2f} messages for a complete one")
    assert mean <= MOST_MESSAGES, needed


def test_15_4_about_half_of_the_reports_begin_without_a_place() -> None:
    """As a city sees it; a mean over residents who say everything at once would flatter us."""
    firsts = [opening(script) for script in SCRIPTS if script.messages]
    placeless = sum(find_location(turn.words) is None and turn.pin is None for turn in firsts)
    assert 0.45 <= placeless / len(firsts) <= 0.55


def opening(script: Script) -> Turn:
    """The first text that reports something: more than a greeting or a command."""
    return next(turn for turn in script.turns if len(turn.words.split()) > 1 or turn.photo or turn.words == "pothole")


def test_the_scripts_are_as_many_as_promised() -> None:
    """A mean says something over sixty conversations, more than a third of them in Spanish."""
    assert len(SCRIPTS) >= 60
    assert len({script.title for script in SCRIPTS}) == len(SCRIPTS)
    assert sum(script.language == "es" for script in SCRIPTS) >= 24


def check(stage: Stage, script: Script) -> None:
    """Play a script and compare its end."""
    stage.play(script)
    rows = stage.tickets()
    found = [_seen(stage, row) for row in rows]
    assert len(rows) == len(script.tickets), found
    for seen, expected in zip(found, script.tickets, strict=True):
        assert _differences(seen, expected) == {}, seen
    assert [remark for row in rows for remark in _remarks(stage, row)] == []
    sent = stage.texts()
    said = {name for row in sent for name in stage.names_in(row)}
    assert [one for one in script.never if one in said or any(one in row.body for row in sent)] == []
    if script.messages is not None:
        assert stage.messages_needed() == list(script.messages), found


def _remarks(stage: Stage, row: Any) -> tuple[str, ...]:
    """What cannot be explained afterwards as it was decided: nothing, however many texts a ticket is made of."""
    with stage.gateway.store.reading() as connection:
        ticket = load_ticket(connection, row.id)
    return load_trace(stage.gateway, ticket).remarks


def _seen(stage: Stage, row: Any) -> dict[str, Any]:
    numbers = {one.id: place for place, one in enumerate(stage.tickets(), start=1)}
    return {
        "service": row.service,
        "department": row.department,
        "place": row.location,
        "urgency": row.urgency,
        "priority": row.priority,
        "language": row.language,
        "status": row.status,
        "linked to": numbers.get(row.linked_to),
        "pinned": row.lat is not None,
        "holds": stage.words_of(row),
        "tags": row.tags,
    }


def _differences(seen: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    return {key: (seen[key], value) for key, value in expected.items() if not _is_met(key, seen[key], value)}


def _is_met(key: str, seen: Any, expected: Any) -> bool:
    match key:
        case "place":
            return (seen is None) if expected is None else expected.casefold() in (seen or "").casefold()
        case "holds":
            return all(any(words in text for text in seen) for words in expected)
        case "tags":
            return set(expected) <= set(seen)
        case _:
            return bool(seen == expected)
