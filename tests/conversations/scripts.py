"""Reads the scripted conversations: YAML that a clerk can read aloud, made into frozen values or one clear error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
Speaker = Literal["resident", "clerk says", "clerk closes", "clerk sets", "nobody"]
_SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0}
_AFTER = re.compile(r"(\d+) (second|minute|hour|day)s?")
_TURN = {"after", "photo", "pin", "pin name", "from", "ticket", "again", "carrier", "we say", "with"}
_SPEAKERS: tuple[Speaker, ...] = ("resident", "clerk says", "clerk closes", "clerk sets", "nobody")
_TICKET = {"service", "department", "place", "pinned", "urgency", "priority", "language", "status", "linked to"}
_TICKET |= {"holds", "tags"}
UNFINISHED = 2
"""What a report counts that was never complete: the message that it came in, and at least one more."""
NEXT = 120.0
"""Seconds until the next turn where a script names no time: people put the phone away and take it up again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one person does, and what the resident is sent before the next turn."""

    speaker: Speaker
    words: str
    after: float = NEXT
    phone: str = ""
    photo: str = ""
    """Empty, `plain`, or `with its place` where its camera wrote it down."""
    pin: tuple[float, float] | None = None
    pin_name: str = ""
    ticket: int = 0
    """Which ticket a clerk means, from 1; 0 for the latest."""
    is_redelivered: bool = False
    carrier: str = ""
    """What the carrier makes of the words: STOP, START or HELP."""
    says: tuple[frozenset[str], ...] | None = None
    """Of each text to the resident the names of its templates, or words; None where a script does not look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One conversation and how it must end."""

    title: str
    language: str
    turns: tuple[Turn, ...]
    tickets: tuple[Mapping[str, Any], ...]
    messages: tuple[int | None, ...] | None
    """How many messages each report took until it was complete, None for one that never was; None: not counted."""
    never: tuple[str, ...] = ()
    both_databases: bool = False


def load_scripts(folder: Path = FOLDER) -> list[Script]:
    """Every script of a folder's files, in order; raises `ValueError` with file and title."""
    yaml = YAML(typ="safe", pure=True)
    return [
        _script(entry, path.name)
        for path in sorted(folder.glob("*.yaml"))
        for entry in yaml.load(path.read_text(encoding="utf-8"))
    ]


def _script(entry: Mapping[str, Any], file: str) -> Script:
    where = f"{file}, `{entry.get('title', '?')}`"
    _check(entry, {"title", "language", "talk", "ends", "both databases"}, where)
    ends = entry["ends"]
    _check(ends, {"messages", "tickets", "never"}, where)
    for ticket in ends["tickets"]:
        _check(ticket, _TICKET, where)
    return Script(
        title=entry["title"],
        language=entry["language"],
        turns=tuple(_turn(turn, where) for turn in entry["talk"]),
        tickets=tuple(ends["tickets"]),
        messages=_messages(ends.get("messages")),
        never=tuple(ends.get("never", ())),
        both_databases=entry.get("both databases", False),
    )


def _messages(listed: int | Sequence[int | str] | None) -> tuple[int | None, ...] | None:
    if listed is None:
        return None
    counts = [listed] if isinstance(listed, int | str) else listed
    return tuple(None if count == "never" else int(count) for count in counts)


def _turn(turn: Mapping[str, Any], where: str) -> Turn:
    _check(turn, {*_SPEAKERS, *_TURN}, where)
    (speaker,) = [one for one in _SPEAKERS if one in turn]
    return Turn(
        speaker=speaker,
        words=str(turn[speaker] or ""),
        after=_seconds(turn["after"], where) if "after" in turn else NEXT,
        phone=str(turn.get("from", "")),
        photo=turn.get("photo", ""),
        pin=tuple(turn["pin"]) if "pin" in turn else None,
        pin_name=turn.get("pin name", ""),
        ticket=turn.get("ticket", 0),
        is_redelivered=turn.get("again", False),
        carrier=turn.get("carrier", ""),
        says=_says(turn["we say"], turn.get("with", ())) if "we say" in turn else None,
    )


def _says(texts: str | Sequence[str], words: str | Sequence[str]) -> tuple[frozenset[str], ...]:
    listed = [texts] if isinstance(texts, str) else list(texts)
    extra = frozenset(f"={word}" for word in ([words] if isinstance(words, str) else words))
    said = [frozenset(text.split(" + ")) for text in listed if text != "nothing"]
    return tuple([*said[:-1], said[-1] | extra] if said else [])


def _seconds(words: str, where: str) -> float:
    found = _AFTER.fullmatch(words)
    if not found:
        raise ValueError(f"{where}: `after: {words}` should be like `20 seconds`, `4 hours` or `15 days`.")
    return int(found[1]) * _SECONDS[found[2]]


def _check(entry: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := set(entry) - known:
        raise ValueError(f"{where}: there is no {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}.")


def reports(scripts: Sequence[Script]) -> Iterator[tuple[str, float]]:
    """Of each script that counts them its title and the mean of its reports' messages."""
    for script in scripts:
        if script.messages:
            counts = [UNFINISHED if count is None else count for count in script.messages]
            yield script.title, sum(counts) / len(counts)
