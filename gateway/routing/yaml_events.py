"""The events of a YAML text: quickly by libyaml; and by ruamel.yaml, whose word counts where libyaml stumbles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from ruamel.yaml import YAML, events
from yaml.cyaml import CParser

Event = Any
"""An event of either library: they have the same attributes."""

SCALARS = (yaml.ScalarEvent, events.ScalarEvent)
MAPPINGS = (yaml.MappingStartEvent, events.MappingStartEvent)
SEQUENCES = (yaml.SequenceStartEvent, events.SequenceStartEvent)
ALIASES = (yaml.AliasEvent, events.AliasEvent)
ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent, events.MappingEndEvent, events.SequenceEndEvent)
DOCUMENTS = (yaml.DocumentStartEvent, events.DocumentStartEvent)

LIBYAML_ERRORS = (yaml.YAMLError, UnicodeEncodeError)

# libyaml lets tabs pass, and ends lines where YAML 1.1 does.
_READ_OTHERWISE = re.compile("[\t\x85\u2028\u2029\ufeff]")
_SHORT = 50_000
"""Characters that ruamel.yaml reads in a third of a second."""


def find_line_read_otherwise(text: str) -> int | None:
    """The first line, counted from 0, that libyaml may read differently from ruamel.yaml; None without one."""
    found = _READ_OTHERWISE.search(text)
    return text.count("\n", 0, found.start()) if found else None


def quick_events(text: str) -> Iterator[Event]:
    """The events as libyaml finds them, a megabyte in a tenth of a second; raises one of `LIBYAML_ERRORS`."""
    return iter(CParser(text).get_event, None)


def careful_events(text: str) -> Iterator[Event]:
    """The events as ruamel.yaml finds them, a megabyte in seven seconds; its errors can be told to people."""
    yield from YAML(typ="safe", pure=True).parse(text)


def find_line(error: Exception) -> int | None:
    """The line, counted from 0, on which the trouble of a libyaml error began; None when it names none."""
    marks = (getattr(error, "context_mark", None), getattr(error, "problem_mark", None))
    return min((mark.line for mark in marks if mark), default=None)


def blank_before(text: str, line: int) -> str:
    """A long text with nothing but empty lines before the entry of its section that `line` (from 0) stands in.

    So the reading that is to tell what is wrong there takes a moment, not a minute, and its lines are the file's.
    """
    lines = text.split("\n")
    if len(text) < _SHORT or line >= len(lines):
        return text
    section = next((place for place in range(line, -1, -1) if lines[place][:1].isalpha()), 0)
    depth = next((_depth(each) for each in lines[section + 1 :] if each.strip() and _depth(each)), 0)
    entry = next((place for place in range(line, section, -1) if _depth(lines[place]) == depth), section)
    kept = range(entry, len(lines))
    return "\n".join(each if place in kept or place == section else "" for place, each in enumerate(lines))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
