"""The words of out-of-office notes and helpdesk receipts, in the languages that we meet (PROTOCOL 5.9).

People write such words too, so alone they only stop the answer; beside a header of machines they say what it is.
"""

from __future__ import annotations

import re

_READ = 800
"""Characters: a machine says what it is at once."""
_ABSENCES = (
    # English
    (
        r"\b(?:i(?:'m| am|’m| will be)|we are) (?:currently |presently |now )?"
        r"(?:out of (?:the |my |our )?office|away from (?:the |my )?(?:office|desk|e-?mail)|on (?:\w+ )?leave"
        r"|on vacation|on holiday|away)\b[^.!?]{0,80}\b"
        r"(?:until|till|through|from|return|returning|back|with(?:out| limited| no) access)"
    ),
    r"\b(?:limited|no) access to (?:my )?e-?mail\b",
    # Spanish, Portuguese
    r"\bestoy (?:actualmente )?fuera de la oficina\b", r"\bestar[ée] (?:ausente|fuera de la oficina)\b",
    r"\bestoy (?:ausente|de vacaciones)\b[^.!?]{0,60}\b(?:hasta|desde|del)\b",
    r"\bestou (?:ausente|fora do escrit[oó]rio)\b", r"\bestou (?:de|em) f[ée]rias\b[^.!?]{0,60}\b(?:at[ée]|de|entre)\b",
    # French, Haitian Creole, Italian
    r"\bje suis (?:actuellement )?(?:absente?|en cong[ée]s?|en vacances)\b[^.!?]{0,60}\b(?:jusqu|du |de retour)",
    r"\bmwen pa (?:la )?nan (?:biwo|travay)\b", r"\bmwen (?:an|nan) (?:konje|vakans)\b[^.!?]{0,60}\b(?:jiska|rive)\b",
    r"\bsono (?:attualmente |al momento )?(?:fuori ufficio|assente|in ferie)\b",
    # German, Dutch, Polish
    r"\bich bin (?:derzeit |zur zeit |momentan |bis )?[^.!?]{0,40}nicht (?:im (?:b[üu]ro|haus)|erreichbar)",
    r"\bich bin (?:derzeit |zur zeit )?(?:im urlaub|abwesend)\b",
    r"\bbin ich (?:nicht|erst wieder) [^.!?]{0,30}erreichbar",
    r"\bik ben (?:momenteel |op dit moment |tot )?[^.!?]{0,30}(?:afwezig|niet (?:aanwezig|op kantoor|bereikbaar))",
    r"\b(?:jestem (?:obecnie )?(?:nieobecn|poza biurem|na urlopie)|przebywam na urlopie)",
    # Chinese, Vietnamese
    r"我(?:现在|目前|正在|現在)?(?:不在办公室|不在辦公室|休假|外出)",
    r"\btôi (?:hiện )?(?:đang )?(?:vắng mặt|nghỉ phép|không có mặt tại văn phòng)",
)  # fmt: skip
_RECEIPTS = (
    (
        r"\byour (?:\w+ )?(?:ticket|request|case|e-?mail|message|enquiry|inquiry) (?:\S{1,30} )?"
        r"(?:has been|was|is) (?:successfully )?(?:received|created|opened|logged|registered|submitted)\b"
    ),
    (
        r"\b(?:we|i) (?:have |'ve |’ve )?(?:successfully )?received your (?:\w+ )?"
        r"(?:request|ticket|e-?mail|message|inquiry|enquiry|case)\b"
    ),
    r"\ba (?:new )?(?:support )?(?:ticket|case|request) (?:has been|was) (?:created|opened|logged)\b",
    r"\bhemos recibido su (?:solicitud|correo|mensaje|consulta)",
    r"\bsu (?:solicitud|caso|mensaje) (?:ha sido|fue) (?:recib|regist|cread)",
    r"\brecebemos (?:a |o )?(?:sua|seu) (?:mensagem|solicita|e-?mail|pedido)", r"\bnous avons bien re[çc]u votre\b",
    r"\bvotre (?:demande|message|courriel) a (?:bien )?[ée]t[ée] (?:re[çc]u|enregistr|pris)",
    r"\bnou resevwa (?:mesaj|demann|im[eè]l|rap[oò])\w* ou\b",
    r"\babbiamo ricevuto la (?:sua|tua|vostra) (?:richiesta|e-?mail|segnalazione)",
    (
        r"\b(?:wir haben )?ihre (?:nachricht|anfrage|e-?mail|mail) "
        r"(?:haben wir )?(?:erhalten|ist (?:bei uns )?eingegangen|wurde (?:erfasst|registriert))"
    ),
    r"\b(?:wij|we) hebben (?:uw|je) (?:bericht|e-?mail|vraag|aanvraag|melding) (?:goed )?ontvangen",
    r"\botrzymali[śs]my (?:twoj|pa[ńn]stw|pa[ńn]sk)\w* (?:wiadomo|zg[łl]osz)",
    r"(?:我们|我們)已(?:经|經)?收到(?:您|你)的",
    r"您的(?:请求|工单|邮件|来信|請求|郵件)已(?:被)?(?:收到|创建|建立|受理)",
    r"chúng tôi đã nhận được (?:yêu cầu|thư|e-?mail|tin nhắn|phản ánh) của",
)  # fmt: skip
_MACHINES = (
    r"\bthis is an? auto(?:mated|matic)(?:ally generated)? (?:reply|response|message|e-?mail)",
    r"\b(?:do not|don't|please do not) (?:reply|respond) to this (?:e-?mail|message|automated)",
    r"\beste es un (?:mensaje|correo) autom[aá]tico", r"\bno responda a este (?:mensaje|correo)",
    r"\bceci est un (?:message|courriel) automatique",
    r"\bmerci de ne pas r[ée]pondre [àa] ce (?:message|courriel|mail)", r"\bdies ist eine automatisch",
    r"\besta [ée] uma mensagem autom[aá]tica", r"\bsa a se yon mesaj otomatik",
    r"\bquesto [èe] un messaggio automatico", r"\bdit is een automatisch", r"\bto jest wiadomo[śs][ćc] automatyczna",
    r"此(?:邮件|郵件|为|為)?(?:是)?(?:系统)?自动(?:发送|回复)", r"\bđây là (?:thư|e-?mail|tin nhắn) tự động",
)  # fmt: skip
_ANSWER = re.compile("|".join((*_ABSENCES, *_RECEIPTS)), re.IGNORECASE)
_MACHINE = re.compile("|".join(_MACHINES), re.IGNORECASE)


def reads_like_answer(text: str) -> bool:
    """True when the first lines are an absence note or a helpdesk's receipt, as a person may write them too."""
    return _ANSWER.search(_opening(text)) is not None


def reads_like_machine(text: str) -> bool:
    """True when the first lines say that a machine wrote them; an alert with a report in it says so as well."""
    return _MACHINE.search(_opening(text)) is not None


def _opening(text: str) -> str:
    return " ".join(text[:_READ].split())
