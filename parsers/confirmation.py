"""Recognise a plain yes: the answer to the one question of ours that a single word can answer (PROTOCOL 10.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.word_lists import word_set
from parsers.words import fold

_LONGEST = 60
_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NODS = frozenset("👍👌✅✔☑")
_SKIN_TONES_AND_VARIANTS = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff\ufe0e\ufe0f")
_PUNCTUATION = frozenset(".!,;'’\"“”()+¡。！，、")
_YES: Mapping[str, frozenset[str]] = {
    "en": word_set("""
        yes, y, yeah, yea, yep, yup, ok, okay, k, 1, correct, right, exactly, thats right, that is right, thats it,
        that is it, yes it is, yes thats it, yes that is it, yes thats right, yes that is right, yes that is the place,
        yes thats the place, that is the place, thats the place, yes correct, yes thanks, yes thank you, ok thanks,
        ok thank you, yes please
        """),
    "es": word_set("""
        si, claro, correcto, exacto, asi es, si asi es, si correcto, si gracias, si es ahi, es ahi, si ese es, ese es,
        si es, si senor, si senora
        """),
    "fr": word_set("oui, exact, exactement, oui merci, cest ca, oui cest ca, cest la, oui cest la, daccord"),
    "de": word_set(
        "ja, genau, stimmt, richtig, korrekt, jawohl, ja genau, ja stimmt, ja richtig, ja danke, das stimmt"
    ),
    "pt": word_set("sim, certo, correto, exato, isso, isso mesmo, sim isso mesmo, sim obrigado, sim obrigada, e sim"),
    "zh": word_set("是, 是的, 对, 對, 对的, 對的, 正确, 正確, 没错, 沒錯, 好, 好的, 是这里, 是這裡, 就是这里"),
    "vi": word_set("co, vang, đung, dung, đung roi, dung roi, đung vay, dung vay, phai, da, da đung, da dung, da vang"),
    "ht": word_set("wi, se sa, se la, wi se sa, wi se la, dako, wi mesi, egzakteman"),
}
"""What says yes and nothing else, folded, by the language it is said in."""
_ANY_YES = frozenset(phrase for phrases in _YES.values() for phrase in phrases)


def is_yes(text: str) -> bool:
    """Whether the whole of `text` is a yes in one of our languages, or a thumb that says so. Total."""
    stripped = text.strip()
    if not stripped or len(stripped) > _LONGEST:
        return False
    words = [fold(word) for word in _LETTERS.findall(stripped)]
    signs = {sign for sign in _LETTERS.sub("", stripped) if not sign.isspace()} - _SKIN_TONES_AND_VARIANTS
    if words:
        return " ".join(words) in _ANY_YES and signs <= _NODS | _PUNCTUATION
    return bool(signs) and signs <= _NODS
