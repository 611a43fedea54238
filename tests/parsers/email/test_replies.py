"""Replies as each mail program writes them, in each language: `+` lines are new, `-` lines are folded away.

A block begins with `=== name: why it is here`; its lines are the mail behind two characters of margin. Blank lines at
the seam belong to nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from parsers.email import html_to_text, split_reply
from parsers.email.forwarding import find_forwarded
from parsers.email.reply_marker import REPLY_MARKERS, is_reply_marker, marker_length, reply_marker
from tests.own_time import done_within

FOLDER = Path(__file__).parent / "replies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One reply and what must be read in it."""

    name: str
    why: str
    text: str
    new: str
    folded: str


def read_samples(path: Path) -> list[Sample]:
    """The samples of one file."""
    return [_read_sample(block) for block in path.read_text(encoding="utf-8").split("=== ")[1:]]


def _read_sample(block: str) -> Sample:
    head, *lines = block.removesuffix("\n").split("\n")
    name, _, why = head.partition(": ")
    assert {line[:2] for line in lines} <= {"+ ", "- ", "+", "-"}, f"{name} has a line outside the margin"
    new, folded = ("\n".join(line[2:] for line in lines if line[0] == sign) for sign in "+-")
    return Sample(name=name, why=why, text="\n".join(line[2:] for line in lines), new=new, folded=folded)


def _tight(text: str) -> str:
    return re.sub(r"\n\s*\n", "\n", text).strip()


def read_html_samples(path: Path) -> list[Sample]:
    """HTML with the new text below it; what is folded is not told line by line."""
    samples = []
    for block in path.read_text(encoding="utf-8").split("=== ")[1:]:
        head, *lines = block.removesuffix("\n").split("\n")
        name, _, why = head.partition(": ")
        html = "\n".join(line for line in lines if line[:2] != "+ ")
        new = "\n".join(line[2:] for line in lines if line[:2] == "+ ")
        samples.append(Sample(name=name, why=why, text=html, new=new, folded=""))
    return samples


HTML_SAMPLES = [sample for path in sorted(FOLDER.glob("*.html")) for sample in read_html_samples(path)]
SAMPLES = [sample for path in sorted(FOLDER.glob("*.txt")) for sample in read_samples(path)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_f9_1_reply_is_split_exactly(sample: Sample) -> None:
    """Every program and language: the new words exactly, and everything else folded, not lost."""
    reply = split_reply(sample.text)
    assert _tight(reply.new_text) == _tight(sample.new), sample.why
    assert _tight(reply.quoted_text) == _tight(sample.folded), sample.why
    assert reply.new_text.strip()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_9_1_new_and_folded_hold_every_line(sample: Sample) -> None:
    """Nothing that somebody wrote may be lost between the two halves."""
    reply = split_reply(sample.text)
    kept = f"{reply.new_text}\n{reply.quoted_text}".split("\n")
    assert sorted(filter(str.strip, kept)) == sorted(filter(str.strip, sample.text.split("\n")))


@pytest.mark.parametrize("sample", HTML_SAMPLES, ids=lambda sample: sample.name)
def test_f9_1_html_reply_is_split_by_the_marks_of_its_program(sample: Sample) -> None:
    """9.3: containers tell more than words, and in every language."""
    reply = split_reply(html_to_text(sample.text), sample.text)
    assert _tight(reply.new_text) == _tight(sample.new), sample.why
    words = sorted(html_to_text(sample.text).split())
    assert sorted(f"{reply.new_text} {reply.quoted_text}".split()) == words, "words were lost"


def test_f9_1_corpus_has_the_programs_and_languages_of_a_city() -> None:
    """Sixty fixtures are the promise, and no language may be forgotten."""
    names = {sample.name for sample in SAMPLES}
    assert len(names) == len(SAMPLES) >= 60
    for program in ("gmail", "outlook", "apple", "yahoo", "samsung", "k9", "thunderbird"):
        assert len([name for name in names if name.startswith(program)]) >= 5, program
    for language in ("en", "es", "fr", "de", "pt", "zh", "vi", "ht"):
        assert len([name for name in names if language in name.split("_")]) >= 5, language


@pytest.mark.parametrize("language", sorted(REPLY_MARKERS))
@pytest.mark.parametrize("change", ["{}", "> {}", ">> {}", "  {}  ", "&gt; {}", "*{}*"])
def test_9_2_our_line_is_known_however_it_is_quoted(language: str, change: str) -> None:
    """Mail programs add marks, change dashes and spaces, and write entities."""
    line = change.format(reply_marker(language))
    changed = line.replace("-", "\u2014").replace(" ", "\xa0") if "&" not in change else line
    assert is_reply_marker(line)
    assert is_reply_marker(changed)
    assert is_reply_marker(line.replace(" ", "&nbsp;"))


@pytest.mark.parametrize("language", sorted(REPLY_MARKERS))
def test_9_2_cut_is_at_our_line_with_the_line_above_it(language: str) -> None:
    """Even in a language whose mail programs nobody here has met."""
    mail = (
        f"It is number 14.\n\nAtunci Elm City <311@elmcity.example> 4.5.2026:\n\n{reply_marker(language)}\n\nOur words."
    )
    reply = split_reply(mail)
    assert reply.new_text == "It is number 14."
    assert reply.quoted_text.endswith("Our words.")


def test_9_2_our_line_may_be_broken_in_two() -> None:
    """Narrow programs wrap what they quote."""
    lines = ["> ##- Please type your reply", "> above this line -##", "> We have your report."]
    assert marker_length(lines, 0) == 2
    assert split_reply("Number 14.\n\nOn Monday:\n" + "\n".join(lines)).new_text == "Number 14.\n\nOn Monday:"
    assert not is_reply_marker("Please type your reply")


def test_9_2_an_unknown_language_gets_the_english_line() -> None:
    """A city may add a language for which there is no line yet."""
    assert reply_marker("xx") == reply_marker("en")
    assert reply_marker("zh-Hant") == reply_marker("zh_CN") == REPLY_MARKERS["zh"]


NASTY = {
    "our_line": "##- Please type your reply above this line -##\n",
    "half_of_our_line": "> ##- Please type your reply\n",
    "our_line_and_answers": "> ##- Please type your reply above this line -##\n\nanswer here\n\n",
    "legal_words": "this email is confidential and intended only for the addressee I my\n",
    "legal_paragraphs": "this email is confidential and intended only for the addressee I my\n\n",
    "warnings": "CAUTION external email from outside the organization click link sender\n",
    "groupwise": ">>> a <b@c.example> 5/5/2025 >>",
    "notes": "a---05/04/2026 09:12:1",
    "entities": "&nbsp;&#x2D;\n",
    "heads": "From: x\nSent: 12:30\n",
    "forwards": "---------- Forwarded message ---------\nFrom: a@b.example\nDate: x\n\n",
    "begun_forwards": "> Begin forwarded message:\n",
    "footers": "Sent from my phone outlook for ",
}


@pytest.mark.parametrize("name", NASTY)
def test_f9_2_our_own_marks_and_notices_a_million_times_take_half_a_second(name: str) -> None:
    """Each new rule is linear too, in a reply and in a mail that is passed on."""
    text = (NASTY[name] * (1_000_000 // len(NASTY[name]) + 1))[:1_000_000]
    reply = done_within(0.5, lambda: split_reply(text))
    assert reply.new_text or reply.quoted_text
    done_within(0.5, lambda: find_forwarded("Fwd: x", text))
