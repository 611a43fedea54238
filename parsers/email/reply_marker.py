"""The line in our own mail above which people answer: the surest place to cut a reply (PROTOCOL 9.2).

It is a polite sentence that anybody sees, not a secret mark: mail programs keep visible words and drop the rest.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

REPLY_MARKERS: Mapping[str, str] = MappingProxyType(
    {
        "en": "##- Please type your reply above this line -##",
        "es": "##- Escriba su respuesta encima de esta línea -##",
        "fr": "##- Veuillez écrire votre réponse au-dessus de cette ligne -##",
        "de": "##- Bitte schreiben Sie Ihre Antwort über diese Zeile -##",
        "pt": "##- Escreva a sua resposta acima desta linha -##",
        "zh": "##- 请在此行上方回复 -##",
        "vi": "##- Vui lòng viết câu trả lời phía trên dòng này -##",
        "ht": "##- Tanpri ekri repons ou anwo liy sa a -##",
    }
)
"""The visible line for each language of the shipped catalog."""

_LONGEST = 200
_MOST_LINES = 3
_GLANCE = 40
_ORNAMENT = " \t\xa0>|#*_=~-‐‑‒–—―−"
_ALSO_READ = ("請在此行上方回覆", "请在此行以上回复")
"""What translating mail programs and our own earlier mail make of a marker."""


def reply_marker(language: str) -> str:
    """The marker in `language` (`es`, `zh-Hant`); the English one for a language that has none."""
    return REPLY_MARKERS.get(language.replace("_", "-").split("-")[0].lower(), REPLY_MARKERS["en"])


def is_reply_marker(line: str) -> bool:
    """Whether `line` is one of our markers, behind quote marks and with changed dashes, spaces, case or entities."""
    return 0 < len(line) <= _LONGEST and _letters(line) in _MARKERS


def marker_length(lines: Sequence[str], index: int) -> int:
    """How many lines from `index` are a marker, which narrow mail programs break; 0 where there is none."""
    start = lines[index][:_GLANCE].lstrip(_ORNAMENT)
    if start[:1].lower() not in _FIRST_LETTERS or _letters(start[:8])[:3] not in _OPENINGS:
        return 0
    joined = ""
    for offset, line in enumerate(lines[index : index + _MOST_LINES]):
        if not line.strip("> \t") or len(joined) + len(line) > _LONGEST:
            return 0
        joined = f"{joined} {line}"
        if is_reply_marker(joined):
            return offset + 1
    return 0


def _letters(line: str) -> str:
    """Only the letters, without accents and case: all that survives quoting, wrapping and odd charsets."""
    plain = unicodedata.normalize("NFKD", html.unescape(line)).casefold()
    return "".join(character for character in plain if character.isalpha())


_MARKERS = frozenset(_letters(marker) for marker in (*REPLY_MARKERS.values(), *_ALSO_READ))
_OPENINGS = frozenset(marker[:3] for marker in _MARKERS)
_FIRST_LETTERS = frozenset(marker[:1] for marker in _MARKERS)
