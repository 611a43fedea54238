"""Say what is known of the city's places, from where, and where it is thin."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.gazetteer.taking import Known, describe
from gateway.store.engine import Store
from gateway.store.knowledge import find_content, load_versions
from gateway.store.places import GAZETTEER, Amount, list_amounts
from parsers.atlas import Atlas
from parsers.gazetteer import gazetteer_of
from parsers.prepared_atlas import unpack_atlas

_MOST_SHOWN = 8
_PLURALS = {"street": "streets", "stretch": "stretches", "address": "addresses", "landmark": "landmarks"}


def report_lines(store: Store) -> Iterator[str]:
    """The report, line by line."""
    with store.reading() as connection:
        amounts = list_amounts(connection)
        prepared = find_content(connection, GAZETTEER)
        version = load_versions(connection).get(GAZETTEER, "")
    if prepared is None:
        yield "No places are known. Run `gateway history import FILE`, or `gateway places import FILE --kind streets`."
        return
    atlas = unpack_atlas(prepared)
    yield from _sources(amounts)
    yield ""
    yield from _whole(describe(atlas, size=len(prepared), version=version))
    yield from _numbers(atlas)
    yield from _twice(atlas)
    yield from _missing(atlas)


def _sources(amounts: tuple[Amount, ...]) -> Iterator[str]:
    yield f"{'source':<24} {'kind':<10} {'places':>9}"
    for amount in amounts:
        yield f"{amount.source:<24} {_PLURALS[amount.kind]:<10} {amount.count:>9,}"


def _whole(known: Known) -> Iterator[str]:
    yield f"Together, each thing once: {known.streets:,} streets, {known.addresses:,} house numbers,"
    yield f"{known.stretches:,} stretches, {known.crossings:,} crossings, {known.landmarks:,} landmarks."
    yield f"Version {known.version}; every process reads {known.size:,} bytes."


def _numbers(atlas: Atlas) -> Iterator[str]:
    """How many streets have numbers: on the others no address can be found."""
    bare = [street for place, street in enumerate(atlas.streets) if not _has_numbers(atlas, place)]
    yield f"With house numbers: {len(atlas.streets) - len(bare):,} streets; without: {len(bare):,}{_some(bare)}."


def _has_numbers(atlas: Atlas, street: int) -> bool:
    first, end = atlas.houses.bounds(street)
    return first < end or any(True for one in atlas.stretches.of(street) for _ in atlas.stretches.sides(one))


def _twice(atlas: Atlas) -> Iterator[str]:
    """Names that several streets have: there people are asked which one they mean."""
    known = {streets for streets in gazetteer_of(atlas).by_core.values() if len(streets) > 1}
    if known:
        shown = [" / ".join(streets) for streets in sorted(known)]
        belong = "1 name belongs" if len(known) == 1 else f"{len(known):,} names belong"
        yield f"{belong} to several streets{_some(shown)}."


def _missing(atlas: Atlas) -> Iterator[str]:
    if not atlas.is_complete:
        yield "No official list of addresses was imported: a number between two known ones is placed between them."
    if not atlas.has_network:
        yield "No street lines were imported: only crossings that somebody reported are known."


def _some(names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _MOST_SHOWN:,} more" if len(names) > _MOST_SHOWN else ""
    return f" ({', '.join(names[:_MOST_SHOWN])}{more})"
