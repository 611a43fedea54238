"""Words of a text with their places, folded and stemmed so that a phrase is found in any of its usual forms."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from parsers.chinese import SIMPLIFIED
from parsers.stems import STEMMERS

MAX_READ = 20_000
"""Characters of a text that are read for its meaning; what follows is kept and shown but says nothing new."""

_UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*|[.!?;\n]+")
_TOKEN_BESIDE_UNSPACED = re.compile(rf"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\W_])+(?:['’][^\W\d_]+)*|[.!?;\n。！？；]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_ENDS = frozenset(".!?;\n。！？；")
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
"""The five marks of a Vietnamese tone; the other marks make another vowel."""
_BESIDE_LATIN = str.maketrans({"đ": "d", "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})


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
        match language:
            case "zh":
                return [word.translate(SIMPLIFIED) for word in self.folded]
            case "vi" if not self.text.isascii():
                return [_toned(word) for word in self._written()]
            case "fr":
                return [STEMMERS["fr"](word) for word in self._unelided()]
        stem = STEMMERS.get(language)
        return list(map(stem, self.folded)) if stem else list(self.folded)

    def _written(self) -> list[str]:
        """The words as they stand in the text, sentence ends aside."""
        spans = zip(self.folded, self.starts, self.ends, strict=True)
        return [word if word == "." else self.text[start:end] for word, start, end in spans]

    def _unelided(self) -> list[str]:
        """The folded words without an article or pronoun that lost its vowel: `l'arbre` is `arbre`."""
        pairs = zip(self.folded, self._written(), strict=True)
        return [fold(_ELIDED.sub("", as_is, count=1)) if _ELIDED.match(as_is) else word for word, as_is in pairs]


def split_words(text: str, *, limit: int = MAX_READ) -> Words:
    """Cut the first `limit` characters of `text` into words. Linear."""
    starts: list[int] = []
    ends: list[int] = []
    folded: list[str] = []
    token = _TOKEN if text.isascii() or not _IS_UNSPACED.search(text, 0, limit) else _TOKEN_BESIDE_UNSPACED
    for match in token.finditer(text, 0, limit):
        start, end = match.span()
        starts.append(start)
        ends.append(end)
        folded.append(_read(match[0]))
    return Words(text, tuple(starts), tuple(ends), tuple(folded))


@lru_cache(maxsize=50_000)
def _read(token: str) -> str:
    return "." if token[0] in _ENDS else fold(token)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case, without accents and apostrophes: `Árbol` is `arbol`, `isn’t` is `isnt`."""
    lowered = word.lower().replace("'", "").replace("’", "")
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFKD", lowered.translate(_BESIDE_LATIN))
    return "".join(character for character in apart if not unicodedata.combining(character))


@lru_cache(maxsize=50_000)
def _toned(word: str) -> str:
    """A Vietnamese syllable with its tone at its end, because people set the mark on either of two vowels."""
    apart = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize("NFC", _TONES.sub("", apart)) + "".join(_TONES.findall(apart))


def spelled(source: str, language: str) -> list[tuple[str, ...]]:
    """The ways in which the words of a pattern stand in texts of `language`.

    Vietnamese is often written without marks; a single syllable without them says too little.
    """
    words = split_words(source)
    ways = [tuple(words.stems(language))]
    if language == "vi" and len(words) > 1:
        ways.append(words.folded)
    return ways


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
