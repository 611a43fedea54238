"""Find telephone numbers in a text as people write them in the city's country and around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

_REGION = "US"
_REGIONS: Mapping[str, str] = {
    "Europe/Berlin": "DE",
    "Europe/Busingen": "DE",
    "Europe/Vienna": "AT",
    "Europe/Zurich": "CH",
    "Europe/Paris": "FR",
    "Europe/Brussels": "BE",
    "Europe/Luxembourg": "LU",
    "Europe/Madrid": "ES",
    "Atlantic/Canary": "ES",
    "Europe/Lisbon": "PT",
    "Europe/London": "GB",
    "Europe/Dublin": "IE",
    "America/Mexico_City": "MX",
    "America/Monterrey": "MX",
    "America/Tijuana": "MX",
    "America/Bogota": "CO",
    "America/Lima": "PE",
    "America/Santiago": "CL",
    "America/Argentina/Buenos_Aires": "AR",
    "America/Sao_Paulo": "BR",
    "America/Bahia": "BR",
    "America/Fortaleza": "BR",
    "America/Manaus": "BR",
    "America/Port-au-Prince": "HT",
    "Asia/Shanghai": "CN",
    "Asia/Taipei": "TW",
    "Asia/Hong_Kong": "HK",
    "Asia/Ho_Chi_Minh": "VN",
}
"""The country whose numbers are dialled without a code, by zone; the United States and Canada for all others."""
_SEP = r"[ .()/\-\u2010-\u2013]"
_NORTH_AMERICAN = re.compile(
    r"(?<![\w.,/#$€-])(?:\+?1[ .-]{0,2})?(?:\(\d{3}\) {0,2}"
    r"|\d{3}[ .\-\u2010-\u2013]{0,3})\d{3}[ .\-\u2010-\u2013]{0,3}\d{4}"
    r"(?![\w/%-]|\.\d)",
    re.ASCII,
)
_INTERNATIONAL = re.compile(rf"(?<![\w+])(?:\+|00(?=[1-9]))\d(?:{_SEP}{{0,3}}\d){{7,14}}(?!\w)", re.ASCII)
_TRUNK = re.compile(rf"(?<![\w.,/#$€:+-])\(?0\d{{1,5}}(?:{_SEP}{{0,3}}\d){{6,9}}(?![\w/-]|[.,:]\d)", re.ASCII)
"""As written at home in Europe, Vietnam and China: `07531 123456`, `06 12 34 56 78`."""
_ANNOUNCED = re.compile(
    r"(?<!\w)(?:call|text|phone|cell|tel|fon|telefon|handy|mobile|mobil|number is|reach me|whatsapp|llam\w{1,5}"
    r"|telefono|celular|numero|"
    r"movil|appele[rz]|rappele[rz]|portable|ligue|celular|telefone|dien thoai|sdt|so dien thoai|goi|rele m"
    r"|telefon mwen|nimewo)"
    rf"\b(?! (?:pole|booth|line|wire|cable|company"
    rf"|box)s?\b)[^\n\d+(]{{0,24}}(?P<number>\+?\(?\d(?:{_SEP}{{0,3}}\d){{6,13}})(?![\w/-]|[.,:]\d)",
    re.ASCII,
)
_BY_SIGNS = re.compile(
    r"(?:电话|電話|手机|手機|致电|联系|聯絡)[^\n\d]{0,8}(?P<number>\d(?:[ -]?\d){6,11})(?!\d)"
    r"|(?<!\d)(?P<cell>1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)",
    re.ASCII,
)
_OTHER_NUMBERS = re.compile(
    r"(?:pole|lamp|light|meter|hydrant|account|acct|case|ticket|request|reference|ref|permit|invoice|order"
    r"|parcel|badge|serial|vin|asset|"
    r"tag|confirmation|tracking|poste|medidor|cuenta|caso|reporte|folio|mast|laterne|zahler|vorgang|lampadaire"
    r"|dossier|compteur|processo|protocolo|service request)"
    r"(?: (?:number|numbers|no\.?|num|id|numero|de|nummer|nr\.?|numero|n°|is|es|ist))*[ #:.]{0,3}$",
    re.ASCII,
)


_LONE = re.compile(rf"\+?\(?\d(?:{_SEP}{{0,3}}\d){{6,14}}\)?", re.ASCII)
_REMEMBERED = 4
"""Texts whose numbers are remembered: who wrote and what is personal are read in turn from the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number and the characters it was read from; `e164` is empty for one that cannot be dialled as it stands."""

    start: int
    end: int
    e164: str


def region_of(timezone: str) -> str:
    """The country (ISO 3166) whose people dial without a country code in that zone."""
    return _REGIONS.get(timezone, _REGION)


def read_phone(written: str, region: str = _REGION) -> str | None:
    """The number (E.164) where `written` is one and nothing else, as in a field of a form; else None."""
    return _e164(written, region) if _LONE.fullmatch(written) else None


@lru_cache(maxsize=_REMEMBERED)
def find_phones(flat: str, region: str = _REGION) -> tuple[Phone, ...]:
    """The telephone numbers in a flattened text, in their order and without overlaps. Total and linear."""
    apart: list[Phone] = []
    for phone in sorted(_all(flat, region), key=lambda phone: (phone.start, -phone.end)):
        if not apart or phone.start >= apart[-1].end:
            apart.append(phone)
    return tuple(apart)


def _all(flat: str, region: str) -> Iterator[Phone]:
    homely = () if region == _REGION else (_TRUNK,)
    for pattern in (_INTERNATIONAL, _NORTH_AMERICAN, *homely):
        for match in pattern.finditer(flat):
            if not _is_other(flat, match.start()):
                yield from _dialled(match.start(), match.end(), match.group(), region)
    for match in _ANNOUNCED.finditer(flat):
        if not _is_other(flat, match.start("number")):
            e164 = _e164(match["number"], region) or ""
            yield Phone(start=match.start("number"), end=match.end("number"), e164=e164)
    for match in _BY_SIGNS.finditer(flat) if not flat.isascii() else ():
        group = "number" if match["number"] else "cell"
        yield Phone(start=match.start(group), end=match.end(group), e164=_e164(match[group], region) or "")


def _is_other(flat: str, start: int) -> bool:
    """Whether the number that begins at `start` is said to be a pole's, an account's or a ticket's."""
    return _OTHER_NUMBERS.search(flat, max(0, start - 30), start) is not None


def _dialled(start: int, end: int, digits: str, region: str) -> Iterator[Phone]:
    number = _e164(digits, region)
    if number:
        yield Phone(start=start, end=end, e164=number)


def _e164(digits: str, region: str) -> str | None:
    """The number as the world dials it; possible is enough, since numbering plans change."""
    dialled = "+" + digits[2:] if digits.startswith("00") else digits
    for country in dict.fromkeys((region, _REGION)):
        try:
            number = phonenumbers.parse(dialled, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None
