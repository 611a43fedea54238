"""Recognise a plain yes or no: the answer to a question of ours that a single word can answer (PROTOCOL 10.3, 15.6)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.word_lists import word_set
from parsers.words import fold

_LONGEST = 60
_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NODS = frozenset("👍👌✅✔☑")
_SHAKES = frozenset("👎❌✖🚫⛔")
_SKIN_TONES_AND_VARIANTS = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff\ufe0e\ufe0f")
_PUNCTUATION = frozenset(".!,;'’\"“”()+¡。！，、")
_YES: Mapping[str, frozenset[str]] = {
    "en": word_set("""
        yes, y, yeah, yea, yep, yup, ok, okay, k, 1, correct, right, exactly, thats right, that is right, thats it,
        that is it, yes it is, yes thats it, yes that is it, yes thats right, yes that is right, yes that is the place,
        yes thats the place, that is the place, thats the place, yes correct, yes thanks, yes thank you, ok thanks,
        ok thank you, yes please, sure, sure thing, absolutely, definitely, of course, for sure, thats the one, that is
        the one, yes maam, yes sir, yessir, affirmative, yah, ya, mhm, uh huh, aye, good, great, perfect, its right, it
        is right, looks right, looks good, sounds right, yes sure, yes it does, correct thanks, that one, this one
        """),
    "es": word_set("""
        si, claro, correcto, exacto, asi es, si asi es, si correcto, si gracias, si es ahi, es ahi, si ese es, ese es,
        si es, si senor, si senora, si claro, por supuesto, perfecto, esta bien, si esta bien, sip, simon, dale,
        afirmativo,
        ese mismo, ahi mismo, si ahi, si ahi es, vale, eso es, si eso es, de acuerdo, bueno, muy bien
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


_NO: Mapping[str, frozenset[str]] = {
    "en": word_set("""
        no, n, nope, nah, na, no no, 2, wrong, incorrect, not right, thats wrong, that is wrong, its wrong, it is wrong,
        no its not, no it isnt, no it is not, no thats wrong, no thats not it, thats not it, that is not it, not it,
        no wrong, no thanks, no thank you, not there, no not there, thats not right, that is not right, no not right,
        not correct, its not, it isnt, no sorry, sorry no, wrong place, wrong address, no wrong place, not that one,
        not quite, nay, negative, no sir, no maam, no way, not really, no it wasnt, it wasnt
        """),
    "es": word_set("""
        no es, no es ahi, ahi no es, no no es, incorrecto, equivocado, mal, esta mal, no gracias, ese no es, eso no,
        no senor, no senora, no es ese, no es esa, no ahi no, falso, no es correcto, no es asi, no esta bien
        """),
    "fr": word_set("non, non merci, pas la, ce nest pas ca, non ce nest pas ca, faux, pas du tout"),
    "de": word_set("nein, falsch, nein danke, stimmt nicht, das stimmt nicht, nicht da, nee, nein falsch"),
    "pt": word_set("nao, errado, nao e, nao e isso, nao obrigado, nao obrigada, incorreto"),
    "zh": word_set("不, 不是, 不对, 不對, 错, 錯, 错了, 錯了, 没有, 不是这里, 不是這裡"),
    "vi": word_set("khong, khong phai, sai, sai roi, khong đung, khong dung"),
    "ht": word_set("non, se pa sa, se pa la, pa la, non mesi"),
}
"""What says no and nothing else, folded, by the language it is said in."""
_ANY_NO = frozenset(phrase for phrases in _NO.values() for phrase in phrases)


def is_yes(text: str) -> bool:
    """Whether the whole of `text` is a yes in one of our languages, or a thumb that says so. Total."""
    return _is_only(text, _ANY_YES, _NODS)


def is_no(text: str) -> bool:
    """Whether the whole of `text` is a no in one of our languages, or a sign that says so. Total."""
    return _is_only(text, _ANY_NO, _SHAKES)


def _is_only(text: str, phrases: frozenset[str], signs_for_it: frozenset[str]) -> bool:
    stripped = text.strip()
    if not stripped or len(stripped) > _LONGEST:
        return False
    words = [fold(word) for word in _LETTERS.findall(stripped)]
    signs = {sign for sign in _LETTERS.sub("", stripped) if not sign.isspace()} - _SKIN_TONES_AND_VARIANTS
    if words:
        return " ".join(words) in phrases and signs <= signs_for_it | _PUNCTUATION
    return bool(signs) and signs <= signs_for_it
