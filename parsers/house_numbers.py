"""Say whether a number in a text may be that of a house, and no time, pole, date, ticket or count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from parsers.pieces import Piece
from parsers.place_words import NOT_A_NUMBER, UNITS
from parsers.word_lists import word_set

HOUSE = re.compile(r"[1-9]\d{0,5}(?:-\d{1,6})?(?: 1/2)?[A-Za-z]?")
_COUNTED = UNITS | word_set("""
    uhr tage tagen wochen monate monaten jahre jahren meter metern m km euro minuten stunden autos personen mal prozent
    jours semaines mois ans heures metres euros fois personnes voitures
    dias semanas meses anos horas metros reais vezes pessoas carros
    ngay tuan thang nam gio met nguoi xe jou semen mwa ane moun machin
""")
"""What a number counts where the number stands behind the name: `Hauptstraße 5 Autos`."""
_MEASURED = frozenset([":", "/", "%", "'", "’", "′", '"', "”", "″"])
"""What makes a time, a share, feet or inches of a number: `150' east`."""


def is_house(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the number at `place` may be that of a house; what stands right before it tells."""
    before = pieces[place - 1] if place else None
    if before is None:
        return True
    if len(pieces[place].text) == _LENGTH_OF_A_ZIP and before.low in _STATES:
        return False
    if before.text == "#":
        return not (place > 1 and pieces[place - 2].low in NOT_A_NUMBER)
    if before.low in NOT_A_NUMBER or (before.text in ("/", ":", ".", "-", "$") and before.end == pieces[place].start):
        return False
    return not (before.text[0].isdigit() and before.end == pieces[place].start)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseNumber:
    """A number as it is given out (`12`, `51-55`), with the pieces that it takes."""

    number: str
    first: int
    last: int


def house_before(pieces: Sequence[Piece], name: int) -> HouseNumber | None:
    """The house number right before the name that begins at `name`: `12`, `12-18`, `between 51 and 55`, `12 to 18`."""
    place = name - 1
    if place < 0 or not HOUSE.fullmatch(pieces[place].text) or pieces[place].is_ordinal:
        return None
    several = _several(pieces, place)
    if several is not None:
        return several
    return HouseNumber(number=pieces[place].text, first=place, last=place) if is_house(pieces, place) else None


_TO = frozenset(["-", "–", "—", "to", "through", "thru", "bis", "a", "hasta"])
_LENGTH_OF_A_ZIP = 5
_STATES = word_set("""
    al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri
    sc sd tn tx ut vt va wa wv wi wy dc california florida texas york zip
""")
_AND = frozenset(["and", "&", "or", "y", "und", "et", "e", "o", "+"])
_BETWEEN = frozenset(["between", "btwn", "btw", "entre", "zwischen", "houses"])


def _several(pieces: Sequence[Piece], last: int) -> HouseNumber | None:
    """Two numbers: a range of houses, or the first of two that are listed."""
    first = last - 2
    if first < 0 or not HOUSE.fullmatch(pieces[first].text) or pieces[first].is_ordinal or not is_house(pieces, first):
        return None
    one, other = _digits(pieces[first].text), _digits(pieces[last].text)
    if abs(len(one) - len(other)) > 1 or "-" in pieces[first].text + pieces[last].text:
        return None
    joiner, before = pieces[first + 1].low, pieces[first - 1].low if first else ""
    is_range = (joiner in _TO or (joiner in _AND and before in _BETWEEN)) and int(one) < int(other)
    if is_range:
        return HouseNumber(number=f"{pieces[first].text}-{pieces[last].text}", first=first, last=last)
    is_list = joiner in _AND or (joiner == "/" and len(one) > 2 and len(other) > 2)
    return HouseNumber(number=pieces[first].text, first=first, last=last) if is_list else None


def _digits(number: str) -> str:
    """The digits that a house number begins with: 12 of `12 1/2` and of `12a`."""
    return "".join(takewhile(str.isdigit, number))


def house_behind(pieces: Sequence[Piece], last: int) -> int | None:
    """The piece with the number behind a name that ends at `last`: `Calle Roble #12`, `Rua Direita, 12`."""
    place = last + 1
    while (
        place < len(pieces)
        and place <= last + 3
        and (pieces[place].text in ("#", ",", ".", "°", "º") or pieces[place].low in _NUMBER_WORDS)
    ):
        place += 1
    if place >= len(pieces) or not HOUSE.fullmatch(pieces[place].text) or pieces[place].is_ordinal:
        return None
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    is_counted = after is not None and (after.low in _COUNTED or after.text in _MEASURED)
    is_start = pieces[place - 1].text == "." and pieces[place - 1].end < pieces[place].start
    is_abbreviated = is_start and place >= 2 and pieces[place - 2].low.endswith("str")
    return None if is_counted or (is_start and not is_abbreviated) else place


_NUMBER_WORDS = word_set("numero num no n nro nr nimewo so nummer hausnummer hausnr haus")
