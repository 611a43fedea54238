"""What is written in the made-up city: `tales.yaml` as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("tales.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """A message with room for `{place}`, `{corner}`, `{street}` and `{name}`; a mail when there is a subject."""

    say: str
    subject: str = ""
    language: str = "en"
    then: str = ""
    """What its author answers when the city asks."""
    photo: str = ""
    weight: int = 1
    machine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What many write about one place within an hour or two; `hour` is counted from the week's beginning."""

    hour: int
    street: str
    tales: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tales:
    """Everything that is written, by residents and by departments."""

    texts: tuple[Tale, ...]
    mails: tuple[Tale, ...]
    storms: tuple[Storm, ...]
    answers: Mapping[str, tuple[str, ...]]


def load_tales() -> Tales:
    """The file that comes with the gateway."""
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return Tales(
        texts=tuple(Tale(**tale) for tale in told["texts"]),
        mails=tuple(Tale(**tale) for tale in told["mails"]),
        storms=tuple(Storm(**{**storm, "tales": tuple(storm["tales"])}) for storm in told["storms"]),
        answers={kind: tuple(answers) for kind, answers in told["answers"].items()},
    )
