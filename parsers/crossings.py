"""Find crossings: `corner of 5th & Main`, `where Oak meets Elm`, `Ecke Hauptstraße/Schulgasse`, `nan kwen A ak B`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.bare_names import bare, bare_before, street_from
from parsers.pieces import Piece, Street
from parsers.place_words import PREPOSITIONS
from parsers.places import Place
from parsers.stretches import BLOCK_WORDS, STRETCH_WORDS, find_block, find_stretch
from parsers.values import LocationKind
from parsers.word_lists import word_set

_AND = word_set("and & / @ y e + x n und et ak va")
_AT = word_set("at near by crosses cross off en con com mit avec intersecting")
_MEETS = word_set("meets meet intersects joins crosses kreuzt croise cruza")
_CORNER = word_set("""
    corner corners intersection esquina interseccion crossing junction cruce ecke kreuzung einmundung angle coin
    croisement carrefour cruzamento kwen kalfou goc giao nga
""")
_INSIDE = word_set("""
    of de at la las los el the calles con com : streets entre der die das den dem des du da do dos l d rues ruas les
    le nan lo tu duong
""")
"""Words between `corner` and the first name."""
_WORDS = _AND | _AT | _MEETS | _CORNER | STRETCH_WORDS | BLOCK_WORDS


def find_crossings(text: str, pieces: Sequence[Piece], streets: Sequence[Street]) -> list[Place]:
    """All crossings, stretches and blocks in the text."""
    starting = {street.begin: street for street in streets}
    ending = {street.finish: street for street in streets}
    places: list[Place] = []
    for place, piece in enumerate(pieces):
        if piece.low not in _WORDS or (places and place <= places[-1].last):
            continue
        found = _at_word(text, pieces, place, starting, ending)
        if found is not None:
            places.append(found)
    return places


def _at_word(
    text: str, pieces: Sequence[Piece], place: int, starting: Mapping[int, Street], ending: Mapping[int, Street]
) -> Place | None:
    low = pieces[place].low
    if low in _CORNER:
        return _corner(text, pieces, place, starting, ending)
    if low == "cross" and place + 1 < len(pieces) and pieces[place + 1].low in ("street", "streets", "st"):
        return _cross_street(text, pieces, place, starting, ending)
    if low in _AND or low in _AT or low in _MEETS:
        return _pair_around(text, pieces, place, starting, ending)
    if low in STRETCH_WORDS:
        return find_stretch(text, pieces, place, starting, ending)
    return find_block(text, pieces, place, starting)


def _pair_around(
    text: str, pieces: Sequence[Piece], joiner: int, starting: Mapping[int, Street], ending: Mapping[int, Street]
) -> Place | None:
    """Two streets on both sides of a joining word; names without suffix only where the words around announce them."""
    if _is_growing(pieces, joiner):
        return None
    left, right = ending.get(joiner - 1), street_from(pieces, joiner + 1, starting)
    if left is not None and right is not None:
        return None if left.number or right.number else _crossing(left, right, 0.88)
    if pieces[joiner].low in _AT - _MEETS and left is None:
        return None
    if left is not None and not left.number:
        other = bare(text, pieces, joiner + 1, is_loose=pieces[joiner].low in _AND)
        return _crossing(left, other, 0.75) if other else None
    if right is not None and not right.number:
        other = bare_before(text, pieces, joiner - 1)
        return _crossing(other, right, 0.75) if other else None
    return _bare_pair(text, pieces, joiner)


_GROWING = word_set("tree trees branches limbs leaves logs stumps bushes arboles ramas")


def _is_growing(pieces: Sequence[Piece], joiner: int) -> bool:
    """Whether two kinds of trees are joined: `Pine and Eucalyptus trees`."""
    return any(piece.low in _GROWING for piece in pieces[joiner + 2 : joiner + 4])


def _bare_pair(text: str, pieces: Sequence[Piece], joiner: int) -> Place | None:
    """`on Oak and Elm`, `5th & Main`: two capitalised or numbered names that a preposition announces."""
    left, right = bare_before(text, pieces, joiner - 1), bare(text, pieces, joiner + 1, is_loose=False)
    if left is None or right is None:
        return None
    at = left.first - 2 if left.first > 1 and pieces[left.first - 1].low in ("the", "la") else left.first - 1
    before = pieces[at].low if at >= 0 else ""
    is_numbered = any(pieces[place].is_ordinal for place in (left.first, left.last, right.first, right.last))
    is_meeting = pieces[joiner].low in _MEETS
    is_announced = before in _ANNOUNCING or (before in ("", ".", ",", ":", "\n", "!") and pieces[joiner].low != "and")
    if not is_announced or (
        not (is_numbered or is_meeting) and before not in _ANNOUNCING and pieces[joiner].low not in ("&", "/", "@", "x")
    ):
        return None
    return _crossing(left, right, 0.72 if is_numbered or is_meeting else 0.55)


_ANNOUNCING = PREPOSITIONS | {"where", "wo", "donde", "onde", "ou"}


def _corner(
    text: str, pieces: Sequence[Piece], word: int, starting: Mapping[int, Street], ending: Mapping[int, Street]
) -> Place | None:
    """`corner of X and Y`, `esquina de X y Y`, `Hauptstraße Ecke Schulgasse`; one name alone is no crossing."""
    place = word + 1
    while place < len(pieces) and place not in starting and pieces[place].low in _INSIDE and not _opens(pieces, place):
        place += 1
    left = street_from(pieces, place, starting) or bare(text, pieces, place, is_loose=True)
    if left is None:
        return None
    right = _second(text, pieces, left.finish + 1, starting)
    if right is None:
        return _infix(pieces, word, left, ending)
    if left.number or right.number:
        return None
    return _crossing(left, right, 0.88 if right.is_suffixed and left.is_suffixed else 0.78)


def _opens(pieces: Sequence[Piece], place: int) -> bool:
    """Whether an article is the first word of a name, as in `El Camino`."""
    is_followed = place + 1 < len(pieces) and pieces[place + 1].is_capital
    return pieces[place].is_capital and pieces[place].low in ("el", "la", "las", "los") and is_followed


def _second(text: str, pieces: Sequence[Piece], joiner: int, starting: Mapping[int, Street]) -> Street | None:
    """The other street of a corner, behind its joining word."""
    if joiner >= len(pieces) or pieces[joiner].low not in _AND | _AT | {"-", ","}:
        return None
    place = joiner + 1
    while place < len(pieces) and place not in starting and pieces[place].low in _INSIDE - {"lo", "tu", "duong"}:
        place += 1
    return street_from(pieces, place, starting) or bare(text, pieces, place, is_loose=pieces[joiner].text != ",")


def _infix(pieces: Sequence[Piece], word: int, right: Street, ending: Mapping[int, Street]) -> Place | None:
    """`Hauptstr./Ecke Schulgasse`, `calle Roble esquina Olmo`: the corner's word stands between its two streets."""
    at = word - 1
    while (
        at > 0 and at not in ending and (not pieces[at].text[0].isalnum() or pieces[at].low in ("an", "der", "a", "l"))
    ):
        at -= 1
    left = ending.get(at)
    if left is None or right.number or word - at > 4:
        return None
    return _crossing(left, right, 0.8 if left.is_suffixed and right.is_suffixed else 0.72)


_CLAUSE = 10


def _cross_street(
    text: str, pieces: Sequence[Piece], word: int, starting: Mapping[int, Street], ending: Mapping[int, Street]
) -> Place | None:
    """`on Oak St, cross street Elm`; with two cross streets, the stretch between them."""
    place = word + 2
    while place < len(pieces) and pieces[place].low in ("is", "are", "of", ":", "the", "being", "="):
        place += 1
    first = street_from(pieces, place, starting) or bare(text, pieces, place, is_loose=True)
    along = next((ending[at] for at in range(word - 1, max(-1, word - 1 - _CLAUSE), -1) if at in ending), None)
    if first is None:
        return None
    second = _second(text, pieces, first.finish + 1, starting)
    if along is None:
        return _crossing(first, second, 0.75) if second else None
    if along.number:
        return None
    if second is None:
        return _crossing(along, first, 0.82)
    return Place(
        kind=LocationKind.SEGMENT,
        first=along.begin,
        last=second.finish,
        confidence=0.8,
        streets=(along.name, first.name, second.name),
        unmarked=_unmarked(along, first, second),
    )


def _unmarked(*streets: Street) -> tuple[str, ...]:
    return tuple(street.name for street in streets if not street.is_suffixed)


def _crossing(left: Street, right: Street, confidence: float, *, first: int | None = None) -> Place:
    return Place(
        kind=LocationKind.INTERSECTION,
        first=left.begin if first is None else first,
        last=right.finish,
        confidence=confidence,
        streets=(left.name, right.name),
        unmarked=_unmarked(left, right),
    )
