"""Word lists written as running text, so that a person can read and extend them without minding quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def word_list(text: str) -> tuple[str, ...]:
    """The words of `text` in their order; where it has commas, they part phrases of several words."""
    parts = (" ".join(part.split()) for part in text.split(",")) if "," in text else text.split()
    return tuple(part for part in parts if part)


def word_set(text: str) -> frozenset[str]:
    """The words of `text` as a set (see `word_list`)."""
    return frozenset(word_list(text))


def word_table(lists: Mapping[int, str]) -> dict[str, int]:
    """Each word of the lists with the value that it stands under."""
    return {word: value for value, text in lists.items() for word in word_list(text)}


def shortest(words: Iterable[str]) -> tuple[str, ...]:
    """The words that hold no other word of `words`: a text with none of them has none of the others."""
    known = set(words)
    return tuple(sorted(word for word in known if not any(other in word for other in known - {word})))
