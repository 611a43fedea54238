"""Which column of a file of places is which: guessed from the names that cities and states give them, or told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from gateway.gazetteer.values import Kind, PlacesError
from parsers.word_lists import word_list
from parsers.words import fold

_STREET = {
    "street": """
        fullname, fullstreet, fullstreetname, fullstname, streetfull, streetname, stname, stnamefull, fullrdname,
        roadname, rdname, street, road, stlabel, label, strname, strasse, calle, addrstreet, streetnam, fename""",
    "before": "predir, prefixdir, stpredir, predirection, prefix, dirpre, stprefix, predirabbrv, fedirp",
    "kind_before": "pretype, stpretyp, prefixtype, streetpretype",
    "name": "basename, stname, streetname, name, stnm, strname, streetbase, featurename",
    "type": """
        sttype, streettype, posttype, stpostyp, suffixtype, sttyp, suftype, type, streetsuffix, suffix, fetype, sufabbrv
        """,
    "after": "sufdir, postdir, stposdir, suffixdir, postdirection, dirsuf, suffixdirection, fedirs, sufdirabbrv",
}
_POINT = {
    "lat": "lat, latitude, y, ycoord, latdd, pointy, gpslat",
    "lon": "lon, lng, long, longitude, x, xcoord, londd, pointx, gpslon, longdd",
    "geometry": "geometry, wkt, thegeom, geom, shape, point, location, geocodedcolumn, theline, multiline, geolocation",
}
_NAMES: Mapping[Kind, Mapping[str, str]] = {
    Kind.STREETS: _STREET
    | {
        "left_from": """
            fromaddrl, lfromadd, lfadd, leftfrom, fromleft, lfromhn, addlf, ladd1, lfrom, fraddl, addrlfr, lfaddr""",
        "left_to": "toaddrl, ltoadd, ltadd, leftto, toleft, ltohn, addlt, ladd2, lto, toaddl, addrlto, ltaddr",
        "right_from": """
            fromaddrr, rfromadd, rfadd, rightfrom, fromright, rfromhn, addrf, radd1, rfrom, fraddr, addrrfr, rfaddr""",
        "right_to": "toaddrr, rtoadd, rtadd, rightto, toright, rtohn, addrt, radd2, rto, toaddr, addrrto, rtaddr",
        "geometry": _POINT["geometry"],
    },
    Kind.ADDRESSES: _STREET
    | _POINT
    | {
        "number": """
            addressnumber, addnumber, housenumber, houseno, housenum, stnumber, streetnumber, addrnum, addrhn, number,
            streetno, stno, num, hnum, addno, hausnummer, numero, addrhousenumber""",
        "unit": "unit, unitid, apt, suite, unitnumber, unitno",
        "address": """
            fulladdress, fulladdr, siteaddress, address, addr, addrfull, streetaddress, locationaddress, addressfull""",
    },
    Kind.LANDMARKS: _POINT
    | {
        "name": """
            name, landmark, landmarkname, placename, facility, facilityname, title, sitename, fullname, parkname,
            schoolname
            """,
        "others": "othernames, others, aliases, alias, altname, altnames, alternatename, alsoknownas, aka, nickname",
        "kind": "kind, type, category, class, facilitytype, landmarktype, subtype",
    },
}
_SIGNS = re.compile(r"[\W_]+")

Columns = Mapping[str, str]
"""The column of the file by what it tells."""


def guess_columns(kind: Kind, header: Sequence[str], told: Columns) -> Columns:
    """The columns of `header`; those `told` stand first, "" for none. `PlacesError` where what is needed lacks."""
    _check_told(kind, header, told)
    found: dict[str, str] = {field: column for field, column in told.items() if column}
    for field, names in _NAMES[kind].items():
        if field not in told and (column := _first(header, names, found.values())):
            found[field] = column
    if "street" in found and "type" in found and _is_base(found, told):
        found["name"] = found.pop("street")
    _check_needs(kind, header, found)
    return found


def fields_of(kind: Kind) -> tuple[str, ...]:
    """What a file of this kind may tell."""
    return tuple(_NAMES[kind])


def _first(header: Sequence[str], names: str, taken: Iterable[str]) -> str | None:
    plain = {_SIGNS.sub("", fold(column)): column for column in reversed(header) if column not in taken}
    return next((plain[name] for name in word_list(names) if name in plain), None)


def _is_base(found: Mapping[str, str], told: Columns) -> bool:
    """`STNAME` beside `STTYPE` is the name without its type; `FULLNAME` is all of it."""
    is_full = "full" in fold(found["street"]) or "label" in fold(found["street"])
    return "name" not in found and not is_full and "street" not in told


def _check_told(kind: Kind, header: Sequence[str], told: Columns) -> None:
    for field, column in told.items():
        if field not in _NAMES[kind]:
            raise PlacesError(f"A file of {kind} has no {field!r}. Name one of: {', '.join(_NAMES[kind])}.")
        if column and column not in header:
            near = get_close_matches(column, header, n=1)
            meant = f" Did you mean {near[0]!r}?" if near else f" It has: {', '.join(header)}."
            raise PlacesError(f"The file has no column {column!r}.{meant}")


def _check_needs(kind: Kind, header: Sequence[str], found: Columns) -> None:
    is_named = {
        Kind.STREETS: "street" in found or "name" in found,
        Kind.ADDRESSES: "address" in found or ("number" in found and ("street" in found or "name" in found)),
        Kind.LANDMARKS: "name" in found,
    }[kind]
    if not is_named:
        wanted = {
            Kind.STREETS: "the street's name (`--column street=COLUMN`, or name, type, before and after for its parts)",
            Kind.ADDRESSES: "number and street (`--column number=COLUMN --column street=COLUMN`, or address for both)",
            Kind.LANDMARKS: "the landmark's name (`--column name=COLUMN`)",
        }[kind]
        raise PlacesError(f"No column could be found for {wanted}. The file has: {', '.join(header)}.")
