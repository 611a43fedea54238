"""Words that answer "is it fixed?" besides yes and no: done, repaired, not yet, in eight languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.word_lists import word_set
from parsers.words import fold

_LONGEST = 60
_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FIXED: Mapping[str, frozenset[str]] = {
    "en": word_set("""
        fixed, its fixed, it is fixed, yes fixed, yes its fixed, yes it is fixed, all fixed, solved, its solved, done,
        its done, all done, repaired, all good, its good, good now, its gone, works, it works, it works now, works now,
        looks good now, yes it works, yes all good, yes it is, fixed thanks, fixed thank you, yes fixed thanks
        """),
    "es": word_set("""
        arreglado, ya esta arreglado, ya lo arreglaron, lo arreglaron, si ya lo arreglaron, ya esta, si ya esta,
        solucionado, ya esta solucionado, resuelto, reparado, listo, ya quedo, si quedo bien, quedo bien, si arreglado
        """),
    "fr": word_set("repare, cest repare, cest regle, regle, resolu, cest fait, oui cest repare, oui cest regle"),
    "de": word_set("""
        behoben, ist behoben, ja behoben, repariert, erledigt, ist erledigt, ja erledigt, gelost, alles gut, in ordnung,
        ja ist behoben, ja ist erledigt
        """),
    "pt": word_set("resolvido, esta resolvido, consertado, ja consertaram, arrumado, ja arrumaram, sim resolvido"),
    "zh": word_set("修好了, 已修好, 解决了, 已解决, 解決了, 已解決, 好了, 搞定了"),
    "vi": word_set("roi, xong roi, da xong, đa xong, da sua, đa sua, da sua xong, đa sua xong, roi cam on"),
    "ht": word_set("ranje, li ranje, wi li ranje, yo ranje l, rezoud, li rezoud, fini"),
}
_NOT_FIXED: Mapping[str, frozenset[str]] = {
    "en": word_set("""
        not fixed, its not fixed, it is not fixed, no its not fixed, it isnt fixed, not yet, no not yet, not done,
        not solved, not repaired, still not fixed, nobody came, no one came, no nobody came, nothing happened,
        nothing was done, nothing changed, never fixed, unfixed, still there, its still there, no still there
        """),
    "es": word_set("""
        no arreglado, no esta arreglado, no lo arreglaron, no lo han arreglado, todavia no, aun no, no todavia no,
        sigue igual, no sigue igual, nadie vino, no vino nadie, no vinieron, no hicieron nada, no resuelto
        """),
    "fr": word_set("pas repare, ce nest pas repare, pas encore, non pas encore, toujours pas, pas regle, pas resolu"),
    "de": word_set("nicht behoben, noch nicht, nein noch nicht, immer noch nicht, nicht erledigt, nicht repariert"),
    "pt": word_set("ainda nao, nao ainda nao, nao resolvido, nao foi resolvido, nao consertaram, ninguem veio"),
    "zh": word_set("没修好, 沒修好, 还没, 還沒, 没有修, 还没修好, 還沒修好, 没解决, 沒解決, 还没解决, 还没有"),
    "vi": word_set("chua, chua xong, van chua, chua sua, chua đuoc, van con"),
    "ht": word_set("poko, poko ranje, li poko ranje, li pa ranje, pa ranje, toujou la, non poko"),
}
_ANY_FIXED = frozenset(phrase for phrases in _FIXED.values() for phrase in phrases)
_ANY_NOT_FIXED = frozenset(phrase for phrases in _NOT_FIXED.values() for phrase in phrases)


def tells_fixed(text: str) -> bool | None:
    """Whether the whole of `text` says that it is fixed, or that it is not; None when it says neither. Total."""
    if len(text) > _LONGEST:
        return None
    words = " ".join(fold(word) for word in _LETTERS.findall(text))
    if words in _ANY_FIXED:
        return True
    return False if words in _ANY_NOT_FIXED else None
