"""The words of the residents' pages in their language, from one small file that a translator can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from gateway.routing.document import read_document

_FILE = "phrases.yaml"
_FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Everything that a page says in one language."""

    language: str
    words: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """The phrase with its values; raises `KeyError` for one that is not in the file."""
        return self.words[key].format(**values)


@cache
def shipped_phrases() -> Mapping[str, Mapping[str, str]]:
    """By key and language, as the file has them."""
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    return {key: dict(languages) for key, languages in read_document(text, _FILE).data.items()}


@cache
def phrases_in(language: str) -> Phrases:
    """The phrases in a language, in English where we have none."""
    chosen = language if language in shipped_phrases()["title"] else _FALLBACK
    return Phrases(language=chosen, words={key: words[chosen] for key, words in shipped_phrases().items()})
