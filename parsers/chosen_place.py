"""Choose, among all places that a text names, the one that is reported, and say how sure that is.

A wrong address said with confidence is worse than a question: the confidence falls with every doubt, and a number that
is only near the place (`across from 12 Oak`) is not given out as its number. The shares are those of past requests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.gazetteer import Gazetteer, core_name
from parsers.pieces import Piece
from parsers.place_claims import Claim, claim_of
from parsers.places import Place
from parsers.values import Location, LocationKind

_RANK = {
    LocationKind.ADDRESS: 0,
    LocationKind.INTERSECTION: 1,
    LocationKind.BLOCK: 2,
    LocationKind.SEGMENT: 3,
    LocationKind.LANDMARK: 4,
    LocationKind.STREET: 5,
    LocationKind.COORDINATES: 6,
}
_HOME_RANK = 3.5
"""Behind every exact place and before a street or a park, which may be named only to describe the way."""
_LAST = frozenset({Claim.HOME, Claim.SIGNED, Claim.FORMER, Claim.AWAY})
"""What is only taken when nothing else is named."""
_SHARE = {
    Claim.IS: 1.0,
    Claim.BESIDE: 0.95,
    Claim.ACROSS: 0.93,
    Claim.AWAY: 0.6,
    Claim.HOME: 0.9,
    Claim.SIGNED: 0.85,
    Claim.FORMER: 0.55,
    Claim.DENIED: 0.1,
}
_OTHER_STREETS = (1.0, 0.84, 0.62, 0.5, 0.35)
"""By how many other streets are named in the text."""
_OTHER_ADDRESSES = (1.0, 0.8, 0.5)
"""By how many addresses may be the one."""
_LIST = re.compile(r"(?:^|[\s(])(?:2[.)]|#2\b)")
_LIST_SHARE = 0.6
_WORTH_A_NUMBER = 0.45
"""Where the city's list has been asked, a number that is more likely wrong than right is not given out."""
_KNOWN_GAIN = 0.1
"""The share of the doubt that a street takes away by being in the city's list."""
_UNKNOWN = 0.65
_LONG = 400
_LONG_SHARE = 0.9
"""In a long text a number is more often somebody's than that of the place."""


@dataclass(frozen=True, slots=True)
class Read:
    """A text with its pieces."""

    text: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class _Claimed:
    place: Place
    claim: Claim
    said_from: int
    """The piece where the words of the claim begin."""
    is_known: bool
    """Whether the city's list has its streets; True where there is no list."""


def choose(read: Read, places: Sequence[Place], gazetteer: Gazetteer) -> Location | None:
    """The most exact place that is claimed, the first of its kind; None when every place is denied or unbelievable."""
    claimed = [_claimed(read, place, gazetteer) for place in places]
    claimed = [one for one in claimed if one.claim is not Claim.DENIED and _is_believable(one, gazetteer)]
    if not claimed:
        return None
    ranked = sorted(_without_described(read, claimed), key=_order)
    best = _with_its_number(ranked)
    found = gazetteer.locate(_location(read, best, gazetteer))
    doubt = _SHARE[best.claim] * (_doubt_of_others(read, best, claimed) if found.kind is LocationKind.ADDRESS else 1.0)
    return _as_sure(replace(found, confidence=round(found.confidence * doubt, 2)), best, gazetteer)


def _claimed(read: Read, place: Place, gazetteer: Gazetteer) -> _Claimed:
    is_known = not gazetteer.by_core or all(gazetteer.named(street).streets for street in place.streets)
    said = claim_of(read.pieces, place.first)
    return _Claimed(place, said.claim, said.first, is_known)


def _order(one: _Claimed) -> tuple[bool, float, bool, int]:
    """The most exact first; what is only near or only home comes behind the exact, home before a mere street."""
    is_unsure = not one.is_known and bool(one.place.unmarked)
    rank = _RANK[one.place.kind] + (one.place.kind is LocationKind.LANDMARK and one.place.confidence < 0.6) * 2
    is_home = one.claim is Claim.HOME and one.place.kind is LocationKind.ADDRESS
    is_last = one.claim in _LAST and not is_home
    return is_last, (_HOME_RANK if is_home else rank) + 3 * is_unsure, not one.is_known, one.place.first


_TELLING = frozenset(["is", "are", "but", "pero", "aber", "mais", "mas", "however", "esta", "ist", "est"])


def _without_described(read: Read, claimed: list[_Claimed]) -> list[_Claimed]:
    """Without the sender's home where another place is told in so many words: `but the pothole is on Oak St`."""
    told = [one for one in claimed if one.claim not in _LAST and _is_told(read, one.place.first)]
    return [one for one in claimed if one.claim is not Claim.HOME] if told else claimed


def _is_told(read: Read, first: int) -> bool:
    before = read.pieces[max(0, first - 3) : first]
    return any(piece.low in _TELLING for piece in before) and not any(piece.text in ",.;" for piece in before)


def _is_believable(one: _Claimed, gazetteer: Gazetteer) -> bool:
    """Whether a crossing or a stretch of names without suffixes has at least one that the city knows."""
    place = one.place
    if one.is_known or not place.unmarked or place.kind not in (LocationKind.INTERSECTION, LocationKind.SEGMENT):
        return True
    unknown = [name for name in place.unmarked if not gazetteer.named(name).streets]
    return not unknown or (len(unknown) < len(place.streets) and all(_looks_like_a_name(name) for name in unknown))


def _looks_like_a_name(name: str) -> bool:
    return name[0].isupper() or name[0].isdigit()


def _with_its_number(ranked: Sequence[_Claimed]) -> _Claimed:
    """Of a street that is also named with a number (the sender's own, perhaps), the number."""
    best = ranked[0]
    if best.place.kind is not LocationKind.STREET:
        return best
    core = core_name(best.place.streets[0])
    for one in ranked:
        if one.place.number and one.claim is not Claim.FORMER and core_name(one.place.streets[0]) == core:
            return one
    return best


def _confidence(best: _Claimed, gazetteer: Gazetteer) -> float:
    """How sure the words of the place are by themselves, with the city's list asked for its streets."""
    confidence = best.place.confidence
    if gazetteer.by_core and best.place.streets:
        confidence = confidence + (1 - confidence) * _KNOWN_GAIN if best.is_known else confidence * _UNKNOWN
    return round(confidence, 2)


def _doubt_of_others(read: Read, best: _Claimed, claimed: Sequence[_Claimed]) -> float:
    """The share that other addresses and streets leave, the length of the text, and a list that it may be."""
    own = {core_name(street) for street in best.place.streets}
    others = {core_name(street) for one in claimed for street in one.place.streets} - own
    rivals = {(one.place.number, core_name(one.place.streets[0])) for one in claimed if _is_rival(one, best)}
    share = _OTHER_STREETS[min(len(others), len(_OTHER_STREETS) - 1)]
    share *= _OTHER_ADDRESSES[min(max(len(rivals), 1), len(_OTHER_ADDRESSES)) - 1]
    is_list = len(claimed) > 1 and _LIST.search(read.text) is not None
    return share * (_LONG_SHARE if len(read.text) > _LONG else 1.0) * (_LIST_SHARE if is_list else 1.0)


def _is_rival(one: _Claimed, best: _Claimed) -> bool:
    return one.place.kind is LocationKind.ADDRESS and (one.claim not in _LAST or best.claim in _LAST)


def _location(read: Read, best: _Claimed, gazetteer: Gazetteer) -> Location:
    place = best.place
    first = best.said_from if best.claim in (Claim.ACROSS, Claim.AWAY) else place.first
    start, end = read.pieces[first].start, read.pieces[place.last].end
    is_doubtful = place.kind is LocationKind.ADDRESS and bool(place.unmarked) and not best.is_known
    return Location(
        kind=LocationKind.STREET if is_doubtful else place.kind,
        text=read.text[start:end],
        start=start,
        end=end,
        confidence=_confidence(best, gazetteer),
        number=None if is_doubtful else place.number,
        streets=tuple(gazetteer.find(street) or street for street in place.streets),
    )


def _as_sure(location: Location, best: _Claimed, gazetteer: Gazetteer) -> Location:
    """A number some way off, or one that is hardly right, is in the words and is not given out."""
    if location.kind is not LocationKind.ADDRESS:
        return location
    is_doubtful = bool(gazetteer.by_core) and location.confidence < _WORTH_A_NUMBER and not location.candidates
    if best.claim is not Claim.AWAY and not is_doubtful:
        return location
    return replace(location, kind=LocationKind.STREET, number=None, lat=None, lon=None)
