"""Recognise tapbacks: a phone's report that somebody liked our text, with our own words in quotes (PROTOCOL 15.9).

They say nothing new, and the words in them are ours: an emergency line that somebody liked is no emergency.
"""

from __future__ import annotations

import re

_READ = 400
_EMOJI = r"[^\w\s\"'“«‘„<>()\[\]{}=+*/#&%$@.,;:!?-]"
_SIGN = rf"(?:{_EMOJI}[\u200a-\u200d\ufe0f]*){{1,8}}"
_OPEN = r"[“\"«‘'„「]"
_VERBS = r"""
    Liked | Loved | Disliked | Laughed\ at | Emphasi[sz]ed | Questioned
    | Reacted\ (?:with\ )?\S{1,12}\ to | Removed\ (?:an?\ [\w ]{1,20}|\S{1,12})\ from
    | (?:Le|No\ le)\ (?:ha\ )?(?:gust(?:[oó]|ado)|encant(?:[oó]|ado)) | A\s\S{1,30}\ le\ (?:gust|encant)[oó]
    | (?:Se\ )?(?:ri[oó]|ha\ re[ií]do)\ (?:de|con) | (?:Enfatiz[oó]|Destac[oó]|Ha\ (?:enfatizado|destacado|exclamado))
    | (?:Cuestion[oó]|Pregunt[oó]|Ha\ preguntado) | Indic[oó]\ que\ le\ gusta | Me\ (?:gusta|encanta)
    | Dio\ (?:Me\ gusta|risa) | Reaccion[oó]\ (?:con\ )?\S{1,12}\ a
    | (?:Quit[oó]|Elimin[oó])\ (?:un\ |una\ )?.{1,20}\ de
    | (?:A|N[’']a\ pas)\ (?:aim[eé]|ador[eé]) | A\ (?:ri|rigol[eé])\ (?:de|[aà]) | A\ (?:insist[eé]\ sur|soulign[eé])
    | A\ (?:questionn[eé]|mis\ en\ doute|remis\ en\ question) | A\ r[eé]agi\ (?:par\ |avec\ )?\S{1,12}\ [aà]
    | A\ retir[eé]\ .{1,24}\ de | J[’']aime | Aime
    | Gostou\ de | Amou | N[aã]o\ gostou\ de | Riu\ de | Enfatizou | Questionou | Reagiu\ com\ \S{1,12}\ a
    | Gef[aä]llt | Hat\ mit\ \S{1,12}\ auf | Hat
"""
_TAPBACK = re.compile(
    rf"\s*(?:(?:{_VERBS})|[\u200a-\u200d\s]*{_SIGN}\s*(?:to|a|à|auf|en\ r[eé]ponse\ [aà]))[\s\u200a-\u200d]*{_OPEN}",
    re.IGNORECASE | re.VERBOSE,
)
_OF_PICTURE = re.compile(
    r"\s*(?:(?:Liked|Loved|Disliked|Laughed at|Emphasi[sz]ed|Questioned|Reacted \S{1,12} to) (?:an image|a photo|a "
    r"picture|a movie|a video|an attachment|an audio message)"
    r"|(?:Le gust[oó]|Le encant[oó]) una (?:imagen|foto)|A (?:aim[eé]|ador[eé]) une (?:image|photo))\s*\.?\s*",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"[”\"»’'“」…][\s.\u200a-\u200d]*(?:gelikt|markiert|reagiert)?$|\.\.\.$|“[^”]*$")


def is_reaction(text: str) -> bool:
    """Whether `text` is a tapback of a phone, in English, Spanish, French, Portuguese or German. Total."""
    start = text[:_READ]
    if _OF_PICTURE.fullmatch(start):
        return True
    return _TAPBACK.match(start) is not None and _CLOSED.search(text[-_READ:]) is not None
