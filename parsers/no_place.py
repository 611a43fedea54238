"""Recognise answers to "Where is it?" that name no place: not knowing it, and "the same place as before"."""

from __future__ import annotations

import re

_LONGEST = 160
_UNKNOWN = re.compile(
    r"\W*(?:i(?: really)? (?:do ?n[’']?t|do not) (?:know|remember|have (?:it|one|an address)|recall)"
    r"(?: (?:the|exactly|where|what|it|exact|address|street|name|of|sorry|its?|is|that))*"
    r"|idk|dunno|no idea|no clue|unknown|can[’']?t remember|(?:not sure|unsure)(?: of| about| what| where)?(?: the)?"
    r"(?: exact)?(?: address| street| place| location)?(?: it| is)*"
    r"|(?:ya )?no (?:lo )?(?:s[eé]|recuerdo|me acuerdo)"
    r"(?: (?:la|el|d[oó]nde|direcci[oó]n|calle|nombre|de|es|exacta|exactamente))*"
    r"|(?:no tengo )?ni idea|qui[eé]n sabe|no estoy segur[oa]|je ne sais pas|aucune id[eé]e|n[aã]o sei|keine ahnung"
    r"|wei(?:ß|ss) (?:ich )?nicht|不知道|không biết|m pa konnen|mwen pa konnen)\W*",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\W*(?:(?:it[’']?s |it is |at |in |on )*(?:the )?same (?:place|spot|location|address|street|corner|one|area)"
    r"(?: as (?:before|last time|the last(?: one| time)?|always|yesterday|my last(?: one| report)?))?"
    r"|same as (?:before|last time|always|yesterday|the last(?: one| time)?)|where it was(?: before| last time)?"
    r"|(?:es |est[aá] |en |al )*(?:el |la )?mism[oa] (?:lugar|sitio|direcci[oó]n|calle|esquina|de antes|de siempre)"
    r"|ah[ií] mismo|donde siempre|(?:au )?m[eê]me (?:endroit|lieu|adresse)|mesmo lugar|gleicher ort|am selben ort"
    r"|同一个地方|cùng chỗ|menm kote)\W*",
    re.IGNORECASE,
)


def means_unknown(text: str) -> bool:
    """Whether `text` says that its sender does not know where it is."""
    return len(text) <= _LONGEST and _UNKNOWN.fullmatch(text) is not None


def means_same_place(text: str) -> bool:
    """Whether `text` says that it is where something was before: no place by itself, but the thread may tell it."""
    return len(text) <= _LONGEST and _SAME.fullmatch(text) is not None
