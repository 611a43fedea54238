"""What changed about one entry of a rulebook, in words: which key, from what, to what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.routing.called import LANGUAGES
from gateway.routing.sentences import say_condition

_SHORT = 60
"""Characters of a value that a sentence shows."""
_DEEP = 3
"""Keys within keys that are told apart where something came or went as a whole; a change is told where it is."""


def say_change(old: Any, new: Any) -> Iterator[str]:
    """The parts that differ, one phrase each; nothing when they are the same."""
    yield from _said((), old, new)


def _said(path: tuple[str, ...], old: Any, new: Any) -> Iterator[str]:
    if old == new:
        return
    if path[-1:] == ("when",):
        yield f"it speaks when {say_condition(new)}, no longer when {say_condition(old)}"
    elif _is_told_by_key(path, old, new):
        before, after = old or {}, new or {}
        for key in dict.fromkeys([*after, *before]):
            yield from _said((*path, str(key)), before.get(key), after.get(key))
    elif isinstance(old, list | None) and isinstance(new, list | None):
        yield _lists(_named(path), old or [], new or [])
    else:
        yield _values(_named(path), old, new)


def _is_told_by_key(path: tuple[str, ...], old: Any, new: Any) -> bool:
    if isinstance(old, dict) and isinstance(new, dict):
        return True
    return isinstance(old, dict | None) and isinstance(new, dict | None) and len(path) < _DEEP


def _named(path: tuple[str, ...]) -> str:
    # `then` and the like are how the file is built; the key in it is what a clerk speaks of.
    shown = [key for key in path if key != "then"] or list(path)
    return f"`{' '.join(shown)}`" if shown else "it"


def _lists(name: str, old: list[Any], new: list[Any]) -> str:
    come = [item for item in new if item not in old]
    gone = [item for item in old if item not in new]
    told = [*_members("got", come), *_members("lost", gone)]
    return f"{name} {' and '.join(told)}" if told else f"{name} is in another order"


def _members(verb: str, items: list[Any]) -> Iterator[str]:
    if items:
        rest = f" and {len(items) - 3} more" if len(items) > 3 else ""
        yield f"{verb} {', '.join(map(_shown, items[:3]))}{rest}"


def _values(name: str, old: Any, new: Any) -> str:
    if old is None:
        return f"{name} is {_shown(new)}"
    if new is None:
        return f"{name} is gone; it was {_shown(old)}"
    return f"{name} is {_shown(new)} instead of {_shown(old)}"


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "`yes`" if value else "`no`"
        case dict() if value and all(key in LANGUAGES for key in value):
            text = str(next(iter(value.values())))
        case dict():
            text = str(value.get("text") or value.get("email") or ", ".join(map(str, value)))
        case list():
            text = ", ".join(_shown(item).strip("`") for item in value)
        case _:
            text = str(value)
    text = " ".join(text.split())
    return f"`{text[:_SHORT]}…`" if len(text) > _SHORT else f"`{text}`"
