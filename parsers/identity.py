"""Find numbers that stand for a person: payment cards, accounts, identity papers, days of birth, licence plates.

Where a number has check digits they are checked, and where it has none a word beside it must say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from parsers.values import PersonalKind
from parsers.word_lists import word_set

Span = tuple[int, int, PersonalKind]

_DIGITS = frozenset("0123456789")
_HAS_DIGIT = re.compile(r"[0-9]")
_CARD = re.compile(r"(?<![\w.$€#/-])\d(?:[ -]{0,2}\d){12,22}(?![\w/]|-\d)", re.ASCII)
_CARD_LENGTHS = (16, 15, 19, 18, 17, 14, 13)
_CARD_STARTS = re.compile(r"4|5[1-5]|2[2-7]|3[04-9]|6", re.ASCII)
_IBAN = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?!\w)", re.ASCII)
_SSN = re.compile(r"(?<![\w.#/-])(?!000|666)\d{3}(?P<s>[- ])(?!00)\d{2}(?P=s)(?!0000)\d{4}(?![\w/]|-\d)", re.ASCII)
_CPF = re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w)", re.ASCII)
_DNI = re.compile(r"(?<!\w)(?:\d{8}|[xyz]\d{7})[- ]?[a-z](?!\w)", re.ASCII)
_CURP = re.compile(r"(?<!\w)[a-z]{4}\d{6}[hmx][a-z]{5}[a-z0-9]\d(?!\w)", re.ASCII)
_NIR = re.compile(
    r"(?<!\w)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[ab]) ?\d{3} ?\d{3} ?\d{2}(?!\w)",
    re.ASCII,
)
_CHINESE = re.compile(r"(?<![\da-z])\d{17}[\dx](?![\da-z])", re.ASCII)
_SAYS = (
    r"(?: ?(?:number|numbers|no\.?|num\.?|nr\.?|n°|numero|nummer|so|nimewo|id|is|es|ist|e|est|la|de|card|code|#"
    r"|:|：|号码|號碼|号|號|是|为|為)){0,4}[ :#：-]{0,3}"
)
_PAPERS = re.compile(
    r"(?<!\w)(?:ssn|social security|social|itin|tax id|driver'?s? licen[sc]e|drivers? lic|driving licen[sc]e|dl"
    r"|passport|state id|green card|alien|a-number|"
    r"medicaid|medicare|ebt|seguro social|nss|pasaporte|licencia de conducir|cedula|dni|nie|curp|rfc|ine"
    r"|matricula consular|"
    r"ausweis(?:nummer)?|personalausweis(?:nummer)?|reisepass(?:nummer)?|fuhrerschein(?:nummer)?|steuer-?id"
    r"|sozialversicherungsnummer|"
    r"passeport|carte d'identite|permis de conduire|securite sociale|passaporte|carteira de identidade|rg|cpf"
    r"|cnh|nif|cartao de cidadao|"
    r"cccd|cmnd|can cuoc(?: cong dan)?|ho chieu|paspo|kat idantite|nif mwen)"
    rf"\b{_SAYS}(?P<value>(?=[a-z.-]{{0,6}}\d)[a-z0-9](?:[ .-]?[a-z0-9]){{4,19}}?)(?=[\s,;.)!?]|$)(?! ?\d)",
    re.ASCII,
)
_PAPERS_BY_SIGNS = re.compile(
    r"(?:身份证|身分證|护照|護照|驾照|駕照|社安|社会安全|社會安全)[^\n\da-z]{0,8}(?P<value>[a-z]{0,2}\d{6,18}[a-z]?)",
    re.ASCII,
)
_BIRTH = re.compile(
    r"(?<!\w)(?:dob|d\.o\.b\.?|date of birth|birth ?date|born(?: on)?|birthday is|fecha de nacimiento"
    r"|naci(?: el)?|nacid[oa] el|geboren(?: am)?|geburtsdatum|ne le|nee le|"
    r"date de naissance|nascid[oa] em|nasci em|data de nascimento|sinh ngay|ngay sinh|dat nesans)"
    r"[ :]{1,3}(?P<value>\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}"
    r"|(?:\d{1,2}\.? (?:de )?)?[a-z]{3,10}\.? (?:\d{1,2}(?:st|nd|rd|th)?,? )?(?:de )?\d{4})(?!\d)",
    re.ASCII,
)
_STATES = (
    r"(?:(?:al|ak|az|ar|ca|co|ct|de|fl|ga|hi|id|il|in|ia|ks|ky|la|me|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc"
    r"|nd|oh|ok|or|pa|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy|"
    r"california|connecticut|florida|new york|new jersey|texas|massachusetts|georgia|nevada|oregon|arizona) )"
)
_PLATE_WORDS = (
    r"(?:(?:license|licence|lic|car|number|vehicle|front|rear|temp|registration|california|texas|florida"
    r"|connecticut|ct|ca|ny|nj|tx|fl|ma|out of state)\.? )?plates?|(?:license|licence|car|vehicle|temp) tags?"
    r"|tag(?= ?(?:#|number|no\b))|lp|licen[sc]e|"
    r"placas?|matriculas?|chapas?|kennzeichen|nummernschild|plaques?(?: d'immatriculation)?|immatriculation"
    r"|immatriculee?|bien so(?: xe)?|"
    r"plak(?: machin)?(?: nan)?"
)
_FILLER = (
    r"(?: ?(?:number|numbers|no\.?|num\.?|nr\.?|numero|is|was|reads?|says?|are|es|son|ist|lautet|est|e|la|se|de"
    r"|with|#|:)){0,3}[ :#\"“'(-]{1,3}"
)
_SIGNS = (
    r"(?:[a-z]{1,3}-[a-z]{1,2} ?\d{1,4}[eh]?|[a-z]{2,3}-\d{2}-\d{2}|[a-z]{2}-\d{3}-[a-z]{2}"
    r"|\d{2}[a-z]\d?-?\d{3}\.?\d{2}"
    r"|[a-z0-9]{1,4}(?:[ ·-]?[a-z0-9]{1,4})?|[a-z0-9]{4,8})"
)
_PLATE = re.compile(rf"(?<!\w)(?P<word>{_PLATE_WORDS}){_FILLER}{_STATES}?(?P<value>{_SIGNS})(?![\w-])", re.ASCII)
_PLATE_BEFORE = re.compile(
    rf"(?<![\w-])(?P<value>[a-z0-9]{{2,4}}[ -]?[a-z0-9]{{2,5}}),? {_STATES}?(?:license |lic )?(?:plates?|tags?)\b",
    re.ASCII,
)
_PLATE_BY_SIGNS = re.compile(
    r"(?:车牌|車牌)[^\na-z\d\u4e00-\u9fff]{0,3}(?:号码|號碼|号|號|是|为"
    r"|為){0,2}[::： ]{0,2}(?P<value>[\u4e00-\u9fff]?[a-z0-9](?:[ ·-]?[a-z0-9]){3,7})",
    re.ASCII,
)
_NOT_A_PLATE = re.compile(
    r"(?:steel|metal|road|trench|iron|cover|name|street|base|hot|dinner|paper|tectonic|face|gas|dog|price|pet"
    r"|hash|id|rabies|game of|red|yellow|orange|green) $",
    re.ASCII,
)
_YEAR_AND_MAKE = re.compile(r"(?:19|20)\d\d [a-z]{3,}|[a-z]{4,} (?:19|20)\d\d", re.ASCII)
_EVERYDAY = word_set("at on in is for the and was of to by near from with has")
_IS_STREET = re.compile(
    r" (?:st|street|ave|avenue|rd|road|blvd|ln|lane|dr|drive)\b| (?:[nsew] )?[a-z]+ (?:st|street|ave|avenue|rd"
    r"|road|blvd|ln|lane|dr|drive)\b|(?:st|nd|rd|th)\b| ?(?:days?"
    r"|weeks?|inch|feet|ft|am|pm|months?|times|cars?|in|on|at)\b",
    re.ASCII,
)


def find_identities(flat: str) -> Iterator[Span]:
    """The spans of such numbers in a flattened text, in no order; they may overlap. Total and linear."""
    if not _HAS_DIGIT.search(flat):
        return
    yield from _cards(flat)
    for pattern, is_valid, kind in _CHECKED:
        for match in pattern.finditer(flat):
            if is_valid(re.sub(r"[^a-z0-9]", "", match.group())):
                yield match.start(), match.end(), kind
    for pattern in (_PAPERS, _PAPERS_BY_SIGNS, _BIRTH):
        for match in pattern.finditer(flat):
            yield match.start("value"), match.end("value"), PersonalKind.IDENTITY
    yield from _plates(flat)


def _cards(flat: str) -> Iterator[Span]:
    for match in _CARD.finditer(flat):
        places = [match.start() + offset for offset, character in enumerate(match.group()) if character in _DIGITS]
        digits = "".join(flat[place] for place in places)
        for length in _CARD_LENGTHS:
            is_whole = length == len(digits) or (length < len(digits) and flat[places[length - 1] + 1] not in _DIGITS)
            if length <= len(digits) and is_whole and _CARD_STARTS.match(digits) and _passes_luhn(digits[:length]):
                yield places[0], places[length - 1] + 1, PersonalKind.CARD
                break


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 1


def _is_iban(plain: str) -> bool:
    return 15 <= len(plain) <= 34 and int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _is_cpf(plain: str) -> bool:
    digits = [int(digit) for digit in plain]
    sums = [sum(digit * weight for digit, weight in zip(digits, range(n + 1, 1, -1), strict=False)) for n in (9, 10)]
    return len(set(digits)) > 1 and all(total * 10 % 11 % 10 == digits[9 + n] for n, total in enumerate(sums))


def _is_dni(plain: str) -> bool:
    number = int(plain[:-1].translate(str.maketrans("xyz", "012")))
    return "trwagmyfpdxbnjzsqvhlcke"[number % 23] == plain[-1]


def _is_nir(plain: str) -> bool:
    number = plain[:13].replace("2a", "19").replace("2b", "18")
    return 97 - int(number) % 97 == int(plain[13:])


def _is_chinese(plain: str) -> bool:
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(plain[:17]))
    return "10x98765432"[total % 11] == plain[-1]


_CHECKED: tuple[tuple[re.Pattern[str], Callable[[str], bool], PersonalKind], ...] = (
    (_IBAN, _is_iban, PersonalKind.CARD),
    (_SSN, lambda _: True, PersonalKind.IDENTITY),
    (_CPF, _is_cpf, PersonalKind.IDENTITY),
    (_DNI, _is_dni, PersonalKind.IDENTITY),
    (_CURP, lambda _: True, PersonalKind.IDENTITY),
    (_NIR, _is_nir, PersonalKind.IDENTITY),
    (_CHINESE, _is_chinese, PersonalKind.IDENTITY),
)


def _plates(flat: str) -> Iterator[Span]:
    for pattern in (_PLATE, _PLATE_BEFORE, _PLATE_BY_SIGNS):
        for match in pattern.finditer(flat):
            if _is_plate(flat, match):
                yield match.start("value"), match.end("value"), PersonalKind.PLATE


def _is_plate(flat: str, match: re.Match[str]) -> bool:
    """Whether the sign beside a plate word can be one: four to eight letters and digits, no street, no measure."""
    value = re.sub(r"[^a-z0-9]", "", match["value"])
    digits = sum(character in _DIGITS for character in value)
    if not 4 <= len(value) + (match["value"][:1] > "\u4e00") <= 9 or digits == 0 or (digits == len(value) < 5):
        return False
    before = flat[max(0, match.start() - 12) : match.start()]
    if _YEAR_AND_MAKE.fullmatch(match["value"]) or not _EVERYDAY.isdisjoint(re.findall(r"[a-z]+", match["value"])):
        return False
    return not _NOT_A_PLATE.search(before) and not _IS_STREET.match(flat, match.end("value"))
