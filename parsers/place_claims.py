"""Say what the words before a place make of it: the place itself, one beside it, the sender's home, or no place at all.

`I live at`, `across from`, `two blocks from`, `not on`, `used to be at`: each makes the street and number that follow
less the answer to "Where is it?".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from parsers.pieces import Piece
from parsers.word_lists import word_set

_REACH = 9
"""Pieces before a place that may speak of it."""
_ENDS = frozenset(".;!?\n")


class Claim(Enum):
    """How a place in the text stands to the place that is reported."""

    IS = "is"
    BESIDE = "beside"
    """The nearest address; the number is hardly another's."""
    ACROSS = "across"
    """The other side of the street: the number is another's."""
    AWAY = "away"
    """Some way off."""
    HOME = "home"
    """Where the sender lives, works or calls from."""
    SIGNED = "signed"
    """What stands under a letter: where the sender lives, and seldom what the letter is about."""
    FORMER = "former"
    """Where it was, or came from."""
    DENIED = "denied"


_FILL = (
    r"(?: (?:the|my|our|house|home|houses|property|residence|building|number|address|street|of|at|on|from|la|el|der|"
    r"dem|das|des|du|le|da|do|de|rue|calle|numero|no|hausnummer|nr|haus|n|#|l|a|ao|au|1|2|two)){0,4}$"
)
_DENIED = (
    r"(?:not (?:on|at|in|near|from|the one)|isnt (?:on|at|in)|wasnt (?:on|at|in)|instead of|rather than|other than|"
    r"except(?: for| at| on)?|nicht (?:in|an|am|auf|vor|bei)|pas (?:sur|dans|a|au)|nao (?:e )?(?:na|no|em)|"
    r"no (?:es|esta) (?:en|por)|pa nan|khong phai)"
)
_ACROSS = (
    r"(?:across(?: the (?:street|road|way))? ?(?:from)?|(?:catty|kitty) ?corner (?:from|to)|"
    r"opposite(?: of| side(?: of)?| to)?|facing|gegenu(?:e)?ber(?: von| der| dem)?|en face (?:de|du)?|anfas|"
    r"doi dien(?: voi)?)"
)
_MANY = (
    r"(?:\d{1,4}|a|one|two|three|four|five|ten|few|couple(?: of)?|several|half(?: a)?|un|una|dos|tres|zwei|drei|deux|"
    r"trois)"
)
_UNIT = (
    r"(?:(?:city )?blocks?|houses?|doors?|feet|ft|yards?|yds|miles?|meters?|metres?|minutes?|cuadras?|quadras?|casas?|"
    r"metros?|hauser|haeuser|rues|maisons)"
)
_AWAY = (
    rf"(?:{_MANY} {_UNIT} (?:\w+ ){{0,2}}(?:from|of|past|before|after|off|below|above|de|del|da|do|von|vor|nach)|"
    r"blocks? (?:\w+ )?(?:from|past|off|before))"
)
_BESIDE = (
    r"(?:next (?:to|door to)|next door|beside|adjacent(?: to)?|near(?: to)?|nearby|close to|by|behind|in back of|past|"
    r"around|al lado de|cerca de|junto a|atras de|detras de|neben|nahe|hinter|pres de|a cote de|derriere|"
    r"(?:just |directly |right )?(?:(?:north|south)(?:east|west)?|east|west|uphill|downhill) (?:of|from)|"
    r"perto d[eao]|ao lado d[eao]|gan|ben canh|toupre|bo kote|deye)"
)
_HOME = (
    r"(?:(?:i|we|who|and|he|she|they|just|also|currently|still|actually|my \w+|our \w+)"
    r" (?:live|lives|lived|reside|resides|residing|rent|own|work|am|are|m|re)"
    r"(?: here| right| over| just| directly| located| also)?(?: at| on| in| off| near)?|ive lived(?: at| on)?|"
    r"(?:im|we ?re) (?:at|located at|calling from|on|over at)|residing at|live on|lives? at|living at|"
    r"(?:my|our) (?:home )?address(?: is)?|residents? (?:at|of|from)|"
    r"(?:owners?|tenants?|manager|homeowner) (?:at|of)|calling from|we are located at|i manage|i have a \w+ (?:at|on)|"
    r"viv(?:o|imos) en|mi direccion(?: es)?|mi casa(?: es| esta)?(?: en)?|j habite(?: au| a)?|nous habitons(?: au)?|"
    r"mon adresse(?: est)?|(?:ich wohne|wir wohnen)(?: in| am| an| auf)?|wohnhaft(?: in)?|meine adresse(?: ist)?|"
    r"mor(?:o|amos) n[ao]|meu endereco(?: e)?|mwen (?:rete|abite)(?: nan)?|adres mwen(?: se)?|toi o|nha toi(?: o)?)"
)
_FORMER = (
    r"(?:used to (?:be|live|sit)(?: in front of| at| on)?|"
    r"(?:moved|came|comes|come|moving|dragged|washed|fell|fallen|blew) (?:\w+ )?from|"
    r"originally (?:at|on|from)|previously (?:at|on|reported at)|formerly (?:at|on)|fruher in|antes en)"
)
_ORDER = (
    (Claim.DENIED, _DENIED),
    (Claim.FORMER, _FORMER),
    (Claim.ACROSS, _ACROSS),
    (Claim.AWAY, _AWAY),
    (Claim.HOME, _HOME),
    (Claim.BESIDE, _BESIDE),
)
_CLAIMS = tuple((claim, re.compile(rf"(?:^| )(?:{pattern}){_FILL}")) for claim, pattern in _ORDER)
_SIGNS = word_set("""
    not isnt wasnt instead rather other except nicht pas nao no pa khong across corner opposite facing gegenuber
    gegenueber face anfas dien block blocks houses doors door feet ft yards yds yard miles mile meters meter metres
    minutes cuadras cuadra quadras quadra metros metre hauser haeuser north south east west uphill downhill northeast
    southeast northwest southwest next beside adjacent near nearby close by behind back past around lado cerca junto
    atras detras neben nahe hinter pres cote derriere perto gan canh toupre kote deye live lives lived reside resides
    residing rent own work am are m re im ive address our resident residents owner owners tenant tenants manager
    homeowner calling located manage have vivo vivimos mi habite habitons mon wohne wohnen wohnhaft meine moro moramos
    meu mwen adres toi living used moved came comes come moving dragged washed fell fallen blew originally previously
    formerly fruher antes were
""")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a place, and the piece where the words that say it begin."""

    claim: Claim
    first: int


_FAREWELLS = word_set("""
    thanks you regards sincerely respectfully truly cordially best gracias saludos atentamente cordialmente danke
    gruessen grüßen grusse grüße merci cordialement obrigado obrigada
""")
_BREATHS = frozenset([",", ".", "!", "\n"])
_NAME_WORDS = 3


def _is_signed(pieces: Sequence[Piece], first: int) -> bool:
    """Whether a farewell and a name stand before: `Thank you, Anne Miller, 53 Chapel St` tells where Anne lives."""
    place = first - 1
    while (
        place > 0 and first - place <= _NAME_WORDS + 2 and (pieces[place].is_capital or pieces[place].text in _BREATHS)
    ):
        place -= 1
        if pieces[place].low in _FAREWELLS and pieces[place + 1].text in _BREATHS:
            return place + 2 < first
    return False


def claim_of(pieces: Sequence[Piece], first: int) -> Said:
    """What the words right before the piece at `first`, in the same sentence, say of the place that begins there."""
    if _is_signed(pieces, first):
        return Said(Claim.SIGNED, first)
    before: list[int] = []
    for place in range(first - 1, max(-1, first - 1 - _REACH), -1):
        if pieces[place].text in _ENDS:
            break
        if pieces[place].low.isalnum():
            before.append(place)
        elif pieces[place].text == "," and first - place > 2:
            break
    before.reverse()
    lows = [pieces[place].low for place in before]
    if _SIGNS.isdisjoint(lows):
        return Said(Claim.IS, first)
    words = " ".join(lows)
    for claim, pattern in _CLAIMS:
        if match := pattern.search(words):
            return Said(claim, before[words[: match.start()].count(" ") + (match.start() > 0)])
    return Said(Claim.IS, first)
