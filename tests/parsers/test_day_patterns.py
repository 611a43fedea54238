"""The short cut past a day pattern never skips a text that the pattern would have matched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.calendar_dates import CALENDAR
from parsers.moments import DayPattern
from parsers.relative_days import RELATIVE
from parsers.word_lists import word_list

GATED = [pattern for pattern in (*CALENDAR, *RELATIVE) if pattern.stems]
WORDS = word_list("""
    jan january enero feb march marzo apr abril may mayo june jul agosto setiembre sept oct noviembre dec diciembre
    mon monday lunes tue martes weds miercoles thurs jueves fri viernes sat sabado sun domingo last this next the
    3 12 1st 23rd 2024 24 two three twenty days day weeks week hours hour months year ago back earlier prior atras
    from after later now today yesterday tomorrow tonight night nite morning afternoon evening hoy ayer anoche
    anteayer antier pasado manana ahorita ahora mismo esta tarde noche right just tmrw yday eod end of before past
    hace desde dias semanas ultimas - /
""")


@pytest.mark.parametrize("pattern", GATED, ids=lambda pattern: pattern.resolve.__name__)
@given(words=st.lists(st.sampled_from(WORDS), max_size=8))
def test_a_text_without_a_stem_cannot_match(pattern: DayPattern, words: list[str]) -> None:
    """Stems are written by hand, so they are held against the expressions."""
    flat = " ".join(words)
    if pattern.expression.search(flat):
        assert any(stem in flat for stem in pattern.stems)


def test_most_slow_patterns_have_stems() -> None:
    """Without them the test above would prove nothing."""
    assert len(GATED) >= 10
