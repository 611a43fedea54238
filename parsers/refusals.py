"""Recognise the wish for silence in free words (47 CFR 64.1200(a)(10), PROTOCOL 12.10): what a reasonable person means.

A refusal must be all that a message says: "don't text while driving sign is down" is about a sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.word_lists import word_set
from parsers.words import fold

_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_REFUSAL = re.compile(
    r"\b(?:(?:please |pls |plz )?(?:stop|quit|cease|no more|end) (?:sending |all |with |these |those |the |your |with "
    r"the |with these |this )*"
    r"(?:me |us )?(?:texting|text|texts|messaging|message|messages|messaging me|sms|contacting|bothering|spamming|"
    r"spam|alerts|notifications|"
    r"calling and texting|updates|sending|harassing)"
    r"|(?:do not|don'?t|dont|never) (?:ever )?(?:text|message|contact|sms|send me|bother) (?:me|this number|us|"
    r"anything|any|again|anymore|messages|texts)"
    r"|(?:take|get|remove|delete) (?:me|my (?:phone |cell )?number|this number|us) (?:off|from|out)|remove my "
    r"(?:phone |cell )?number|lose (?:my|this) number"
    r"|(?:i )?(?:want to |wish to |would like to |like to |please |i )(?:unsubscribe|opt[ -]?out)|opt me out|"
    r"unsubscribe (?:me|from|this|my)"
    r"|(?:i )?(?:do not|don'?t|dont) (?:want|wish|need) (?:to (?:get|receive)|any more|any|these|your|more|anymore|to "
    r"be) ?(?:more |of |these |your |any )*"
    r"(?:texts?|messages?|sms|alerts|texted|contacted|notifications|text messages)|leave me alone|cancel (?:these|my|"
    r"the|all) (?:texts?|messages?|alerts|notifications|subscription)"
    r"|no (?:me )?(?:mande|manden|env[ií]e|env[ií]en|escriba|escriban|mandes|env[ií]es|escribas|molesten|moleste|"
    r"contacten|textee|texteen)(?: m[aá]s)?(?: (?:mensajes|textos|nada|m[aá]s))?"
    r"|(?:dejen?|deje|pare|paren|deja) de (?:mandar|mandarme|enviar|enviarme|escribir|escribirme|molestar|molestarme|"
    r"textear|textearme|mensajes)"
    r"|no (?:quiero|deseo) (?:m[aá]s |recibir )+(?:m[aá]s )?(?:mensajes|textos|sms|mensajes de texto)?|no m[aá]s "
    r"(?:mensajes|textos|sms)"
    r"|(?:qu[ií]ten?me|b[oó]rren?me|s[aá]quen?me) de (?:la|su|esta) lista|(?:quiero )?darme de baja|wrong number"
    r"|(?:stop|quit) (?:replying|writing|bugging|pinging)(?: to)?(?: me| us)?"
    r"|(?:ya )?no (?:me )?(?:interesa|gustar[ií]a) recibir (?:m[aá]s )?(?:mensajes|textos)|no quiero que me "
    r"(?:escriban|manden|env[ií]en|contacten)|ya no (?:quiero|deseo) (?:sus |estos |recibir )*(?:mensajes|textos)"
    r"|d[eé]j(?:en|e|a)me en paz|n[uú]mero equivocado"
    r"|(?:arr[eê]tez|arr[eê]te|cessez) de m[’'](?:envoyer|[eé]crire|importuner|contacter)"
    r"|ne m[’'](?:envoyez|[eé]crivez|envoie|[eé]cris|contactez)(?: plus| pas)|ne me (?:contactez|textez|d[eé]rangez) "
    r"(?:plus|pas)|(?:je ne veux )?plus de (?:messages|textos|sms)|d[eé](?:sabonnez|sinscrivez)[- ]moi|mauvais "
    r"num[eé]ro|laissez[- ]moi tranquille"
    r"|n[aã]o (?:me )?(?:mande|mandem|envie|enviem|escreva|escrevam)(?: mais)?(?: mensagens| nada| sms)?(?: mais)?"
    r"|par(?:e|em) de (?:me )?(?:mandar|enviar|escrever)|n[aã]o quero (?:mais )?(?:receber )?(?:mais )?mensagens"
    r"|me (?:tire|tirem) da lista|n[uú]mero errado"
    r"|keine (?:sms|nachrichten|texte) mehr|schreib(?:t|en sie)? mir nicht(?: mehr)?|h[oö]r(?:t|en sie)? auf,? mir "
    r"(?:zu schreiben|sms zu schicken|nachrichten zu schicken)|falsche nummer"
    r"|đừng nhắn(?: tin)?(?: cho tôi)?(?: nữa)?|pa voye(?: m)?(?: okenn)? mes[aà]j(?: ank[oò])?(?: ban mwen)?|sispann "
    r"voye(?: mes[aà]j)?)\b"
    r"|(?:不要|别|別)再?(?:给我|給我)?(?:发|發)(?:短信|消息|信息|簡訊)?|打错了|打錯了",
    re.IGNORECASE,
)
_MAY_SURROUND = word_set("""
        please pls plz por favor now already again i me my us this number texts text messages message thank you
        thanks anymore more and or the to from list your ever ya gracias asap immediately hey hi hello ok okay stop
        unsubscribe sir im am you have wrong a any further at all sms contacting number phone cell off of these it
        is are so annoying not interested want dont do receive get be mas nunca no numero telefono mi de la su esta
        lista a with sending send updates alerts notifications system service out opt like would wish need alone
        city who signed up unsolicited spam am asking told told you said just will never ask asked
        svp sil vous plait merci messages textos plus de moi la liste mais por favor obrigado obrigada da bitte danke
        mehr sms nhe nua ank tanpri mesi ya siento lo no soy sorry think los las sus estos esos mensajes textos lista
    """)
_HINTS = word_set("""
        stop quit cease no end do dont not never take get remove delete lose unsubscribe opt leave cancel wrong want
        please deje dejen deja dejenme dejeme dejame pare paren parem quitenme quiteme borrenme borreme saquenme
        saqueme numero darme arretez arrete cessez ne plus desabonnez desinscrivez mauvais laissez nao me keine
        schreib schreibt schreiben hor hort horen falsche đung pa sispann i
    """)
"""One of these words is in every refusal in letters, so that other messages cost nothing."""


def is_refusal(text: str, words: Sequence[str]) -> bool:
    """Whether `text`, a short message of the folded `words`, refuses messages and says nothing of its own. Total."""
    if text.isascii() and _HINTS.isdisjoint(words):
        return False
    match = _REFUSAL.search(text)
    if match is None:
        return False
    rest = [fold(word) for word in _LETTERS.findall(text[: match.start()] + " " + text[match.end() :])]
    strange = [word for word in rest if word not in _MAY_SURROUND]
    return len(strange) <= max(1, len(words) // 6)
