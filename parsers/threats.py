"""Recognise a threat against a person or an office of the city, so that somebody in charge reads it (PROTOCOL 15.13).

Anger is none: residents swear, and say that a hole will kill somebody. A threat is what the writer means to do.
"""

from __future__ import annotations

import re

from parsers.values import Evidence

_MOST_READ = 20_000
_WILL = r"(?:i|we)(?:['’ ]?(?:ll|will|m|am|are|re|ma))?(?: just| really)?(?: going to| gonna| about to)? "
_WHOM = (
    r"(?:you|u|ya|yall|y['’]all|your|them|him|her|someone|somebody|whoever|everyone|everybody|the (?:mayor|inspector|"
    r"clerk|driver|crew|worker|workers|officer|officers|cop|cops|guy|supervisor|people))\b"
    r"(?! (?:an?|the|some|my|over) (?:e-?mail|mail|text|message|pictures?|photos?|pics?|note|link|line))"
)
_PLACES = r"(?:city hall|town hall|(?:your|the|that|this) (?:office|building|trucks?|house|yard|depot|department))\b"
_THREAT = re.compile(
    rf"\b{_WILL}(?:kill|murder|shoot|stab|beat up|beat|hurt|strangle|run over|hang) {_WHOM}"
    rf"|\b{_WILL}(?:burn down|burn|blow up|bomb|torch|shoot up) {_PLACES}"
    rf"|\b{_WILL}(?:come|coming) (?:down )?(?:there|to {_PLACES}) with (?:a|my) (?:gun|rifle|knife|bat|shotgun)"
    r"|\bbomb (?:in|at|under) (?:city hall|town hall|your)"
    r"|\b(?:you|u|you['’]?re|ur|you are|you all are|yall are) (?:all )?(?:dead meat|a dead man|a dead woman|gonna die"
    r"|going to die|as good as dead)"
    r"|\bi know where (?:you|u|your family|your kids) (?:live|lives|work|park|sleep|go to school)"
    r"|\b(?:put|putting) a bullet in|\bwatch your back\b"
    r"|\b(?:te|los|las|le|les|lo|la) (?:voy|vamos) a (?:matar|golpear|disparar|quemar|apu[nñ]alar|partir la cara)"
    r"|\b(?:voy|vamos) a (?:matarte|matarlos|matarlo|golpearlos|dispararles|quemar (?:la alcald[ií]a|el ayuntamiento"
    r"|su oficina|sus camiones)|poner una bomba)"
    r"|\bs[eé] d[oó]nde (?:vives|trabajas|viven|trabajan|vive usted)|\bcu[ií]d(?:a|e|en|ate) la espalda"
    r"|\bvan a morir todos|\beres hombre muerto"
    r"|\bje vais (?:te|vous) (?:tuer|frapper|buter|faire la peau)",
    re.IGNORECASE,
)


def find_threat(text: str) -> Evidence | None:
    """The words of `text` that threaten somebody, or None. Total and linear."""
    match = _THREAT.search(text[:_MOST_READ])
    return Evidence(start=match.start(), end=match.end(), text=match.group()) if match else None
