"""Cut a text into the marks that a learned model knows: pieces of words, words and pairs of words, as numbers.

The numbers are hashes, so a model holds no list of the words that people wrote. They must never change for a
`SCHEME`: a model that was trained with them is read with them for years.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SCHEME = 1
"""The version of this module's numbers; a model of another one cannot be read."""
MAX_CUT = 4_000
"""Characters of a text that are cut; what follows seldom says what it is about."""
WORD_BIT = np.uint32(1 << 31)
"""Set in the number of a word or of a pair of words, and in no piece's."""

_SHORTEST, _LONGEST = 2, 5
_WORD = re.compile(r"[^\W_]+")
_LONGEST_WORD = 60
_STEP = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HIGH = np.uint64(33)
_BLANK = np.uint64(32)

Numbers = NDArray[np.uint32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cut:
    """The marks of a text, and the words they come from; spans are of words, -1 for those of the subject."""

    marks: Numbers
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    length: int

    def owners(self) -> Places:
        """The place of the word that each mark comes from. Few ask, and it takes as long as the marks."""
        order = np.arange(len(self.words), dtype=np.int64)
        pairs = len(self.words) - 1 if len(self.words) >= _SHORTEST else 0
        return np.concatenate([_pieces(self.words)[1], order, order[:pairs]])


def cut_text(text: str, subject: str = "") -> Cut:
    """The marks of `subject` and `text`, the subject read first. Total and linear."""
    said = [(-1, -1, word) for _, _, word in _split(subject)] if subject else []
    said += _split(text)
    words = tuple([word for _, _, word in said])
    singles = _numbers(words)
    return Cut(
        marks=np.concatenate([_pieces(words)[0], singles, pairs_of(singles)]),
        words=words,
        spans=tuple([(start, end) for start, end, _ in said]),
        length=read_length(text, subject),
    )


def read_length(text: str, subject: str = "") -> int:
    """How long a text is for a model."""
    return min(len(text) + len(subject), MAX_CUT)


def find_words(text: str, subject: str = "") -> list[str]:
    """The words of `subject` and `text` as they are written, as many as are cut."""
    words: list[str] = _WORD.findall(text, 0, MAX_CUT)
    return _WORD.findall(subject, 0, MAX_CUT) + words if subject else words


@dataclass(frozen=True, slots=True)
class WordMarks:
    """The marks that words have each by itself, the places of the words that have them, and the words' numbers."""

    marks: Numbers
    owners: Places
    singles: Numbers


def cut_words(written: Sequence[str]) -> WordMarks:
    """The marks of `written` but for those of two words together."""
    words = tuple(map(_fold, written))
    (pieces, owners), singles = _pieces(words), _numbers(words)
    return WordMarks(
        marks=np.concatenate([pieces, singles]),
        owners=np.concatenate([owners, np.arange(len(words), dtype=np.int64)]),
        singles=singles,
    )


def _split(text: str) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), _fold(found.group())) for found in _WORD.finditer(text, 0, MAX_CUT)]


def _fold(word: str) -> str:
    """Lower case without accents, in the same form for ever and whatever the catalog does; never a blank in it."""
    lowered = word[:_LONGEST_WORD].lower()
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFKD", lowered)
    return "".join(character for character in apart if character.isalnum()) or "?"


def _signs(words: Sequence[str]) -> NDArray[np.uint64]:
    """The characters of the words with a blank before and behind each."""
    stream = f" {' '.join(words)} ".encode("utf-32-le", "surrogatepass")
    return np.frombuffer(stream, dtype="<u4").astype(np.uint64)


def _pieces(words: Sequence[str]) -> tuple[Numbers, Places]:
    """Every piece of two to five characters of a word between its blanks, the shorter ones first, and whose it is."""
    if not words:
        return np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int64)
    running = signs = _signs(words)
    blanks = np.cumsum(signs == _BLANK)
    found, owners = [], []
    for length in range(_SHORTEST, _LONGEST + 1):
        running = running[:-1] * _STEP + signs[length - 1 :]
        inside = _inside(blanks, len(running), length)
        found.append(running[inside] ^ np.uint64(length))
        owners.append(blanks[: len(running)][inside])
    return _mixed(np.concatenate(found)), np.concatenate(owners) - 1


def _inside(blanks: Places, count: int, length: int) -> NDArray[np.bool_]:
    """Which of the first `count` pieces of `length` characters lie within a word."""
    inside: NDArray[np.bool_] = blanks[:count] == blanks[length - 2 : length - 2 + count]
    return inside


def _mixed(hashes: NDArray[np.uint64]) -> Numbers:
    return ((hashes * _MIX) >> _HIGH).astype(np.uint32)


def _numbers(words: Sequence[str]) -> Numbers:
    checks = [crc32(word.encode("utf-8", "surrogatepass")) for word in words]
    return np.array(checks, dtype=np.uint32) | WORD_BIT


def pairs_of(singles: Numbers) -> Numbers:
    """Each word with the next one."""
    if len(singles) < _SHORTEST:
        return singles[:0]
    joined = singles[:-1].astype(np.uint64) * _STEP + singles[1:].astype(np.uint64)
    return _mixed(joined ^ np.uint64(_SHORTEST)) | WORD_BIT
