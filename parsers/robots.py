"""Recognise what a phone or a car answers by itself: "I'm driving, I'll reply later" (PROTOCOL 15.16).

All of the text must be such sentences: "I'm driving on Elm and hit a pothole" is a report.
"""

from __future__ import annotations

import re

_LONGEST = 320
_DRIVING = r"(?:currently\ |now\ |right\ now\ )?driving(?:\ right\ now|\ now|\ at\ the\ moment|\ home|\ to\ work)?"
_SENTENCES = re.compile(
    rf"""(?:
    (?:sorry[,.!]?\ )?i[’']?(?:m|\ am)\ {_DRIVING}
        (?:\ with\ (?:the\ )?(?:do\ not\ disturb(?:\ while\ driving)?|(?:driving\ )?focus)(?:\ turned)?\ on)?
    | i[’']?(?:ll|\ will)\ (?:see|read|get|reply|respond|answer|text|call|get\ back)\b[^.!?\n]{{0,40}}?
        \b(?:when|once|as\ soon\ as|after|later|soon|to\ you|you\ back)\b[^.!?\n]{{0,60}}
    | i[’']?(?:m|\ am)\ not\ receiving\ notifications
    | if\ this\ is\ urgent,?\ reply\ [“"]?urgent[”"]?[^.!?\n]{{0,90}}
    | i[’']?(?:m|\ am)\ (?:in\ a\ meeting|busy|at\ work|at\ the\ movies|in\ class
        |away\ from\ my\ phone|out\ of\ (?:the\ )?office)
        (?:\ (?:right\ now|now|at\ the\ moment))?
    | (?:sorry[,.!]?\ )?i[’']?(?:\ )?(?:can[’']?t|cannot)\ (?:talk|text|answer|reply|respond)
        (?:\ (?:right\ now|now|at\ the\ moment))?
    | (?:can\ i|i[’']?ll)\ call\ (?:you\ )?(?:back\ )?later
    | (?:message\ |auto(?:matically)?\ )?sent\ (?:automatically\ )?
        (?:from\ (?:my\ (?:car|vehicle|truck)|android\ auto|carplay)|by\ android\ auto|while\ driving)
    | \[?\(?(?:auto(?:mated|matic)?[- ]?(?:reply|response|respond(?:er)?|message)|automated\ text)\)?\]?:?
    | this\ is\ an?\ auto(?:mated|matic)?[- ]?(?:reply|response|message|text)[^\n]{{0,200}}
    | (?:do\ not\ disturb|driving)\ mode(?:\ is)?\ (?:on|turned\ on|enabled)
    | (?:lo\ siento[,.]?\ )?estoy\ (?:conduciendo|manejando|al\ volante)(?:\ (?:ahora|en\ este\ momento))?
        (?:\ (?:y|con)[^.!?\n]{{0,60}})?
    | (?:te|le)\ (?:responder[eé]|contestar[eé]|llamo|llamar[eé]|escribir[eé]|respondo|contesto)\b[^.!?\n]{{0,60}}
    | (?:ver[eé]|leer[eé])\ (?:tu|su)\ mensaje\b[^.!?\n]{{0,60}}
    | (?:ahora\ )?no\ puedo\ (?:hablar|contestar|responder|atender)(?:\ (?:ahora|en\ este\ momento))?
    | enviado\ desde\ mi\ (?:coche|carro|auto)
    | (?:mensaje|respuesta)\ autom[aá]tic[oa][^\n]{{0,200}}
    | je\ (?:conduis|suis\ au\ volant|suis\ en\ train\ de\ conduire)(?:\ (?:actuellement|en\ ce\ moment))?
    | je\ (?:vous|te)\ (?:r[eé]pondrai|rappelle(?:rai)?|r[eé]ponds)\b[^.!?\n]{{0,60}}
    | (?:r[eé]ponse|message)\ automatique[^\n]{{0,200}}
    | envoy[eé]\ depuis\ ma\ voiture
    | estou\ dirigindo(?:\ agora)? | resposta\ autom[aá]tica[^\n]{{0,200}}
    | ich\ fahre\ gerade(?:\ auto)? | automatische\ (?:antwort|nachricht)[^\n]{{0,200}}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SURE = re.compile(
    r"driving|urgent|sent|enviado|envoy|auto|disturb|notifications|conduciendo|manejando|volante|conduis|dirigindo|fahre",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s.,;:!?()\[\]“”\"—–-]*")


def is_robot(text: str) -> bool:
    """Whether every sentence of `text` is one that phones and cars send by themselves. Total and linear."""
    place = _skip(text, 0)
    if len(text) > _LONGEST or not _SENTENCES.match(text, place) or not _SURE.search(text):
        return False
    while place < len(text):
        sentence = _SENTENCES.match(text, place)
        if sentence is None or sentence.end() == place:
            return False
        after = _skip(text, sentence.end())
        if after == sentence.end() < len(text):
            return False
        place = after
    return bool(text.strip())


def _skip(text: str, place: int) -> int:
    between = _BETWEEN.match(text, place)
    return between.end() if between else place
