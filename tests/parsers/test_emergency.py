"""The emergency words against a corpus of our own: a miss is worst, and a false alarm wears people out."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from parsers.emergency import MAX_READ, find_emergency, is_emergency
from parsers.values import Asked, Urgency

CORPUS = Path(__file__).parent / "corpus"
ALARMS = [line for line in (CORPUS / "emergencies.txt").read_text(encoding="utf-8").splitlines() if line]
TRAPS = [line for line in (CORPUS / "traps.txt").read_text(encoding="utf-8").splitlines() if line]


def _texts(name: str, side: str) -> list[str]:
    kinds = YAML(typ="safe", pure=True).load((CORPUS / name).read_text(encoding="utf-8"))[side]
    return [text for texts in kinds.values() for text in texts]


FILES = ("emergencies.yaml", "emergencies_unseen.yaml")
"""Ours, and a second one that was written after the words: run once, they heard 45 of its 62 dangers and alarmed in 5
of its 66 traps; what it taught is in the catalog since."""
DANGERS = [text for name in FILES for text in _texts(name, "alarms")]
COMPLAINT = "I wrote to you about the trash on my street and about the sign that was missing, and nobody came. "


def test_the_corpus_is_large_enough():
    """Recall and false alarms mean something only over many lines."""
    assert len(ALARMS) >= 60
    assert len(TRAPS) >= 60


def test_f15_4_the_city_s_corpus_is_large():
    """150 dangers and 150 traps are the least that says something."""
    assert len(_texts("emergencies.yaml", "alarms")) >= 150
    assert len(_texts("emergencies.yaml", "traps")) >= 150


@pytest.mark.parametrize("text", DANGERS)
def test_f15_4_every_danger_is_heard_in_every_place(text):
    """Recall is 1.00: as it is written, in capitals, behind a long complaint, and in front of one."""
    shapes = [text, text.upper(), f"{COMPLAINT * 20}\n{text}", f"{text}.\n{COMPLAINT * 3}"]
    assert [shape for shape in shapes if not is_emergency(shape)] == []


@pytest.mark.parametrize("name", FILES)
def test_f15_4_false_alarms_are_at_most_three_in_a_hundred(name):
    """Who is called out for a fire hydrant does not come when it burns."""
    traps = _texts(name, "traps")
    alarmed = [text for text in traps if is_emergency(text)]
    assert len(alarmed) <= 0.03 * len(traps), alarmed


@pytest.mark.parametrize("asked", [Asked.PLACE, Asked.CONFIRM_PLACE, Asked.WHAT])
def test_f15_4_a_danger_instead_of_an_answer_is_heard(hear, asked):
    """Whatever we asked, danger comes first."""
    missed = [text for text in DANGERS if hear(text, asked=asked).understanding.urgency is not Urgency.EMERGENCY]
    assert missed == []


@pytest.mark.parametrize("text", ALARMS)
def test_every_danger_to_life_is_heard(text):
    """Not one line may be missed."""
    assert is_emergency(text)


@pytest.mark.parametrize("text", ALARMS[:40])
def test_a_danger_is_heard_when_shouted(text):
    """People in danger write in capitals."""
    assert is_emergency(text.upper())


def test_false_alarms_stay_rare():
    """At most three in a hundred innocent lines may alarm."""
    alarmed = [text for text in TRAPS if is_emergency(text)]
    assert len(alarmed) <= 0.03 * len(TRAPS), alarmed


@pytest.mark.parametrize("text", [text for text in ALARMS if len(text.split()) > 3])
def test_f15_4_danger_is_found_behind_other_words(text):
    """The danger may come last in a long complaint about something else."""
    filler = "I wrote to you about the trash on my street and the sign that was missing. " * 20
    assert is_emergency(f"{filler}\n{text}")


def test_the_evidence_is_in_the_text():
    """Staff see the words that raised the alarm."""
    text = "Hello, I smell gas outside 12 Oak St"
    (evidence,) = find_emergency(text)
    assert evidence.text == text[evidence.start : evidence.end] == "smell gas"


def test_f15_4_danger_in_a_subject_is_an_emergency(hear):
    """Some people put everything into the subject."""
    intent = hear("please hurry", medium="email", subject="Gas leak at 12 Oak St")
    assert intent.understanding.urgency is Urgency.EMERGENCY


def test_f15_4_quoted_words_of_ours_raise_no_alarm(hear):
    """Our own template quoted back speaks of gas, and must not call the fire department."""
    intent = hear("thanks\n> gas leak?", reply_text="thanks", quoted_text="> gas leak?", follow_up=True)
    assert intent.understanding.urgency is Urgency.ROUTINE


def test_an_emergency_is_never_a_command(hear):
    """`help me` with a danger in it opens a ticket at once."""
    assert type(hear("help, my house is on fire").understanding.urgency) is Urgency
    assert type(hear("STOP he has a gun").understanding) is not None
    assert type(hear("STOP he has a gun")).__name__ == "ServiceRequest"


def test_long_texts_are_read_far():
    """A danger near the end of a long mail is still heard."""
    assert is_emergency("word " * (MAX_READ // 5 - 10) + "gas leak")
