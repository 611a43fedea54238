"""Draws docs/conversation.md: the table of the dialogue as it stands in the code, and dialogues that were played.

`.venv/bin/python -m tests.house.conversation_page` writes the page.
"""

from __future__ import annotations

import itertools
import logging
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch
from zoneinfo import ZoneInfo

from sqlalchemy import select

from gateway.bootstrap import Gateway, build_gateway
from gateway.casework import change_status
from gateway.channels.simulator import simulator_text
from gateway.conversation import LEADS_TO, MOVES, Act, Move, Says, State, next_move
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.settings import load_settings
from gateway.store.migrate import migrate
from gateway.store.schema import outbox, ticket

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/conversation.md"
COMMAND = ".venv/bin/python -m tests.house.conversation_page"
_PHONE, _CITY = "+12035550111", "+12035550142"
_KEY = "a key that makes the same links on every machine"
_START = datetime(2026, 6, 1, 12, 0, tzinfo=ZoneInfo("America/New_York"))
_HEAD = """# The conversation by text

This page is drawn from `gateway/conversation.py` and from dialogues played on the example city. Do not edit it: change
the table and run `{command}`.

A text is stored first; then we look where we stand with its number (the state) and what the text says, and do what the
table names. The state is read from rows of the database, so a restart between question and answer changes nothing. The
ticket exists after the first text; every question only makes it better. At most two questions are asked about a ticket,
one at a time, with one retry for the place. An answer waits `GATEWAY_TEXT_PAUSE` seconds for the sender's next text,
and then both get one answer; an emergency waits for nothing.

A text that clearly names several problems opens a ticket for each, and one answer names all numbers. Where several lack
their place, the first is asked for by its name and then the next, with at most two questions in all; "both at 12 Oak"
answers for all. A danger in any of them comes first, and then nothing is asked.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A dialogue: texts of a resident, hours that pass (numbers), and a note with which a clerk closes the ticket."""

    title: str
    lines: Sequence[str | float | tuple[str, str]]


EXAMPLES = (
    Example(title="All in one text", lines=("There is a deep pothole at 12 Oak St", "Thanks!")),
    Example(title="The place is asked for", lines=("graffiti on the wall", 0.1, "Oak and Elm")),
    Example(title="A place that nobody knows", lines=("graffiti", 0.1, "dunno", 0.1, "where the old mill was")),
    Example(title="Only a place at first", lines=("12 Oak St", 0.1, "a deep pothole")),
    Example(title="In pieces, within half a minute", lines=("hi", "theres a", "big pothole", "12 Oak St")),
    Example(title="Nobody answers", lines=("graffiti", 4, 20)),
    Example(
        title="Two reports on one phone",
        lines=("Pothole at 12 Oak St", 1, "Graffiti at 5 Elm St", 1, "it got worse", 0.1, "2"),
    ),
    Example(
        title="Two problems in one text",
        lines=("1. pothole in the road 2. graffiti on the wall", 0.1, "12 Oak St", 0.1, "300 Elm St"),
    ),
    Example(title="A new report after NEW", lines=("Pothole at 12 Oak St", 1, "NEW", 0.1, "Graffiti at 5 Elm St")),
    Example(
        title="Closed, and still broken",
        lines=("Pothole at 12 Oak St", 24, ("closed", "Filled this morning."), 24, "still broken"),
    ),
    Example(
        title="Closed, and it is fixed", lines=("Pothole at 12 Oak St", 24, ("closed", "Filled this morning."), 3, "1")
    ),
    Example(title="Done", lines=("Pothole at 12 Oak St", 24, "DONE")),
    Example(title="Danger, whatever was asked", lines=("graffiti", 0.1, "gas leak!!")),
    Example(title="In Spanish", lines=("hay un bache enorme", 0.1, "calle Oak 12")),
)


@dataclass(slots=True)
class _Clock:
    now: float = field(default_factory=_START.timestamp)

    def __call__(self) -> float:
        return self.now


def draw_page() -> str:
    """The whole page."""
    parts = [_HEAD.format(command=COMMAND), *_tables(), *_diagram(), "## Dialogues as they go\n"]
    parts += [f"### {example.title}\n\n{_play(example)}" for example in EXAMPLES]
    return "\n".join(parts).rstrip() + "\n"


def _tables() -> Iterator[str]:
    always = [says for says in Says if len({next_move(state, says).act for state in State}) == 1]
    yield "## In every state\n"
    yield _table((says.value, next_move(State.STRANGER, says).act.value) for says in always)
    yield "## State by state\n"
    for state in State:
        yield f"### {state.value[:1].upper()}{state.value[1:]}\n"
        yield _table((" · ".join(words), act.value) for act, words in _grouped(state, always))


def _grouped(state: State, but: Sequence[Says]) -> Iterator[tuple[Act, list[str]]]:
    acts: dict[Act, list[str]] = {}
    for says in Says:
        if says not in but:
            acts.setdefault(next_move(state, says).act, []).append(says.value)
    yield from acts.items()


def _table(rows: Iterator[tuple[str, str]]) -> str:
    lines = ["| The text says | What we do |", "|---|---|", *(f"| {left} | {right} |" for left, right in rows)]
    return "\n".join(lines) + "\n"


def _diagram() -> Iterator[str]:
    yield "## As a diagram\n"
    yield "Only what leads somewhere else is drawn, and a report once; danger, commands and another problem are not.\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from (f"    {state.name} : {state.value.replace(': ', ', ')}" for state in State)
    edges: dict[tuple[str, str], list[str]] = {}
    for move in MOVES:
        for target in LEADS_TO.get(move.act, ()):
            if target is not move.state and _is_drawn(move):
                edges.setdefault((move.state.name, target.name), []).append(move.says.name.lower())
    yield from (f"    {start} --> {end} : {', '.join(said)}" for (start, end), said in edges.items())
    yield "```\n"


def _is_drawn(move: Move) -> bool:
    """A report opens a ticket from everywhere in the same way; it is drawn once."""
    is_report = move.act is Act.OPEN_TICKET and move.state is not State.STRANGER
    return not is_report and move.says not in {Says.OTHER_PROBLEM, Says.NEW}


def _play(example: Example) -> str:
    numbers = (f"{'ABCDEFGH'[index]}7WX-4M2P" for index in itertools.count())
    clock = _Clock()
    with tempfile.TemporaryDirectory() as folder, patch("gateway.store.tickets.new_number", lambda: next(numbers)):
        settings = load_settings(
            database_url=f"sqlite:///{folder}/gateway.db",
            data_dir=Path(folder),
            rules=ROOT / "routing_rules.yaml",
            public_url="https://311.elmcity.example",
            secret_key=_KEY,
        )
        gateway = build_gateway(settings, clock=clock)
        migrate(gateway.store)
        intake = Intake(gateway)
        try:
            return "\n".join(_lines(example, gateway, intake, clock)) + "\n"
        finally:
            intake.stop()
            gateway.store.dispose()


def _lines(example: Example, gateway: Gateway, intake: Intake, clock: _Clock) -> Iterator[str]:
    shown: set[int] = set()
    yield "```text"
    for line in (*example.lines, 0.02):
        match line:
            case str():
                yield f"resident  {line}"
                now = datetime.fromtimestamp(clock.now, UTC)
                intake.receive(simulator_text(_PHONE, _CITY, line, now=now))
                _work(gateway)
                clock.now += 5
            case (_, note):
                yield f"clerk     closes the ticket: {note}"
                change_status(gateway, ticket_id=1, status="closed", note=note, actor="bart@elmcity.example")
            case hours:
                yield from _heard(gateway, clock, shown, minutes=1)
                if hours >= 1:
                    yield f"          ({hours} {'hour' if hours == 1 else 'hours'} later)"
                clock.now += hours * 3600
        if not isinstance(line, str):
            yield from _heard(gateway, clock, shown, minutes=0)
    yield from _tickets(gateway)
    yield "```"


def _heard(gateway: Gateway, clock: _Clock, shown: set[int], *, minutes: int) -> Iterator[str]:
    clock.now += 60 * minutes
    _work(gateway)
    sent = select(outbox).where(outbox.c.recipient == _PHONE, outbox.c.state == "simulated").order_by(outbox.c.id)
    with gateway.store.reading() as connection:
        new = [row for row in connection.execute(sent) if row.id not in shown]
    for row in new:
        shown.add(row.id)
        yield "city      " + row.body.replace("\n", "\n          ")


def _tickets(gateway: Gateway) -> Iterator[str]:
    with gateway.store.reading() as connection:
        rows = list(connection.execute(select(ticket).order_by(ticket.c.id)))
    for row in rows:
        facts = (row.service_name or "unsorted", row.location or "no place", row.department, row.status, *row.tags)
        yield f"ticket    {row.number}: {', '.join(facts)}"


def _work(gateway: Gateway) -> None:
    for kind in ("process", "files", "remind", "deliver"):
        drain(gateway, kind)


if __name__ == "__main__":
    logging.disable()
    PAGE.write_text(draw_page(), encoding="utf-8")
