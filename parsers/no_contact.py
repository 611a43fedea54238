"""Recognise that a sender wants to be left alone: "no need to call back", "do not reply", in eight languages."""

from __future__ import annotations

import re

from parsers.quick_look import QuickLook
from parsers.word_lists import word_list

_WHO = r"(?:me|us|my (?:house|home|number|phone|cell|wife|husband|mother|mom))"
_ASKED = (
    r"(?=[dnp])(?:(?<=^)|(?<=[.,;:!?)\n-] )|(?<=[.!\n])|(?<=please )|(?<=pls )|(?<=but )|(?<=and )|(?<=so )|(?<=just )"
    r"|(?<=kindly ))"
)
"""An order begins its clause; `they do not call me` does not."""
_NOT = r"(?:do not|don't|dont|do n't|never|pls dont|please do not)"
_ENGLISH = (
    rf"{_ASKED}{_NOT} (?:ever |bother to |try to |have anyone |have someone |want you to )?(?:call|contact|phone"
    rf"|ring|visit|disturb|get in touch with|get back to|follow up with|come to|knock on)(?: {_WHO}\b| back\b"
    rf"|(?= *(?:[.!,;]|$)))"
    rf"|{_ASKED}{_NOT} (?:ever |bother to )?(?:reply|respond|answer|write back|text back"
    rf"|acknowledge)\b(?! to this (?:e-?mail|message|mailbox|address)| calls| the (?:phone|door))"
    r"|\b(?:no need|not necessary|unnecessary|you (?:do not|don't|dont) (?:need|have)|no reason|needn't"
    r"|need not)(?: for (?:you|anyone|anybody|someone))? ?"
    r"(?:to )?(?:be )?(?:call|contact|phone|ring|get back|get in touch|follow up|come (?:by|to the door)|reply"
    r"|respond|answer|text|email|e-mail|write|acknowledge)\w*\b"
    r"|\bno (?:need for (?:a |any )?)?(?:call|calls|call ?back|callback|phone calls?|contact|visit|follow[- ]?up"
    r"|return call|reply|response|answer|acknowledge?ment|confirmation)(?: back)?"
    r"(?: (?:is |are )?(?:needed|necessary|required|please|wanted|expected)|(?= *(?:[.!]|$)))"
    r"|\b(?:i )?(?:do not|don't|dont|would rather not|prefer not to|rather not) (?:want|wish|need"
    r"|like)?(?: to)? ?(?:be (?:contacted|called|phoned|bothered)|a call ?back|a (?:phone )?call|a reply"
    r"|a response)"
    r"|\b(?:want|wish|like|prefer) to (?:remain|stay|be) anonymous"
)
_ENGLISH_SILENT = (
    rf"{_ASKED}{_NOT} (?:ever |bother to )?(?:text|message|msg|email|e-mail|write|write to|send)\b (?:{_WHO}"
    rf"|any (?:texts?|e-?mails?|messages?)|texts|e-?mails|messages)\b"
    r"|\bno (?:more )?(?:messages|texts|text messages|e-?mails)(?: (?:please|to me|wanted)|(?= *(?:[.!]|$)))"
    r"|\b(?:do not|don't|dont) want (?:any |to get )?(?:more )?(?:messages|texts|text messages|e-?mails)\b"
)
_SPANISH = (
    r"\bno (?:me |nos )(?:llame|llamen|contacte|contacten|busque|busquen|visite|visiten|hable|hablen|molesten"
    r"|marquen|contesten|conteste|respondan|responda|devuelvan la llamada)\b"
    r"|\bno (?:(?:hace|hay) (?:falta|necesidad)|es necesari[oa]|se necesita|necesitan?|tienen? que"
    r"|hay que)(?: de)?(?: que)?(?: me| nos)? ?(?:una )?(?:llam|contact|devolv|visit|comunic|respond|respuest"
    r"|contest|escrib)\w*"
    r"|\bsin (?:necesidad de )?(?:llamadas?|llamar(?:me)?|contactar(?:me)?)\b|\bno (?:quiero|deseo"
    r"|queremos) (?:que me (?:llamen|contacten)|ser contactad[oa]|llamadas|respuesta)"
    r"|\bprefiero (?:ser|quedar|permanecer) anonim[oa]|\bquiero (?:ser|quedar|permanecer) anonim[oa]"
)
_SPANISH_SILENT = (
    r"\bno (?:me |nos )(?:manden|mande|envien|envie|escriban|escriba)(?: (?:mas|a este|mensajes?|correos?"
    r"|textos?|nada|por favor)\b| *(?=[.,!]|$))"
    r"|\bno (?:quiero|deseo) (?:mas )?(?:mensajes|correos|textos)"
)
_GERMAN = (
    r"\bbitte (?:mich |uns )?(?:nicht|keine?n?) (?:zuruckrufen|kontaktieren|anrufen|ruckruf|anrufe|besuchen"
    r"|kontakt|antworten?)"
    r"|\bkeine?n? (?:ruckruf|anruf|kontakt(?:aufnahme)?|besuch|antwort|ruckmeldung)(?: (?:ist |sind )?(?:notig"
    r"|notwendig|erforderlich|erwunscht|bitte)|(?= *(?:[.!]|$)))"
    r"|\b(?:ruckruf|anruf|kontakt|antwort)(?: ist)? (?:nicht (?:notig|notwendig|erforderlich|erwunscht)|unnotig)"
    r"|\b(?:sie|ihr) (?:mussen|musst|brauchen|braucht) (?:mich |uns |mir )?nicht (?:zu )?(?:an|zuruck|kontakt"
    r"|antwort)"
    r"|\brufe?n? sie mich (?:bitte )?nicht (?:an|zuruck)|\bkontaktieren sie mich (?:bitte )?nicht"
    r"|\bnicht (?:kontaktiert|angerufen) werden"
    r"|\bmochte (?:gerne? )?anonym bleiben"
)
_GERMAN_SILENT = (
    r"\bbitte (?:mir )?(?:nicht (?:mehr )?schreiben|keine (?:nachrichten|e?-?mails?|sms))\b"
    r"|\bschreiben sie mir (?:bitte )?nicht"
)
_FRENCH = (
    r"\b(?:ne|de ne pas|inutile de|pas besoin de|pas la peine de|ne pas)(?: plus)? (?:me |nous "
    r"|m')?(?:contacte[rz]|rappele[rz]|appele[rz]|telephone[rz]|joindre|repondre|repondez)(?: pas)?\b"
    r"|\b(?:je )?(?:ne )?(?:veux|souhaite|desire) pas (?:etre )?(?:contacte|rappele|appele)|\b(?:rester"
    r"|demeurer) anonyme|\bpas d'appel|\bpas (?:besoin )?de reponse|\bsans me (?:rappeler|contacter)"
)
_FRENCH_SILENT = (
    r"\b(?:ne|de ne pas|inutile de|pas besoin de|ne pas)(?: plus)? (?:nous |m')(?:ecrire|ecrivez|envoyer"
    r"|envoyez)\b|\bpas de (?:messages?|mails?|sms) (?:svp|s'il vous plait)"
)
_PORTUGUESE = (
    r"\bnao (?:me |nos )(?:ligue|liguem|contate|contatem|contacte|contactem|telefone|telefonem|procurem|visitem"
    r"|responda|respondam)\b"
    r"|\bnao (?:e (?:necessario|preciso)|precisam?|ha necessidade de)(?: de)?(?: me)? ?(?:ligar|contatar"
    r"|contactar|retornar|telefonar|entrar em contato|responder|resposta)"
    r"|\bnao quero (?:ser contatad[oa]|ligac(?:ao|oes)|que me liguem)|\bsem (?:necessidade de )?(?:ligacao"
    r"|contato|retorno)|\b(?:permanecer|ficar|ser) anonim[oa]"
)
_PORTUGUESE_SILENT = (
    r"\bnao me (?:escrevam?|mandem?|enviem?)(?: (?:mais )?(?:mensagens?|e-?mails?)|(?= *(?:[.,!]|$)))"
    r"|\bnao quero mensagens"
)
_OTHERS = (
    r"\b(?:dung|khong can|khoi|xin dung|khong muon(?: bi| duoc)?)(?: phai)? (?:goi|lien lac|lien he|den nha"
    r"|tra loi|phan hoi)"
    r"|\bpa (?:bezwen |bliye )?(?:rele|kontakte|vizite|telefone|reponn)(?: m\b| mwen\b| nou\b)|\bpa (?:gen"
    r"|bezwen) (?:bezwen )?(?:rele|kontakte|reponn)"
    r"|(?:不用|不要|不必|无需|無需|毋需|请勿|請勿|别|別|勿)(?:再)?(?:给我|給我|跟我|与我|與我)?(?:打电话|打電話|来电|來電|联系|联络|聯繫|聯絡|回电|回電|致电|致電|上门|上門"
    r"|回复|回覆)|匿名"
)
_OTHERS_SILENT = (
    r"\b(?:xin )?dung (?:nhan tin|gui (?:tin|email))|\bpa (?:ekri|voye mesaj ba)(?: m\b| mwen\b)"
    r"|(?:不要|请勿|請勿|别|別)(?:再)?(?:给我|給我)?(?:发短信|發短信|发信息|發訊息|发邮件|發郵件|发消息|傳簡訊|传短信)"
)
_NO_CONTACT = re.compile(f"{_ENGLISH}|{_SPANISH}|{_GERMAN}|{_FRENCH}|{_PORTUGUESE}|{_OTHERS}")
_NO_MESSAGES = re.compile(
    f"{_ENGLISH_SILENT}|{_SPANISH_SILENT}|{_GERMAN_SILENT}|{_FRENCH_SILENT}|{_PORTUGUESE_SILENT}|{_OTHERS_SILENT}"
)
_LOOK = QuickLook([_NO_CONTACT, _NO_MESSAGES])
_TAKEN_BACK = re.compile(
    r"hesitate|unless|until|before|if you (?:do not|don't|dont)|duden|dude en|hesitez|hesite|except"
)
_NEGATIONS = (
    *(
        "not ",
        "n't",
        "dont",
        "never",
        "no ",
        "need",
        "anonym",
        "anonim",
        "kein",
        "nicht",
        "unnot",
        "pas ",
        "sans ",
        "ne ",
    ),
    *(
        "inutile",
        "nao ",
        "sin ",
        "sem ",
        "dung",
        "khong",
        "khoi",
        "pa ",
        "rather",
        "unnecessary",
        "不",
        "无",
        "無",
        "毋",
        "勿",
        "别",
        "別",
        "匿",
    ),
)
_HINTS = word_list("""
    call, contact, phone, ring, visit, disturb, touch, get back, follow, knock, come to, anonym, anonim, text, messag,
    msg, mail, write, repl, respon, answer, send, llam, busq, habl, molest, marq, comunic, escrib, mand, envi, contest,
    anruf, ruckruf, kontakt, besuch, schreib, antwort, ruckmeld, nachricht, sms, rappel, appel, joindre, ecri, ligu,
    ligar, contat, procur, telefon, retorn, escrev, goi, lien, nhan tin, tra loi, phan hoi, rele m, rele n, kontakte,
    reponn, repond, ekri, mesaj
""")
"""A text without any of these speaks of no contact in letters."""


def wants_no_contact(flat: str) -> bool:
    """Whether the flattened text says that nobody need call or visit. Linear."""
    return _is_hinted(flat) and _says(_NO_CONTACT, flat)


def wants_no_messages(flat: str) -> bool:
    """Whether the flattened text says that not even an answer is wanted. Linear."""
    return _is_hinted(flat) and _says(_NO_MESSAGES, flat)


def _is_hinted(flat: str) -> bool:
    if not any(negation in flat for negation in _NEGATIONS):
        return False
    return not flat.isascii() or any(hint in flat for hint in _HINTS)


def _says(pattern: re.Pattern[str], flat: str) -> bool:
    return _LOOK.may_find(flat) and any(
        not _TAKEN_BACK.search(flat, match.start(), match.end() + 20) for match in pattern.finditer(flat)
    )
