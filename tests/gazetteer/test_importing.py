"""Files of streets, addresses and landmarks: guessed, read, refused with a sentence, taken over whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.gazetteer.importing import Outcome, prepare_import
from gateway.gazetteer.place_columns import guess_columns
from gateway.gazetteer.values import Kind, PlacesError
from gateway.store.engine import Store
from gateway.store.knowledge import load_versions
from gateway.store.places import GAZETTEER, list_amounts, load_gazetteer
from tests.gazetteer.samples import feature, line, street_features, write_csv, write_geojson

NOW = 1_780_000_000.0


def run(path: Path, kind: Kind, store: Store | None = None, *, source: str = "", **told: str) -> Outcome:
    """Import a file, or only read it."""
    return prepare_import(path, kind, source=source, told=told).run(store, tell=lambda _: None, now=NOW)


@pytest.mark.parametrize(
    ("kind", "header", "expected"),
    [
        (Kind.STREETS, "FULLNAME LFROMADD LTOADD RFROMADD RTOADD", {"street": "FULLNAME", "left_from": "LFROMADD"}),
        (Kind.STREETS, "St_PreDir St_Name St_PosTyp", {"before": "St_PreDir", "name": "St_Name", "type": "St_PosTyp"}),
        (Kind.STREETS, "street the_geom FromAddr_L ToAddr_L", {"street": "street", "geometry": "the_geom"}),
        (Kind.ADDRESSES, "Add_Number StreetName Lat Long", {"number": "Add_Number", "lat": "Lat", "lon": "Long"}),
        (Kind.ADDRESSES, "FULLADDRESS X Y", {"address": "FULLADDRESS", "lon": "X", "lat": "Y"}),
        (Kind.LANDMARKS, "Name Alias Type Latitude Longitude", {"name": "Name", "others": "Alias", "kind": "Type"}),
    ],
)
def test_columns_are_guessed_from_the_names_that_cities_give_them(
    kind: Kind, header: str, expected: dict[str, str]
) -> None:
    """A clerk has the file as it is and knows nothing of its columns."""
    assert expected.items() <= guess_columns(kind, header.split(), {}).items()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "No column could be found for the street's name"),
        ({"street": "NAMEN"}, "no column 'NAMEN'. Did you mean 'NAMES'?"),
        ({"colour": "NAMES"}, "has no 'colour'. Name one of: street"),
    ],
)
def test_a_column_that_cannot_be_found_is_said(told: dict[str, str], words: str) -> None:
    """With what the file has, so that the next try is right."""
    with pytest.raises(PlacesError, match=words.replace("?", r"\?")):
        guess_columns(Kind.STREETS, ["NAMES", "ID"], told)


def test_streets_from_geojson_give_numbers_and_crossings(tmp_path: Path, store: Store) -> None:
    """Stored and read again on both databases: ranges on both sides, and the corner that two lines share."""
    outcome = run(write_geojson(tmp_path / "streets.geojson", street_features()), Kind.STREETS, store)
    assert outcome.known is not None
    assert (outcome.known.streets, outcome.known.stretches, outcome.known.crossings) == (2, 3, 1)
    atlas = load_gazetteer(store)["gazetteer"].atlas
    assert atlas.crossing("Oak St", "Elm St") == (41.31, -72.92)
    assert atlas.has_network
    assert not atlas.is_complete


def test_addresses_from_csv_are_complete_and_a_second_import_replaces_them(tmp_path: Path, store: Store) -> None:
    """What the same source told before is gone, what others told is still there."""
    lines = (
        "number,street,unit,lat,lon",
        "12,Oak St,A,41.3,-72.92",
        "12,Oak St,B,41.3,-72.92",
        "14,Oak St,,41.3,-72.92",
    )
    outcome = run(write_csv(tmp_path / "a.csv", *lines), Kind.ADDRESSES, store)
    assert (outcome.good, outcome.repeated) == (3, 1)
    landmarks = write_csv(tmp_path / "l.csv", "name,lat,lon", "City Hall,41.3,-72.92")
    run(landmarks, Kind.LANDMARKS, store)
    run(write_csv(tmp_path / "a.csv", "number,street,lat,lon", "20,Oak St,41.3,-72.92"), Kind.ADDRESSES, store)
    atlas = load_gazetteer(store)["gazetteer"].atlas
    assert atlas.is_complete
    assert list(atlas.houses.numbers) == [20]
    with store.reading() as connection:
        assert [(one.source, one.kind, one.count) for one in list_amounts(connection)] == [
            ("a", "address", 1),
            ("l", "landmark", 1),
        ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_landmarks_in_any_usual_encoding(tmp_path: Path, store: Store, encoding: str) -> None:
    """Exports come from Excel as often as from a map program."""
    lines = ("Name;Other names;Latitude;Longitude", "Parque Peña;el parque nuevo|Peña;41,3;-72,92")
    run(write_csv(tmp_path / "l.csv", *lines, encoding=encoding), Kind.LANDMARKS, store)
    gazetteer = load_gazetteer(store)["gazetteer"]
    assert gazetteer.find_landmark("parque pena") == "Parque Peña"
    assert gazetteer.find_landmark("Parque Nuevo") == "Parque Peña"


def test_a_polygon_is_its_middle(tmp_path: Path, store: Store) -> None:
    """Parks are drawn as areas; a point in their middle is where people are sent."""
    ring = [[-72.93, 41.30], [-72.91, 41.30], [-72.91, 41.32], [-72.93, 41.32], [-72.93, 41.30]]
    park = feature({"type": "Polygon", "coordinates": [ring]}, name="East Rock Park")
    run(write_geojson(tmp_path / "p.geojson", [park]), Kind.LANDMARKS, store)
    (landmark,) = load_gazetteer(store)["gazetteer"].atlas.landmarks
    assert (round(landmark.lat, 4), round(landmark.lon, 4)) == (41.31, -72.92)


POINT = {"type": "Point", "coordinates": [-72.92, 41.3]}


def crs(name: str) -> dict[str, Any]:
    """How old GeoJSON names its projection."""
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    ("features", "more", "words"),
    [
        ([feature({"type": "Point", "coordinates": [952345.1, 671234.5]}, name="A Park")], {}, "Feature 1 .*WGS84"),
        ([feature({"type": "Point", "coordinates": [41.3, -122.5]}, name="A Park")], {}, "Feature 1 .*swapped"),
        ([feature(POINT, name="A Park")], {"crs": crs("urn:ogc:def:crs:EPSG::2234")}, "EPSG::2234.*WGS84"),
        ([feature(POINT, name="")] * 2, {}, "Nothing in .* is a place.*Feature 1 has no name"),
        ([feature(POINT, name="Park")], {}, "Feature 1 has the name 'Park', which is a kind of place"),
        ([], {}, "has no features"),
    ],
)
def test_geojson_that_is_wrong_as_a_whole_is_refused(
    tmp_path: Path, features: list[Any], more: dict[str, Any], words: str
) -> None:
    """One sentence with the feature and what to do; a map in feet would put every ticket into the sea."""
    with pytest.raises(PlacesError, match=words):
        run(write_geojson(tmp_path / "x.geojson", features, **more), Kind.LANDMARKS)


def test_a_file_that_breaks_off_changes_nothing(tmp_path: Path, store: Store) -> None:
    """The broken half of a download must not replace the good import of last year."""
    good = write_geojson(tmp_path / "streets.geojson", street_features())
    run(good, Kind.STREETS, store)
    with store.reading() as connection:
        before = load_versions(connection)[GAZETTEER], list_amounts(connection)
    whole = good.read_text()
    good.write_text(whole[: whole.rindex('"FULLNAME"')])
    with pytest.raises(PlacesError, match="behind feature 2, at or before line 4"):
        run(good, Kind.STREETS, store)
    with store.reading() as connection:
        assert (load_versions(connection)[GAZETTEER], list_amounts(connection)) == before


def test_a_few_broken_lines_are_skipped_and_named(tmp_path: Path) -> None:
    """With their lines, so that somebody can mend them."""
    lines = [
        "number,street,lat,lon",
        "12,Oak St,41.3,-72.92",
        ",Oak St,41.3,-72.92",
        "14,,41.3,-72.92",
        "16,Oak St,x,y",
    ]
    outcome = run(write_csv(tmp_path / "a.csv", *lines), Kind.ADDRESSES)
    assert list(outcome.named()) == [
        "Line 3 has no house number.",
        "Line 4 has no street name.",
        "Line 5 has no latitude and longitude.",
    ]
    with pytest.raises(PlacesError, match=r"4 of 5 records .* are broken.*Line 3 has no house number"):
        run(write_csv(tmp_path / "a.csv", *lines, "18,Oak St,0,0"), Kind.ADDRESSES)


def test_swapped_degrees_are_noticed_by_the_citys_other_places(tmp_path: Path, sqlite_url: str) -> None:
    """In Europe both orders are possible degrees, and only the city itself tells."""
    store = Store(sqlite_url)
    run(write_csv(tmp_path / "l.csv", "name,lat,lon", "Rathaus,47.66,9.17"), Kind.LANDMARKS, store)
    swapped = write_csv(tmp_path / "m.csv", "name,lat,lon", "Neues Rathaus,9.17,47.66")
    with pytest.raises(PlacesError, match="swapped"):
        run(swapped, Kind.LANDMARKS, store)
    assert [landmark.name for landmark in load_gazetteer(store)["gazetteer"].atlas.landmarks] == ["Rathaus"]
    store.dispose()


def test_a_street_file_as_csv_with_well_known_text(tmp_path: Path, sqlite_url: str) -> None:
    """Open-data portals export lines so."""
    store = Store(sqlite_url)
    lines = ("FULLNAME,the_geom", '"OAK ST","MULTILINESTRING ((-72.92 41.30, -72.92 41.31))"')
    outcome = run(write_csv(tmp_path / "s.csv", *lines), Kind.STREETS, store)
    assert outcome.known is not None
    assert outcome.known.stretches == 1
    store.dispose()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty. Give the city's places as CSV or GeoJSON"),
        (b"PK\x03\x04rest", "is a workbook or a ZIP archive"),
        (b"name,lat,lon\n", "no line below it"),
        (b'{"type": "FeatureCollection"}', "has no features"),
    ],
)
def test_what_is_no_file_of_places_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    """One sentence each."""
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(PlacesError, match=words):
        prepare_import(path, Kind.LANDMARKS, source="", told={})
    with pytest.raises(PlacesError, match="cannot be read"):
        prepare_import(tmp_path / "none.csv", Kind.LANDMARKS, source="", told={})


def test_a_line_needs_two_corners(tmp_path: Path, sqlite_url: str) -> None:
    """A street without a line is known by its name all the same."""
    store = Store(sqlite_url)
    one = feature(line((-72.92, 41.30)), FULLNAME="OAK ST")
    outcome = run(write_geojson(tmp_path / "s.geojson", [one, feature(None, FULLNAME="ELM ST")]), Kind.STREETS, store)
    assert outcome.known is not None
    assert (outcome.known.streets, outcome.known.stretches) == (2, 0)
    store.dispose()
