"""Open a file of places, CSV or GeoJSON, and read its records one by one in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from gateway.gazetteer.geometry import read_geojson
from gateway.gazetteer.values import Broken, PlacesError, Record
from gateway.history.encodings import TextFile, find_text
from gateway.history.form import Form, find_form
from gateway.history.records import Records
from gateway.history.values import BrokenLine, HistoryError

Tell = Callable[[int], None]
"""Is told how many bytes of the file have been read."""
_SAMPLE = 200
_LONGEST = 400
"""Characters of one value; a geometry in a column is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesFile:
    """A file of places, its header, and its first values as a sample."""

    path: Path
    size: int
    header: tuple[str, ...]
    sample: tuple[Mapping[str, str], ...]
    form: Form | None
    """Of a CSV file; None for GeoJSON."""

    def read(self, tell: Tell) -> Iterator[Record | Broken]:
        """Every record; raises `PlacesError` where the file breaks off."""
        return _read_csv(self.form, tell) if self.form else _read_features(self.path, tell)


def open_places(path: Path) -> PlacesFile:
    """Raises `PlacesError` for what is neither CSV with a header nor GeoJSON with features."""
    try:
        with path.open("rb") as file:
            beginning = file.read(4096)
        size = path.stat().st_size
    except OSError as error:
        raise PlacesError(f"{path} cannot be read ({error.strerror}). Name a CSV or GeoJSON file.") from None
    if beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _open_geojson(path, size)
    try:
        text = find_text(path)
        form = find_form(text)
    except HistoryError as error:
        raise PlacesError(f"{_in_our_words(str(error))}") from None
    sample = tuple(dict(zip(form.fields, row, strict=True)) for row in form.sample[:_SAMPLE])
    return PlacesFile(path=path, size=size, header=form.fields, sample=sample, form=form)


def _in_our_words(sentence: str) -> str:
    return sentence.replace("the city's export of past requests as CSV", "the city's places as CSV or GeoJSON").replace(
        "its table of requests", "its table of places"
    )


def _read_csv(form: Form, tell: Tell) -> Iterator[Record | Broken]:
    raw, text = _opened(form.file)
    with raw, text:
        for found in Records(text, form.delimiter, len(form.fields)):
            match found:
                case BrokenLine(line=line, why=why):
                    yield Broken(at=f"line {line}", why=why)
                case (line, _) if line <= form.header_line:
                    continue
                case (line, fields):
                    yield Record(at=f"line {line}", values=dict(zip(form.fields, fields, strict=True)))
                    tell(raw.tell())


def _opened(file: TextFile) -> tuple[BinaryIO, Any]:
    try:
        return file.open()
    except HistoryError as error:
        raise PlacesError(str(error)) from None


def _open_geojson(path: Path, size: int) -> PlacesFile:
    _check_projection(path)
    sample = tuple(
        record.values for record in islice(_read_features(path, lambda _: None), _SAMPLE) if isinstance(record, Record)
    )
    if not sample:
        raise PlacesError(
            f"{path} has no features. Give a GeoJSON FeatureCollection, or a CSV file with a header line."
        )
    header = tuple(dict.fromkeys(name for values in sample for name in values))
    return PlacesFile(path=path, size=size, header=header, sample=sample, form=None)


@dataclass(slots=True)
class _Counting:
    """A file that knows at which line it is."""

    file: BinaryIO
    line: int = 1

    def read(self, size: int = -1) -> bytes:
        """As files do."""
        found = self.file.read(size)
        self.line += found.count(b"\n")
        return found


def _read_features(path: Path, tell: Tell) -> Iterator[Record | Broken]:
    import ijson

    number = 0
    with path.open("rb") as file:
        counting = _Counting(file)
        try:
            for feature in ijson.items(counting, "features.item", use_float=True, buf_size=64 * 1024):
                number += 1
                yield _record(feature, f"feature {number}")
                tell(file.tell())
        except (ijson.JSONError, UnicodeDecodeError) as error:
            why = " ".join(str(error).split())[:80]
            raise PlacesError(
                f"{path} breaks off or is damaged behind feature {number}, at or before line {counting.line} ({why}). "
                "Nothing was imported; fetch the file again."
            ) from None


def _record(feature: Any, at: str) -> Record | Broken:
    match feature:
        case {"properties": dict() as said, **rest}:
            geometry = rest.get("geometry")
        case _:
            return Broken(at=at, why="is no feature with properties")
    values = {str(name): _text(value) for name, value in said.items()}
    try:
        return Record(at=at, values=values, shape=read_geojson(geometry))
    except ValueError as error:
        return Broken(at=at, why=str(error))
    except PlacesError as error:
        raise PlacesError(f"{at.capitalize()} {error}") from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(map(_text, value))[:_LONGEST]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:_LONGEST]


def _check_projection(path: Path) -> None:
    """Old GeoJSON may name a projection; degrees WGS84 have two names."""
    import ijson

    with path.open("rb") as file:
        beginning = file.read(64 * 1024)
    try:
        name = next(ijson.items(_Beginning(beginning), "crs.properties.name"), "")
    except ijson.JSONError:
        return
    if name and not str(name).endswith(("CRS84", ":4326", ":4269")):
        raise PlacesError(
            f"{path} is in the projection {name}. Export it anew in WGS84 (EPSG:4326), in degrees; map programs "
            "offer it when they save."
        )


@dataclass(slots=True)
class _Beginning:
    """The first bytes of a file, read as a file is."""

    left: bytes

    def read(self, size: int = -1) -> bytes:
        """As files do."""
        end = len(self.left) if size < 0 else size
        found, self.left = self.left[:end], self.left[end:]
        return found
