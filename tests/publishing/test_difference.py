"""What two rulebooks differ in, in words for a clerk and in lines for whoever knows the file."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.publishing import aligning, difference
from gateway.publishing.changed_lines import compare_lines
from gateway.routing.files import RulebookFiles, single_file
from tests.own_time import done_within

HEAD = """\
city: {name: Elm City, timezone: America/New_York, languages: [en], numbers: ["+12035550142"]}
departments:
  desk: {name: Front desk, notify: [desk@elmcity.example]}
  fire: {name: Fire}
services:
  pothole: {department: desk}
rules:
"""
RULES = [
    "  - name: Fire\n    when: {text: bonfire}\n    then: {department: fire, priority: high}\n",
    "  - name: Snow\n    when: {text: snow}\n    then: {tags: [snow]}\n",
    "  - name: Mail\n    when: {channel: email}\n    then: {tags: [mail]}\n",
    "  - name: Ice\n    when: {text: ice}\n    then: {tags: [snow]}\n",
]
TAIL = "otherwise: {department: desk, reply: received}\n"


def book(*rules: str, head: str = HEAD) -> RulebookFiles:
    return single_file(head + "".join(rules) + TAIL)


def said(old: RulebookFiles, new: RulebookFiles) -> list[str]:
    return list(difference(old, new).sentences)


@pytest.mark.parametrize(
    ("rules", "sentences"),
    [
        (RULES, []),
        (
            [RULES[0].replace("fire, priority: high", "desk, priority: high, stop: true"), *RULES[1:]],
            ["The rule `Fire` has changed: `department` is `desk` instead of `fire`; `stop` is `yes`."],
        ),
        (
            [RULES[0].replace("bonfire", "[bonfire, campfire]"), *RULES[1:]],
            ["The rule `Fire` has changed: it speaks when the message says “bonfire” or “campfire”, no longer when"],
        ),
        (RULES[:3], ["The rule `Ice` is gone: When the message says “ice”, "]),
        ([RULES[3], *RULES[:3]], ["The rule `Ice` was moved: it is read first now."]),
        ([RULES[1], RULES[2], RULES[3], RULES[0]], ["The rule `Fire` was moved: it is read right after `Ice` now."]),
        (
            [*RULES[:3], RULES[3].replace("Ice", "Black ice")],
            ["The rule `Black ice` has a new name: it was called `Ice`."],
        ),
        (
            [RULES[0].rstrip() + "\n    examples: [a bonfire, {text: my bonfire, not: true}]\n", *RULES[1:]],
            ["The rule `Fire` has changed: `examples` got `a bonfire`, `my bonfire`."],
        ),
        ([RULES[0].replace("    then", "    # Since 2019.\n    then"), *RULES[1:]], ["Only comments, spaces or"]),
    ],
)
def test_rules_in_words(rules: list[str], sentences: list[str]) -> None:
    """Which rule came, went, moved or changed, and what about it."""
    told = said(book(*RULES), book(*rules))
    assert len(told) == len(sentences)
    assert all(one.startswith(wanted) for one, wanted in zip(told, sentences, strict=True)), told


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ("name: Fire}", "name: Fire dispatch}", "The department `fire` has changed: `name` is `Fire dispatch` instead"),
        ("  fire: {name: Fire}\n", "", "The department `fire` is gone."),
        ("pothole: {department: desk}", "pothole: {department: fire}", "The service `pothole` has changed"),
        (
            "pothole: {department: desk}",
            "pothole: {department: desk, words: {en: [crater]}}",
            "The service `pothole` has changed: `words en` got `crater`.",
        ),
        ("services:\n", "services:\n  noise: {department: desk}\n", "The service `noise` is new."),
        ("rules:\n", "replies: {hi: {en: Hi.}}\nrules:\n", "The reply `hi` is new."),
        ("[desk@elmcity.example]", "[a@elmcity.example]", "The department `desk` has changed: `notify` got `a@elmcity"),
        ("name: Elm City", "name: Oak City", "The section `city` has changed: `name` is `Oak City` instead of"),
        ("rules:\n", "duplicates: {days: 7}\nrules:\n", "The section `duplicates` has changed"),
    ],
)
def test_other_entries_in_words(was: str, now: str, sentence: str) -> None:
    """Everything that is not a rule, by its key."""
    (told,) = said(book(*RULES), book(*RULES, head=HEAD.replace(was, now)))
    assert told.startswith(sentence)


ASKED = "ask: {size: {question: {en: Size?}, type: choice, choices: {small: {en: Small}, large: {en: Large}}}}"


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("{en: Large}", "{en: Huge}", "`ask size choices large en` is `Huge` instead of `Large`."),
        (
            "large: {en: Large}",
            "wide: {en: Wide}",
            "`ask size choices wide` is `Wide`; `ask size choices large` is gone",
        ),
        ("{en: Size?}", "{en: How large?}", "`ask size question en` is `How large?` instead of `Size?`."),
        (", ask: ", ", public: false, ask: ", "`public` is `no`."),
    ],
)
def test_questions_and_their_choices_in_words(was: str, now: str, told: str) -> None:
    """However deep it stands: what is new is named, and not the whole that it stands in."""
    asking = HEAD.replace("{department: desk}", f"{{department: desk, {ASKED}}}")
    (sentence,) = said(book(*RULES, head=asking), book(*RULES, head=asking.replace(was, now, 1)))
    assert sentence.startswith(f"The service `pothole` has changed: {told}")


def test_a_new_question_is_told_by_its_words() -> None:
    """Nobody wants to read every choice of a question that was not there before."""
    asking = HEAD.replace("{department: desk}", f"{{department: desk, {ASKED}}}")
    (sentence,) = said(book(*RULES), book(*RULES, head=asking))
    assert (
        "`ask size question` is `Size?`; `ask size type` is `choice`; `ask size choices` is `small, large`" in sentence
    )


def test_lines_are_those_of_a_unified_diff() -> None:
    """Whoever knows git knows how to read it."""
    found = difference(book(*RULES), book(*RULES[:3]))
    assert found.unified == (
        "--- routing_rules.yaml\n+++ routing_rules.yaml\n@@ -14,7 +14,4 @@\n   - name: Mail\n"
        "     when: {channel: email}\n     then: {tags: [mail]}\n-  - name: Ice\n-    when: {text: ice}\n"
        "-    then: {tags: [snow]}\n otherwise: {department: desk, reply: received}\n"
    )
    (file,) = found.files
    assert (file.added, file.removed) == (0, 3)


def test_files_that_come_and_go() -> None:
    """A rulebook may be split; its rules stay where they are read."""
    whole = book(*RULES)
    split = RulebookFiles(
        main="routing_rules.yaml",
        text=f"include: [winter.yaml]\n{HEAD}{''.join(RULES[:3])}{TAIL}",
        included={"winter.yaml": f"rules:\n{RULES[3]}"},
    )
    found = difference(whole, split)
    assert [(file.name, file.is_new) for file in found.files] == [("routing_rules.yaml", False), ("winter.yaml", True)]
    assert list(found.sentences) == ["The section `include` has changed: it got `winter.yaml`."]


@pytest.mark.parametrize("text", ["city: [", "- a\n- b\n", "rules: 3\n", "rules: [1, {when: 2}, {}, {}]\n", ""])
def test_half_written_texts_can_be_compared(text: str) -> None:
    """A draft is compared while somebody types."""
    for old, new in ((book(*RULES), single_file(text)), (single_file(text), book(*RULES))):
        found = difference(old, new)
        assert found.files
        assert found.sentences
        assert found.is_readable == (text != "city: [")


LINES = st.lists(st.sampled_from("abcdefghijklmnop"), max_size=20)


@given(old=LINES, new=LINES, careful=st.sampled_from([0, 1, 3, 400]))
@settings(max_examples=300, deadline=None)
def test_hunks_lead_from_one_text_to_the_other(old: list[str], new: list[str], careful: int) -> None:
    """What is shown is what happened: the hunks, applied to the old text, give the new one; of long texts too."""
    with patch.object(aligning, "_CAREFUL", careful):
        hunks = compare_lines("x", "\n".join(old), "\n".join(new)).hunks
    lines, offset = list(old), 0
    for hunk in hunks:
        assert any(line.kind != " " for line in hunk)
        kept = [line.text for line in hunk if line.kind != "+"]
        numbers = [line.old for line in hunk if line.old is not None]
        before = [line.new for line in hunk if line.new is not None]
        start = (numbers[0] - 1 + offset) if numbers else (before[0] - 1)
        assert lines[start : start + len(kept)] == kept
        lines[start : start + len(kept)] = [line.text for line in hunk if line.kind != "-"]
        offset += sum(line.kind == "+" for line in hunk) - sum(line.kind == "-" for line in hunk)
    assert lines == new


def test_thousands_of_rules_that_all_moved_are_compared_in_linear_time() -> None:
    """A city that sorts its rulebook anew must not stop the page."""
    rules = [f"  - name: Rule {number}\n    when: {{text: word}}\n    then: {{tags: [a]}}\n" for number in range(4_000)]
    mixed = rules[1::2] + rules[::2]
    old, new = "".join(rules), "".join(mixed)
    found = done_within(5.0, lambda: compare_lines("x", old, new))
    assert (found.added, found.removed) == (6_000, 6_000)


@given(order=st.permutations(range(4)))
@settings(max_examples=30, deadline=None)
def test_the_fewest_moves_are_told(order: list[int]) -> None:
    """Moving one rule to the top is one move, not one for every rule below."""
    moves = [one for one in said(book(*RULES), book(*(RULES[at] for at in order))) if "was moved" in one]
    subsets = ([at for at in order if chosen >> at & 1] for chosen in range(16))
    assert len(moves) == 4 - max(len(kept) for kept in subsets if kept == sorted(kept))
