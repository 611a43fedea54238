"""Tell a question to the city from the report of a problem, which is often worded as a question too."""

from __future__ import annotations

import re

_LONGEST = 600
_ASKS = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|hola|buen[oa]s (?:d[ií]as|tardes|noches)|question|"
    r"pregunta|excuse me|please|por favor)[\s,.!:-]+){0,3}"
    r"(?:(?:i (?:am|was) wondering|i'm wondering|just wondering|wondering|i (?:would like|want|need) to (?:know|ask)|"
    r"i have a question|"
    r"can you (?:please )?tell me|could you (?:please )?tell me|do you know|quisiera saber|quiero saber|me puede "
    r"decir|podr[ií]a decirme|tengo una pregunta)"
    r"|(?:what|when|where|who|which|how (?:do|can|much|many|long|late|early|to|does|would|should)|is there (?:a |an "
    r")?(?:fee|number|office|way|permit|form|schedule|program|website|deadline)|"
    r"do i need|do you (?:have|offer|accept|take|pick)|does the city|can i|may i|am i allowed|are you open|are there "
    r"(?:any )?(?:fees|classes|programs)|is the (?:office|library|pool|city hall)|"
    r"should i|is it (?:legal|allowed|possible)|what's|whats|who's|when's|where's|will the city)\b"
    r"|¿|(?:qu[eé]|cu[aá]ndo|d[oó]nde|qui[eé]n|cu[aá]l|c[oó]mo (?:puedo|hago|se|pago|obtengo)|cu[aá]nto|puedo|"
    r"necesito (?:un )?permiso)\b)",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"\b(?:what (?:are|is) (?:the|your) (?:hours|schedule|fee|cost|phone|number|address|deadline|rules|process|office|"
    r"holiday)|what time|what day|"
    r"how (?:do|can) i (?:get|apply|pay|register|renew|sign up|request|schedule|contact|find|file|dispose|recycle|"
    r"obtain|reserve|rent|volunteer|become|order)|"
    r"how much (?:does|is|do|are)|who do i (?:call|contact|talk)|where (?:do|can) i (?:pay|get|find|apply|go|vote|"
    r"take|drop|recycle|dispose|buy)|do i need a permit|"
    r"when is (?:the|my|trash|garbage|recycling|bulk|street|leaf|next)|are you open|can i (?:pay|get|reserve|rent|"
    r"bring|drop|have)|"
    r"c[oó]mo (?:puedo|hago para|pago|obtengo)|a qu[eé] hora|cu[aá]nto cuesta|d[oó]nde puedo|qu[eé] d[ií]a|cu[aá]ndo "
    r"(?:es|pasa|pasan|abren)|necesito permiso|cu[aá]l es el (?:horario|n[uú]mero))\b",
    re.IGNORECASE,
)


def is_question(text: str, *, is_founded: bool) -> bool:
    """Whether `text` asks for information; `is_founded` says that it also names a place or a clear problem."""
    asked = text.strip()
    if not asked or len(asked) > _LONGEST:
        return False
    if _SURE.search(asked):
        return not is_founded or asked.endswith("?")
    return not is_founded and "?" in asked and _ASKS.match(asked) is not None
