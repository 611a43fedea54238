"""The subjects and opening words of out-of-office notes and helpdesk receipts, in many languages (PROTOCOL 5.9).

Subjects are matched from their first word, because residents write about offices, parking tickets and vacations too;
a subject with `Re:` before it is a person's answer to such a note.
"""

from __future__ import annotations

import re

_SUBJECT_STARTS = (
    # English
    r"auto(?:matic|mated)?[- ]?(?:reply|response|respon[sd]er|answer)\b",
    r"out[- ]of[- ](?:the[- ])?office\s*(?:[:;,!.(\[–—-]|\Z|auto|re(?:ply|sponse)|notif|message|until|from\b|:re\b)",
    r"(?:i am|i'm|we are|currently|away|is) out[- ]of[- ](?:the[- ])?office\b", r"ooo\s*(?:[:–—-]|\Z)",
    r"vacation (?:reply|response|message|notice|auto)", r"away from my (?:mail|desk)",
    r"absence (?:notice|notification)",
    r"thank you for (?:contacting|your (?:e-?mail|message|enquiry|inquiry))\s*[!.:]?\s*\Z",
    r"we(?:'ve| have)? received your (?:e-?mail|message|request|ticket|inquiry|enquiry)",
    r"\[(?:request|ticket|case|message) (?:received|created)\]", r"request received\s*(?:[:#–—-]|\Z)",
    r"your (?:request|ticket|case|message|e-?mail) (?:\S{1,30} )?(?:has been|was) (?:received|registered)\b",
    r"(?:new )?(?:ticket|case) (?:#|id:?|no\.?) ?[\w-]{1,20} (?:has been )?(?:created|received|opened)",
    r"\[auto\]", r"\[auto-?reply\]", r"new ticket created", r"acknowledge?ment of (?:receipt|your)",
    r"this is an automat(?:ed|ic)",
    # Spanish, Portuguese, Catalan, Galician
    r"respuesta autom[aá]tica", r"fuera de (?:la )?oficina", r"mensaje autom[aá]tico", r"auto[- ]?respuesta",
    r"aviso de ausencia", r"ausente\s*[:(]", r"resposta autom[aá]tica", r"fora do escrit[oó]rio",
    r"resposta d'absència", r"aus[eê]ncia (?:tempor|do escrit)", r"mensagem autom[aá]tica",
    # French, Haitian Creole, Italian, Romanian
    r"r[ée]ponse automatique", r"absence du bureau", r"absent[e]? du bureau", r"message automatique",
    r"notification d['’]absence", r"accus[ée] de r[ée]ception", r"repons otomatik", r"risposta automatica",
    r"fuori (?:ufficio|sede)", r"r[aă]spuns automat",
    # German, Dutch, Scandinavian
    r"abwesenheit(?:snotiz|snachricht|sassistent|sbenachrichtigung|smeldung)?\b",
    r"automatische (?:antwort|r[üu]ckantwort|r[üu]ckmeldung)", r"autom\. antwort", r"abwesend\s*[:(]",
    r"eingangsbest[äa]tigung", r"automatisch antwoord", r"afwezig(?:heidsbericht)?\s*(?:[:(]|\Z)", r"niet aanwezig",
    r"autosvar\b",
    r"automatisk(?:t)? svar", r"fr[åa]nvaro", r"frav[æe]r", r"automaattinen vastaus",
    # Slavic, Baltic, Greek, Turkish, Hungarian
    r"autoodpowied[zź]", r"odpowied[zź] automatyczna", r"automatyczna odpowied[zź]", r"poza biurem",
    r"автоматический ответ", r"автоответ", r"автоматична відповідь", r"вне офиса",
    r"automatick[áa] (?:odpov[ěe][dď]|odpove[dď])", r"nep[řr][íi]tomnost", r"samodejni odgovor",
    r"automatski odgovor", r"αυτ[όο]ματη απ[άα]ντηση", r"εκτός γραφείου", r"otomatik (?:yan[ıi]t|cevap)",
    r"ofis d[ıi][şs][ıi]nda", r"automatikus v[áa]lasz", r"h[áa]zon k[íi]v[üu]l",
    # Asian and Semitic
    r"自动回复", r"自動回覆", r"自動回應", r"自动答复", r"外出中", r"不在办公室", r"自動応答", r"自動返信",
    r"不在通知", r"자동\s?회신", r"자동\s?응답", r"부재중",
    r"trả lời tự động", r"thư trả lời tự động", r"vắng mặt khỏi văn phòng", r"ไม่อยู่ที่สำนักงาน",
    r"ตอบกลับอัตโนมัติ",
    r"הודעה אוטומטית", r"מענה אוטומטי", r"תשובה אוטומטית", r"رد تلقائي", r"الرد التلقائي", r"خارج المكتب",
    r"स्वचालित उत्तर",
)  # fmt: skip
_OPENING_WORDS = (
    (
        r"\bi(?:'m| am|’m| will be) (?:currently |presently )?"
        r"(?:out of (?:the |my )?office|away from (?:the |my )?(?:office|desk|e-?mail)|on (?:\w+ )?leave|on vacation)\b"
        r"[^.!?]{0,80}\b(?:until|through|from|return|returning|back|with(?:out| limited| no) access)"
    ),
    r"\bthis is an auto(?:mated|matic)(?:ally generated)? (?:reply|response|message|e-?mail)",
    r"\b(?:do not|don't|please do not) (?:reply|respond) to this (?:e-?mail|message|automated)",
    r"\byour (?:ticket|request|case) (?:has been|was) (?:received|created|opened|logged)[^.!?]{0,80}(?:number|id\b|#)",
    r"\bestoy fuera de la oficina\b", r"\bestar[ée] (?:ausente|fuera de la oficina)\b",
    r"\beste es un (?:mensaje|correo) autom[aá]tico",
    r"\bich bin (?:derzeit |zur zeit |bis )?[^.!?]{0,40}nicht (?:im b[üu]ro|erreichbar)",
    r"\bje suis (?:actuellement )?absente?\b[^.!?]{0,60}(?:jusqu|du )",
    r"\bestou (?:ausente|fora do escrit[oó]rio)\b",
)  # fmt: skip
_SUBJECT = re.compile(
    rf"\s*(?:\[(?!auto|request|ticket|case|message)[^\]]{{0,60}}\]\s*)?(?:{'|'.join(_SUBJECT_STARTS)})", re.IGNORECASE
)
_WORDS = re.compile("|".join(_OPENING_WORDS), re.IGNORECASE)


def is_absence_subject(subject: str) -> bool:
    """True for a subject that only an automatic reply has."""
    return _SUBJECT.match(subject[:300]) is not None


def reads_like_absence(text: str) -> bool:
    """True when the first lines read like an absence note or a helpdesk receipt; weak, so it only stops the answer."""
    return _WORDS.search(" ".join(text[:800].split())) is not None
