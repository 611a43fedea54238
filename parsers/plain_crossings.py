"""Find crossings that are written without capitals and suffixes, by the names that streets usually have: `elm & pine`.

A list of names stands in for the city's own, because `trash & debris` is written in the same way. Words of everyday
that are streets too (`park`, `water`) are left out, and so are names before a word such as `trees`.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.gazetteer import Gazetteer
from parsers.pieces import Piece, is_bare_name, name_of
from parsers.place_words import DIRECTIONS, PREPOSITIONS
from parsers.places import Place
from parsers.values import LocationKind
from parsers.word_lists import word_set

USUAL_NAMES = word_set("""
    oak elm pine maple cedar walnut chestnut cherry birch ash spruce willow poplar sycamore magnolia hickory juniper
    laurel linden locust mulberry peach pear plum beech aspen cypress dogwood hawthorn hemlock redwood eucalyptus
    washington lincoln jefferson madison monroe jackson adams franklin grant harrison cleveland roosevelt kennedy
    wilson garfield hamilton lafayette columbus clinton hancock webster clay douglas sherman sheridan
    main broadway market grand central summit highland ridge prospect pleasant franklin chapel liberty union
    division commerce industrial mission valencia whitney winchester lexington cambridge oxford windsor essex
    sunset lakeview hillside woodland greenwood fairview maplewood brookside riverside
    olive orange rose lily violet martin luther king mlk delaware virginia georgia carolina pennsylvania vermont
    roble olmo pino cedro nogal encino hidalgo juarez morelos
""")
_LOOSE_JOINERS = frozenset(["&", "/", "@", "x", "+"])
_MEETS = frozenset(["meets", "crosses", "intersects"])
_JOINERS = _LOOSE_JOINERS | _MEETS | {"and", "y", "n", "at"}
_GROWING = word_set("""
    tree trees branch branches limb limbs leaves leaf wood log logs stump stumps root roots bush bushes plants seeds
    pollen saplings shrub shrubs acorns cones needles roses flowers grove groves species arboles ramas trunk canopy are
    were have
""")


def find_plain_crossing(text: str, pieces: Sequence[Piece], gazetteer: Gazetteer) -> Place | None:
    """The first pair of known or usual names, or of one such name and a numbered one, around a joining word."""
    for place, piece in enumerate(pieces):
        if piece.low in _JOINERS and 0 < place < len(pieces) - 1:
            crossing = _around(text, pieces, place, gazetteer)
            if crossing is not None:
                return crossing
    return None


def _around(text: str, pieces: Sequence[Piece], joiner: int, gazetteer: Gazetteer) -> Place | None:
    left, right = _name_before(pieces, joiner - 1, gazetteer), _name_behind(pieces, joiner + 1, gazetteer)
    if left is None or right is None:
        return None
    first, last = left[0], right[1]
    following = pieces[last + 1].low if last + 1 < len(pieces) else ""
    if following in _GROWING or not _is_place(pieces, first, joiner, following):
        return None
    names = name_of(text, pieces, *left), name_of(text, pieces, *right)
    return Place(
        kind=LocationKind.INTERSECTION,
        first=first,
        last=last,
        confidence=0.6 if pieces[joiner].low in _LOOSE_JOINERS else 0.55,
        streets=names,
        unmarked=names,
    )


def _is_place(pieces: Sequence[Piece], first: int, joiner: int, following: str) -> bool:
    """Whether the two names are a place and no list: a sign between them, a preposition before, or the end behind."""
    before = pieces[first - 1].low if first else ""
    is_announced = before in PREPOSITIONS
    if pieces[joiner].low in _LOOSE_JOINERS | _MEETS:
        return True
    is_closed = following in ("", ".", ",", "!", "?", ";", "\n", "please", "pls", "thanks", "in", "is", "by", "near")
    if pieces[joiner].low == "at":
        return is_announced
    return is_announced or (is_closed and bool(before) and before not in _LISTING)


_LISTING = word_set("the of my our some many big old dead large with and planted fallen both tall a an")


def _name_before(pieces: Sequence[Piece], last: int, gazetteer: Gazetteer) -> tuple[int, int] | None:
    if not _is_street(pieces, last, gazetteer):
        return None
    first = last - 1 if last > 0 and pieces[last - 1].low in DIRECTIONS else last
    return (first, last) if not (first and pieces[first - 1].text.isdigit()) else None


def _name_behind(pieces: Sequence[Piece], first: int, gazetteer: Gazetteer) -> tuple[int, int] | None:
    place = first + 1 if pieces[first].low in DIRECTIONS and first + 1 < len(pieces) else first
    return (first, place) if _is_street(pieces, place, gazetteer) else None


def _is_street(pieces: Sequence[Piece], place: int, gazetteer: Gazetteer) -> bool:
    if not is_bare_name(pieces, place):
        return False
    piece = pieces[place]
    return piece.is_ordinal or piece.low in USUAL_NAMES or (bool(gazetteer.by_core) and gazetteer.is_core([piece.low]))
