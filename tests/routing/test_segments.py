"""Segments are counted as carriers charge them: by hand at the edges, and as Twilio's own calculator counts them."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.routing.segments import LONG_CODE, TOLL_FREE, count_segments, dear_characters, is_plain, room_of
from tests.other_runtime import ask_node

BICYCLE = "\U0001f6b2"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1fa\U0001f1f8"
THUMB = "\U0001f44d\U0001f3fd"
EXTENSION = "^{}\\[~]|€\f"
SPANISH = "áéíóúüñ¿¡ÁÉÍÓÚÜÑ"
GREEK = "ΔΦΓΛΩΠΨΣΘΞ"
GREEK_LIKE_LATIN = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
OTHERS = "àèìòùäöåæøßÄÖÅÆØçÇãõâêôîûëïÿœşğıłżčřűő"
EDGES = (1, 69, 70, 71, 133, 134, 135, 152, 153, 154, 159, 160, 161, 305, 306, 307, 459, 460)
SENTENCES = (
    "Pothole at 12 Oak St",
    "Elm City: we got your report (Pothole), ticket K7WX-4M2P. Reply STATUS for news.",
    "¿En qué calle y altura, o en qué esquina, es?",
    "Buraco na rua em frente à escola, não dá para passar",
    "Ổ gà lớn trước số 12 Oak St, xe máy dễ ngã",
    "12 Oak St 路面有坑洞，请尽快修理。谢谢！",
    "Gwo twou nan wout la devan legliz la, tanpri vini wè",
    "Яма на дороге возле дома 12",
    "شارع أوك 12، حفرة كبيرة",
    "横断歩道の信号が消えています",
    "횡단보도 신호등이 꺼져 있어요",
    "It’s “fixed” – see…",
    "a\r\nb\r\nc",
    "one\ntwo\nthree",
    "tab\there",
    "100% of 5 @ $3 = 15 & more #1 _under_",
    "[brackets] {braces} ~tilde~ ^caret^ |pipe| \\slash\\ 5€",
    "\u00a0no-break\u202fspaces\u3000",
    "zero\u200bwidth\ufeff",
    "`backtick`",
    "e\u0301 in two parts",
)


def strings() -> Iterator[str]:
    """Of every kind of character, at and around every edge."""
    yield from SENTENCES
    yield from SPANISH + GREEK + GREEK_LIKE_LATIN + OTHERS
    for length in EDGES:
        yield from (mark * length for mark in ("a", "é", "á", "中", "Δ"))
        yield "a" * (length - 1) + "€"
        yield "€" + "a" * (length - 1)
        yield BICYCLE * (length // 2)
    for before in (68, 69, 133, 134, 152, 153, 158, 159, 305):
        yield from ("a" * before + mark + "b" * 40 for mark in EXTENSION)
    for before in (0, 66, 67, 68, 69, 70, 132, 133, 134):
        yield "a" * before + BICYCLE + "b" * 30
        yield "á" * before + BICYCLE * 2
    for before in (0, 10, 20, 60, 80, 120):
        yield from ("a" * before + sign for sign in (FLAG, THUMB, FAMILY))
    for length in (20, 69, 70, 71, 140, 300, 500):
        yield "word \r\n" * (length // 7)
        yield "路面有坑洞，" * (length // 6)
    # Signs that a reader sees as one, but none of them where a segment ends.
    yield from (sign * count for sign in (FLAG, THUMB) for count in (1, 5, 16, 17))
    yield from (FAMILY * count for count in (1, 3, 6))
    generator = random.Random(13)
    for length in range(10, 600, 12):
        yield "".join(generator.choice("abc de€[é\nñÜ¿") for _ in range(length))
        yield "".join(generator.choice("abc áé中Δ🚲€") for _ in range(length))


STRINGS = list(dict.fromkeys(text for text in strings() if text))


def test_f12_9_segments_are_those_of_twilios_own_calculator() -> None:
    """Two programs that share nothing agree on more than 200 texts; one wrong edge would make every budget wrong."""
    assert len(STRINGS) > 200
    theirs = ask_node("count.js", STRINGS)
    ours = [count_segments(text) for text in STRINGS]
    assert [(text, our, their) for text, our, their in zip(STRINGS, ours, theirs, strict=True) if our != their] == []


@pytest.mark.parametrize(
    ("text", "ours", "theirs"),
    [
        # Nothing is charged for a text that is not there, and Twilio refuses it (error 21602).
        ("", 0, 1),
        # 134 UTF-16 units are two segments of 67 (TS 23.040 9.2.3.24.1). The calculator keeps together what is read as
        # one sign, although a sign may be longer than a segment, and then it counts one of more than 140 octets.
        ("a" * 65 + FLAG + "b" * 65, 2, 3),
        ("e" + "\u0301" * 200, 3, 2),
    ],
)
def test_f12_9_where_the_calculator_leaves_the_standard(text: str, ours: int, theirs: int) -> None:
    """What is known to differ is written down, so that nobody bends our counter to a mistake."""
    assert (count_segments(text), ask_node("count.js", [text])) == (ours, [theirs])


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 135, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        (BICYCLE * 35, 1),
        (BICYCLE * 36, 2),
        ("a" * 66 + BICYCLE + "a" * 66, 3),
        ("\ud83d" * 70, 1),
    ],
)
def test_f13_1_segments_are_counted_as_carriers_do(text: str, segments: int) -> None:
    """GSM-7 with its two-place characters, and UCS-2 in UTF-16 units; what takes two places is never split."""
    assert count_segments(text) == segments


def test_13_1_toll_free_segments_hold_one_less() -> None:
    """Their header is an octet longer, so that a text of 305 letters takes three segments."""
    assert room_of("+18005550142") == room_of("18885550142") == TOLL_FREE
    assert room_of("+12035550142") == room_of("") == room_of("31180") == LONG_CODE
    assert [count_segments("a" * length, TOLL_FREE) for length in (160, 304, 305)] == [1, 2, 3]
    assert [count_segments("á" * length, TOLL_FREE) for length in (70, 132, 133)] == [1, 2, 3]


def test_13_1_the_dear_characters_are_named() -> None:
    """A clerk must see which letter makes a text cost twice."""
    assert dear_characters("Está en la esquina: ñ, á, ó") == "áó"
    assert is_plain("ñ ü é ¿ €")


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=400))
def test_counting_is_total_and_never_below_what_the_letters_need(text: str) -> None:
    """Whatever a resident writes is counted, also half an emoji."""
    segments = count_segments(text)
    assert segments >= -(-len(text) // 160)
    assert segments <= len(text)
