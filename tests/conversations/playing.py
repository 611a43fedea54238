"""Plays a scripted conversation on the real pipeline: one process, one database, a clock that is moved by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from gateway import casework
from gateway.bootstrap import Gateway
from gateway.channels.simulator import Picture, simulator_text
from gateway.envelopes import Arrival
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.routing import Rulebook
from gateway.store.blobs import make_blob, shelf_of
from gateway.store.schema import event, outbox, ticket, work
from parsers.commands import Command, read_command
from parsers.values import Coordinates
from tests.conversations.scripts import NEXT, Script, Turn
from tests.pictures.samples import PLACE, WHEN, photo

CITY_NUMBER = "+12035550142"
PHONE = "+12035550199"
CLERK = "clerk@elmcity.example"
KINDS = ("process", "files", "locate", "remind", "deliver")
NO_REPORT = {Command.HELP, Command.OPT_OUT, Command.OPT_IN, Command.STATUS, Command.LANGUAGE, Command.DONE}
SENT = ("sent", "simulated")
_SETTLE = 200
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_CONDITION = re.compile(r"\{%\s*if.*?\{%\s*endif\s*%\}", re.DOTALL)


class HandClock:
    """Monday noon in Elm City, until a script moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, 0, tzinfo=ZoneInfo("America/New_York")).timestamp()

    def __call__(self) -> float:
        return self.now


@dataclass
class Stage:
    """One city with one resident's phone."""

    gateway: Gateway
    intake: Intake
    clock: HandClock
    last: Arrival | None = None
    seen: set[int] = field(default_factory=set)
    """Ids of the texts that a turn has accounted for."""
    messages: int = 0
    opened_with: dict[int, int] = field(default_factory=dict)
    complete_with: dict[int, int] = field(default_factory=dict)
    """By ticket id the number of the resident's message with which it was opened, and complete."""

    @property
    def rulebook(self) -> Rulebook:
        return self.gateway.rulebooks.current()

    def play(self, script: Script) -> None:
        """All turns; raises `AssertionError` where the resident was sent something else."""
        for turn, following in pairwise((*script.turns, None)):
            assert turn is not None
            self.act(turn)
            if turn.says is None and following is not None and following.after < NEXT:
                self.work()
                self.pass_time(following.after)
            else:
                self.finish(turn, NEXT if following is None else following.after)

    def finish(self, turn: Turn, seconds: float) -> None:
        """Let time pass until the next turn and look at what was sent meanwhile."""
        self.work()
        self.pass_time(seconds)
        if turn.says is None:
            self.new_texts()
        else:
            self.compare(turn)

    def act(self, turn: Turn) -> None:
        """Do what the turn says."""
        match turn.speaker:
            case "resident":
                self.text(turn)
            case "nobody":
                self.work()
            case "clerk says":
                casework.reply_to_resident(self.gateway, ticket_id=self.ticket_id(turn), text=turn.words, actor=CLERK)
            case "clerk closes":
                self.set_status(turn, "closed", turn.words)
            case "clerk sets":
                self.set_status(turn, turn.words, "")
        self.work()
        self.count()

    def set_status(self, turn: Turn, status: str, note: str) -> None:
        casework.change_status(self.gateway, ticket_id=self.ticket_id(turn), status=status, note=note, actor=CLERK)

    def ticket_id(self, turn: Turn) -> int:
        """The ticket that a clerk means."""
        return int(self.tickets()[turn.ticket - 1].id)

    def text(self, turn: Turn) -> None:
        """A text of the resident, or the last one once more."""
        if not turn.is_redelivered or self.last is None:
            self.messages += not (turn.is_redelivered or self.is_command(turn))
            self.last = self.arrival(turn)
        self.intake.receive(self.last)

    def is_command(self, turn: Turn) -> bool:
        """Whether a text speaks to the gateway and tells nothing of a problem, so that no report needs it."""
        reading = read_command(turn.words, is_answer=False)
        return bool(turn.carrier) or (reading is not None and reading.command in NO_REPORT)

    def arrival(self, turn: Turn) -> Arrival:
        """What the phone sends; `{1}` in its words is the number of the first ticket."""
        return simulator_text(
            turn.phone or PHONE,
            CITY_NUMBER,
            self.filled(turn.words),
            now=datetime.fromtimestamp(self.clock(), UTC),
            pictures=[self.picture(turn.photo)] if turn.photo else [],
            coordinates=Coordinates(lat=turn.pin[0], lon=turn.pin[1]) if turn.pin else None,
            place=turn.pin_name,
            opt_out_type=turn.carrier,
        )

    def picture(self, where: str) -> Picture:
        """A small photo, which knows its place unless it is plain."""
        octets = photo(place=PLACE, taken=WHEN) if where == "with its place" else photo()
        blob = make_blob(octets, "image/jpeg")
        shelf_of(self.gateway.store, self.gateway.settings).keep([blob], now=self.clock())
        return Picture(sha256=blob.sha256)

    def filled(self, words: str) -> str:
        """The words with the numbers of the tickets."""
        numbers = {f"{{{place}}}": row.number for place, row in enumerate(self.tickets(), start=1)}
        for mark, number in numbers.items():
            words = words.replace(mark, number)
        return words

    def work(self) -> None:
        """Do everything that is due now."""
        while sum(drain(self.gateway, kind) for kind in KINDS):
            pass

    def pass_time(self, seconds: float) -> None:
        """Move the clock, stopping wherever something is due on the way."""
        until = self.clock.now + seconds
        for _ in range(_SETTLE):
            due = self.next_due()
            if due is None or due > until:
                break
            self.clock.now = max(due, self.clock.now)
            self.work()
        self.clock.now = until
        self.work()
        self.count()

    def next_due(self) -> float | None:
        """When the next piece of work is due that is not due yet."""
        waiting = work.c.state.in_(["ready"]) & (work.c.next_at > self.clock.now)
        with self.gateway.store.reading() as connection:
            found = connection.execute(select(func.min(work.c.next_at)).where(waiting)).scalar()
        return None if found is None else float(found)

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.gateway.store.reading() as connection:
            return list(connection.execute(select(table).where(*conditions).order_by(table.c.id)))

    def tickets(self) -> list[Any]:
        return self.rows(ticket)

    def words_of(self, row: Any) -> list[str]:
        """Everything that residents said in a ticket: its first words and what was added."""
        return [row.description, *(one.text for one in self.rows(event, event.c.ticket_id == row.id))]

    def texts(self) -> list[Any]:
        """Every text that the resident got, oldest first."""
        return self.rows(outbox, outbox.c.channel == "simulator_sms", outbox.c.state.in_(SENT))

    def new_texts(self) -> list[Any]:
        """What the resident got since the last look; rows go out in the order in which they were sent."""
        new = [row for row in self.texts() if row.id not in self.seen]
        self.seen |= {row.id for row in new}
        return sorted(new, key=lambda row: (row.sent_at or 0.0, row.id))

    def compare(self, turn: Turn) -> None:
        """Each text must consist of the templates that the script names, and hold its words."""
        got = self.new_texts()
        bodies = [row.body for row in got]
        assert turn.says is not None
        assert len(got) == len(turn.says), f"after {turn.words!r}: expected {_listed(turn.says)}, got {bodies}"
        for row, body, expected in zip(got, bodies, turn.says, strict=True):
            names = {one for one in expected if not one.startswith("=")}
            assert self.names_in(row) == names, f"after {turn.words!r}: expected {sorted(names)}, got {body!r}"
            missing = [one for one in expected - names if self.filled(one[1:]) not in body]
            assert not missing, f"after {turn.words!r}: {missing} not in {body!r}"

    def names_in(self, row: Any) -> set[str]:
        """The templates that a text was made of; `detail` is a question of the rulebook."""
        if row.kind == "staff_reply":
            return {"staff_reply"}
        rest = " ".join(row.body.split())
        found = {row.kind} & {"reminder"}
        for name, source in self.sources():
            pieces = list(_pieces(source))
            if pieces and all(piece in rest for piece in pieces):
                found.add(name)
                for piece in pieces:
                    rest = rest.replace(piece, "\0", 1)
        return found

    def sources(self) -> list[tuple[str, str]]:
        """Each template and question of the rulebook in each language, the one that says most itself first."""
        replies = [
            (name, variants.get("sms", ""))
            for name, languages in self.rulebook.replies.items()
            for variants in languages.values()
            if name not in {"reminder", "staff_reply"}
        ]
        details = [
            ("detail", self.rulebook.question_text(key, language, code))
            for code, service in self.rulebook.services.items()
            for key in service.ask
            for language in self.rulebook.city.languages
        ]
        return sorted([*replies, *details], key=lambda pair: -sum(map(len, _pieces(pair[1]))))

    def count(self) -> None:
        """Note with which message each ticket was opened and complete."""
        for row in self.tickets():
            self.opened_with.setdefault(row.id, self.messages)
            has_place = row.location is not None or row.lat is not None or "location" not in self.needs(row)
            if (row.service is not None or row.urgency == "emergency") and has_place:
                self.complete_with.setdefault(row.id, self.messages)

    def needs(self, row: Any) -> Any:
        service = self.rulebook.services.get(row.service or "")
        return service.needs if service else ("location",)

    def messages_needed(self) -> list[int | None]:
        """For each ticket the messages from the one that opened it to the one that made it complete, or None."""
        return [
            self.complete_with[one] - first + 1 if one in self.complete_with else None
            for one, first in self.opened_with.items()
        ]


def _pieces(source: str) -> Iterator[str]:
    """What a template says whatever its fields are."""
    plain = _CONDITION.sub("{{ x }}", source)
    for piece in _CODE.split(plain):
        words = " ".join(piece.split())
        if len(words) > 6:
            yield words


def _listed(says: tuple[frozenset[str], ...]) -> list[list[str]]:
    return [sorted(one) for one in says]
