"""Read the place in an answer to "Where is it?", where a bare name, a number or "by the school" is enough (15.2, 15.4).

In a first message `oak` may be a tree; behind our question it is a street. What is no place at all stays None, and the
words are then kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.gazetteer import NO_STREETS, Gazetteer
from parsers.location import find_location
from parsers.no_place import means_same_place, means_unknown
from parsers.pieces import Piece, split_pieces
from parsers.place_words import (
    DIRECTIONS,
    LANDMARKS,
    NOT_NAMES,
    PREFIXES,
    SPANISH_LANDMARKS,
    SUFFIXES,
    UNITS,
    WEEKDAYS_AND_MONTHS,
)
from parsers.values import Location, LocationKind
from parsers.word_lists import word_set

_LONGEST = 160
_MOST_PIECES = 16
_HOUSE = re.compile(r"[1-9]\d{0,5}[A-Za-z]?")
_EXACT = frozenset(
    {
        LocationKind.ADDRESS,
        LocationKind.INTERSECTION,
        LocationKind.BLOCK,
        LocationKind.SEGMENT,
        LocationKind.COORDINATES,
    }
)
_SURE_ENOUGH = 0.75
"""Where somebody lives is where it is, when they were asked where it is."""
_JOINERS = frozenset({"and", "&", "/", "@", "y", "e", "at", "con", "x", "+", "n", "cross", "et", "und"})
_LEAD = word_set("""
    its it is at on in the a an its located address location place street corner of intersection right just around
    over here there s that would be sorry yes ok okay oh um well hi hello i think believe my house between happened
    happening problem by near along off es esta en el la los las queda direccion ubicacion calle esquina de del
    interseccion aqui alla por cerca creo que lo siento si hola sobre mi casa donde se encuentra lugar
    cest au a la sur rue
    """)
_TAIL = word_set("""
    please pls thanks thank you por favor gracias ok okay sir merci i think intersection corner street area there
    sorry in on at the
    """)
_RELATIONS = re.compile(
    r"\b(?:(?:in )?front of|(?:right )?across (?:the street )?from|behind|in back of|next (?:to|door to)|besides?|"
    r"opposite(?: of)?|outside(?: of)?|inside(?: of)?|near(?: to)?|nearby|close to|by|at|under(?:neath)?|on top of|"
    r"facing|past|around(?: the corner from)?|between|(?:on |at )?the corner (?:of|by|near)|the end of|(?:at )?the "
    r"(?:entrance|back|side|front|end|top|bottom) (?:of|to)|in|on|off|along|down the (?:street|road|block) from|up the "
    r"(?:street|road) from|(?:en )?frente (?:a|de|al|del)|enfrente (?:de|del)|delante (?:de|del)|atras (?:de|del)|"
    r"detras (?:de|del)|al lado (?:de|del)|junto (?:a|al)|cerca (?:de|del)|a un lado (?:de|del)|a la vuelta (?:de|del)|"
    r"afuera (?:de|del)|fuera (?:de|del)|dentro (?:de|del)|entre|en|por|debajo (?:de|del)|al final (?:de|del)|"
    r"devant|derriere|a cote (?:de|du)|en face (?:de|du)|pres (?:de|du)|au)\s+(?P<thing>.+)",
)
_THINGS = (
    LANDMARKS
    | SPANISH_LANDMARKS
    | word_set("""
    store shop restaurant bank hall office station building complex parking lot garage house apartment home
    daycare diner cafe bar pub salon barber laundromat laundry deli bakery gym pharmacy drugstore dealership
    warehouse factory plant tower tracks railroad overpass underpass tunnel rotary roundabout circle exit ramp
    driveway entrance dock courts rink track statue fountain dunkin walmart target cvs walgreens mcdonalds
    starbucks costco safeway kroger aldi lowes ihop wendys subway chipotle dmv ymca jail prison landfill transfer yard
    tienda restaurante banco ayuntamiento alcaldia oficina correo gasolinera edificio estacionamiento casa
    departamento apartamentos guarderia panaderia farmacia lavanderia bodega taller cancha canchas rio river creek
    woods bay harbor dam ravine canal levee fuente estatua tunel
    clinica parada rotonda metro puente bomberos policia entrada
    ecole bibliotheque eglise gare magasin mairie hopital pont
    """)
)
"""Kinds of things that a place can be told by, besides parks and schools."""
_HERE_IS_NO_PLACE = word_set("""
    what why when who how does do did dont doesnt didnt can cant could will wont would should have has had been was
    were are im ive ill youre theyre we they you he she big huge bad worse deep already told said know knows see look
    need want please asap every everywhere somewhere nowhere anywhere because still not never always maybe fix fixed
    broken leaking smells smell loud dangerous urgent again soon long weeks days hours minutes ago yesterday today
    tomorrow tonight morning afternoon evening night week month year time times something nothing everything someone
    nobody everybody people really very too much many lots lot
    que cuando quien como porque cual puede pueden quiero necesito tengo tiene tienen hay muy grande malo mala feo
    roto rota fuga huele peligroso urgente ya dije saber se nunca siempre todavia manana hoy ayer semana semanas dias
    horas tiempo mucho muchos mucha todo todos nada alguien nadie
    """)
"""Words that no plain name of a place has; a sentence with one of them needs a better sign of a place."""


@dataclass(frozen=True, slots=True)
class _Core:
    """The pieces of an answer without its opening and closing words."""

    text: str
    pieces: Sequence[Piece]
    gazetteer: Gazetteer

    def place(self, kind: LocationKind, *, confidence: float, number: str | None, streets: tuple[str, ...]) -> Location:
        """All of the core as a place."""
        start, end = self.pieces[0].start, self.pieces[-1].end
        words = self.text[start:end]
        return Location(
            kind=kind, text=words, start=start, end=end, confidence=confidence, number=number, streets=streets
        )

    def named(self, pieces: Sequence[Piece]) -> str:
        """The street that `pieces` name, as the city's list writes it where it has one."""
        words = self.text[pieces[0].start : pieces[-1].end]
        return self.gazetteer.find(words) or words


def find_answered_place(text: str, gazetteer: Gazetteer = NO_STREETS) -> Location | None:
    """The place that an answer to our question names, or None; offsets count characters of `text`. Total."""
    found = find_location(text, gazetteer)
    if found is not None and found.kind in _EXACT and not _is_article(found):
        return replace(found, confidence=max(found.confidence, _SURE_ENOUGH))
    if len(text) > _LONGEST or means_unknown(text) or means_same_place(text):
        return found
    pieces = split_pieces(text)
    core = _core(text, pieces, gazetteer)
    if core is None:
        return _beside(text) or found
    return _crossing(core) or _numbered(core) or _beside(text) or found or _bare(core) or _behind_preposition(core)


def _is_article(found: Location) -> bool:
    """Whether a crossing was read with `la` for a name: `Main y la 5`."""
    return any(street.lower() in ("la", "el", "the", "las", "los") for street in found.streets)


def _core(text: str, pieces: Sequence[Piece], gazetteer: Gazetteer) -> _Core | None:
    first, last = 0, len(pieces) - 1
    while first <= last and (pieces[first].low in _LEAD or not _is_name_or_number(pieces[first])):
        first += 1
    while last >= first and (pieces[last].low in _TAIL or not _is_name_or_number(pieces[last])):
        last -= 1
    if first == last and pieces[first].text.isdigit() and first and pieces[first - 1].low in PREFIXES:
        first -= 1
    kept = pieces[first : last + 1]
    return _Core(text, kept, gazetteer) if 0 < len(kept) <= _MOST_PIECES else None


def _is_name_or_number(piece: Piece) -> bool:
    return piece.text[0].isalnum()


def _crossing(core: _Core) -> Location | None:
    """`oak and 5th`, `Main y la 5`, `5/Main`."""
    joiners = [place for place in range(len(core.pieces)) if _is_joiner(core.pieces, place)]
    if len(joiners) != 1:
        return None
    left, right = core.pieces[: joiners[0]], _without_articles(core.pieces[joiners[0] + 1 :])
    if not (_may_be_street(left) and _may_be_street(right)) or (left[0].text.isdigit() and right[0].text.isdigit()):
        return None
    is_sure = any(piece.is_capital or piece.text[0].isdigit() for piece in (*left, *right))
    names = (core.named(left), core.named(right))
    return core.place(LocationKind.INTERSECTION, confidence=0.75 if is_sure else 0.6, number=None, streets=names)


def _is_joiner(pieces: Sequence[Piece], place: int) -> bool:
    """Whether two names are joined here; in `412 e oak` the letter is a direction."""
    if pieces[place].low not in _JOINERS:
        return False
    return not (pieces[place].low in DIRECTIONS and place == 1 and pieces[0].text.isdigit())


def _without_articles(pieces: Sequence[Piece]) -> Sequence[Piece]:
    first = 0
    while first < len(pieces) and pieces[first].low in ("the", "la", "el", "las", "los", "calle", "avenida"):
        first += 1
    return pieces[first:]


_NO_STREET = (
    NOT_NAMES
    - word_set(
        "park lake hill county state church school center green high spring one two three "
        "four five six seven eight nine ten"
    )
) | WEEKDAYS_AND_MONTHS - word_set("may june")


def _may_be_street(pieces: Sequence[Piece]) -> bool:
    """One to three words, or a number such as `5`, none of which is an everyday word."""
    if not 0 < len(pieces) <= 3 or any(not _is_name_or_number(piece) for piece in pieces):
        return False
    if len(pieces) == 1 and pieces[0].text.isdigit():
        return len(pieces[0].text) <= 3
    named = [piece for piece in pieces if piece.low not in DIRECTIONS and piece.low not in SUFFIXES]
    return bool(named) and all(
        piece.is_ordinal or (piece.is_word and piece.low not in _NO_STREET and piece.low not in _HERE_IS_NO_PLACE)
        for piece in named
    )


def _numbered(core: _Core) -> Location | None:
    """`412`, `412 oak`, `roble 12`."""
    first, *rest = core.pieces
    if _HOUSE.fullmatch(first.text) and not first.is_ordinal:
        if not rest:
            return core.place(LocationKind.ADDRESS, confidence=0.4, number=first.text, streets=())
        name = _until_comma(rest)
        if _may_be_street(name) and name[0].low not in UNITS:
            return core.place(LocationKind.ADDRESS, confidence=0.7, number=first.text, streets=(core.named(name),))
    number = core.pieces[-1]
    if rest and _HOUSE.fullmatch(number.text) and not number.is_ordinal and _may_be_street(core.pieces[:-1]):
        return core.place(
            LocationKind.ADDRESS, confidence=0.55, number=number.text, streets=(core.named(core.pieces[:-1]),)
        )
    return None


def _until_comma(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The name before a comma, an apartment or the city."""
    ends = (
        place for place, piece in enumerate(pieces) if piece.text in (",", "#") or piece.low in ("apt", "unit", "apto")
    )
    return pieces[: next(ends, len(pieces))]


def _beside(text: str) -> Location | None:
    """`in front of the library`, `enfrente de la biblioteca`, `behind Walmart on Main`: told by a thing."""
    pieces = split_pieces(text)
    plain = " ".join(piece.low for piece in pieces if _is_name_or_number(piece))
    relation = _RELATIONS.search(plain)
    things = set(relation["thing"].split()) if relation else set()
    if relation is None or not things & _THINGS or (things & _OWN and things & _HOMES):
        return None
    if len(pieces) > _MOST_PIECES or _is_sentence(plain[: relation.start()].split()):
        return None
    return _Core(text, _trimmed(pieces), NO_STREETS).place(
        LocationKind.LANDMARK, confidence=0.45, number=None, streets=()
    )


def _is_sentence(words: Sequence[str]) -> bool:
    return any(word not in _LEAD for word in words)


def _trimmed(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Without `it is` before and thanks and signs behind."""
    first, last = 0, len(pieces) - 1
    while first < last and pieces[first].low in _OPENING:
        first += 1
    while last > first and (pieces[last].low in _CLOSING or not _is_name_or_number(pieces[last])):
        last -= 1
    return pieces[first : last + 1]


_OPENING = word_set("its it is it's , . : - hi hello sorry yes ok okay um oh well i think es esta queda hola si esta")
_CLOSING = word_set("please pls thanks thank you por favor gracias merci")


_OWN = frozenset({"my", "our", "mi", "mis", "nuestra", "nuestro", "ma", "notre"})
_HOMES = word_set(
    "house home apartment driveway building complex door yard casa apartamento departamento edificio entrada"
)
_BEFORE_NAMES = frozenset({"at", "on", "en", "sobre", "of", "to", "from", "by", "near", "de", "a"})


def _behind_preposition(core: _Core) -> Location | None:
    """`bus stop at elm and 3rd`, `next to 14 oak`, `at the stop sign on Elm`: what the last preposition announces."""
    places = [place for place, piece in enumerate(core.pieces[:-1]) if piece.low in _BEFORE_NAMES]
    if not places or any(piece.low in _HERE_IS_NO_PLACE for piece in core.pieces):
        return None
    behind = _without_articles(core.pieces[places[-1] + 1 :])
    if not behind:
        return None
    tail = replace(core, pieces=behind)
    is_name = behind[0].is_capital and core.pieces[places[-1]].low in ("on", "at", "en", "sobre")
    return _crossing(tail) or (_numbered(tail) if len(behind) > 1 else None) or (_bare(tail) if is_name else None)


def _bare(core: _Core) -> Location | None:
    """`oak`, `Lincoln school`, `the library`, `Walmart`: a name that is all the answer."""
    words = [piece for piece in core.pieces if _is_name_or_number(piece)]
    lows = {piece.low for piece in words}
    if len(words) > 7 or len(words) < len(core.pieces) - 1 or lows & _HERE_IS_NO_PLACE:
        return None
    if core.pieces[0].low in PREFIXES:
        return core.place(LocationKind.STREET, confidence=0.5, number=None, streets=(core.named(words),))
    if lows & _THINGS and not lows & _OWN:
        return core.place(LocationKind.LANDMARK, confidence=0.45, number=None, streets=())
    if not _may_be_street(words) or words[0].text.isdigit():
        return None
    confidence = 0.5 if any(piece.is_capital or piece.is_ordinal for piece in words) else 0.4
    return core.place(LocationKind.STREET, confidence=confidence, number=None, streets=(core.named(words),))
