"""The words of the commands that a department writes on the first lines of its mail, in English and Spanish."""

from __future__ import annotations

import re
from enum import StrEnum

from rapidfuzz.distance import DamerauLevenshtein

from parsers.word_lists import word_list


class Verb(StrEnum):
    """What a command does."""

    CLOSE = "closed"
    OPEN = "open"
    PROGRESS = "in_progress"
    WAIT = "waiting"
    ASSIGN = "assign"
    NOTE = "note"
    DUE = "due"
    PRIORITY = "priority"
    HELP = "help"


_WORDS = {
    Verb.CLOSE: """
        closed, close, done, fixed, resolved, resolve, complete, completed, finished, cerrado, cerrada, cerrar, cierre,
        listo, hecho, resuelto, terminado
    """,
    Verb.OPEN: "open, reopen, opened, reopened, abrir, abierto, abierta, reabrir, reabierto",
    Verb.PROGRESS: "in progress, progress, started, working, en curso, en progreso, progreso, en marcha",
    Verb.WAIT: "waiting, wait, ask, espera, esperando, en espera, esperar, preguntar",
    Verb.ASSIGN: """
        assign, assigned, reassign, transfer, move, reroute, asignar, asigna, asignado, reasignar, transferir, derivar,
        mover, pasar
    """,
    Verb.NOTE: "note, notes, internal, private, nota, notas, interno, interna, privado",
    Verb.DUE: "due, deadline, vence, vencimiento, plazo, fecha",
    Verb.PRIORITY: "priority, prioridad",
    Verb.HELP: "help, commands, ayuda, comandos",
}
VERBS: dict[str, Verb] = {word: verb for verb, words in _WORDS.items() for word in word_list(words + ",")}
"""Every word or pair of words for a command."""
SPANISH = frozenset(
    word_list("""
        cerrado, cerrada, cerrar, cierre, listo, hecho, resuelto, terminado, abrir, abierto, abierta, reabrir,
        reabierto, en curso, en progreso, progreso, en marcha, espera, esperando, en espera, esperar, preguntar,
        asignar, asigna, asignado, reasignar, transferir, derivar, mover, pasar, nota, notas, interno, interna,
        privado, vence, vencimiento, plazo, fecha, prioridad, ayuda, comandos
    """)
)
"""The Spanish ones: after them a date has its day before its month."""
_ANY = "|".join(re.escape(word).replace(r"\ ", r"[\s_-]*") for word in sorted(VERBS, key=len, reverse=True))
COMMAND = re.compile(rf"(?P<verb>{_ANY})(?![^\W_]|[-_]\w)")
"""A command as it stands behind the number sign, in flattened text."""
_SHORTEST = 3


def verb_of(written: str) -> tuple[Verb, str]:
    """The verb of a match of `COMMAND`, and the word of the table that it is."""
    plain = re.sub(r"[\s_-]", "", written)
    word = next(word for word in VERBS if word.replace(" ", "") == plain)
    return VERBS[word], word


def find_similar(written: str) -> str:
    """The command that a misspelt word was probably meant to be; empty when none is near."""
    plain = re.sub(r"[\s_-]", "", written)
    if len(plain) < _SHORTEST:
        return ""
    bound = 1 if len(plain) <= _SHORTEST + 1 else 2
    near = ((DamerauLevenshtein.distance(plain, word.replace(" ", "")), word) for word in VERBS)
    distance, word = min(near, key=lambda found: found[0])
    return word.replace(" ", "_" if word == "in progress" else " ") if distance <= bound else ""
