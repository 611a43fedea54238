"""The rules for danger that every draft begins with, and messages of ours that show what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parsers.word_lists import word_list

GAS = "Gas or wires are an emergency"
DANGER = "A danger to life goes first"
_DISPATCH = re.compile(
    r"\bfire\b|dispatch|feuerwehr|leitstelle|bombero|pompier|bombeiro|ponpye|消防|cứu hỏa", re.IGNORECASE
)

GAS_WORDS: Mapping[str, tuple[str, ...]] = {
    language: word_list(words)
    for language, words in {
        "en": "smell gas, smell of gas, gas leak, wire is down, downed wire",
        "es": "huele a gas, olor a gas, fuga de gas, cable caído",
        "de": "Gasgeruch, riecht nach Gas, Gasleck, Stromkabel liegt, Stromleitung liegt",
        "fr": "odeur de gaz, sent le gaz, fuite de gaz, câble électrique à terre",
        "pt": "cheiro de gás, cheira a gás, fuga de gás, vazamento de gás, fio caído",
        "zh": "煤气味, 煤气泄漏, 燃气泄漏, 天然气泄漏, 瓦斯味, 瓦斯外洩, 电线掉, 電線掉",
        "vi": "mùi ga, mùi gas, rò rỉ khí ga, rò rỉ khí gas, dây điện rơi",
        "ht": "sant gaz, gaz ap koule, fil elektrik tonbe",
    }.items()
}
"""What people say of gas and wires, by language."""
_GAS_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "en": ("I smell gas outside 12 Oak St", "There is a wire down across the sidewalk at Elm and Pine"),
    "es": ("huele a gas en la calle Oak",),
    "de": ("Starker Gasgeruch vor dem Rathaus",),
    "fr": ("Il y a une fuite de gaz dans la rue",),
    "pt": ("Há uma fuga de gás na rua",),
    "zh": ("街上有煤气味",),
    "vi": ("có mùi ga trên đường",),
    "ht": ("gen sant gaz nan lari a",),
}
_DANGER_EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "en": ("There is a fire in the house at 9 Grove St",),
    "es": ("hay un incendio en la casa de 9 Grove St",),
    "de": ("Das Haus brennt",),
    "fr": ("Il y a le feu dans la maison",),
    "pt": ("Há um incêndio na casa",),
    "zh": ("房子着火了",),
    "vi": ("nhà đang cháy",),
    "ht": ("kay la pran dife",),
}
_NOT_GAS = {"en": "the gas station on Oak has a pothole", "es": "hay un bache frente a la gasolinera"}
_NOT_DANGER = {"en": "a car is parked in the fire lane on Grove St"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A message of ours; `speaks` says whether its rule must speak on it."""

    text: str
    speaks: bool = True


def find_dispatch(departments: Iterable[tuple[str, str]]) -> str | None:
    """The key of the department that takes emergencies, among pairs of key and name."""
    return next((key for key, name in departments if _DISPATCH.search(name)), None)


def trials(languages: Sequence[str]) -> Mapping[str, tuple[Trial, ...]]:
    """The messages of both rules in these languages."""
    return {
        GAS: _trials(_GAS_EXAMPLES, _NOT_GAS, languages),
        DANGER: _trials(_DANGER_EXAMPLES, _NOT_DANGER, languages),
    }


def _trials(
    spoken: Mapping[str, Iterable[str]], silent: Mapping[str, str], languages: Sequence[str]
) -> tuple[Trial, ...]:
    loud = [Trial(text=text) for language in languages for text in spoken.get(language, ())]
    return (*loud, *(Trial(text=silent[language], speaks=False) for language in languages if language in silent))
