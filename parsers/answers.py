"""Read an answer to what we asked by text: a line of a list, a yes or a no, a ticket's number (PROTOCOL 15.2, 15.6).

A place or a description is no answer in this sense: it is read as every text is, see `answered_place`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.confirmation import is_no, is_yes
from parsers.fixed_words import tells_fixed
from parsers.ticket_number import find_ticket_number
from parsers.values import Asked
from parsers.word_lists import word_set, word_table
from parsers.words import fold

MOST_CHOICES = 20
"""A higher number is no line of a list of ours."""
_LONGEST = 60
_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*")
_KEYCAP = re.compile("\ufe0f?\u20e3")
_OTHER_SIGNS = re.compile(r"[/:$%&+]|\d[.,-]\d")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|era|ro|ra|do|da|o|a|º|ª|e|eme)\b\.?", re.IGNORECASE)
_SPELLED = word_table(
    {
        1: "one, first, uno, una, primero, primera, primer, un, premier, premiere, eins, erste, ersten, um, uma, "
        "primeiro, primeira, mot, youn, premye",
        2: "two, second, dos, segundo, segunda, deux, deuxieme, zwei, zweite, zweiten, dois, duas, hai, de, dezyem",
        3: "three, third, tres, tercero, tercera, tercer, trois, troisieme, drei, dritte, dritten, terceiro, "
        "terceira, ba, twa",
        4: "four, fourth, cuatro, cuarto, cuarta, quatre, quatrieme, vier, vierte, quatro, quarto, quarta, bon, kat",
        5: "five, fifth, cinco, quinto, quinta, cinq, cinquieme, funf, funfte, nam, senk",
        6: "six, sixth, seis, sexto, sexta, sechs",
        7: "seven, seventh, siete, septimo, septima, sept, sieben, sete",
        8: "eight, eighth, ocho, octavo, octava, huit, acht, oito",
        9: "nine, ninth, nueve, noveno, novena, neuf, neun, nove",
    }
)
_CHINESE = {
    character: number
    for number, characters in {1: "一", 2: "二两兩", 3: "三", 4: "四", 5: "五"}.items()
    for character in characters
}
AROUND = word_set("""
        the number no num nr nro option opcion numero el la los las o a one please pls thanks thank you por favor
        gracias its it is es i mean meant choose pick reply answer elijo escojo ese esa este esta that this think
        would be say said seria la creo que quiero want for report ticket reporte place lugar le numero cest das der
        die nummer ist lo line linea ok okay yes si y hi hello hola um uh
    """)
"""Words that stand around an answer and say nothing of their own."""
_TICKET = re.compile(r"[A-Za-z0-9]{4}[-\u2010-\u2013]?[A-Za-z0-9]{4}")
_LIKE_ONE = frozenset({"one", "un", "una", "uno", "de", "bon"})
"""Words that count only when no other number is said: `the second one`."""
_NONE = word_set("""
        none, neither, none of them, none of these, none of those, none of the above, no none, not any of them, not
        those, not these, neither one, neither of them, nothing of those, other, another, other one, another one, 0,
        zero, ninguno, ninguna, ninguno de esos, ninguno de estos, ninguna de esas, ninguna de estas, otro, otra,
        aucun, aucune, keine, keiner, nenhum, nenhuma, 都不是, khong cai nao, okenn
    """)
_LEAD_YES = re.compile(
    r"\s*(?:yes|yeah|yep|yup|ye[ah]|correct|s[ií]|oui|ja|sim|wi|[👍✅]\S?)(?:\s*[,.!;:\n–—-]+\s*|\s+(?=(?:it|it'?s|that|"
    r"that'?s|this|thanks?|please|right|correct|exactly|es|ah[ií]|est[aá]|ese|esa|c[’']est|es ist|the|at|on|in|by|"
    r"near|en|frente)\b|\d))",
    re.IGNORECASE,
)
_LEAD_NO = re.compile(
    r"\s*(?:no|nope|nah|wrong|incorrect|not (?:quite|there|that(?: one)?|right|exactly)|negative|non|nein|"
    r"n[aã]o|2|👎\S?)"
    r"(?:\s*[,.!;:\n–—-]+\s*|\s+(?=(?:it|it'?s|this|that|that'?s|wrong|not|sorry|thanks?|i meant|i said|i mean|the "
    r"(?:address|corner|right|other|real|correct)|at|in front|on|near|by|es|est[aá]|eso|esa|en|c[’']est|é|sino|la "
    r"(?:direcci[oó]n|esquina|otra))\b|\d{2,}))",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\s*(?:but|except|actually|only|pero|aunque|sino|mais|aber|mas)\b|.*\b(?:but (?:it'?s|at|on)|pero (?:es|en))\b",
    re.IGNORECASE | re.DOTALL,
)
_WRONG_NUMBER = re.compile(
    r"\s*(?:the )?(?:wrong|incorrect) (?:house |street )?(?:number|address|place|street|spot)\b|"
    r"\s*(?:n[uú]mero|direcci[oó]n|lugar) (?:equivocad[oa]|incorrect[oa])\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReading:
    """A line of a list (from 1), a yes or no, and the canonical number of a ticket, as far as they were said."""

    number: int | None = None
    agrees: bool | None = None
    ticket_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A yes or no at the beginning of a message, and what the message says behind it."""

    agrees: bool
    rest: str


def read_answer(text: str, asked: Asked) -> AnswerReading | None:
    """The answer that the whole of `text` is to what was `asked`; None when it is none, or says more. Total."""
    match asked:
        case Asked.CONFIRM_PLACE | Asked.PHOTO_PLACE:
            return _confirmation(text)
        case Asked.FIXED:
            is_fixed = tells_fixed(text)
            return _confirmation(text) if is_fixed is None else AnswerReading(agrees=is_fixed)
        case Asked.WHICH_TICKET:
            return _choice(text)
        case _:
            return None


def means_none(text: str) -> bool:
    """Whether `text` says that no line of a list is meant."""
    words = " ".join(fold(word) for word in _TOKEN.findall(text[:_LONGEST]))
    return len(text) <= _LONGEST and words in _NONE


def split_verdict(text: str) -> Verdict | None:
    """The yes or no that opens `text` with more words behind it: `No, it is 14 Oak St`. Total."""
    wrong = _WRONG_NUMBER.match(text)
    if wrong:
        return Verdict(agrees=False, rest=text[wrong.end() :])
    if lead := _LEAD_NO.match(text):
        return Verdict(agrees=False, rest=text[lead.end() :])
    lead = _LEAD_YES.match(text)
    if lead is None or _TURN.match(text, lead.end()):
        return None
    return Verdict(agrees=True, rest=text[lead.end() :])


def find_choice(text: str) -> int | None:
    """The line of a list that `text` names and nothing else: `2`, `#2`, `the second one`, `la primera`. Total."""
    stripped = _KEYCAP.sub("", text.strip())
    if not stripped or len(stripped) > _LONGEST or _OTHER_SIGNS.search(stripped):
        return None
    if len(stripped) <= 3 and (by_sign := [_CHINESE[sign] for sign in stripped if sign in _CHINESE]):
        return by_sign[0]
    words = [fold(word) for word in _TOKEN.findall(_ORDINAL.sub("", stripped))]
    named = [word for word in words if word not in AROUND or word in _LIKE_ONE]
    numbers = [word for word in named if word not in _LIKE_ONE] or named
    return _as_number(numbers[0]) if len(numbers) == 1 else None


def _as_number(word: str) -> int | None:
    number = int(word) if word.isdecimal() and len(word) < 4 else _SPELLED.get(word)
    return number if number is not None and 1 <= number <= MOST_CHOICES else None


def _confirmation(text: str) -> AnswerReading | None:
    number = find_choice(text)
    if number is not None:
        return AnswerReading(number=number, agrees={1: True, 2: False}.get(number))
    if is_yes(text):
        return AnswerReading(agrees=True)
    return AnswerReading(agrees=False) if is_no(text) or means_none(text) or _WRONG_NUMBER.fullmatch(text) else None


def _choice(text: str) -> AnswerReading | None:
    number = find_choice(text)
    if number is not None:
        return AnswerReading(number=number)
    ticket = find_ticket_number(text[:_LONGEST])
    words = [fold(word) for word in _TOKEN.findall(_TICKET.sub("", text[:_LONGEST]))]
    return AnswerReading(ticket_number=ticket) if ticket and AROUND.issuperset(words) else None
