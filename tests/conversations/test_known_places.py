"""Conversations in a city that has taught its streets: asked where two places fit, and not where one does."""

from __future__ import annotations

import pytest

from gateway.gazetteer import take
from gateway.gazetteer.rows import rows_of
from tests.conversations.conftest import MakeStage
from tests.conversations.playing import Stage
from tests.conversations.scripts import FOLDER, Script, load_scripts
from tests.conversations.test_conversations import check
from tests.parsers.known.test_geocoding import DATA

SCRIPTS = load_scripts(FOLDER / "known_places")


def teach(stage: Stage) -> Stage:
    """Give the stage's city two Oaks and a Whalley Avenue."""
    take(stage.gateway.store, "streets", rows_of(DATA), now=stage.clock())
    return stage


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.title)
def test_15_6_places_are_asked_about_only_where_several_fit(stage: Stage, script: Script) -> None:
    """One question by number, or none; the ticket ends on the map."""
    check(teach(stage), script)


@pytest.mark.parametrize("script", [script for script in SCRIPTS if script.both_databases], ids=lambda one: one.title)
def test_15_6_both_databases_keep_the_choices(stage_on: MakeStage, database_url: str, script: Script) -> None:
    """The places to choose from wait in rows, and the prepared gazetteer is read from one."""
    check(teach(stage_on(database_url)), script)
