"""The numbers that code, tests and documents cite can be looked up in docs/protocol.md, and nothing else is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

PAGE = ROOT / "docs/protocol.md"
FOLDERS = ("gateway", "parsers", "tests", "docs")
SUFFIXES = {".py", ".md", ".yaml", ".json", ".html", ".js"}
NOT_CITING = {PAGE, Path(__file__).resolve()}
NUMBER = r"F?\d{1,2}\.\d{1,2}"
SPAN = re.compile(rf"({NUMBER})(?:(?:-| to )({NUMBER}))?")
LIST = re.compile(rf"\bPROTOCOL ({NUMBER}(?:(?:-| to |,? and |,\s*){NUMBER})*)")
FAILURES = re.compile(r"\bF\d{1,2}\.\d{1,2}(?:-F\d{1,2}\.\d{1,2})?\b")
TEST_NAME = re.compile(r"\bdef test_(f?)(\d+)_(\d+)_")


@cache
def texts() -> list[str]:
    """Everything that may cite a number."""
    found = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")))
    ours = (path for path in found if path.suffix in SUFFIXES and "node_modules" not in path.parts)
    return [path.read_text(encoding="utf-8", errors="replace") for path in ours if path not in NOT_CITING]


def spread(citation: str) -> Iterator[str]:
    """Every number of a list like `3.5-3.8, 4.1`."""
    for first, last in SPAN.findall(citation):
        section, start = first.split(".")
        end = last.partition(".")[2] or start
        yield from (f"{section}.{number}" for number in range(int(start), int(end) + 1))


def cited() -> set[str]:
    """Every number that stands behind PROTOCOL, with an F, or in the name of a test."""
    numbers = {number for text in texts() for found in LIST.findall(text) for number in spread(found)}
    numbers |= {number for text in texts() for found in FAILURES.findall(text) for number in spread(found)}
    names = [name for text in texts() for name in TEST_NAME.findall(text)]
    return numbers | {f"{failure.upper()}{section}.{number}" for failure, section, number in names}


def rules() -> set[str]:
    """The numbers of the ten rules: the first is 1.1."""
    return {f"1.{number}" for number in re.findall(r"^(\d+)\. ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)}


def rows() -> list[str]:
    """The numbers that have a row of their own."""
    return re.findall(rf"^\| ({NUMBER}) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_cited_number_can_be_looked_up() -> None:
    """A number that only its author understands is no reason."""
    assert cited() - rules() - set(rows()) == set()


def test_every_number_on_the_page_is_cited() -> None:
    """A row that nothing refers to says something that nothing holds."""
    assert set(rows()) - cited() == set()


def test_every_number_has_one_row() -> None:
    """Two rows would disagree one day."""
    assert [number for number in rows() if rows().count(number) > 1] == []


def test_every_cited_rule_is_one_of_ten() -> None:
    """`DESIGN rule 2` must be the second of the list."""
    named = {f"1.{number}" for text in texts() for number in re.findall(r"\bDESIGN rule (\d+)", text)}
    assert rules() == {f"1.{number}" for number in range(1, 11)}
    assert named - rules() == set()


def test_the_page_names_files_that_exist() -> None:
    """A renamed file must not live on in the page."""
    named = set(re.findall(r"`((?:gateway|parsers|tests)/[\w/.]+)`", PAGE.read_text(encoding="utf-8")))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
