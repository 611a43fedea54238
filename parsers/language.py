"""Tell the language of a text, among those that the city answers in: script first, then telling words, then cld2."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pycld2

from parsers.word_lists import word_set
from parsers.words import fold

_READ = 2_000
_FEW = 3
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "hy": re.compile(r"[\u0530-\u058f]"),
}
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

_TELLING = {
    "en": word_set("""
            the an and is are was were in on at of to for with there this that it have been not my our your
            please street light road tree trash from by near corner broken leaking water hole sign loud car parked
            dog dead smell wire fire help hello hi thanks thank you what when where who how why can could would
            someone out down since need needs lights still again yes sidewalk overflowing missed pickup stop we
            she they its im theres dont isnt graffiti
        """),
    "es": word_set("""
            el la los las un una unos unas de del en y es esta estan hay que por para con mi su al se lo le muy
            mas desde sobre calle avenida esquina frente cerca entre luz luces arbol basura bache hoyo agua fuga
            perro carro coche rota roto huele incendio fuego ayuda hola gracias buenos buenas dias tardes
            noches como cuando donde quien favor necesito necesita alguien senor tengo tiene estoy hace semana ayer
            hoy acera banqueta ruido poste semaforo drenaje si quiero muerto tirada tirado caido apagada todavia
            sigue recogieron espanol mensajes quitar callejon
        """),
}
_MARKS = {"es": re.compile(r"[ñ¿¡]|[áéíóú](?=[a-z]|\b)", re.IGNORECASE)}


def find_language(text: str, languages: Sequence[str]) -> str | None:
    """The language of `text` among `languages` (ISO 639-1), or None when the text does not tell. Total."""
    if not languages:
        return None
    sample = text[:_READ]
    return _by_script(sample, languages) or _by_words(sample, languages) or _by_cld2(sample, languages)


def detect_language(text: str, languages: Sequence[str]) -> str:
    """The language of `text` among `languages`; the first of them when the text does not tell."""
    return find_language(text, languages) or (languages[0] if languages else "en")


def tells_language(text: str) -> bool:
    """Whether `text` has the three words that a language is told by; a script without spaces needs none (15.15)."""
    if len(_LETTERS.findall(text[:_READ])) >= _FEW:
        return True
    return not text.isascii() and any(script.search(text[:_READ]) for script in _SCRIPTS.values())


def _by_script(sample: str, languages: Sequence[str]) -> str | None:
    if sample.isascii():
        return None
    counts = {language: len(_SCRIPTS[language].findall(sample)) for language in languages if language in _SCRIPTS}
    letters = sum(character.isalpha() for character in sample)
    best = max(counts, key=lambda language: counts[language], default=None)
    return best if best is not None and counts[best] * 3 > letters else None


def _by_words(sample: str, languages: Sequence[str]) -> str | None:
    """By words that only one of the languages uses, and by its own letters; None when it is a near thing."""
    known = [language for language in languages if language in _TELLING]
    others = [language for language in languages if language not in _SCRIPTS and language not in _TELLING]
    words = [fold(word) for word in _LETTERS.findall(sample)]
    counts = {language: sum(word in _TELLING[language] for word in words) for language in known}
    for language, marks in _MARKS.items():
        if language in counts and marks.search(sample):
            counts[language] += 1
    ranked = sorted(known, key=lambda language: -counts[language])
    if not ranked or counts[ranked[0]] < (2 if others else 1):
        return None
    second = counts[ranked[1]] if len(ranked) > 1 else 0
    return ranked[0] if counts[ranked[0]] >= second + 1 and counts[ranked[0]] > 1.5 * second else None


def _by_cld2(sample: str, languages: Sequence[str]) -> str | None:
    """What cld2 says of three words or more, when it names one of the city's languages."""
    if len(_LETTERS.findall(sample)) < _FEW:
        return None
    try:
        _, _, guesses = pycld2.detect(_printable(sample).encode(), hintLanguage=languages[0], bestEffort=True)
    except (pycld2.error, UnicodeError, ValueError):
        return None
    for _, code, _, _ in guesses:
        if code.split("-")[0] in languages:
            return str(code.split("-")[0])
    return None


def _printable(sample: str) -> str:
    return "".join(character if character.isprintable() else " " for character in sample)
