"""A short week of the demonstration city: played through the doors, whole, and apart from the city's own tickets."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from gateway.cli import gateway
from gateway.simulating.clock import PlayedClock
from gateway.simulating.playing import WEEK
from gateway.simulating.tales import load_tales
from gateway.simulating.town import draw_spot, streets
from gateway.store.engine import Store
from gateway.store.schema import attachment, event, message, outbox, staff, ticket, work

REQUESTS = 12


def simulate(folder: Path, *more: str) -> Result:
    """Run the command with a data folder of its own and settings that would reach somebody."""
    own = {
        "GATEWAY_DATA_DIR": str(folder),
        "GATEWAY_DATABASE_URL": f"sqlite:///{folder}/own.db",
        "GATEWAY_SMTP_RELAY": "relay.elmcity.example",
        "GATEWAY_RULES": str(Path(__file__).resolve().parents[2] / "routing_rules.yaml"),
    }
    return CliRunner().invoke(gateway, ["simulate", "--only-play", "--requests", str(REQUESTS), *more], env=own)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("played")
    played = simulate(folder)
    assert played.exit_code == 0, (played.output, played.exception)
    return folder


@pytest.fixture(scope="module")
def week(folder: Path) -> Store:
    return Store(f"sqlite:///{folder}/demonstration/gateway.db")


def test_both_doors_are_used_and_every_message_is_heard(week: Store) -> None:
    """Mail goes in by SMTP and texts by the phone; what is written is processed to its end."""
    with week.reading() as connection:
        channels = set(connection.scalars(select(message.c.channel)))
        unread = connection.scalar(select(func.count()).where(message.c.processed_at.is_(None)))
        waiting = connection.scalars(select(work.c.kind).where(work.c.state.in_(("leased", "dead")))).all()
        tickets = connection.scalar(select(func.count()).select_from(ticket))
    assert channels == {"email", "simulator_sms"}
    assert (unread, waiting) == (0, [])
    assert tickets >= REQUESTS


def test_the_week_is_over_now_and_began_a_week_ago(week: Store) -> None:
    """A queue whose tickets all came in the same minute would be no city."""
    with week.reading() as connection:
        first, last = connection.execute(select(func.min(ticket.c.created_at), func.max(ticket.c.created_at))).one()
        latest = connection.scalar(select(func.max(event.c.created_at)))
    assert last - first > WEEK / 3
    assert time.time() - WEEK - 3600 < first
    assert latest <= time.time()


def test_departments_answer_and_nothing_leaves(week: Store) -> None:
    """Clerks work on the tickets; a relay in the settings of the machine is not asked."""
    with week.reading() as connection:
        kinds = set(connection.scalars(select(event.c.kind)))
        states = set(connection.scalars(select(outbox.c.state)))
        clerks = connection.scalar(select(func.count()).select_from(staff))
    assert {"opened", "assigned", "status"} <= kinds
    assert "sent" not in states
    assert states <= {"simulated", "suppressed", "queued"}
    assert clerks == 9


def test_pictures_come_along_and_places_are_known(week: Store) -> None:
    """A desk worth looking at has photos and a map."""
    with week.reading() as connection:
        pictures = connection.scalar(select(func.count()).where(attachment.c.thumbnail_sha256.is_not(None)))
        placed = connection.scalar(select(func.count()).where(ticket.c.lat.is_not(None)))
        tickets = connection.scalar(select(func.count()).select_from(ticket))
    assert pictures
    assert placed > tickets / 2


def test_the_citys_own_store_is_not_touched(folder: Path) -> None:
    """Whoever tries the demonstration beside a real city must not find its tickets there."""
    assert not (folder / "own.db").exists()
    assert (folder / "demonstration" / "gateway.db").exists()


def test_a_second_time_says_so_and_changes_nothing(folder: Path, week: Store) -> None:
    """The city stays as somebody left it until they ask for another week."""
    before = (folder / "demonstration" / "gateway.db").stat().st_mtime
    again = simulate(folder)
    assert again.exit_code == 0
    assert "--again plays its week anew" in again.output
    assert (folder / "demonstration" / "gateway.db").stat().st_mtime == before


def test_the_clock_never_goes_back() -> None:
    """What has happened would otherwise lie in the future."""
    clock = PlayedClock(100.0)
    clock.advance(90.0)
    assert clock() == 100.0


def test_tales_name_places_of_the_town_only() -> None:
    """A placeholder that nobody fills would be read aloud to a department."""
    tales, known = load_tales(), {street.name for street in streets()}
    for tale in (*tales.texts, *tales.mails):
        assert "{" not in (tale.say + tale.then).format(place="", corner="", street="", name="")
        assert tale.language in {"en", "es"}
    assert {storm.street for storm in tales.storms} <= known
    assert {draw_spot(random.Random(seed)).street for seed in range(20)} <= known
