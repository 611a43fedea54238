"""Find where a text may go on with another problem: items of a list, words such as "also", paragraphs, sentences.

A cut is only a place to look at: whether two problems meet there is for `parsers.several` to say. Every pattern looks a
bounded way ahead, so that the time grows with the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from parsers.quick_look import QuickLook


class Mark(IntEnum):
    """What stands at a cut, from the one that says least to the one that says most."""

    CLAUSE = 0
    """`and`, a comma, a semicolon."""
    SENTENCE = 1
    PARAGRAPH = 2
    ALSO = 3
    """Also, in addition, plus."""
    ITEM = 4
    """An item of a list."""
    ANOTHER = 5
    """A second issue, another problem, on another note."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the words behind a mark begin; the mark itself belongs to them."""

    at: int
    mark: Mark


_START = (
    r"(?:^|(?<=[.!?;:\n。！？；])|(?<=[.!?;:]\s)|(?<=\n\s))[ \t]*(?:(?:and|y|und|et|e|ak|oh|hi|hello)[ ,]+)?(?:i\s+)?"
)
"""Where a sentence begins, perhaps with a small word."""
_NUMBERED = re.compile(r"(?:^|(?<=\s))[(\[]?(?P<number>\d{1,2})[.)\]:](?=\s*[^\W\d_])", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[-*•·–—▪●]|[a-hA-H][.)])[ \t]+(?=\S)", re.MULTILINE)
_ORDINAL = re.compile(
    _START
    + r"(?:second(?:ly)?|third(?:ly)?|2nd|3rd|segundo|tercero|en segundo lugar|en tercer lugar|zweitens|drittens|"
    r"deuxi[eè]mement|troisi[eè]mement|segundo lugar|em segundo lugar|第二|第三|其次|thứ hai|thứ ba|dezyèmman)"
    r"(?:[ \t]*[,:]|\s+(?:of all|thing|issue|problem|item)\b|(?=[\u3400-\u9fff，、：]))",
    re.IGNORECASE | re.MULTILINE,
)
_THING = r"(?:issue|problem|thing|complaint|request|concern|matter|item|report)"
_COSA = r"(?:problema|cosa|asunto|queja|reporte|petici[oó]n|solicitud)"
_ANOTHER = re.compile(
    _START + r"(?:(?:(?:have|had|there(?:'s| is)|here(?:'s| is)|got|would like to report|want to report|also have) )?"
    r"(?:an?other|a (?:second|different|separate|new|further)|one (?:more|other)|"
    r"(?:the |my )?(?:second|other|next|2nd))(?: (?:unrelated|separate|different))? "
    + _THING
    + r"\b|on (?:an?other|a different|a separate|an unrelated) "
    r"(?:note|subject|topic|matter)|(?:separately|unrelated(?:ly)?|different (?:subject|topic|issue))\b|"
    r"(?:(?:hay|tengo|quiero reportar|quisiera reportar) )?(?:(?:un |el |mi )?(?:otro|segundo|pr[oó]ximo)|"
    r"(?:una |la |mi )?(?:otra|segunda)) " + _COSA + r"\b|por otr[oa] (?:lado|parte)|aparte de (?:eso|esto)|"
    r"(?:une?|le|la)? ?(?:autre|deuxi[eè]me|second) (?:probl[eè]me|chose|demande|souci)\b|d'autre part|"
    r"(?:ein )?(?:weiteres|zweites|anderes|n[aä]chstes) (?:problem|anliegen|thema)\b|noch etwas\b|"
    r"(?:um |o |mais um )?(?:outro|segundo) (?:problema|assunto|pedido)\b|(?:uma )?outra coisa\b|"
    r"另一个问题|另一個問題|还有一个问题|還有一個問題|还有一件事|還有一件事|第二个问题|第二個問題|另一件事|"
    r"(?:một )?vấn đề (?:khác|thứ hai)|một việc (?:khác|nữa)|"
    r"(?:yon )?(?:lòt|dezyèm) (?:pwoblèm|bagay))",
    re.IGNORECASE | re.MULTILINE,
)
_ALSO = re.compile(
    r"(?:(?:^|(?<=[.!?;\n。！？；])|(?<=[.!?;]\s)|(?<=\n\s))[ \t]*(?:(?:and|but|oh|i|we|y|und|et|e|ak)[ ,]+)?"
    r"(?:also|additionally|in addition|plus|as well|furthermore|moreover|besides (?:that|this)|while you'?re at it|"
    r"tambi[eé]n|adem[aá]s|asimismo|au[sß]erdem|zus[aä]tzlich|des weiteren|de plus|en plus|en outre|par ailleurs|"
    r"tamb[eé]m|al[eé]m disso|ngoài ra|thêm nữa|còn nữa|anplis|epi tou)(?![\w'])"
    r"|(?:^|(?<=[\n。！？；，]))(?:另外|此外|还有|還有)"
    r"|(?:^|(?<=[.!?;\n])|(?<=[.!?;]\s)|(?<=\n\s))[ \t]*(?:and )?(?:there(?:'s| is| are|s)|we|i|the city|the|a|an|"
    r"hay|auch|aussi|il y a|es gibt|há)[ ](?:[^\W\d_]+[ ]){0,2}(?:also|tambi[eé]n|auch|aussi|tamb[eé]m)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*|\n(?=\S)")
_SENTENCE = re.compile(r"(?<=[^\W\d_][.!?;])\s+(?=\S)|(?<=\d[.!?;])\s+(?=[^\W\d_])|(?<=[。！？；])")
_CLAUSE = re.compile(
    r",?\s{1,3}(?:and|y|und|et|e|ak|e também|plus)\s{1,3}(?=\S)|[,;]\s{1,3}(?=[^\W\d_])", re.IGNORECASE
)
_LOOK = QuickLook([_ORDINAL, _ANOTHER, _ALSO])
_SHORTEST = 6
"""Characters of a mark before its sentence begins."""
_QUOTE = re.compile(r"^[ \t]*(?:>|On .{5,80} wrote:|El .{5,80} escribi[oó]:|-{3,}|_{5,}|From: )", re.MULTILINE)
_SEVERAL_PLACES = re.compile(
    r"\d{1,5}\s+(?:[NSEW]\.?\s+)?[^\W\d_]{3,}|(?:corner|intersection|esquina|cruce)\b|[^\W\d_] ?(?:&|/|@) ?[^\W\d_]|"
    r"\s(?:and|y)\s+[^\W\d_]{3,}\s+(?:st|ave|rd|dr|blvd|street|avenue|road)\b",
    re.IGNORECASE,
)


def find_cuts(text: str) -> tuple[Cut, ...]:
    """Where further problems may begin in `text`, in its order, each place once; empty for nearly every text."""
    end = _end_of_own(text)
    found: dict[int, Mark] = {}
    for cut in (*_said(text, end), *(_loose(text, end) if _names_places(text, end) else ())):
        at = _skip_blanks(text, cut.at)
        found[at] = max(cut.mark, found.get(at, Mark.CLAUSE))
    cuts = [Cut(at, mark) for at, mark in sorted(found.items()) if at > 0 or mark is Mark.ITEM]
    return tuple(cut for before, cut in pairwise([Cut(-_SHORTEST, Mark.CLAUSE), *cuts]) if _parts_words(before, cut))


def _parts_words(before: Cut, cut: Cut) -> bool:
    """Whether there are words between two cuts: `1.` at the beginning of an item ends no sentence."""
    return cut.mark > Mark.PARAGRAPH or before.mark <= Mark.PARAGRAPH or cut.at - before.at >= _SHORTEST


def _end_of_own(text: str) -> int:
    """Where quoted text begins, which is not cut."""
    quote = _QUOTE.search(text)
    return quote.start() if quote else len(text)


def _said(text: str, end: int) -> Iterator[Cut]:
    yield from _items(text, end)
    if not _LOOK.may_find(text):
        return
    for pattern, mark in ((_ORDINAL, Mark.ANOTHER), (_ANOTHER, Mark.ANOTHER), (_ALSO, Mark.ALSO)):
        for match in pattern.finditer(text, 0, end):
            yield Cut(match.start(), mark)


def _items(text: str, end: int) -> Iterator[Cut]:
    """The items of a list of two or more: bullets, or numbers that count up from one."""
    bullets = [Cut(match.start(), Mark.ITEM) for match in _BULLET.finditer(text, 0, end)]
    if len(bullets) > 1:
        yield from bullets
    wanted, numbered = 1, []
    for match in _NUMBERED.finditer(text, 0, end):
        if int(match["number"]) == wanted:
            numbered.append(Cut(match.start(), Mark.ITEM))
            wanted += 1
    if len(numbered) > 1:
        yield from numbered


def _loose(text: str, end: int) -> Iterator[Cut]:
    for pattern, mark in ((_PARAGRAPH, Mark.PARAGRAPH), (_SENTENCE, Mark.SENTENCE), (_CLAUSE, Mark.CLAUSE)):
        for match in pattern.finditer(text, 0, end):
            yield Cut(match.start() if mark is Mark.CLAUSE else match.end(), mark)


def _names_places(text: str, end: int) -> bool:
    """Whether two exact places may be named: nothing less makes two problems of what nobody marked."""
    places = _SEVERAL_PLACES.finditer(text, 0, end)
    return next(places, None) is not None and next(places, None) is not None


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
