"""No kind of event is forgotten: whatever the code writes into a ticket's history has a type that webhooks are told."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.webhooks.types import ALL_TYPES, NEWS_TYPES, is_known, type_of
from parsers.document import KINDS
from tests.conftest import ROOT

WRITERS = frozenset({"add_event", "NewEvent", "_write", "write", "_note"})
"""What writes history, and what modules that write it call their own short form of it."""
SAID_BY_OTHERS: dict[str, tuple[str, ...]] = {
    "gateway.changes.consent": ("opted_out", "opted_in"),
    "gateway.changes.fixed": ("fixed", "not_fixed"),
    "gateway.changes.pairing": (),
    "gateway.changes.snoozing": ("snoozed", "snooze_ended"),
    "gateway.changes.ticket": (),
    "gateway.filing.adding": (),
    "gateway.filing.attach": ("other_address", "duplicate", "bounced", *KINDS.values()),
    "gateway.filing.bounces": ("complaint", "delayed", "bounced"),
    "gateway.filing.consent": ("opted_out", "opted_in", "opted_out_of_texts"),
}
"""Modules in which a kind is worked out, with the kinds that it can be; empty where it is handed on as it was given."""


def modules() -> list[Path]:
    """Every module that writes history."""
    return [path for path in sorted((ROOT / "gateway").rglob("*.py")) if _imports_writer(path)]


def _imports_writer(path: Path) -> bool:
    text = path.read_text(encoding="utf-8") if "node_modules" not in path.parts else ""
    return "gateway.store.events import" in text and ("add_event" in text or "NewEvent" in text)


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def kinds_of(path: Path) -> Iterator[str | None]:
    """The kinds that a module writes; None for each that is worked out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WRITERS:
            yield from (_read(path, word.value) for word in node.keywords if word.arg == "kind")


def _read(path: Path, value: ast.expr) -> str | None:
    """A word, or a constant of the module in capitals."""
    match value:
        case ast.Constant(value=str(word)):
            return word
        case ast.Name(id=name) if name.isupper():
            return str(getattr(importlib.import_module(_name(path)), name))
        case _:
            return None


@pytest.mark.parametrize("path", modules(), ids=_name)
def test_every_kind_that_is_written_has_a_type(path: Path) -> None:
    """A kind that a table does not know would reach partners as something that nobody can read."""
    found = list(kinds_of(path))
    if None in found:
        assert _name(path) in SAID_BY_OTHERS, "a kind is worked out here; name what it can be in SAID_BY_OTHERS"
    kinds = {*(kind for kind in found if kind), *SAID_BY_OTHERS.get(_name(path), ())}
    assert {kind for kind in kinds if not is_known(kind)} == set(), "give it a type in gateway/webhooks/types.py"


def test_the_scan_sees_what_it_must() -> None:
    """A scan that finds nothing forgives everything."""
    found = {kind for path in modules() for kind in kinds_of(path)}
    assert {"opened", "status", "moved", "staff_reply", "rules_asked", "person_erased", "merged", "split"} <= found
    assert set(SAID_BY_OTHERS) <= {_name(path) for path in modules()}


def test_each_kind_has_one_type() -> None:
    """Names are unique and none is told twice."""
    kinds = [kind for news in NEWS_TYPES for kind in news.kinds]
    names = [news.name for news in ALL_TYPES]
    assert (len(set(kinds)), len(set(names))) == (len(kinds), len(names))


def test_an_unknown_kind_is_said_all_the_same() -> None:
    """A newer gateway wrote it, or a plug-in: partners read that something changed."""
    assert type_of("painted").name == "ticket.changed"
