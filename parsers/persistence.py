"""Recognise that a problem of ours is there still or again: "still broken", "it's back" (PROTOCOL 15.10).

Only a message that says nothing else: one that names a thing or a place is read as a report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.word_lists import word_set

_LONGEST_WORDS = 14
_PERSISTS = re.compile(
    r"\b(?:still (?:broken|bad|there|here|out|the same|not|no|hasnt|isnt|havent|leaking|happening|a problem|an issue|"
    r"an ongoing|waiting|going on|needs|unfixed|doing it|dark|down|overflowing|blocked|flooded|like that|exists)|"
    r"(?:it |this )?is still$|still$|"
    r"not (?:been )?(?:fixed|resolved|repaired|done|solved|working|picked up|gone|removed|cleaned)|"
    r"(?:isnt|wasnt|hasnt been|aint|never got|never been|never|never was|not even|has not been|havent been) "
    r"(?:fixed|resolved|repaired|done|solved|picked up|removed|cleaned|working|gone)|"
    r"(?:didnt|did not|never) (?:fix|come|do|repair|show|resolve|help|work|clean|pick)|unresolved|"
    r"(?:its|it is|is|came|come|comes|theyre|has come|be|are) back(?! on\b)|(?:broken|broke|out|happening|happened|"
    r"leaking|doing it|bad|down|back|overflowing) again|"
    r"same (?:problem|issue|thing|one)|(?:nothing|nothings) (?:has been |was |has |been |is )?(?:done|changed|happened|"
    r"happening)|(?:no ?one|nobody) (?:has )?(?:come|came|showed|shown|fixed)|reopen|re open|not better|no change"
    r"|sigue (?:igual|roto|rota|ahi|alli|mal|lo mismo|el problema|descompuesto|descompuesta|sin|apagado|apagada|"
    r"el mismo)|"
    r"siguen? (?:igual|ahi|rotos|rotas|mal)|"
    r"(?:todavia|aun) (?:esta|estan|no|sigue|hay|ahi|igual|lo mismo)|"
    r"no (?:lo |la |los |las |me |se )?(?:han|ha|lo han|la han) (?:arreglado|reparado|venido|resuelto|recogido|hecho|"
    r"solucionado|limpiado)|"
    r"no (?:lo |la |los |las )?(?:arreglaron|repararon|vinieron|recogieron|hicieron)|no (?:esta|quedo|quedaron) "
    r"(?:arreglado|arreglada|reparado|reparada|bien|resuelto|listo)|no se ha (?:arreglado|resuelto|hecho)|"
    r"(?:mismo|el mismo) problema|lo mismo (?:otra vez|de nuevo)|otra vez (?:lo mismo|igual|esta|se)|"
    r"(?:volvio|regreso|paso|se descompuso|se rompio) (?:otra vez|de nuevo|a pasar|el problema)|nadie (?:ha )?(?:vino|"
    r"venido)|(?:no han hecho|no hicieron) nada"
    r"|toujours (?:pas|casse|la|en panne|le meme)|encore (?:casse|la|en panne)|pas (?:encore )?(?:repare|regle)|meme "
    r"probleme"
    r"|ainda (?:quebrado|nao|esta|continua)|continua (?:igual|quebrado|o mesmo|do mesmo)|nao (?:consertaram|arrumaram)|"
    r"mesmo problema"
    r"|immer noch (?:kaputt|nicht|da)|nicht (?:repariert|behoben)|wieder kaputt|gleiches problem"
    r"|van con|van chua|chua (?:sua|xong)|toujou (?:kraze|la|menm)|menm pwoblem)\b"
)
_BY_SIGNS = re.compile(r"还没|還沒|仍然|还是坏|還是壞|没有修|沒有修|还在|還在")
_MAY_SURROUND = word_set("""
        it its is the this that thats problem issue same again still not been has hasnt have havent was wasnt isnt be
        nobody noone no one came come comes by yet hello hi hey please pls just so now today yesterday this morning
        tonight last week night since then and but and yes yeah sorry fyi update thing things back broken fixed
        working work works done here there out nothing ever never did didnt do doesnt does fix repair repaired
        resolved unresolved for a an days weeks months day week month two three 2 3 4 5 6 7 10 already they you guys
        anyone me my report request ticket closed marked says said you re open reopen what why when will are is to
        on at all even though like going need needs fixing attention again really very too bad as before i we of
        up also city crew crews people someone somebody was were told going happening happened changed one ones
        sigue siguen igual roto rota ahi alli aqui mal todavia aun esta estan no se lo la los las me han ha
        arreglado arreglada reparado reparada venido resuelto nadie vino el un una mismo misma problema otra vez de
        nuevo hola por favor y pero ya hoy ayer dias semanas hace desde que con mi su reporte nada hecho hicieron
        hay como antes en a para funcionar funciona prender prende servir sirve luz arreglar sin
        arreglaron vinieron volvio regreso paso gracias buenos buenas tardes listo
        toujours pas encore casse en panne la le meme probleme cest bonjour et rien fait ainda nao o mesmo esta
        continua immer noch nicht kaputt es ist das wieder da van con chua no toujou menm pwoblem li a
    """)
_NOT_AGAIN = frozenset({"thanks", "thank", "gracias", "until"})
_HINTS = word_set("""
        still not isnt wasnt hasnt aint never didnt unresolved back again same nothing nothings nobody noone no
        reopen open sigue siguen todavia aun mismo otra volvio regreso paso descompuso rompio nadie toujours encore
        pas meme ainda continua nao immer nicht wieder gleiches van chua toujou menm hicieron
    """)


_RETURNS = re.compile(
    r"\b(?:again|still|(?:is|its|are|came|comes|come|be) back|"
    r"sigue|siguen|todavia|aun|otra vez|de nuevo|volvio|volvieron|"
    r"encore|toujours|ainda|de novo|immer noch|wieder)\b"
)


def tells_return(words: Sequence[str]) -> bool:
    """Whether a report of the folded `words` says that its problem is there still or again: `the pothole is back`."""
    return bool(_RETURNS.search(" ".join(words)))


def is_persistence(text: str, words: Sequence[str]) -> bool:
    """Whether `text`, a short message of the folded `words`, only says that a problem is still or again there."""
    if _BY_SIGNS.search(text):
        return len(text) <= 24
    if not words or len(words) > _LONGEST_WORDS or _HINTS.isdisjoint(words):
        return False
    match = _PERSISTS.search(" ".join(words))
    if match is None or not _NOT_AGAIN.isdisjoint(words):
        return False
    said = " ".join(words)
    rest = f"{said[: match.start()]} {said[match.end() :]}".split()
    return all(word in _MAY_SURROUND for word in rest)
