"""The words of ours inside a city's replies exist in every language that has replies."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gateway.replies.words import day_in_words, example_text, status_word
from gateway.routing.default_replies import EXAMPLES
from gateway.store.tickets import STATUSES

DAYS = {
    "en": ("June 4", "March 1"),
    "es": ("4 de junio", "1 de marzo"),
    "fr": ("4 juin", "1er mars"),
    "de": ("4. Juni", "1. März"),
    "pt": ("4 de junho", "1 de março"),
    "zh": ("6月4日", "3月1日"),
    "vi": ("ngày 4 tháng 6", "ngày 1 tháng 3"),
    "ht": ("4 jen", "1 mas"),
    "xx": ("June 4", "March 1"),
}


@pytest.mark.parametrize("language", DAYS)
def test_a_day_reads_as_people_write_it(language: str) -> None:
    """In a language that we do not know it is English."""
    days = (datetime(2026, 6, 4, 12, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert tuple(day_in_words(day, language) for day in days) == DAYS[language]


@pytest.mark.parametrize("language", EXAMPLES)
def test_every_month_and_every_status_has_a_word(language: str) -> None:
    """Twelve different days, and five different statuses that are not those of the database."""
    days = {day_in_words(datetime(2026, month, 9, tzinfo=UTC), language) for month in range(1, 13)}
    words = {status_word(status, language) for status in STATUSES}
    assert len(days) == 12
    assert len(words) == len(STATUSES)
    assert language == "en" or not words & set(STATUSES)
    assert "12 Oak St" in example_text(language)
