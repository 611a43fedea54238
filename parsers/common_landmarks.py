"""Find places that a city has once, told by what they are: `in front of the library`, `am Bahnhof`, `devant la gare`.

`at the park` and `near the gas station` are none: every city has many, and a question finds the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parsers.word_lists import word_set
from parsers.words import flatten

_READ = 5_000
_ENGLISH = (
    r"(?:(?:in front|outside|inside|in back) of|(?:right |directly )?across (?:the (?:street|road) )?from|behind|"
    r"next (?:door )?to|outside|inside|near|beside|opposite|by|at) (?:the |our )(?:\w{3,12} )?"
    r"(?:public |city |town |county |main |central )?"
    r"(?:library|city hall|town hall|court ?house|post office|(?:train|bus|railway|fire|police) station|fire ?house|"
    r"bus terminal|high school|ymca|dmv|cemetery|zoo|stadium|museum|landfill|transfer station|(?:city|public) pool|"
    r"(?:community|senior|civic|rec(?:reation)?) cent(?:er|re)|boat ramp|water tower|dog park|skate ?park|splash pad)\b"
)
_SPANISH = (
    r"(?:(?:en)?frente (?:a|de)|al lado de|(?:de|a)tras de|junto a|cerca de|(?:a)?fuera de|delante de|dentro de|en)"
    r"(?: la| el|l) (?:biblioteca|alcaldia|ayuntamiento|municipalidad|corte|oficina de correos|correo|"
    r"estacion de (?:tren|bomberos|policia|autobuses)|cementerio|estadio|museo|centro comunitario|"
    r"terminal de autobuses|escuela secundaria)\b"
)
_GERMAN = (
    r"(?:am|beim|im|(?:vor|hinter|neben|gegenuber|nahe|bei) (?:dem|der|vom)|gegenuber|vorm|hinterm|an der|in der) "
    r"(?:haupt|stadt|bus)?(?:bahnhof|rathaus|friedhof|hafen|krankenhaus|klinikum|stadion|museum|hallenbad|freibad|"
    r"schwimmbad|bibliothek|bucherei|polizeiwache|feuerwehrhaus|busbahnhof|zob)s?\b"
)
_FRENCH = (
    r"(?:devant|derriere|en face d[eu]|a cote d[eu]|pres d[eu]|a|au|dans)(?: la| le)?(?: l['’])? ?"
    r"(?:gare(?: routiere)?|mairie|hotel de ville|bibliotheque|mediatheque|poste|cimetiere|stade|piscine|"
    r"musee|caserne)\b"
)
_PORTUGUESE = (
    r"(?:em frente (?:a|ao)|(?:atras|ao lado|perto|dentro|fora) d[ao]|n[ao]) "
    r"(?:biblioteca|prefeitura|rodoviaria|estacao (?:de trem|do metro|rodoviaria)|correios?|cemiterio|estadio|museu|"
    r"camara municipal|delegacia|forum)\b"
)
_VIETNAMESE = (
    r"(?:truoc(?: cua)?|sau|doi dien|gan|canh|ben canh|tai|o) "
    r"(?:thu vien|nha ga|buu dien|toa thi chinh|ben xe|san bay|nghia trang|bao tang|san van dong|don cong an)\b"
)
_CREOLE = (
    r"(?:devan|deye|toupre|bo kote|anfas|nan) "
    r"(?:bibliyotek|lopital|legliz|lameri|meri|estasyon|simitye|komisarya|lapos|stad)(?: la| a| an)?\b"
)
_TOLD = re.compile(rf"(?<!\w)(?:{_ENGLISH}|{_SPANISH}|{_GERMAN}|{_FRENCH}|{_PORTUGUESE}|{_VIETNAMESE}|{_CREOLE})")


_THINGS = word_set("""
    library hall court courthouse office station firehouse house terminal school ymca dmv cemetery zoo stadium museum
    landfill pool center centre ramp tower park skatepark pad
    biblioteca alcaldia ayuntamiento municipalidad corte correos correo estacion cementerio estadio museo comunitario
    autobuses secundaria
    bahnhof hauptbahnhof busbahnhof rathaus friedhof stadtfriedhof hauptfriedhof hafen krankenhaus klinikum stadion
    hallenbad freibad schwimmbad bibliothek stadtbibliothek bucherei stadtbucherei polizeiwache feuerwehrhaus zob
    gare mairie ville bibliotheque mediatheque poste cimetiere stade piscine musee caserne
    prefeitura rodoviaria cemiterio museu municipal delegacia forum
    vien ga dien chinh xe bay trang tang dong an
    bibliyotek lopital legliz lameri meri estasyon simitye komisarya lapos stad
""")
"""A text without one of these words names no such place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The words that tell a place by a thing, with their place in the text."""

    start: int
    end: int


def find_common_landmark(text: str, words: Iterable[str]) -> Told | None:
    """The first place in `text`, whose folded words are `words`, that is told by a thing which a city has once."""
    match = None if _THINGS.isdisjoint(words) else _TOLD.search(flatten(text[:_READ]))
    return Told(start=match.start(), end=match.end()) if match else None
