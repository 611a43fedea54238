"""Puts the changes of two people who began on the same rulebook into one, rule by rule; or says where they collide."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, TypeVar

from gateway.routing.files import RulebookFiles
from gateway.routing.pieces import Key, cut

Side = Literal["mine", "theirs"]
_Name = TypeVar("_Name")
_ORDER = "\0order"
_NOTHING: Mapping[str, Side] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """One place that both changed, each in a way of their own. A text is None where somebody removed it."""

    id: str
    """Names this collision of these texts and no other."""
    file: str
    section: str
    name: str
    """Of the rule, service, department or reply; empty for the first lines of a section and for an order."""
    base: str | None
    mine: str | None
    theirs: str | None

    @property
    def is_order(self) -> bool:
        """Whether both moved things about; then the texts are lists of names."""
        return self.id.startswith("order-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Both people's changes in one text; where they collide and nobody has chosen yet, theirs stand."""

    files: RulebookFiles
    collisions: tuple[Collision, ...]
    """All of them, chosen or not."""
    open: tuple[Collision, ...]
    """Those that nobody has chosen for."""


def merge(
    base: RulebookFiles, mine: RulebookFiles, theirs: RulebookFiles, choices: Mapping[str, Side] = _NOTHING
) -> Merge:
    """Put what `mine` changed since `base` on top of what `theirs` did; `choices` settle collisions by their `id`."""
    joining = _Joining(choices)
    every = dict.fromkeys([*theirs.texts, *mine.texts])
    texts = {name: joining.join_file(name, _text(base, name), _text(mine, name), _text(theirs, name)) for name in every}
    included = {name: text for name, text in texts.items() if name != theirs.main and text is not None}
    files = replace(theirs, text=texts[theirs.main] or "", included=MappingProxyType(included))
    found = tuple(joining.found)
    return Merge(files=files, collisions=found, open=tuple(one for one in found if one.id not in choices))


def _text(files: RulebookFiles, name: str) -> str | None:
    return files.texts.get(name)


class _Joining:
    """Joins texts and remembers where they collide."""

    def __init__(self, choices: Mapping[str, Side]) -> None:
        self._choices = choices
        self.found: list[Collision] = []

    def join_file(self, name: str, base: str | None, mine: str | None, theirs: str | None) -> str | None:
        """One file; None when it is gone."""
        if mine is None or theirs is None:
            settle = self._settle_in(name)
            return settle((name, "", 1), base, mine, theirs)
        return self._join_texts(name, base or "", mine, theirs)

    def _join_texts(self, file: str, base: str, mine: str, theirs: str) -> str:
        """Piece by piece, each section in its own order."""
        sides = [_by_key(text) for text in (base, mine, theirs)]
        settle = self._settle_in(file)
        kept = {key: text for key in _union(sides) if (text := settle(key, *(side.get(key) for side in sides)))}
        ordered = self._order(file, "", [_sections(side) for side in sides], {key[0] for key in kept})
        parts = []
        for section in ordered:
            names = [[key for key in side if key[0] == section] for side in sides]
            within = {key for key in kept if key[0] == section}
            parts += [kept[key] for key in self._order(file, section, names, within)]
        return "".join(parts)

    def _settle_in(self, file: str) -> Callable[[Key, str | None, str | None, str | None], str | None]:
        def settle(key: Key, base: str | None, mine: str | None, theirs: str | None) -> str | None:
            if mine in (theirs, base):
                return theirs
            if theirs == base:
                return mine
            name = f"{key[1]} ({key[2]})" if key[2] > 1 else key[1]
            collision = Collision(
                id=_id(file, key, mine, theirs),
                file=file,
                section=key[0],
                name=name,
                base=base,
                mine=mine,
                theirs=theirs,
            )
            return mine if self._choose(collision) == "mine" else theirs

        return settle

    def _order(self, file: str, section: str, sides: Sequence[list[_Name]], kept: set[_Name]) -> list[_Name]:
        """The names that are kept, in the order of whoever moved one; what only the other has keeps its neighbor."""
        base, mine, theirs = ([name for name in side if name in kept] for side in sides)
        in_all = set(base) & set(mine) & set(theirs)
        was, is_mine, is_theirs = ([name for name in side if name in in_all] for side in (base, mine, theirs))
        if is_mine in (was, is_theirs):
            return _put_in(theirs, mine)
        if is_theirs == was:
            return _put_in(mine, theirs)
        told = [_tell(names) for names in (was, is_mine, is_theirs)]
        chosen = self._choose(_order_collision(file, section, *told))
        return _put_in(mine, theirs) if chosen == "mine" else _put_in(theirs, mine)

    def _choose(self, collision: Collision) -> Side:
        self.found.append(collision)
        return self._choices.get(collision.id, "theirs")


def _order_collision(file: str, section: str, base: str, mine: str, theirs: str) -> Collision:
    mark = "order-" + _id(file, (section, _ORDER, 1), mine, theirs)
    return Collision(id=mark, file=file, section=section, name="", base=base, mine=mine, theirs=theirs)


def _tell(names: Iterable[object]) -> str:
    return "".join(f"{name[1] if isinstance(name, tuple) else name}\n" for name in names)


def _put_in(skeleton: list[_Name], other: list[_Name]) -> list[_Name]:
    """`skeleton` with what only `other` has, each after the one that it stands behind there."""
    known, after = set(skeleton), dict[_Name | None, list[_Name]]()
    neighbor: _Name | None = None
    for name in other:
        if name in known:
            neighbor = name
        else:
            after.setdefault(neighbor, []).append(name)
    result = list(after.get(None, ()))
    for name in skeleton:
        result += [name, *after.get(name, ())]
    return result


def _by_key(text: str) -> dict[Key, str]:
    return {piece.key: piece.text for piece in cut(text)}


def _sections(side: Mapping[Key, str]) -> list[str]:
    return list(dict.fromkeys(key[0] for key in side))


def _union(sides: Iterable[Mapping[Key, str]]) -> dict[Key, None]:
    return dict.fromkeys(key for side in sides for key in side)


def _id(file: str, key: Key, mine: str | None, theirs: str | None) -> str:
    """Changes with the texts, so that a choice never counts for what somebody wrote after it."""
    return hashlib.sha256(repr((file, key, mine, theirs)).encode(errors="replace")).hexdigest()[:16]
