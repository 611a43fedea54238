"""Turn the records of a file into streets, addresses and landmarks; what is none is named with its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

from gateway.gazetteer.address_lines import read_address_line, tidy
from gateway.gazetteer.geometry import checked_point, middle_of, read_text
from gateway.gazetteer.place_columns import Columns
from gateway.gazetteer.rows import address_row, landmark_row, street_row, stretch_row
from gateway.gazetteer.values import Broken, Kind, PlacesError, Record, Shape
from gateway.store.places import PlaceRow
from parsers.atlas import House, Landmark, Point, Stretch
from parsers.known_landmarks import is_kind_alone, landmark_words
from parsers.street_names import core_name, full_key

_PARTS = ("before", "kind_before", "name", "type", "after")
_NUMBER = re.compile(r"\s*(\d{1,6})(?:\.0+)?\s?[-/]?\s?(?:[A-Za-z]|1/2)?\s*")
_OTHERS = re.compile(r"\s*[;|]\s*")


@dataclass(slots=True)
class PlaceReader:
    """Reads records of one kind; knows which streets, houses and landmarks it has seen."""

    kind: Kind
    columns: Columns
    repeated: int = 0
    """Records that tell of a place once more, such as the units of a house."""
    _seen: set[str] = field(default_factory=set)
    _stretches: Counter[str] = field(default_factory=Counter)

    def rows(self, record: Record) -> Iterator[PlaceRow]:
        """The rows of a record; raises `ValueError` with what is wrong, and `PlacesError` where the file is wrong."""
        match self.kind:
            case Kind.STREETS:
                yield from self._street(record)
            case Kind.ADDRESSES:
                yield from self._once(address_row(self._house(record)))
            case Kind.LANDMARKS:
                yield from self._once(landmark_row(self._landmark(record)))
            case _:
                assert_never(self.kind)

    def _once(self, row: PlaceRow) -> Iterator[PlaceRow]:
        mark = f"{row.kind}|{row.key}"
        if mark in self._seen:
            self.repeated += row.kind != "street"
            return
        self._seen.add(mark)
        yield row

    def _street(self, record: Record) -> Iterator[PlaceRow]:
        name, shape = self._street_name(record), self._shape(record)
        yield from self._once(street_row(name, []))
        line = tuple(corner for part in shape.lines for corner in part) if shape else ()
        if len(line) > 1:
            self._stretches[full_key(name)] += 1
            stretch = Stretch(street=name, line=line, ranges=tuple(self._ranges(record)))
            yield stretch_row(stretch, self._stretches[full_key(name)])

    def _street_name(self, record: Record) -> str:
        whole = self._value(record, "street")
        name = tidy(whole or " ".join(filter(None, (self._value(record, part) for part in _PARTS))))
        if not name:
            raise ValueError("has no street name")
        if not any(letter.isalnum() for letter in core_name(name)):
            raise ValueError(f"has the street name {name!r}, in which nothing tells it from others")
        return name

    def _ranges(self, record: Record) -> Iterator[tuple[int, int]]:
        """Left and right; a side without numbers is left out."""
        for side in ("left", "right"):
            first, last = (_number(self._value(record, f"{side}_{end}")) for end in ("from", "to"))
            if first and last:
                yield first, last

    def _house(self, record: Record) -> House:
        line = read_address_line(self._value(record, "address"), frozenset())
        if line is not None and not self._value(record, "number"):
            street, number = line.street, line.number
        else:
            street, number = self._street_name(record), _number(self._value(record, "number"))
        if not street or not number:
            raise ValueError("has no house number" if street else "has no street name")
        lat, lon = self._point(record)
        return House(street=street, number=number, lat=lat, lon=lon)

    def _landmark(self, record: Record) -> Landmark:
        name = self._value(record, "name")
        if not landmark_words(name):
            raise ValueError("has no name")
        if is_kind_alone(name):
            raise ValueError(f"has the name {name!r}, which is a kind of place; write its whole name")
        others = tuple(other for other in _OTHERS.split(self._value(record, "others")) if landmark_words(other))
        lat, lon = self._point(record)
        kind = self._value(record, "kind")
        return Landmark(name=name, lat=lat, lon=lon, others=tuple(o for o in others if not is_kind_alone(o)), kind=kind)

    def _point(self, record: Record) -> Point:
        shape = self._shape(record)
        if shape is not None:
            return middle_of(shape)
        try:
            lat, lon = (float(self._value(record, name).replace(",", ".")) for name in ("lat", "lon"))
        except ValueError:
            raise ValueError("has no latitude and longitude") from None
        return checked_point(lat, lon)

    def _shape(self, record: Record) -> Shape | None:
        return record.shape or read_text(self._value(record, "geometry"))

    def _value(self, record: Record, name: str) -> str:
        column = self.columns.get(name)
        return " ".join(record.values.get(column, "").split()) if column else ""


def _number(text: str) -> int | None:
    """A house number; 0 stands for none in most exports."""
    found = _NUMBER.match(text)
    return int(found[1]) or None if found else None


def read_rows(
    records: Iterator[Record | Broken], reader: PlaceReader, note: Callable[[Broken | None], None]
) -> Iterator[PlaceRow]:
    """The rows of all records; `note` hears of each that was good (None) or broken. Raises `PlacesError`."""
    for record in records:
        if isinstance(record, Broken):
            note(record)
            continue
        try:
            rows = list(reader.rows(record))
        except ValueError as error:
            note(Broken(at=record.at, why=str(error)))
            continue
        except PlacesError as error:
            raise PlacesError(f"{record.at.capitalize()} {error}") from None
        note(None)
        yield from rows
