"""The page about the Open311 check lists the requirements as the program has them."""

from __future__ import annotations

from gateway.conformance import REQUIREMENTS
from tests.conftest import ROOT


def test_the_requirements_in_the_page_are_those_of_the_program() -> None:
    """Another city looks up there what it has to mend."""
    lines = (ROOT / "docs/open311-check.md").read_text(encoding="utf-8").splitlines()
    rows = [f"| `{one.id}` | {one.level} | {one.says} | {one.section} |" for one in REQUIREMENTS]
    assert [
        line for line in lines if line.startswith("| `") and line.endswith(" |") and "." in line.split("`")[1]
    ] == rows


def test_every_requirement_has_a_name_of_its_own() -> None:
    """Reports of two servers are compared by it."""
    names = [one.id for one in REQUIREMENTS]
    assert sorted(set(names)) == sorted(names)
