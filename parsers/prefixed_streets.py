"""Find streets whose kind stands before the name: `Calle Roble 12`, `12 rue de la Paix`, `Rua Direita, 12`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.house_numbers import HOUSE, house_behind, is_house
from parsers.pieces import Piece, Street, make_street
from parsers.place_words import DIRECTIONS, NOT_NAMES, PARTICLES, PREFIXES
from parsers.word_lists import word_set

_LONGEST_NAME = 4
_NUMBER_FIRST = word_set("""
    rue ruelle chemin impasse allee quai sentier faubourg bd
    avenue boulevard place route square passage cours
    duong pho ngo hem kiet ri lari wout avni riyel
""")
"""Kinds of French, Vietnamese and Haitian Creole, which have the number of a house before them."""
_PORTUGUESE = word_set("rua travessa praca largo estrada rodovia alameda viela beco ladeira")
_EVERYDAY = word_set("""
    avenue boulevard place route square passage cours quai largo via paseo ruta camino privada estrada chemin so pho
    ngo hem ri wout allee
""")
"""Kinds that are words of everyday or of another language too: the name behind must look like one."""
STREET_PREFIXES = PREFIXES | _NUMBER_FIRST | _PORTUGUESE
_LINKS = PARTICLES | word_set("des du da do dos das d l e")
_ELIDED = re.compile(r"[dlDL]['’][^\W\d_]")


def behind_prefix(text: str, pieces: Sequence[Piece], prefix: int, *, is_shouted: bool) -> Street | None:
    """The street whose kind is the piece at `prefix`; None where no name stands behind it."""
    is_abbreviated = prefix + 2 < len(pieces) and pieces[prefix + 1].text == "."
    last = _name_end(pieces, prefix + 1 if is_abbreviated else prefix, is_shouted)
    if last is None or (pieces[prefix].low in _EVERYDAY and not _is_named(pieces, prefix, last)):
        return None
    return _numbered(make_street(text, pieces, prefix, last, is_suffixed=True), pieces)


def _name_end(pieces: Sequence[Piece], kind: int, is_shouted: bool) -> int | None:
    last, names = kind, 0
    while last + 1 < len(pieces) and names < _LONGEST_NAME and _is_name(pieces, last + 1, names, is_shouted):
        last += 1
        names += 1
    while last > kind and pieces[last].low in _LINKS:
        last -= 1
        names -= 1
    return last if names > 0 else None


def _is_name(pieces: Sequence[Piece], place: int, names: int, is_shouted: bool) -> bool:
    piece = pieces[place]
    if piece.low in _LINKS:
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        return following is not None and following.is_word and (following.low not in _STOPS or following.is_capital)
    if piece.text[0].isdigit():
        is_day = place + 1 < len(pieces) and pieces[place + 1].low in ("de", "juin", "juillet", "mai", "novembre")
        return (names == 0 and piece.text.isdigit() and len(piece.text) <= 4 and (is_day or names == 0)) or (
            piece.is_ordinal
        )
    if not piece.is_word or (piece.low in _STOPS and not _is_capital(piece)):
        return False
    return (_is_capital(piece) and not is_shouted) or names == 0 or pieces[place - 1].low in _LINKS


def _is_capital(piece: Piece) -> bool:
    return piece.is_capital or _ELIDED.match(piece.text) is not None


def _is_named(pieces: Sequence[Piece], prefix: int, last: int) -> bool:
    """Whether an everyday word stands for a street here: no English name before it, a name in capitals behind it."""
    before = pieces[prefix - 1] if prefix else None
    if before is not None and before.is_ordinal:
        return False
    is_english = before is not None and before.is_word and before.is_capital and before.low not in _OPENING
    names = [piece for piece in pieces[prefix + 1 : last + 1] if piece.low not in _LINKS and piece.is_word]
    is_linked = pieces[prefix + 1].low in _LINKS or _ELIDED.match(pieces[prefix + 1].text) is not None
    is_numbered = before is not None and HOUSE.fullmatch(before.text) is not None
    is_told = is_linked or is_numbered or (before is not None and before.low in _OPENING)
    is_direction = bool(names) and names[0].low in DIRECTIONS
    return not is_english and is_told and not is_direction and bool(names) and all(map(_is_capital, names[:1]))


_OPENING = word_set(
    "sur dans de la l au aux a angle et entre coin sou nan ak kwen pres devant en na no da esquina e o os"
)
_STOPS = NOT_NAMES | word_set("""
    esta estan tiene desde hace cerca oscura principal numero num no casi porque cuando donde sucia inundada
    bloqueada llena rota cerrada no
    est sont depuis devant pleine bloquee fermee avec et ou dans sur pour qui que trop tres
    esta com tem sem cheia fechada ao na
    bi co khong o gan bi ngap nay kia do nha minh toi lang rat plen bouche fe gen pa
""")


def _numbered(street: Street, pieces: Sequence[Piece]) -> Street:
    """`street` with its house number, before or behind as its language has it."""
    ahead = street.first - 1
    while ahead > 0 and (pieces[ahead].text == "," or pieces[ahead].low in ("bis", "ter", "quater", "b")):
        ahead -= 1
    is_first = pieces[street.first].low in _NUMBER_FIRST
    if is_first and ahead >= 0 and HOUSE.fullmatch(pieces[ahead].text) and is_house(pieces, ahead):
        return replace(street, number=pieces[ahead].text, number_first=ahead, number_last=ahead)
    place = house_behind(pieces, street.last)
    if place is None:
        return street
    return replace(street, number=pieces[place].text, number_first=place, number_last=place)
