"""Find thousands of phrases in one pass: the pattern language of the catalog and the index that reads it.

A pattern is written as people say it: `street light out`. `(a|b)` is either, `(a|)` is optional, `<name>` a word
group of the catalog. `a .. b` allows four words between, in this order; `a + b` wants both within twelve words.
In German `*laterne` is any word that ends so and `laterne*` any that begins so; they stand alone between `..` and `+`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import NamedTuple, TypeVar

from parsers.stems import STEMMERS
from parsers.words import Words, spelled

GAP = 4
NEAR = 12
_UNSPACED = frozenset({"zh"})
"""Languages whose words are cut by characters, of which two make a word."""
_STAR = "*"
_PAIR = 2
_SHORTEST = 4
"""Letters that a part of a compound has at the least."""
_MOST_PLACES = 400
_MOST_REMEMBERED = 50_000
_LONG, _VERY_LONG, _LONGEST = 6, 9, 24
_PIECE = re.compile(r"\(([^()]*)\)|([^\s()]+)")
_BRACKETS = re.compile(r"\([^()]*\)")
_GROUP = re.compile(r"<([a-z_]+)>")
_JOINER = re.compile(r"\s+(\.\.|\+)\s+")
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


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


class Remembered(dict[_Key, _Value]):
    """What a pure function said, by what it was asked."""

    def __init__(self, function: Callable[[_Key], _Value]) -> None:
        """`function` is asked once for each key."""
        super().__init__()
        self._function = function

    def __missing__(self, key: _Key) -> _Value:
        """Ask for a new key."""
        self[key] = answer = self._function(key)
        return answer


_Spans = list[tuple[int, int]]


@dataclass(slots=True)
class _Behind:
    """The phrases that begin with the same two words, the longer ones by their third."""

    pairs: list[tuple[int, tuple[str, ...], int]] = field(default_factory=list)
    longer: dict[str, list[tuple[int, tuple[str, ...], int]]] = field(default_factory=dict)
    count: int = 0

    def add(self, words: tuple[str, ...], part: int) -> None:
        """Find `words` from now on."""
        self.count += 1
        under = self.longer.setdefault(words[2], []) if len(words) > _PAIR else self.pairs
        under.append((self.count, words, part))

    def standing(self, stems: Sequence[str], place: int) -> list[tuple[int, int]]:
        """The phrases whose words stand from `place` on, in the order in which they were added: lengths and parts."""
        third = stems[place + _PAIR] if place + _PAIR < len(stems) else ""
        longer = self.longer.get(third, ())
        found = [each for each in longer if tuple(stems[place : place + len(each[1])]) == each[1]]
        return [(len(words), part) for _, words, part in (sorted((*self.pairs, *found)) if found else self.pairs)]


@dataclass(slots=True)
class _Found:
    """Where the words of patterns stand in a text, and parts of patterns that are longer than a word, or shorter."""

    words: dict[str, _Spans] = field(default_factory=dict)
    phrases: dict[int, _Spans] = field(default_factory=dict)
    compounds: dict[int, _Spans] = field(default_factory=dict)


@dataclass(slots=True)
class PhraseIndex:
    """All patterns of one language, found together; made once, then only read."""

    language: str
    groups: Mapping[str, str] = field(default_factory=dict)
    _words: dict[str, list[int]] = field(default_factory=dict)
    _phrases: dict[str, dict[str, _Behind]] = field(default_factory=dict)
    """Longer phrases by their first word and then their second, so that common first words cost nothing."""
    _parts: dict[str, int] = field(default_factory=dict)
    _ends: dict[str, list[int]] = field(default_factory=dict)
    _begins: dict[str, list[int]] = field(default_factory=dict)
    """What words may end and begin with, where a language joins its words."""
    _single: dict[int, list[int]] = field(default_factory=dict)
    _composites: dict[int, list[_Composite]] = field(default_factory=dict)
    _vocabulary: dict[str, str] = field(default_factory=dict)
    _words_of: dict[int, list[str]] = field(default_factory=dict)
    """The single words of each part."""
    _respelled: Remembered[str, str] = field(init=False)
    """What words were respelled to before; forgotten when it has grown."""
    _alone: Remembered[str, list[int]] = field(init=False)
    _kept: set[str] = field(default_factory=set)
    """Words that are right as they are: those of the patterns, and those told to `keep`."""

    def __post_init__(self) -> None:
        """Nothing is remembered yet."""
        self._respelled, self._alone = Remembered(self._respell), Remembered(self._speaking_alone)

    def add(self, pattern: str, payload: int) -> None:
        """Find `pattern` from now on, and report it as `payload`."""
        self._alone.clear()
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
        if len(words) == 1:
            self._words.setdefault(words[0], []).append(part)
            self._words_of.setdefault(part, []).append(words[0])
        elif words:
            self._phrases.setdefault(words[0], {}).setdefault(words[1], _Behind()).add(words, part)
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
        found = self._look(stems)
        return self._singles(found) + self._joined(found, stems)

    def _look(self, stems: Sequence[str]) -> _Found:
        known, phrases, found = self._words, self._phrases, _Found()
        for place, stem in enumerate(stems):
            if stem in known:
                found.words.setdefault(stem, []).append((place, place + 1))
            if stem in phrases:
                behind = phrases[stem].get(stems[place + 1] if place + 1 < len(stems) else "")
                if behind is not None:
                    for length, part in behind.standing(stems, place):
                        found.phrases.setdefault(part, []).append((place, place + length))
        if self._ends or self._begins:
            self._look_in_compounds(stems, found)
        return found

    def _look_in_compounds(self, stems: Sequence[str], found: _Found) -> None:
        for place, stem in enumerate(stems):
            for cut in range(min(len(stem), _LONGEST * 2) - _SHORTEST + 1):
                for part in (*self._ends.get(stem[cut:], ()), *self._begins.get(stem[: len(stem) - cut], ())):
                    found.compounds.setdefault(part, []).append((place, place + 1))

    def respelled(self, words: Words) -> Words:
        """`words` with long unknown ones replaced by the catalog word that is one letter away, if any is."""
        if len(self._respelled) >= _MOST_REMEMBERED:
            self._respelled = Remembered(self._respell)
        folded = tuple(map(self._respelled.__getitem__, words.folded))
        return words if folded == words.folded else Words(words.text, words.starts, words.ends, folded)

    def _respell(self, word: str) -> str:
        stem = STEMMERS.get(self.language, str)(word)
        if not _LONG <= len(stem) <= _LONGEST or not stem.isalpha() or stem in self._kept:
            return word
        near = next(filter(None, map(self._vocabulary.get, _deletions(stem))), None)
        return near if near and _is_slip(stem, near) else word

    def _singles(self, found: _Found) -> list[Match]:
        spans = {part: [*places] for part, places in found.phrases.items() if part in self._single}
        for word, places in found.words.items():
            for part in self._alone[word]:
                spans.setdefault(part, []).extend(places)
        for part, places in found.compounds.items():
            if part in self._single:
                spans.setdefault(part, []).extend(places)
        return [
            Match(payload, tuple(range(start, end)))
            for part, places in spans.items()
            for payload in self._single[part]
            for start, end in _in_order(places)[:_MOST_PLACES]
        ]

    def _speaking_alone(self, word: str) -> list[int]:
        """The parts of `word` that are patterns by themselves; most of them only say something beside others."""
        return [part for part in self._words[word] if part in self._single]

    def _joined(self, found: _Found, stems: Sequence[str]) -> list[Match]:
        present = {*found.phrases, *found.compounds}.union(*map(self._words.__getitem__, found.words))
        spans = Remembered[int, _Spans](lambda part: self._spans(part, found))
        matches: dict[int, list[Match]] = {}
        for first in self._composites.keys() & present:
            for composite in self._composites[first]:
                if composite.others <= present:
                    places = _places_together([spans[part] for part in composite.parts], composite, stems)
                    if places:
                        matches.setdefault(first, []).append(Match(composite.payload, places))
        parts = matches if len(matches) < 2 else filter(matches.__contains__, self._parts_in_order(found))
        return [match for part in parts for match in matches[part]]

    def _spans(self, part: int, found: _Found) -> _Spans:
        """Where a part stands, in any of its words."""
        of_words = (span for word in self._words_of.get(part, ()) for span in found.words.get(word, ()))
        return _in_order([*found.phrases.get(part, ()), *of_words, *found.compounds.get(part, ())])

    def _parts_in_order(self, found: _Found) -> Iterable[int]:
        """Each part that was found once, so that the matches of a text always come in the same order."""
        of_words = (part for word in found.words for part in self._words[word])
        return dict.fromkeys((*found.phrases, *of_words, *found.compounds))


def _in_order(spans: _Spans) -> _Spans:
    return sorted(set(spans)) if len(spans) > 1 else spans


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
