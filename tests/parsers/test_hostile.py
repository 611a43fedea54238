"""Whatever is sent gets an answer, soon: any script, a megabyte of one sign, a picture without a word."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import City, parse, to_document
from parsers.gazetteer import make_gazetteer
from parsers.intents import Intent
from parsers.values import Asked, Attachment, Coordinates, InboundMessage, Medium, Problem, Understanding
from tests.learning.past import elm_model
from tests.own_time import done_within

RECEIVED = datetime(2026, 6, 3, 16, 0, tzinfo=UTC)
NAMES = ("Oak", "Elm", "Main", "Du Bois", "Calle Roble", "5th", "N 2nd")
STREETS = [f"{name} {kind}" for name in NAMES for kind in ("Street", "Ave")]
CITY = City(
    languages=("en", "es", "de", "fr", "pt", "zh", "vi", "ht"),
    gazetteer=make_gazetteer(STREETS),
    model=elm_model(),
    own_contacts=frozenset({"+12035550142", "311@elmcity.example"}),
)
PHOTO = Attachment(filename="a.jpg", content_type="image/jpeg", size=10)


def heard(text: str, **fields: Any) -> Intent:
    """What a first text message says in a city that knows everything."""
    given_fields: dict[str, Any] = {"medium": Medium.SMS, "sender": "+12035550199", **fields}
    message = InboundMessage(received_at=RECEIVED, text=text, reply_text=text, **given_fields)
    intent = parse(message, CITY)
    _holds(intent.understanding, message.new_text)
    to_document(message, intent)
    return intent


def _holds(understanding: Understanding, text: str) -> None:
    """Every span is of the text, personal data stand apart, and certainty is between nothing and one."""
    for start, end, words in _spans(understanding):
        assert text[start:end] == words
    ends = [(each.start, each.end) for each in understanding.personal]
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(ends))
    for service in (understanding.service, *(problem.service for problem in understanding.further)):
        assert service is None or 0 <= service.confidence <= 1
    assert understanding.language in CITY.languages


def _spans(said: Understanding | Problem) -> Iterator[tuple[int, int, str]]:
    if said.location is not None and said.location.end:
        yield said.location.start, said.location.end, said.location.text
    yield from ((each.start, each.end, each.text) for each in said.urgency_evidence)
    if isinstance(said, Understanding):
        yield from ((each.start, each.end, each.text) for each in said.personal)
        for problem in said.further:
            yield from _spans(problem)
    for each in said.service.evidence if said.service else ():
        yield each.start, each.end, each.text


HOSTILE = {
    "right to left": "יש בור בכביש ברחוב Oak 12",
    "arabic": "هناك حفرة في الشارع ٢٠٣-٥٥٥-٠١٩٩",
    "arabic digits": "٢١٩-٠٩-٩٩٩٩ ١١١.٤٤٤.٧٧٧-٣٥ ٤١١١١١١١١١١١١١١١",
    "bidi override": "\u202egas\u202c at 12 Oak \u2066St\u2069",
    "zalgo": "p" + "\u0301\u0323\u0489" * 200 + "othole on Oak",
    "only marks": "\u0301" * 500,
    "halves": "\ud83d pothole \ude00 12 Oak St \udc80",
    "nul": "pot\x00hole\x00 on 12\x00 Oak St",
    "controls": "".join(map(chr, range(32))) + " 12 Oak St",
    "emoji": "🕳️🚗💥👨‍👩‍👧‍👦🏳️‍🌈" * 50,
    "one emoji": "🔥",
    "flags": "🇺🇸🇪🇸🇩🇪",
    "full width": "Ｐｏｔｈｏｌｅ ａｔ １２ Ｏａｋ Ｓｔ",
    "mathematical": "𝐏𝐨𝐭𝐡𝐨𝐥𝐞 𝟏𝟐 𝐎𝐚𝐤 𝐒𝐭 𝟐𝟎𝟑-𝟓𝟓𝟓-𝟎𝟏𝟗𝟗",
    "superscript": "²³ on the ¹²th ½ Oak St, ⅓ block",
    "roman": "Ⅻ Oak St, ⑫ Elm",
    "turkish": "İSTANBUL İ ı at 12 Oak St İ my name is İnci",
    "ligatures": "ﬁre ﬂood ﬆreet ŉ ǆ ß ẞ",
    "thai": "มีหลุมบนถนน Oak St",
    "hindi": "सड़क पर गड्ढा है १२ Oak St",
    "tamil": "சாலையில் பள்ளம்",
    "georgian": "ორმო ქუჩაზე",
    "cherokee": "ᎠᏂᏴᏫᏯ ᎤᏬᏚ",
    "cuneiform": "𒀀𒁀𒂀 12 Oak",
    "private use": "\ue000\uf8ff\U000f0000 12 Oak St",
    "noncharacters": "\ufffe\uffff\U0010ffff pothole",
    "tags": "\U000e0041\U000e0042 gas leak",
    "variation": "p\ufe0fo\ufe0ft\ufe0fhole",
    "zero width": "p\u200bo\u200bt\u200bhole at 1\u200b2 O\u200bak St",
    "line separators": "pothole\u2028at 12 Oak\u2029St\x85\x0b\x0c",
    "braces": "{}%s{0}%(x)s${x}{{7*7}} 12 Oak St",
    "markup": "<script>alert(1)</script> 12 Oak St <b>' OR 1=1; --",
    "quotes": "'\"`´‘’“”«»" * 100,
    "brackets": "([{<" * 500,
    "pattern": "(a+)+$ [^]] \\d{1,9999} (?P<x>",
    "path": "../../../../etc/passwd C:\\nul",
    "huge number": "9" * 5_000 + " Oak St",
    "dates": "31/31/9999 0/0/0 2026-13-45 29 Feb 2025 99:99 24:00 25 o'clock",
    "far dates": "999 years ago in 999 years 10000 BC 1/1/0001",
    "coordinates": "999.999999,-999.999999 nan,inf 1e400,1e400 41.3,-72.9",
    "links": "https://maps.google.com/?q=" + "%41" * 500,
    "mails": "@" * 500 + "a@b.c" * 200,
    "lists": "\n".join(f"{number}. pothole at {number} Oak St" for number in range(300)),
    "commands": "STOP START HELP STATUS NEW DONE " * 50,
}
LONG = ("a", " ", "🔥", "坑", "\u0301", "\ud800", "1. pothole 12 Oak\n", "12 Oak St. also ", "203-555-0199 ", "3天")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("medium", list(Medium))
def test_hostile_texts_get_an_answer(text: str, medium: Medium) -> None:
    """By text and by mail, in the subject too."""
    heard(text, medium=medium)
    heard("see subject", medium=medium, subject=text)
    heard("", medium=medium, subject=text, attachments=(PHOTO,))


@pytest.mark.parametrize("asked", list(Asked))
def test_hostile_answers_get_an_answer(asked: Asked) -> None:
    """Whatever we asked, anything may come back."""
    for text in HOSTILE.values():
        heard(text, asked=asked, follow_up=True)


@pytest.mark.parametrize("unit", LONG, ids=ascii)
def test_a_megabyte_of_anything_is_read_in_time(unit: str) -> None:
    """Every reader is linear or reads the head only. The bound tells a second from a minute."""
    done_within(6, lambda: heard(unit * (1_000_000 // len(unit))))


@pytest.mark.parametrize("asked", list(Asked))
def test_nothing_at_all_is_something(asked: Asked) -> None:
    """Only a photo, only a pin, only blanks, nothing."""
    pin = Coordinates(lat=41.3, lon=-72.9)
    for text in ("", " ", "\n\n\t", "\u200b\u200d\ufe0f"):
        heard(text, asked=asked)
        heard(text, asked=asked, attachments=(PHOTO,))
        assert heard(text, asked=asked, coordinates=pin).understanding.location is not None


PIECES = st.one_of(
    st.sampled_from([*HOSTILE.values(), *LONG]),
    st.text(max_size=20),
    st.text(alphabet=st.characters(min_codepoint=0x80, max_codepoint=0x1FFFF), max_size=20),
    st.from_regex(r"[0-9]{1,6} (Oak|Elm|N 2nd) (St|Ave|#[0-9]{1,3})", fullmatch=True),
)


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(PIECES, max_size=8), medium=st.sampled_from(list(Medium)), asked=st.sampled_from(list(Asked)))
def test_parsing_is_total(pieces: list[str], medium: Medium, asked: Asked) -> None:
    """No mixture of scripts, halves of signs and addresses raises or yields a span that is not there."""
    heard(" ".join(piece[:400] for piece in pieces), medium=medium, asked=asked, follow_up=asked is not Asked.NOTHING)
