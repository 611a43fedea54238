"""Hold what was read against the city's own streets and landmarks, and find its streets where no suffix marks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parsers import geocoding
from parsers.atlas import NO_ATLAS, Atlas, GazetteerData, make_atlas
from parsers.known_landmarks import NO_LANDMARKS, KnownLandmarks, index_landmarks
from parsers.street_names import (
    by_ends,
    core_name,
    find_misspelt,
    fits_forms,
    full_key,
    key_of,
    name_forms,
    points_elsewhere,
)
from parsers.values import Location

__all__ = ["NO_STREETS", "Gazetteer", "Named", "core_name", "gazetteer_of", "make_gazetteer"]


@dataclass(frozen=True, slots=True)
class Named:
    """The streets that a name may mean, and how well the name says it."""

    streets: tuple[str, ...] = ()
    is_misspelt: bool = False
    is_of_other_kind: bool = False
    """Whether the city has the name with another suffix or direction only."""


NOTHING = Named()


@dataclass(frozen=True, slots=True, eq=False)
class Gazetteer:
    """A city's streets by their names without suffix and direction (`oak` for `N Oak Street`), and its places."""

    by_core: Mapping[str, tuple[str, ...]]
    longest: int
    """Words of the longest core."""
    ends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The cores by their ends, as misspellings are looked up."""
    atlas: Atlas = NO_ATLAS
    landmarks: KnownLandmarks = NO_LANDMARKS

    def __bool__(self) -> bool:
        """Whether it knows a street or a landmark."""
        return bool(self.by_core or self.landmarks.longest)

    @property
    def streets(self) -> tuple[str, ...]:
        """Every street once, as the list writes it."""
        return tuple(dict.fromkeys(street for known in self.by_core.values() for street in known))

    def with_streets(self, streets: Iterable[str]) -> Gazetteer:
        """This gazetteer with those of `streets` that it has not under another way of writing."""
        known = {full_key(street) for street in self.streets}
        added = [street for street in streets if full_key(street) not in known]
        if not added:
            return self
        return replace(_index((*self.streets, *added)), atlas=self.atlas, landmarks=self.landmarks)

    def find(self, name: str) -> str | None:
        """The street of the list that `name` means, as the list writes it; None when it has none, or several alike."""
        named = self.named(name).streets
        if len(named) < 2:
            return named[0] if named else None
        return _closest(name, named)

    def named(self, name: str) -> Named:
        """All streets that `name` may mean: with its suffix and direction where it has them, else every one."""
        core = core_name(name)
        known, is_misspelt = self.by_core.get(core) or self.by_core.get(key_of(core.split())), False
        if known is None and (alike := find_misspelt(key_of(core.split()), self.ends)):
            known, is_misspelt = self.by_core[alike], True
        said = name_forms(name)
        # Where every street of the name lies on another side of town, the one that was said is simply not in the list.
        known = tuple(street for street in known or () if not points_elsewhere(said, name_forms(street)))
        if not known:
            return NOTHING
        fitting = tuple(street for street in known if fits_forms(said, name_forms(street)))
        return Named(fitting or known, is_misspelt=is_misspelt, is_of_other_kind=not fitting)

    def of_same_name(self, street: str) -> tuple[str, ...]:
        """All streets of the list with the same telling words: `Oak Street` and `N Oak Avenue`."""
        return self.by_core.get(core_name(street), ())

    def is_core(self, words: Sequence[str]) -> bool:
        """Whether the folded `words` are exactly the core of a street's name."""
        return " ".join(words) in self.by_core or key_of(words) in self.by_core

    def find_landmark(self, words: str) -> str | None:
        """The landmark that `words` name, as the city writes it; None when it has none of that name, or several."""
        found = self.landmarks.named(words)
        return found[0].name if len({landmark.name for landmark in found}) == 1 else None

    def is_landmark(self, words: Sequence[str]) -> bool:
        """Whether the folded `words` are exactly a landmark's name; it costs two look-ups."""
        return self.landmarks.has(words)

    def locate(self, location: Location) -> Location:
        """`location` with what is known of it: its point, its candidates, and how sure it is now."""
        return geocoding.locate(location, self)


def make_gazetteer(streets: Iterable[str]) -> Gazetteer:
    """The gazetteer of `streets`; empty names and names without letters or digits are left out."""
    return gazetteer_of(make_atlas(GazetteerData(streets=tuple(streets))))


def gazetteer_of(atlas: Atlas) -> Gazetteer:
    """The gazetteer of what lies in `atlas`."""
    return replace(_index(atlas.streets), atlas=atlas, landmarks=index_landmarks(atlas.landmarks))


def _index(streets: Iterable[str]) -> Gazetteer:
    """The names alone."""
    by_core: dict[str, tuple[str, ...]] = {}
    for street in streets:
        core = core_name(street)
        for key in dict.fromkeys((core, key_of(core.split()))):
            by_core[key] = (*by_core.get(key, ()), street)
    return Gazetteer(
        by_core,
        max((len(core.split()) for core in by_core), default=0),
        by_ends({key_of(core.split()) for core in by_core}),
    )


NO_STREETS = Gazetteer({}, 0)


def _closest(name: str, known: tuple[str, ...]) -> str | None:
    """Of streets that all fit, the one with the fewest words that were not said; None when that does not tell."""
    said = name_forms(name)
    ranked = sorted((len(said ^ name_forms(street)), street) for street in known)
    return ranked[0][1] if ranked[0][0] < ranked[1][0] else None
