"""Every phrase of the residents' pages exists in every language of the shipped replies, with the same fields."""

from __future__ import annotations

from string import Formatter

import pytest

from gateway.replies.page_link import INVITATIONS
from gateway.routing.default_replies import EXAMPLES
from gateway.web.resident.phrases import phrases_in, shipped_phrases


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", shipped_phrases())
def test_a_phrase_is_whole_in_every_language(key: str) -> None:
    """A page that is half in another language reads like a fraud."""
    languages = shipped_phrases()[key]
    assert set(languages) == set(EXAMPLES)
    assert all(text.strip() for text in languages.values())
    assert len({frozenset(fields_of(text)) for text in languages.values()}) == 1


def test_a_language_without_phrases_reads_english() -> None:
    """A city may write replies in a language that we do not ship."""
    assert phrases_in("xx").language == "en"
    assert set(INVITATIONS) == set(EXAMPLES)
