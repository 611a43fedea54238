"""Which column of an export is which: guessed by its name and its values, or named by the administrator."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean

from gateway.history.column_names import NAMES, NOT_TEXT, SUBJECTS, TWO_PART_ADDRESSES, WEAK_IDS
from gateway.history.dates import NOTHING, is_date
from gateway.history.points import is_bare_point, is_latitude, is_longitude, is_point
from gateway.history.values import Columns, HistoryError

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[\W_]+")
_ENOUGH = 0.8
"""Share of a column's values that must be dates or degrees for it to be taken as one."""
_UNIQUE = 0.95
"""Share of a column's values that must differ for it to be the ids."""
_CHECKS: dict[str, Callable[[str], bool]] = {
    "id": lambda value: len(value) <= 64 and len(value.split()) <= 2,
    "address": lambda value: not is_bare_point(value),
    "lat": is_latitude,
    "lon": is_longitude,
    "point": is_point,
    "requested_at": is_date,
    "closed_at": is_date,
}
_WORDS_OF_A_TEXT = 3.0
"""A column without a telling name is the text when its values have more words than this on average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The names of the columns, each once, and some values of each."""

    names: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    """Those of the sample that are not empty."""


def make_header(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> Header:
    """A second column of a name is called `NAME (2)`, one without a name `column 3`."""
    names: list[str] = []
    for number, field in enumerate(fields, 1):
        name = field.strip() or f"column {number}"
        copies = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({copies + 1})" if copies else name)
    columns = zip(*rows, strict=False) if rows else ()
    values = (tuple(v.strip() for v in column if v.strip().lower() not in NOTHING) for column in columns)
    found = dict(zip(names, values, strict=False))
    return Header(names=tuple(names), values={name: found.get(name, ()) for name in names})


def guess_columns(header: Sequence[str], sample_rows: Sequence[Sequence[str]], given: Columns | None = None) -> Columns:
    """The columns as their names and values tell them, except for those in `given`; text may be found nowhere."""
    return complete(make_header(header, sample_rows), given or Columns())


def complete(header: Header, given: Columns) -> Columns:
    """`given`, with what it leaves open guessed."""
    taken = set(_named(given))
    find = _Finder(header, taken)
    found = replace(
        given,
        id=_or(given.id, lambda: find("id")),
        requested_at=_or(given.requested_at, lambda: find("requested_at")),
        closed_at=_or(given.closed_at, lambda: find("closed_at")),
        category=_or(given.category, lambda: find("category")),
        department=_or(given.department, lambda: find("department")),
    )
    found = _with_place(found, find)
    return replace(found, text=found.text or find.text())


def check_names(header: Header, given: Columns) -> Columns:
    """`given` as the header spells it; raises `HistoryError` naming the nearest for a column that is not there."""
    spelt = {_plain(name): name for name in reversed(header.names)}

    def spell(name: str) -> str:
        if name in header.names or not name:
            return name
        if _plain(name) in spelt:
            return spelt[_plain(name)]
        raise HistoryError(_no_such_column(name, header.names))

    single = {field: getattr(given, field) for field in _SINGLE}
    return Columns(
        **{field: name if name is None else spell(name) for field, name in single.items()},
        text=tuple(map(spell, given.text)),
        address=tuple(map(spell, given.address)),
    )


_SINGLE = ("id", "category", "department", "lat", "lon", "requested_at", "closed_at")


def _named(columns: Columns) -> Iterator[str]:
    yield from filter(None, (getattr(columns, field) for field in _SINGLE))
    yield from (*columns.text, *columns.address)


def _or(given: str | None, find: Callable[[], str | None]) -> str | None:
    return find() if given is None else given


def _with_place(columns: Columns, find: _Finder) -> Columns:
    lat = _or(columns.lat, lambda: find("lat"))
    lon = _or(columns.lon, lambda: find("lon"))
    address = columns.address or find.address()
    if lat is None or lon is None:
        lat = lon = lat or lon or find("point") or find.point_in(address)
    return replace(columns, lat=lat, lon=lon, address=address)


@dataclass(slots=True)
class _Finder:
    """Finds the column for one thing after the other; what was found is taken."""

    header: Header
    taken: set[str]

    def __call__(self, field: str) -> str | None:
        """The free column with the most telling name whose values fit; an empty one only when there is no other."""
        names = [name for name in self._named(field) if self._fits(name, field)]
        found = next(filter(self.header.values.get, names), next(iter(names), None))
        if found is not None:
            self.taken.add(found)
        return found

    def _named(self, field: str) -> Iterator[str]:
        """The free columns with one of the names for it, the most telling first."""
        for wanted in NAMES[field]:
            yield from (name for name in self.header.names if name not in self.taken and _plain(name) == wanted)

    def address(self) -> tuple[str, ...]:
        """A whole address, else a house number and a street."""
        if name := self("address"):
            return (name,)
        by_name = {_plain(name): name for name in reversed(self.header.names) if name not in self.taken}
        for pair in TWO_PART_ADDRESSES:
            if all(part in by_name for part in pair):
                self.taken.update(by_name[part] for part in pair)
                return tuple(by_name[part] for part in pair)
        return ()

    def point_in(self, address: Sequence[str]) -> str | None:
        """The column of addresses when each has its point behind it."""
        return next((name for name in address if self.header.values[name] and self._fits(name, "point")), None)

    def text(self) -> tuple[str, ...]:
        """What people wrote, behind its subject when it has one; by its length when no name tells it."""
        name = self("text") or self._longest()
        if name is None:
            return ()
        self.taken.add(name)
        subjects = [other for other in self.header.names if other not in self.taken and _plain(other) in SUBJECTS]
        return (*subjects[:1], name)

    def _longest(self) -> str | None:
        lengths = {
            name: mean(len(value.split()) for value in values)
            for name, values in self.header.values.items()
            if values and name not in self.taken and not (NOT_TEXT & set(_plain(name).split()))
        }
        longest = max(lengths, key=lambda name: lengths[name], default=None)
        return longest if longest and lengths[longest] > _WORDS_OF_A_TEXT else None

    def _fits(self, name: str, field: str) -> bool:
        check, values = _CHECKS.get(field), self.header.values[name]
        if field == "id" and _plain(name) in WEAK_IDS and len(set(values)) < _UNIQUE * len(values):
            return False
        return check is None or not values or sum(map(check, values)) >= _ENOUGH * len(values)


def _plain(name: str) -> str:
    return _OTHER.sub(" ", _HUMP.sub(" ", name)).strip().lower()


def _no_such_column(name: str, names: Sequence[str]) -> str:
    plain = {_plain(other): other for other in names}
    near = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=0.5)
    did_you_mean = f' Did you mean "{plain[near[0]]}"?' if near else ""
    return f'There is no column "{name}".{did_you_mean} The file has: {", ".join(names[:30])}.'
