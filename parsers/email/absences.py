"""The subjects of out-of-office notes and helpdesk receipts, in many languages (PROTOCOL 5.9).

Subjects are matched from their first word, because residents write about offices, parking tickets and vacations too;
a subject with `Re:` before it is a person's answer to such a note.
"""

from __future__ import annotations

import re

_TAIL = r"\s*(?:[:：;(\[–—|-]|\Z)"
"""What stands behind the words in a machine's subject; where a person goes on with a sentence, it is none."""
_SUBJECT_STARTS = (
    # English
    rf"(?:yahoo! )?auto(?:matic|mated)?[- ]?(?:reply|response|respon[sd]er|answer){_TAIL}",
    r"auto(?:matic)?[- ]?reply (?:from|to|re)\b[^?!]{0,80}\Z", r"auto(?:matic)? response (?:from|to|re)\b[^?!]{0,80}\Z",
    r"auto:\s[^:]{1,80}(?:\bout of (?:the )?office\b|\((?:returning|returned)\b)",
    r"out[- ]of[- ](?:the[- ])?office\s*(?:[:;,!.(\[–—-]|\Z|auto|re(?:ply|sponse)|notif|message|until|from\b|:re\b)",
    r"(?:i am|i'm|we are|currently|away|is) out[- ]of[- ](?:the[- ])?office\b", r"ooo\s*(?:[:–—-]|\Z)",
    r"vacation (?:reply|response|message|notice|auto)", r"away from my (?:mail|desk)",
    r"absence (?:notice|notification)",
    r"thank you for (?:contacting|your (?:e-?mail|message|enquiry|inquiry))\s*[!.:]?\s*\Z",
    rf"we(?:'ve| have)? received your (?:e-?mail|message|request|ticket|inquiry|enquiry)(?:[.!]|{_TAIL})",
    r"\[(?:request|ticket|case|message) (?:received|created)\]", r"request received\s*(?:[:#–—-]|\Z)",
    r"your (?:request|ticket|case|message|e-?mail) (?:\S{1,30} )?(?:has been|was) (?:received|registered)\b",
    r"(?:new )?(?:ticket|case) (?:#|id:?|no\.?) ?[\w-]{1,20} (?:has been )?(?:created|received|opened)", r"\[auto\]",
    r"\[auto-?reply\]", r"new ticket created", r"acknowledge?ment of (?:receipt|your)", r"this is an automat(?:ed|ic)",
    # Spanish, Portuguese, Catalan, Galician
    rf"respuesta autom[aá]tica{_TAIL}", r"(?:estoy )?fuera de (?:la )?oficina\b", rf"mensaje autom[aá]tico{_TAIL}",
    rf"auto[- ]?respuesta{_TAIL}", rf"acuse de recibo{_TAIL}", r"aviso de ausencia", r"ausente\s*[:(]",
    rf"resposta autom[aá]tica{_TAIL}", r"fora do escrit[oó]rio", r"resposta d'absència",
    r"aus[eê]ncia (?:tempor|do escrit)", rf"mensagem autom[aá]tica{_TAIL}", rf"aus[eê]ncia{_TAIL}",
    # French, Haitian Creole, Italian, Romanian
    rf"r[ée]ponse automatique(?: (?:de|à)\b[^?!]{{0,60}}\\Z|{_TAIL})", r"absence du bureau", r"absent[e]? du bureau",
    rf"message automatique{_TAIL}", r"notification d['’]absence", rf"accus[ée] de r[ée]ception{_TAIL}",
    r"absence du \d", rf"repons otomatik{_TAIL}", rf"mesaj otomatik{_TAIL}", r"(?:mwen )?pa (?:la )?nan biwo(?: a)?\b",
    rf"absan(?:s)?{_TAIL}", rf"risposta automatica{_TAIL}", r"assenza dal(?:l['’]ufficio| lavoro)", rf"assente{_TAIL}",
    r"fuori (?:ufficio|sede)", r"r[aă]spuns automat",
    # German, Dutch, Scandinavian
    r"abwesenheits(?:notiz|nachricht|assistent|benachrichtigung|meldung)\b",
    rf"abwesenheit(?: (?:von|bis|vom)\b|{_TAIL})", rf"(?:ich bin )?nicht im (?:b[üu]ro|haus){_TAIL}",
    rf"automatische (?:antwort|r[üu]ckantwort|r[üu]ckmeldung)(?: (?:auf|von)\b|{_TAIL})", r"autom\. antwort",
    r"abwesend\s*[:(]", rf"eingangsbest[äa]tigung(?: (?:f[üu]r|zu|ihrer?)\b|{_TAIL})",
    rf"automatisch (?:antwoord|bericht){_TAIL}", rf"afwezig(?:heid(?:sbericht)?)?{_TAIL}", rf"niet aanwezig{_TAIL}",
    rf"(?:buiten|niet op) kantoor{_TAIL}", rf"ontvangstbevestiging{_TAIL}", r"autosvar\b", r"automatisk(?:t)? svar",
    rf"fr[åa]nvaro{_TAIL}", rf"frav[æe]r{_TAIL}", r"automaattinen vastaus",
    # Slavic, Baltic, Greek, Turkish, Hungarian
    r"autoodpowied[zź]", r"odpowied[zź] automatyczna", r"automatyczna odpowied[zź]", r"poza biurem",
    rf"nieobecno[śs][ćc]{_TAIL}", r"автоматический ответ", r"автоответ", r"автоматична відповідь", r"вне офиса",
    r"automatick[áa] (?:odpov[ěe][dď]|odpove[dď])", rf"nep[řr][íi]tomnost{_TAIL}", r"samodejni odgovor",
    r"automatski odgovor", r"αυτ[όο]ματη απ[άα]ντηση", r"εκτός γραφείου", r"otomatik (?:yan[ıi]t|cevap)",
    r"ofis d[ıi][şs][ıi]nda", r"automatikus v[áa]lasz", r"h[áa]zon k[íi]v[üu]l",
    # Asian and Semitic
    r"自动回复", r"自動回覆", r"自動回應", r"自动答复", r"自動答覆", r"系统自动(?:回复|答复)", r"外出自动", r"外出中",
    r"不在办公室", r"自動応答", r"自動返信", r"不在通知", r"자동\s?회신", r"자동\s?응답", r"부재중",
    rf"(?:thư )?(?:trả lời|phản hồi) tự động{_TAIL}", rf"tự động (?:trả lời|phản hồi){_TAIL}",
    r"vắng mặt khỏi văn phòng", rf"(?:thông báo )?vắng mặt{_TAIL}", r"ไม่อยู่ที่สำนักงาน", r"ตอบกลับอัตโนมัติ",
    r"הודעה אוטומטית", r"מענה אוטומטי", r"תשובה אוטומטית", r"رد تلقائي", r"الرد التلقائي", r"خارج المكتب",
    r"स्वचालित उत्तर",
)  # fmt: skip
_SUBJECT_ENDS = (
    r"\((?:out of (?:the )?office|auto(?:matic)?[ -]?reply)\)", r"\[auto(?:matic)?[ -]?reply\]",
    r"[–—-] out of (?:the )?office",
)  # fmt: skip
_SUBJECT = re.compile(
    rf"\s*(?:\[(?!auto|request|ticket|case|message)[^\]]{{0,60}}\]\s*)?(?:{'|'.join(_SUBJECT_STARTS)})", re.IGNORECASE
)
_SUBJECT_END = re.compile(rf"(?:{'|'.join(_SUBJECT_ENDS)})\s*\Z", re.IGNORECASE)


def is_absence_subject(subject: str) -> bool:
    """True for a subject that only an automatic reply has."""
    return _SUBJECT.match(subject[:300]) is not None or _SUBJECT_END.search(subject[-60:]) is not None
