"""Mark what a text tells of persons, so that a public view can mask it: names, numbers, mail addresses, plates, homes.

The city's own numbers and addresses are nobody's, and neither is the place of the problem. A home is marked only where
the sender says that it is theirs and reports another place: otherwise nobody could find what was reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from parsers.contact import EMAIL
from parsers.identity import find_identities
from parsers.names import find_name_before, find_names
from parsers.phones import find_phones, region_of
from parsers.values import Location, PersonalData, PersonalKind
from parsers.words import flatten

READ = 200_000
"""Characters of a text that are looked at; `mask` shows none of those behind."""
_ORDER = (
    PersonalKind.CARD,
    PersonalKind.IDENTITY,
    PersonalKind.EMAIL,
    PersonalKind.PHONE,
    PersonalKind.PLATE,
    PersonalKind.HOME,
    PersonalKind.NAME,
)
"""Of two findings on the same words the earlier kind stays."""
_AT_HOME = re.compile(
    r"(?<!\w)(?:i live (?:at|on|in)|we live (?:at|on)|i reside at|my (?:home |mailing |own )?address(?: is|:)"
    r"|my (?:house|home) is (?:at )?|"
    r"vivo en(?: la| el)?|mi (?:direccion|domicilio|casa)(?: es| esta en|:)|ich wohne (?:in der|in|am|an der)"
    r"|wohnhaft(?: in)?|meine (?:adresse|anschrift)(?: ist|:| lautet)|"
    r"j'habite(?: au| a)?|mon adresse(?: est|:)|(?:eu )?moro (?:na|no|em|a)|meu endereco(?: e|:)|toi (?:song"
    r"|o) (?:o |tai )?|dia chi(?: nha)?(?: cua)? toi(?: la|:)?|"
    r"mwen (?:rete|abite)(?: nan| sou)?|adres mwen(?: se|:)?)"
    r" {1,2}(?P<home>\d{1,6}[a-z]?(?:,? [^\W\d_][\w.'-]{0,24}|(?: \d{1,3}(?:st|nd|rd|th))){1,4}?"
    r"|(?:[^\W\d_][\w.'-]{1,24} ){1,4}\d{1,5}[a-z]?)"
    r"(?P<unit>,? (?:apt|unit|apartment|suite|#|depto|apto)\.? ?#?\w{1,6})?(?=[,.;!?\n]|$| (?:and|but|where|so"
    r"|the|near|across|y|pero|und|aber|et|mais|e|mas|va|ak)\b)"
)
_AT_HOME_BY_SIGNS = re.compile(
    r"(?:我住在|我家住在|我家地址是|我的地址是|我家在)(?P<home>[^\n,。,.;;]{2,30})(?P<unit>)"
)


def find_personal(
    text: str, *, timezone: str = "", own: Iterable[str] = (), places: Sequence[Location] = ()
) -> tuple[PersonalData, ...]:
    """What `text` tells of persons, in its order and without overlaps. Total and linear.

    `own` are the city's numbers (E.164) and addresses (lower case); `places` are those of its problems.
    """
    sample = text[:READ]
    flat = flatten(sample)
    found = sorted(_all(sample, flat, timezone, frozenset(own), places), key=lambda span: _ORDER.index(span[2]))
    kept: list[tuple[int, int, PersonalKind]] = []
    taken = bytearray(len(sample))
    for start, end, kind in found:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end, kind))
    return tuple(
        PersonalData(kind=kind, start=start, end=end, text=text[start:end]) for start, end, kind in sorted(kept)
    )


def mask(text: str, personal: Iterable[PersonalData]) -> str:
    """`text` with a word such as `[phone]` in place of each finding, and without what nobody has looked at."""
    pieces: list[str] = []
    place = 0
    for found in personal:
        pieces += (text[place : found.start], f"[{found.kind.value}]")
        place = found.end
    return "".join((*pieces, text[place:READ], " […]" if len(text) > READ else ""))


def _all(
    text: str, flat: str, timezone: str, own: frozenset[str], places: Sequence[Location]
) -> Iterator[tuple[int, int, PersonalKind]]:
    yield from find_identities(flat)
    for match in EMAIL.finditer(text) if "@" in text else ():
        if match.group().lower() not in own:
            yield match.start(), match.end(), PersonalKind.EMAIL
            yield from _name_before(text, flat, match.start())
    for phone in find_phones(flat, region_of(timezone)):
        if phone.e164 not in own:
            yield phone.start, phone.end, PersonalKind.PHONE
            yield from _name_before(text, flat, phone.start)
    for name in find_names(text, flat):
        yield name.start, name.end, PersonalKind.NAME
    if places:
        yield from _homes(flat, places)


def _name_before(text: str, flat: str, place: int) -> Iterator[tuple[int, int, PersonalKind]]:
    name = find_name_before(text, flat, place)
    if name is not None:
        yield name.start, name.end, PersonalKind.NAME


def _homes(flat: str, places: Sequence[Location]) -> Iterator[tuple[int, int, PersonalKind]]:
    for pattern in (_AT_HOME, _AT_HOME_BY_SIGNS):
        for match in pattern.finditer(flat):
            start, end = match.start("home"), max(match.end("home"), match.end("unit"))
            if all(end <= place.start or place.end <= start for place in places):
                yield start, end, PersonalKind.HOME
