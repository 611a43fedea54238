"""Recognise that a sender wants to be left alone: "no need to call back", "do not reply", in eight languages."""

from __future__ import annotations

import re

_WHO = r"(?:me|us|my (?:house|home|number|phone|cell|wife|husband|mother|mom))"
_ASKED = (
    r"(?:(?<=^)|(?<=[.,;:!?)\n-] )|(?<=[.!\n])|(?<=please )|(?<=pls )|(?<=but )|(?<=and )|(?<=so )|(?<=just )"
    r"|(?<=kindly ))"
)
"""An order begins its clause; `they do not call me` does not."""
_NOT = r"(?:do not|don't|dont|do n't|never|pls dont|please do not)"
_ENGLISH = (
    rf"{_ASKED}{_NOT} (?:ever |bother to |try to |have anyone |have someone |want you to )?"
    rf"(?:call|contact|phone|ring|visit|disturb|get in touch with|get back to|follow up with|come to"
    rf"|knock on)(?: {_WHO}\b| back\b|(?= *(?:[.!,;]|$)))"
    r"|\b(?:no need|not necessary|unnecessary|you (?:do not|don't|dont) (?:need|have)|no reason|needn't"
    r"|need not)(?: for (?:you|anyone|anybody|someone))? ?"
    r"(?:to )?(?:be )?(?:call|contact|phone|ring|get back|get in touch|follow up|come (?:by|to the door))\w*\b"
    r"|\bno (?:need for (?:a |any )?)?(?:call|calls|call ?back|callback|phone calls?|contact|visit|follow[- ]?up"
    r"|return call)(?: back)?"
    r"(?: (?:is |are )?(?:needed|necessary|required|please|wanted)|(?= *(?:[.!]|$)))"
    r"|\b(?:i )?(?:do not|don't|dont|would rather not|prefer not to|rather not) (?:want|wish|need"
    r"|like)?(?: to)? ?(?:be (?:contacted|called|phoned|bothered)|a call ?back|a (?:phone )?call)"
    r"|\b(?:want|wish|like|prefer) to (?:remain|stay|be) anonymous"
)
_ENGLISH_SILENT = (
    rf"{_ASKED}{_NOT} (?:ever |bother to )?(?:text|message|msg|email|e-mail|write|write to|reply|respond|answer"
    rf"|send)\b(?: (?:{_WHO}|back|to {_WHO}|to this|any|a|texts|emails|messages))?"
    r"(?= *(?:[.!,;\n]|$|back|at|on|again|anymore|any ?more|this|to|messages?|texts?|e-?mails?|reply|response"
    r"|please|with|me|or))"
    r"|\b(?:no need|not necessary|you (?:do not|don't|dont) (?:need|have)|needn't"
    r"|need not)(?: for you)? ?(?:to )?(?:reply|respond|answer|text|email|e-mail|write|message|acknowledge)\b"
    r"|\bno (?:need for (?:a |any )?)?(?:reply|response|answer|messages|texts|e-?mails|acknowledge?ment"
    r"|confirmation)(?: (?:is |are )?(?:needed|necessary|required|please|wanted|expected)|(?= *(?:[.!]|$)))"
)
_SPANISH = (
    r"\bno (?:me |nos )(?:llame|llamen|contacte|contacten|busque|busquen|visite|visiten|hable|hablen|molesten"
    r"|marquen|devuelvan la llamada)\b"
    r"|\bno (?:(?:hace|hay) (?:falta|necesidad)|es necesario|se necesita|necesitan?|tienen? que"
    r"|hay que)(?: de)?(?: que)?(?: me| nos)? ?(?:llam|contact|devolv|visit|comunic)\w*"
    r"|\bsin (?:necesidad de )?(?:llamadas?|llamar(?:me)?|contactar(?:me)?)\b|\bno (?:quiero|deseo"
    r"|queremos) (?:que me (?:llamen|contacten)|ser contactad[oa]|llamadas)"
    r"|\bprefiero (?:ser|quedar|permanecer) anonim[oa]|\bquiero (?:ser|quedar|permanecer) anonim[oa]"
)
_SPANISH_SILENT = (
    r"\bno (?:me |nos )?(?:manden|mande|envien|envie|escriban|escriba|contesten|conteste|respondan"
    r"|responda)(?: (?:mas|a este|mensajes?|correos?|textos?|este|por))?\b"
    r"|\bno (?:(?:hace|hay) (?:falta|necesidad)|es necesario|necesitan?"
    r"|tienen? que)(?: de)?(?: que)?(?: me)? ?(?:respond|respuest|contest|escrib|mensaj)\w*"
    r"|\bno (?:quiero|deseo) (?:mensajes|respuesta|correos)|\bsin respuesta por favor"
)
_GERMAN = (
    r"\bbitte (?:mich |uns )?(?:nicht|keine?n?) (?:zuruckrufen|kontaktieren|anrufen|ruckruf|anrufe|besuchen|kontakt)"
    r"|\bkein(?:en?)? (?:ruckruf|anruf|kontakt(?:aufnahme)?|besuch)(?: (?:ist |sind )?(?:notig|notwendig"
    r"|erforderlich|erwunscht|bitte|notwendig))?\b"
    r"|\b(?:ruckruf|anruf|kontakt)(?: ist)? (?:nicht|unnotig)|\b(?:sie|ihr) (?:mussen|musst|brauchen"
    r"|braucht) (?:mich |uns )?nicht (?:an|zuruck|zu)"
    r"|\brufe?n? sie mich (?:bitte )?nicht (?:an|zuruck)|\bkontaktieren sie mich (?:bitte )?nicht"
    r"|\bnicht (?:kontaktiert|angerufen) werden"
    r"|\bmochte (?:gerne? )?anonym bleiben"
)
_GERMAN_SILENT = (
    r"\bbitte (?:mir )?(?:nicht|keine) (?:antworten?|schreiben|nachrichten?|mails?|sms)\b"
    r"|\bkeine (?:antwort|ruckmeldung|nachrichten)(?: (?:ist )?(?:notig|notwendig|erforderlich|erwunscht"
    r"|bitte))\b|\bantwort(?: ist)? nicht (?:notig|notwendig|erforderlich)"
)
_FRENCH = (
    r"\b(?:ne|de ne pas|inutile de|pas besoin de|pas la peine de|ne pas)(?: plus)? (?:me |nous "
    r"|m')?(?:contacte[rz]|rappele[rz]|appele[rz]|telephone[rz]|joindre)(?: pas)?\b"
    r"|\b(?:je )?(?:ne )?(?:veux|souhaite|desire) pas (?:etre )?(?:contacte|rappele|appele)|\b(?:rester"
    r"|demeurer) anonyme|\bpas d'appel|\bsans me (?:rappeler|contacter)"
)
_FRENCH_SILENT = (
    r"\b(?:ne|de ne pas|inutile de|pas besoin de|ne pas) (?:me |nous |m')?(?:repondre|repondez|ecrire|ecrivez"
    r"|envoyer|envoyez)(?: pas)?\b|\bpas (?:besoin )?de (?:reponse|message)"
)
_PORTUGUESE = (
    r"\bnao (?:me |nos )(?:ligue|liguem|contate|contatem|contacte|contactem|telefone|telefonem|procurem|visitem)\b"
    r"|\bnao (?:e (?:necessario|preciso)|precisam?|ha necessidade de)(?: de)?(?: me)? ?(?:ligar|contatar"
    r"|contactar|retornar|telefonar|entrar em contato)"
    r"|\bnao quero (?:ser contatad[oa]|ligac(?:ao|oes)|que me liguem)|\bsem (?:necessidade de )?(?:ligacao"
    r"|contato|retorno)|\b(?:permanecer|ficar|ser) anonim[oa]"
)
_PORTUGUESE_SILENT = (
    r"\bnao (?:me )?(?:responda|respondam|escreva|escrevam|mande|mandem|envie|enviem)(?: mensagens?"
    r"| e-?mails?)?\b|\bnao (?:e (?:necessario|preciso)|precisam?) (?:de )?(?:responder|resposta)"
)
_OTHERS = (
    r"\b(?:dung|khong can|khoi|xin dung|khong muon(?: bi| duoc)?)(?: phai)? (?:goi|lien lac|lien he|den nha)"
    r"|\bpa (?:bezwen |bliye )?(?:rele|kontakte|vizite|telefone)(?: m\b| mwen\b| nou\b)|\bpa (?:gen"
    r"|bezwen) (?:bezwen )?(?:rele|kontakte)"
    r"|(?:不用|不要|不必|无需|無需|毋需|请勿|請勿|别|別|勿)(?:再)?(?:给我|給我|跟我|与我|與我)?(?:打电话|打電話|来电|來電|联系|联络|聯繫|聯絡|回电|回電|致电|致電|上门|上門)|匿名"
)
_OTHERS_SILENT = (
    r"\b(?:dung|khong can|khoi)(?: phai)? (?:nhan tin|tra loi|phan hoi|gui (?:tin|email))"
    r"|\bpa (?:bezwen )?(?:ekri|reponn|voye mesaj)(?: m\b| mwen\b|\b)"
    r"|(?:不用|不要|不必|无需|無需|请勿|請勿|别|別)(?:再)?(?:给我|給我)?(?:回复|回覆|发短信|發短信|发信息|發訊息|发邮件|發郵件|发消息)"
)
_NO_CONTACT = re.compile(f"{_ENGLISH}|{_SPANISH}|{_GERMAN}|{_FRENCH}|{_PORTUGUESE}|{_OTHERS}")
_NO_MESSAGES = re.compile(
    f"{_ENGLISH_SILENT}|{_SPANISH_SILENT}|{_GERMAN_SILENT}|{_FRENCH_SILENT}|{_PORTUGUESE_SILENT}|{_OTHERS_SILENT}"
)
_TAKEN_BACK = re.compile(
    r"hesitate|unless|until|before|if you (?:do not|don't|dont)|duden|dude en|hesitez|hesite|except"
)
_HINTS = (
    "n't",
    "not",
    "no ",
    "dont",
    "never",
    "need",
    "anonym",
    "anonim",
    "kein",
    "nicht",
    "pas",
    "nao",
    "sin ",
    "sem ",
)
_HINTS_BEYOND = ("dung", "khong", "khoi", "pa ", "sans ", "ne ", "inutile", "rather")


def wants_no_contact(flat: str) -> bool:
    """Whether the flattened text says that nobody need call or visit. Linear."""
    return _is_hinted(flat) and _says(_NO_CONTACT, flat)


def wants_no_messages(flat: str) -> bool:
    """Whether the flattened text says that not even an answer is wanted. Linear."""
    return _is_hinted(flat) and _says(_NO_MESSAGES, flat)


def _is_hinted(flat: str) -> bool:
    return not flat.isascii() or any(hint in flat for hint in (*_HINTS, *_HINTS_BEYOND))


def _says(pattern: re.Pattern[str], flat: str) -> bool:
    return any(not _TAKEN_BACK.search(flat, match.start(), match.end() + 20) for match in pattern.finditer(flat))
