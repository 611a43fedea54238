"""Find thousands of phrases in one pass: the pattern language of the catalog and the index that reads it.

A pattern is written as people say it: `street light out`. `(a|b)` is either, `(a|)` is optional, `<name>` a word
group of the catalog. `a .. b` allows four words between, in this order; `a + b` wants both within twelve words.
In German `*laterne` is any word that ends so and `laterne*` any that begins so; they stand alone between `..` and `+`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from parsers.stems import STEMMERS
from parsers.words import Words, spelled

GAP = 4
NEAR = 12
_UNSPACED = frozenset({"zh"})
"""Languages whose words are cut by characters, of which two make a word."""
_STAR = "*"
_SHORTEST = 4
"""Letters that a part of a compound has at the least."""
_MOST_PLACES = 400
_MOST_REMEMBERED = 50_000
_LONG, _VERY_LONG, _LONGEST = 6, 9, 24
_PIECE = re.compile(r"\(([^()]*)\)|([^\s()]+)")
_BRACKETS = re.compile(r"\([^()]*\)")
_GROUP = re.compile(r"<([a-z_]+)>")
_JOINER = re.compile(r"\s+(\.\.|\+)\s+")


class Match(NamedTuple):
    """A pattern's payload and the words (indexes into `Words`) that it was found in. Thousands are made."""

    payload: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Composite:
    parts: tuple[int, ...]
    others: frozenset[int]
    """The parts besides the first."""
    is_ordered: bool
    payload: int
    reach: int
    """The most words between two parts that stand in order; else the most that all may lie apart."""


@dataclass(slots=True)
class PhraseIndex:
    """All patterns of one language, found together; made once, then only read."""

    language: str
    groups: Mapping[str, str] = field(default_factory=dict)
    _words: dict[str, list[int]] = field(default_factory=dict)
    _phrases: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]] = field(default_factory=dict)
    """Longer phrases by their first word and then their second, so that common first words cost nothing."""
    _parts: dict[str, int] = field(default_factory=dict)
    _ends: dict[str, list[int]] = field(default_factory=dict)
    _begins: dict[str, list[int]] = field(default_factory=dict)
    """What words may end and begin with, where a language joins its words."""
    _single: dict[int, list[int]] = field(default_factory=dict)
    _composites: dict[int, list[_Composite]] = field(default_factory=dict)
    _vocabulary: dict[str, str] = field(default_factory=dict)
    _respelled: dict[str, str] = field(default_factory=dict)
    """What words were respelled to before; forgotten when it has grown."""
    _kept: set[str] = field(default_factory=set)
    """Words that are right as they are: those of the patterns, and those told to `keep`."""

    def add(self, pattern: str, payload: int) -> None:
        """Find `pattern` from now on, and report it as `payload`."""
        pieces = _JOINER.split(self._spelled_out(pattern))
        parts = tuple(self._part(source) for source in pieces[::2])
        if len(parts) == 1:
            self._single.setdefault(parts[0], []).append(payload)
        else:
            is_ordered, stretch = ".." in pieces[1::2], 2 if self.language in _UNSPACED else 1
            reach = stretch * (GAP if is_ordered else NEAR)
            composite = _Composite(parts, frozenset(parts[1:]), is_ordered, payload, reach)
            self._composites.setdefault(parts[0], []).append(composite)

    def _spelled_out(self, pattern: str) -> str:
        """The pattern with its word groups written out, inside brackets without brackets of their own."""
        plain = _BRACKETS.sub(
            lambda found: _GROUP.sub(lambda name: self.groups[name[1]], found.group()), pattern.strip()
        )
        return _GROUP.sub(lambda name: f"({self.groups[name[1]]})", plain)

    def _part(self, source: str) -> int:
        if source not in self._parts:
            self._parts[source] = number = len(self._parts)
            for words in sorted(set(_expand(source, self.language))):
                self._place(words, number)
        return self._parts[source]

    def _place(self, words: tuple[str, ...], part: int) -> None:
        if len(words) == 1 and _STAR in words[0]:
            table = self._ends if words[0].startswith(_STAR) else self._begins
            words = (words[0].strip(_STAR),)
            table.setdefault(words[0], []).append(part)
            self._words.setdefault(words[0], []).append(part)
        elif len(words) == 1:
            self._words.setdefault(words[0], []).append(part)
        elif words:
            self._phrases.setdefault(words[0], {}).setdefault(words[1], []).append((words, part))
        self._learn(words)

    def _learn(self, words: Iterable[str]) -> None:
        for word in words:
            if len(word) >= _LONG and word.isalpha() and word not in self._kept:
                self._kept.add(word)
                for shorter in _deletions(word):
                    self._vocabulary.setdefault(shorter, word)

    def keep(self, words: Iterable[str]) -> None:
        """Never take any of `words` for a misspelling of another."""
        self._kept.update(words)

    def find(self, words: Words) -> list[Match]:
        """Every pattern in `words`, with its places. Linear in the length of the text."""
        stems = words.stems(self.language)
        found = self._find_parts(stems)
        if self._ends or self._begins:
            self._find_in_compounds(stems, found)
        return self._singles(found) + self._joined(found, stems)

    def _find_parts(self, stems: Sequence[str]) -> dict[int, list[tuple[int, int]]]:
        """Where each part stands. A word belongs to many parts, so its places are gathered before they are shared."""
        known, phrases = self._words, self._phrases
        places: dict[str, list[tuple[int, int]]] = {}
        found: dict[int, list[tuple[int, int]]] = {}
        for place, stem in enumerate(stems):
            if stem in known:
                places.setdefault(stem, []).append((place, place + 1))
            if stem in phrases:
                following = stems[place + 1] if place + 1 < len(stems) else ""
                for phrase, part in phrases[stem].get(following, ()):
                    end = place + len(phrase)
                    if end == place + 2 or tuple(stems[place:end]) == phrase:
                        found.setdefault(part, []).append((place, end))
        for word, spans in places.items():
            for part in known[word]:
                found.setdefault(part, []).extend(spans)
        for spans in found.values():
            if len(spans) > 1:
                spans.sort()
        return found

    def _find_in_compounds(self, stems: Sequence[str], found: dict[int, list[tuple[int, int]]]) -> None:
        within: dict[int, set[tuple[int, int]]] = {}
        for place, stem in enumerate(stems):
            for cut in range(min(len(stem), _LONGEST * 2) - _SHORTEST + 1):
                for part in (*self._ends.get(stem[cut:], ()), *self._begins.get(stem[: len(stem) - cut], ())):
                    within.setdefault(part, set(found.get(part, ()))).add((place, place + 1))
        found.update((part, sorted(spans)) for part, spans in within.items())

    def respelled(self, words: Words) -> Words:
        """`words` with long unknown ones replaced by the catalog word that is one letter away, if any is."""
        try:
            folded = tuple(map(self._respelled.__getitem__, words.folded))
        except KeyError:
            memory = self._remembered(words)
            folded = tuple([memory[word] for word in words.folded])
        return words if folded == words.folded else Words(words.text, words.starts, words.ends, folded)

    def _remembered(self, words: Words) -> dict[str, str]:
        """What words are respelled to, those of `words` among them."""
        stem = STEMMERS.get(self.language, str)
        memory = self._respelled if len(self._respelled) < _MOST_REMEMBERED else {}
        for word in set(words.folded).difference(memory):
            memory[word] = self._respell(word, stem(word))
        self._respelled = memory
        return memory

    def _respell(self, word: str, stem: str) -> str:
        if not _LONG <= len(stem) <= _LONGEST or not stem.isalpha() or stem in self._kept:
            return word
        near = next(filter(None, map(self._vocabulary.get, _deletions(stem))), None)
        return near if near and _is_slip(stem, near) else word

    def _singles(self, found: Mapping[int, list[tuple[int, int]]]) -> list[Match]:
        return [
            Match(payload, tuple(range(start, end)))
            for part, spans in found.items()
            for payload in self._single.get(part, ())
            for start, end in spans[:_MOST_PLACES]
        ]

    def _joined(self, found: Mapping[int, list[tuple[int, int]]], stems: Sequence[str]) -> list[Match]:
        matches = []
        for part in found:
            for composite in self._composites.get(part, ()):
                if composite.others <= found.keys():
                    places = _places_together([found[other] for other in composite.parts], composite, stems)
                    if places:
                        matches.append(Match(composite.payload, places))
        return matches


def _places_together(
    spans: list[list[tuple[int, int]]], composite: _Composite, stems: Sequence[str]
) -> tuple[int, ...]:
    """The places of the first way in which all parts stand together; empty when they stand apart."""
    for start, end in spans[0][:_MOST_PLACES]:
        places = list(range(start, end))
        for others in spans[1:]:
            near = _nearest(places, others, composite, stems)
            if near is None:
                break
            places.extend(range(*near))
        else:
            return tuple(sorted(places))
    return ()


def _nearest(
    places: list[int], others: list[tuple[int, int]], composite: _Composite, stems: Sequence[str]
) -> tuple[int, int] | None:
    """The span of the next part: behind the last one and in its sentence, or anywhere near when the order is free."""
    last, first = places[-1], places[0]
    if composite.is_ordered:
        at = bisect_left(others, (last + 1, 0))
        if at < len(others) and others[at][0] - last <= composite.reach + 1 and "." not in stems[last : others[at][0]]:
            return others[at]
        return None
    reach = composite.reach
    for start, end in others[bisect_left(others, (last - reach, 0)) : bisect_left(others, (last + reach + 1, 0))]:
        if start > last or end <= first:
            return start, end
    return None


def _expand(source: str, language: str) -> Iterable[tuple[str, ...]]:
    """All word sequences that a part stands for."""
    options = [group.split("|") if not word else [word] for group, word in _PIECE.findall(source)]
    if language == "vi":
        for spoken in product(*options):
            yield from spelled(" ".join(spoken), language)
        return
    choices = [[_spelled_with_star(option, language) for option in alternatives] for alternatives in options]
    for combination in product(*choices):
        yield tuple(word for piece in combination for word in piece)


@lru_cache(maxsize=20_000)
def _spelled_with_star(option: str, language: str) -> tuple[str, ...]:
    words, bare = spelled(option, language)[0], option.strip()
    if bare.startswith(_STAR):
        return (_STAR + words[0],)
    return (words[0] + _STAR,) if bare.endswith(_STAR) else words


def _is_slip(written: str, meant: str) -> bool:
    """Whether a hurried thumb writes `written` for `meant`: a letter lost, doubled or swapped, never the first one."""
    if written[0] != meant[0]:
        return False
    return len(written) != len(meant) or sorted(written) == sorted(meant) or len(written) >= _VERY_LONG


def _deletions(word: str) -> Iterable[str]:
    """The word itself and the word with any one letter left out."""
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]
