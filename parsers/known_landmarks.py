"""Find the city's landmarks by the names people call them: whole, shortened, or misspelt, never by half a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parsers.atlas import Landmark
from parsers.place_words import GENERIC, LANDMARKS, SPANISH_LANDMARKS
from parsers.street_names import by_ends, find_misspelt
from parsers.word_lists import word_set
from parsers.words import fold

_WORD = re.compile(r"[^\W_]+")
_ARTICLES = word_set("the la el los las le les der die das de del of")
_KINDS = LANDMARKS | SPANISH_LANDMARKS | GENERIC
"""Words that many landmarks share: `Lincoln School` is told by `lincoln`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLandmarks:
    """The city's landmarks by their names and by the telling words of them."""

    by_name: Mapping[str, tuple[Landmark, ...]] = field(default_factory=dict)
    by_word: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The names that have a telling word."""
    ends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 0
    """Words of the longest name, without articles."""

    def has(self, words: Sequence[str]) -> bool:
        """Whether the folded `words` are a name as it stands in the list."""
        return " ".join(words) in self.by_name

    def named(self, words: str) -> tuple[Landmark, ...]:
        """The landmarks that `words` may mean: of that name, else those whose telling words were all said."""
        said = landmark_words(words)
        exact = self.by_name.get(" ".join(said))
        if exact or not said:
            return exact or ()
        shortened = self._shortened(said)
        if shortened:
            return shortened
        alike = find_misspelt(" ".join(said), self.ends)
        return self.by_name[alike] if alike else ()

    def _shortened(self, said: Sequence[str]) -> tuple[Landmark, ...]:
        """`Lincoln School` for Lincoln Elementary School; a kind alone, or a name without its kind, is too little."""
        telling = [word for word in said if word not in _KINDS]
        if not telling or len(telling) == len(said):
            return ()
        names = frozenset.intersection(*(self.by_word.get(word, frozenset()) for word in telling))
        whole = [name for name in sorted(names) if set(said) <= set(name.split())]
        same = [name for name in whole if _telling(name) == set(telling)]
        return tuple(dict.fromkeys(landmark for name in same or whole for landmark in self.by_name[name]))


NO_LANDMARKS = KnownLandmarks()


def landmark_words(name: str) -> list[str]:
    """The folded words of a name without articles."""
    return [word for word in map(fold, _WORD.findall(name)) if word not in _ARTICLES]


def is_kind_alone(name: str) -> bool:
    """Whether `name` is one word for a kind of place: `Park` would be found in every text that speaks of one."""
    words = landmark_words(name)
    return len(words) == 1 and words[0] in _KINDS


def index_landmarks(landmarks: Sequence[Landmark]) -> KnownLandmarks:
    """`landmarks` by all their names; names without letters or digits are left out."""
    by_name: dict[str, tuple[Landmark, ...]] = {}
    by_word: dict[str, set[str]] = {}
    for landmark in landmarks:
        for name in dict.fromkeys(" ".join(landmark_words(name)) for name in (landmark.name, *landmark.others)):
            if name:
                by_name[name] = (*by_name.get(name, ()), landmark)
                for word in _telling(name):
                    by_word.setdefault(word, set()).add(name)
    return KnownLandmarks(
        by_name=by_name,
        by_word={word: frozenset(names) for word, names in by_word.items()},
        ends=by_ends(by_name),
        longest=max((len(name.split()) for name in by_name), default=0),
    )


def _telling(name: str) -> set[str]:
    return {word for word in name.split() if word not in _KINDS}
