"""Find German streets, whose kind is the end of their name: `Hauptstr. 12a`, `Lange Straße 5`, `Am Markt 3`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.house_numbers import HOUSE, house_behind
from parsers.pieces import Piece, Street, is_joined, make_street
from parsers.word_lists import word_set

_FIRM = ("strasse", "str", "gasse", "allee", "chaussee")
_RINGS = tuple(f"{side}ring" for side in word_set("stadt nord sud sued ost west dorf berg see wald bahn park burg tal"))
_ENDS = ("weg", "platz", "damm", "ufer", "graben", "steig", "steg", "pfad", "halde", "zeile", *_RINGS)
_ENDS_OF_NUMBERED = ("wall", "markt", "hof", "berg", "blick", "winkel", "garten", "feld", "stieg", "wiese")
"""Ends that count only with the number of a house behind them."""
_ALL = _FIRM + _ENDS + _ENDS_OF_NUMBERED
_LAST_LETTERS = frozenset(end[-2:] for end in _ALL)
_ALONE = word_set("strasse str platz allee gasse weg ring damm ufer")
_NO_STREET = tuple(
    word_set("""
    radweg gehweg fussweg feldweg waldweg wanderweg fahrradweg bahnsteig parkplatz spielplatz sportplatz zeltplatz
    arbeitsplatz schrottplatz rastplatz stellplatz unterwegs umweg heimweg ruckweg rueckweg durchweg vorweg hinweg
    nebenweg seitenweg verbindungsweg schotterweg kiesweg uferweg- einbahnstrasse sackgasse spielstrasse tennisplatz
    fahrradstrasse seitenstrasse nebenstrasse zufahrtsstrasse durchgangsstrasse anliegerstrasse wohnstrasse
    verkehrsstrasse bundesstrasse landstrasse kreisstrasse landesstrasse querstrasse parallelstrasse grillplatz
    bolzplatz lagerplatz abstellplatz sitzplatz halteplatz liegeplatz supermarkt baumarkt flohmarkt wochenmarkt
    weihnachtsmarkt bauhof bahnhof friedhof schulhof innenhof hinterhof baustrasse wirtschaftsweg schulweg fluchtweg
    rettungsweg schleichweg abweg stichstrasse schnellstrasse umgehungsstrasse kindergarten biergarten schiffsteg
    getrankemarkt fussballplatz wendeplatz campingplatz burgersteig buergersteig zugangsweg spazierweg seeweg-
    """)
)
"""Kinds of ways and places that are no name."""
_LEADS = {
    "am": ("",),
    "im": ("",),
    "zum": ("",),
    "zur": ("",),
    "beim": ("",),
    "an": ("der", "den", "dem"),
    "auf": ("der", "dem", "den"),
    "in": ("der", "den"),
    "hinter": ("der", "den", "dem"),
    "unter": ("den", "der"),
    "vor": ("dem", "der"),
    "bei": ("der", "den"),
}
_NO_LED_NAME = tuple(
    word_set("""
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz april mai juni juli august
    september oktober november dezember morgen abend mittag nachmittag vormittag tag wochenende ende anfang strasse
    ecke kreuzung jahr monat alter fall bereich moment strassenrand eingang ausgang gehweg radweg park
    laterne leuchte lampe ampel mast haltestelle zeichen schild gleis station nummer container ausfahrt tor klasse
    schule kasse raum stelle linie seite meldung grundstuck grundstueck gebaude gebaeude haus wohnung baustelle
""")
)
_HOUSE_WORDS = word_set("hausnummer hausnr hnr nr nummer haus")


def find_compound_streets(text: str, pieces: Sequence[Piece], streets: Sequence[Street]) -> list[Street]:
    """German streets besides `streets`; with the number behind them, or the `Höhe Hausnummer 5` in the same clause."""
    taken = {place for street in streets for place in range(street.begin, street.finish + 1)}
    found: list[Street] = []
    for place, piece in enumerate(pieces):
        if piece.low[-2:] not in _LAST_LETTERS and piece.low not in _LEADS:
            continue
        if place in taken or (found and place <= found[-1].finish):
            continue
        street = _at(text, pieces, place, piece)
        if street is not None and taken.isdisjoint(range(street.begin, street.finish + 1)):
            found.append(street)
    return found


def _at(text: str, pieces: Sequence[Piece], place: int, piece: Piece) -> Street | None:
    if piece.is_capital and piece.low.endswith(_ALL) and not piece.low.endswith(_NO_STREET):
        return _named_by_end(text, pieces, place)
    if piece.low in _LEADS:
        return _led(text, pieces, place)
    return None


def _named_by_end(text: str, pieces: Sequence[Piece], place: int) -> Street | None:
    low = pieces[place].low
    first = _adjectives(text, pieces, place) if low in _ALONE else place
    if low in _ALONE and first == place:
        return None
    street = _with_number(make_street(text, pieces, first, place, is_suffixed=True), pieces)
    is_firm = low.endswith(_FIRM) and len(low) > 6
    is_usual = low.endswith(_ENDS) and len(low) > 6
    return street if street.number or is_firm or is_usual or (low in _ALONE and low != "str") else None


def _adjectives(text: str, pieces: Sequence[Piece], place: int) -> int:
    """Where `Lange` of `Lange Straße` or `Berliner` of `Berliner Platz` begins."""
    before = pieces[place - 1] if place else None
    if before is None or not before.is_capital or not before.is_word or not is_joined(text, before, pieces[place]):
        return place
    return place - 1 if before.low.endswith(("er", "e", "en")) and before.low not in _NO_ADJECTIVE else place


_NO_ADJECTIVE = word_set(
    "der die diese dieser eine einer unsere unserer meine meiner ihre ihrer seine jede jeder gesamte ganze"
)


def _led(text: str, pieces: Sequence[Piece], place: int) -> Street | None:
    """`Am Markt 3`, `An der Brücke 12`: only with a number, for otherwise it is any place on a market."""
    for article in _LEADS[pieces[place].low]:
        at = place + 1 + bool(article)
        if at >= len(pieces) or (article and pieces[place + 1].low != article):
            continue
        name = pieces[at]
        if not name.is_capital or not name.is_word or name.low.endswith(_NO_LED_NAME) or len(name.text) < 3:
            continue
        street = _with_number(make_street(text, pieces, place, at, is_suffixed=False), pieces)
        if street.number and street.number_first == at + 1 and _ends(pieces, at + 2):
            return street
    return None


def _ends(pieces: Sequence[Piece], place: int) -> bool:
    """Whether the words go on as they do behind an address."""
    return place >= len(pieces) or not pieces[place].is_word or pieces[place].low in _AFTER


_AFTER = word_set("in ist sind bei vor liegt steht und wird hat gibt a b c defekt kaputt")
_CLAUSE = 6


def _with_number(street: Street, pieces: Sequence[Piece]) -> Street:
    place = house_behind(pieces, street.last)
    if place is not None and pieces[place - 1].text == "," and not _ends(pieces, place + 1):
        return street
    if place is None:
        place = _told_apart(pieces, street.last)
    if place is None:
        return street
    return replace(street, number=pieces[place].text, number_first=place, number_last=place)


def _told_apart(pieces: Sequence[Piece], last: int) -> int | None:
    """`Hauptstraße auf Höhe der Hausnummer 5`."""
    for place in range(last + 1, min(last + _CLAUSE, len(pieces) - 1)):
        if pieces[place].text in (".", ";", "!", "?", "\n") and pieces[place - 1].low not in _HOUSE_WORDS | {"str"}:
            return None
        if pieces[place].low in _HOUSE_WORDS:
            at = place + 2 if pieces[place + 1].text in (".", ":") else place + 1
            if at < len(pieces) and HOUSE.fullmatch(pieces[at].text):
                return at
    return None
