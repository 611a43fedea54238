"""A stage for scripted conversations: the shipped city on a database of its own, and a clock that waits for us."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from tests.conversations.playing import HandClock, Stage

MakeStage = Callable[[str], Stage]


@pytest.fixture
def stage_on(settings: Any) -> Iterator[MakeStage]:
    """Makes a stage on the database of that URL."""
    made: list[Stage] = []

    def make(url: str) -> Stage:
        clock = HandClock()
        gateway = build_gateway(settings(database_url=url, simulator=True, text_pause=20.0), clock=clock)
        made.append(Stage(gateway=gateway, intake=Intake(gateway), clock=clock))
        return made[-1]

    yield make
    for stage in made:
        stage.intake.stop()
        stage.gateway.store.dispose()


@pytest.fixture
def stage(stage_on: MakeStage, _sqlite_template: Path, tmp_path: Path) -> Stage:
    """A stage on SQLite."""
    shutil.copy(_sqlite_template, tmp_path / "stage.db")
    return stage_on(f"sqlite:///{tmp_path / 'stage.db'}")
