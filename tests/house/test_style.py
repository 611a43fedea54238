"""The style of the house where a machine can see it: small functions, small files, a sentence on everything."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

FUNCTION_LINES = 40
FILE_LINES = 400
MEDIAN_LINES = 10
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "common", "base", "manager", "managers", "misc"}
LEFTOVERS = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def ours(*folders: str) -> list[Path]:
    """The Python files below some folders of the repository; migrations are a record of the past and count as data."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if not {"node_modules", "migrations"} & set(path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(*folders: str) -> Iterator[tuple[str, Function]]:
    """Every function and method with the place it stands at."""
    for path in ours(*folders):
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def length(node: Function) -> int:
    """Lines from `def` to the last, docstring included."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short() -> None:
    """A function that does not fit on a screen hides a second one."""
    found = [(name, length(node)) for name, node in functions("gateway", "parsers", "tests")]
    assert [item for item in found if item[1] > FUNCTION_LINES] == []


def test_the_median_function_is_very_short() -> None:
    """Most functions say one thing."""
    lengths = [length(node) for _, node in functions("gateway", "parsers")]
    assert statistics.median(lengths) <= MEDIAN_LINES


def test_files_are_short() -> None:
    """A file is one room of the house."""
    counts = {path: len(path.read_text().splitlines()) for path in ours("gateway", "parsers", "tests")}
    assert {str(path.relative_to(ROOT)): lines for path, lines in counts.items() if lines > FILE_LINES} == {}


def test_every_module_says_why_it_exists() -> None:
    """The first sentence of a file is its place in the house."""
    silent = [path for path in ours("gateway", "parsers", "tests") if not ast.get_docstring(tree(path))]
    assert [str(path.relative_to(ROOT)) for path in silent] == []


def test_no_module_is_named_after_nothing() -> None:
    """`utils` says nothing about what is in it, so everything ends up there."""
    assert [str(path.relative_to(ROOT)) for path in ours("gateway", "parsers") if path.stem in VAGUE_NAMES] == []


def test_nothing_is_left_for_later() -> None:
    """What is not done is an issue, not a comment."""
    everything = ours("gateway", "parsers", "tests")
    marked = [path for path in everything if any(word in path.read_text() for word in LEFTOVERS)]
    assert [str(path.relative_to(ROOT)) for path in marked] == []


def test_values_that_travel_are_frozen_slotted_and_keyword_only() -> None:
    """Nobody changes a value on the way, and nobody mixes up two arguments."""
    names = ("gateway/envelopes.py", "gateway/routing/values.py", "parsers/values.py", "parsers/returned.py")
    values = [ROOT / name for name in names]
    assert [place for place, written in _dataclasses(values) if not _is_strict(written)] == []


def test_dataclasses_are_slotted() -> None:
    """A misspelt attribute is an error and not a new attribute."""
    everything = _dataclasses(ours("gateway", "parsers"))
    assert [place for place, written in everything if "slots=True" not in written] == []


def test_every_test_has_a_sentence() -> None:
    """A failing test must say why anyone cares."""
    tests = [(name, node) for name, node in functions("tests") if node.name.startswith("test_")]
    assert [name for name, node in tests if not ast.get_docstring(node)] == []


def test_no_test_is_skipped() -> None:
    """A test that does not run proves nothing."""
    words = ["pytest." + "skip", "mark." + "skip", "mark." + "xfail", "pytest." + "xfail", "import" + "orskip"]
    found = [path for path in ours("tests") if any(word in path.read_text() for word in words)]
    assert [str(path.relative_to(ROOT)) for path in found] == []


def _dataclasses(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for node in ast.walk(tree(path)):
            written = [ast.unparse(decorator) for decorator in getattr(node, "decorator_list", ())]
            if isinstance(node, ast.ClassDef) and (found := [text for text in written if text.startswith("dataclass")]):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", found[0]


def _is_strict(decorator: str) -> bool:
    return all(f"{word}=True" in decorator for word in ("frozen", "slots", "kw_only"))
