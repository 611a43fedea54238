"""Words of a text with their places, folded and stemmed so that a phrase is found in any of its usual forms."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from parsers.word_lists import word_set

MAX_READ = 20_000
"""Characters of a text that are read for its meaning; what follows is kept and shown but says nothing new."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*|[.!?;\n]+")
_ENDS = frozenset(".!?;\n")

_KEEP_EN = {
    word: word
    for word in (
        word_set("""
            parking parked building buildings lighting crossing marking missing housing wiring painting tired
            wheeled opening clearing camping hunting meeting ceiling evening morning railing siding bedding always
            bus gas this his news signed notes lanes planted used unused shed sled hundred kids
        """)
    )
} | {
    "buildings": "building",
    "markings": "marking",
    "crossings": "crossing",
    "railings": "railing",
    "leaves": "leaf",
    "potholes": "pothol",
    "shelves": "shelf",
    "knives": "knife",
    "mice": "mous",
    "men": "man",
    "women": "woman",
    "feet": "foot",
    "geese": "goose",
    "fell": "fall",
    "fallen": "fall",
    "broke": "broken",
    "stuck": "stuck",
    "buses": "bus",
    "gases": "gas",
    "stolen": "steal",
    "stole": "steal",
    "blew": "blow",
    "blown": "blow",
    "threw": "throw",
    "thrown": "throw",
    "kids": "kid",
    "lanes": "lan",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A text cut into words; the four tuples run side by side. Sentence ends are words of their own, `.`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    folded: tuple[str, ...]

    def __len__(self) -> int:
        """How many words and sentence ends there are."""
        return len(self.folded)

    def head(self, limit: int) -> Words:
        """The words that begin within the first `limit` characters."""
        count = bisect_left(self.starts, limit)
        return (
            self
            if count == len(self)
            else Words(self.text, self.starts[:count], self.ends[:count], self.folded[:count])
        )

    def stems(self, language: str) -> list[str]:
        """The stem of each word by the habits of `language`."""
        stem = STEMMERS.get(language, fold)
        return [stem(word) for word in self.folded]


def split_words(text: str, *, limit: int = MAX_READ) -> Words:
    """Cut the first `limit` characters of `text` into words. Linear."""
    starts: list[int] = []
    ends: list[int] = []
    folded: list[str] = []
    for match in _TOKEN.finditer(text, 0, limit):
        word = match.group()
        starts.append(match.start())
        ends.append(match.end())
        folded.append("." if word[0] in _ENDS else fold(word))
    return Words(text, tuple(starts), tuple(ends), tuple(folded))


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case, without accents and apostrophes: `Árbol` is `arbol`, `isn’t` is `isnt`."""
    lowered = word.lower().replace("'", "").replace("’", "")
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFKD", lowered)
    return "".join(character for character in apart if not unicodedata.combining(character))


@lru_cache(maxsize=50_000)
def stem_english(word: str) -> str:
    """The light stem of a folded English word: plurals, -ing, -ed and a silent e fall away."""
    if word in _KEEP_EN:
        return _KEEP_EN[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    base = _verb_base(_singular(word))
    return base[:-1] if base.endswith("e") and len(base) > 3 else base


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _verb_base(word: str) -> str:
    if word in _KEEP_EN:
        return _KEEP_EN[word]
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ing") and len(word) > 5:
        return _undoubled(word, word[:-3])
    if word.endswith("ed") and not word.endswith("eed") and len(word) > 4:
        return _undoubled(word, word[:-2])
    return word


def _undoubled(word: str, base: str) -> str:
    if not any(vowel in base for vowel in "aeiouy"):
        return word
    doubled = len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz"
    return base[:-1] if doubled else base


@lru_cache(maxsize=50_000)
def stem_spanish(word: str) -> str:
    """The light stem of a folded Spanish word: plural and gender endings fall away (`rotas` is `rot`)."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith("es") and word[-3] in "lrndzj":
        return word[:-2]
    single = word.removesuffix("s")
    return single[:-1] if single[-1] in "aoe" and len(single) > 3 else single


STEMMERS = {"en": stem_english, "es": stem_spanish}


def _plain_letters() -> dict[int, str]:
    """Every marked letter of the Latin alphabets, Vietnamese too, with the letter under its marks."""
    marked = (chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    plain = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in marked}
    return {code: letter for code, letter in plain.items() if letter.isascii()} | {ord("đ"): "d", ord("’"): "'"}


_PLAIN = _plain_letters()


def flatten(text: str) -> str:
    """`text` in lower case without the marks of Latin letters, every character still in its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lowered if lowered.isascii() else lowered.translate(_PLAIN)
