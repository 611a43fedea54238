"""Tell the language of a text, among those that the city answers in: script first, then telling words, then cld2."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice, repeat

import pycld2

from parsers.telling_words import COMPOUNDS, GRAMMAR, LETTERS, NOUNS, SURE_LETTERS
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

_LINKS = re.compile(r"\bhttps?://\S*|\bwww\.\S*|\S+@\S+")
_GRAMMAR, _NOUN, _LETTER, _PROOF = 2, 1, 1, 5
"""How much a word or a letter of its own speaks for a language."""
_POINTS = {
    language: dict.fromkeys(NOUNS[language], _NOUN) | dict.fromkeys(grammar, _GRAMMAR)
    for language, grammar in GRAMMAR.items()
}
"""The same by word."""


def find_language(text: str, languages: Sequence[str]) -> str | None:
    """The language of `text` among `languages` (ISO 639-1), or None when the text does not tell. Total."""
    if not languages:
        return None
    sample = _LINKS.sub(" ", text[:_READ])
    return _by_script(sample, languages) or _by_words(sample, languages) or _by_cld2(sample, languages)


def detect_language(text: str, languages: Sequence[str]) -> str:
    """The language of `text` among `languages`; the first of them when the text does not tell."""
    if len(languages) == 1:
        return languages[0]
    return find_language(text, languages) or (languages[0] if languages else "en")


def tells_language(text: str) -> bool:
    """Whether `text` has the three words that a language is told by; a script without spaces needs none (15.15)."""
    if _has_words(text[:_READ]):
        return True
    return not text.isascii() and any(script.search(text[:_READ]) for script in _SCRIPTS.values())


def _has_words(text: str) -> bool:
    """Whether it has the words that a language is told by; the others need not be found."""
    return next(islice(_LETTERS.finditer(text), _FEW - 1, None), None) is not None


def _by_script(sample: str, languages: Sequence[str]) -> str | None:
    if sample.isascii():
        return None
    counts = {language: len(_SCRIPTS[language].findall(sample)) for language in languages if language in _SCRIPTS}
    best = max(counts, key=lambda language: counts[language], default=None)
    if best is None or not counts[best]:
        return None
    letters = sum(character.isalpha() for character in sample)
    has_own_words = best == "zh" and counts[best] > 1 and counts[best] >= len(_LETTERS.findall(_latin(sample)))
    return best if has_own_words or counts[best] * 3 > letters else None


def _latin(sample: str) -> str:
    """The sample without the signs of Chinese, each of which is about a word of its own."""
    return _SCRIPTS["zh"].sub(" ", sample)


def _by_words(sample: str, languages: Sequence[str]) -> str | None:
    """By the words and letters that speak for each of the languages; None when it is a near thing."""
    known = [language for language in languages if language in GRAMMAR]
    words = list(map(fold, _LETTERS.findall(sample)))
    points = dict.fromkeys(known, 0)
    for language in known:
        points[language] = sum(map(_POINTS[language].get, words, repeat(0)))
        if language in COMPOUNDS:
            points[language] += sum(COMPOUNDS[language].match(word) is not None for word in words)
        if not sample.isascii() and language in LETTERS and LETTERS[language].search(sample):
            points[language] += _PROOF if language in SURE_LETTERS else _LETTER
    ranked = sorted(known, key=lambda language: -points[language])
    if not ranked or not points[ranked[0]]:
        return None
    second = points[ranked[1]] if len(ranked) > 1 else 0
    others = [language for language in languages if language not in _SCRIPTS and language not in GRAMMAR]
    if others and points[ranked[0]] < 2 * _GRAMMAR:
        return None
    return ranked[0] if points[ranked[0]] > second else None


def _by_cld2(sample: str, languages: Sequence[str]) -> str | None:
    """What cld2 says of three words or more, when it names one of the city's languages."""
    if not _has_words(sample):
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
