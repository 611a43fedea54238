"""What a rehearsal counts: each request once, under both rulebooks, with the words behind each number."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gateway.rehearsing.rehearse import rehearse
from gateway.rehearsing.report_text import as_json, report_lines, rows
from gateway.rehearsing.tally import Tally
from gateway.rehearsing.values import Aspect, Rehearsal
from tests.rehearsing.past import AVENUE, RULES, past, read


def found(new: str = AVENUE, *, old: str = RULES, texts: int = 5) -> Rehearsal:
    """The small past under both."""
    return rehearse(read(old), read(new), past(), texts=texts)


def moves(rehearsal: Rehearsal, aspect: Aspect) -> list[tuple[str, str, int]]:
    """What changes in one respect, with how often."""
    return [(change.old, change.new, change.count) for change in rehearsal.of(aspect)]


def test_the_same_rulebook_changes_nothing() -> None:
    """A false alarm would teach people not to look."""
    same = found(RULES + "# a remark\n")
    assert (same.read, same.changed, same.changes) == (6, 0, ())
    assert [(share.name, share.old, share.new) for share in same.shares if share.aspect is Aspect.DEPARTMENT] == [
        ("Streets", 3, 3),
        ("Parks", 2, 2),
        ("Front desk", 1, 1),
    ]


def test_a_rule_about_a_street_moves_what_lies_there() -> None:
    """The street is that of the words, and where they name none, that of the export's address."""
    rehearsal = found()
    assert rehearsal.changed == 2
    assert moves(rehearsal, Aspect.DEPARTMENT) == [("Parks", "Front desk", 1), ("Streets", "Front desk", 1)]
    assert moves(rehearsal, Aspect.CLOSE) == [("no", "yes", 2)]
    assert moves(rehearsal, Aspect.REPLY) == [("received", "none", 2)]
    assert moves(rehearsal, Aspect.DUE) == [("3 business days", "none", 1)]
    (closed,) = rehearsal.of(Aspect.CLOSE)
    assert dict(closed.services) == {"Pothole": 1, "Tree": 1}
    assert dict(closed.priorities) == {"high": 1, "normal": 1}
    assert [shown.key for shown in closed.texts] == ["r2", "r1"]
    assert {shown.new_rule for shown in closed.texts} == {"The avenue is the state's"}


def test_persons_are_masked_behind_every_number() -> None:
    """A report is mailed around; whoever wrote must not be found in it."""
    rehearsal = found()
    said = as_json(rehearsal) + "\n".join(report_lines(rehearsal, "history"))
    assert "[phone]" in said
    assert "555-0199" not in said
    assert "Smith" not in said


def test_what_adds_up_is_told_piece_by_piece() -> None:
    """A second tag is news; the one that stays is none."""
    new = RULES.replace("tags: school", "tags: [school, vision_zero], notify: [{email: walk@elmcity.example}]")
    rehearsal = found(new)
    assert moves(rehearsal, Aspect.TAGS) == [("", "vision_zero", 1)]
    assert moves(rehearsal, Aspect.NOTIFY) == [("", "walk@elmcity.example", 1)]
    assert moves(found(RULES, old=new), Aspect.TAGS) == [("vision_zero", "", 1)]
    assert "with vision_zero" in "\n".join(report_lines(rehearsal, "history"))


def test_other_words_of_a_service_are_read_anew() -> None:
    """The commonest change of all: a clerk adds what people call it."""
    new = RULES.replace("[frobnicator]", "[frobnicator, gadget]")
    rehearsal = found(new)
    assert moves(rehearsal, Aspect.SERVICE) == [("none", "Kiosk", 1)]
    assert moves(rehearsal, Aspect.DEPARTMENT) == [("Front desk", "Parks", 1)]
    assert [shown.text for shown in rehearsal.of(Aspect.SERVICE)[0].texts] == ["the gadget is broken"]


def test_an_early_end_says_what_was_read() -> None:
    """A page waits for seconds, not for minutes, and must not pass a part off as the whole."""
    told: list[int] = []
    many = [replace(one, key=f"{one.key}-{number}") for number in range(60) for one in past()]
    cut = rehearse(read(RULES), read(AVENUE), many, seconds=0.0, told=told.append)
    assert (cut.read, cut.wanted, told) == (100, 360, [100])
    assert "The time was over before 260 older ones were." in list(report_lines(cut, "tickets"))


@pytest.mark.parametrize("texts", [0, 1, 3])
def test_no_more_texts_are_kept_than_wanted(texts: int) -> None:
    """A number of thousands has five texts behind it, not thousands."""
    many = [replace(one, key=f"{one.key}-{number}") for number in range(5) for one in past()]
    rehearsal = rehearse(read(RULES), read(AVENUE), many, texts=texts)
    assert {len(change.texts) for change in rehearsal.changes} == {texts}
    assert rehearsal.changed == 10


def test_counting_in_parts_is_counting_at_once() -> None:
    """Processes count parts in any order, and the report must not depend on it."""
    from gateway.rehearsing.rehearse import count
    from gateway.rehearsing.understanding import Understander

    old, new = read(RULES), read(AVENUE)
    reader, whole = Understander(old, new), past()
    parts = [count(reader, old, new, [one], texts=1) for one in whole]
    at_once = count(reader, old, new, whole, texts=1)
    for order in (parts, parts[::-1]):
        together = Tally(texts=1)
        for part in order:
            together.merge(part)
        assert together == at_once


def test_a_sheet_can_be_opened_in_a_spreadsheet() -> None:
    """A cell that begins like a formula is shown, not computed."""
    rehearsal = found()
    change = rehearsal.changes[0]
    shown = replace(change.texts[0], text="=1+1")
    table = list(rows(replace(rehearsal, changes=(replace(change, texts=(shown,)), replace(change, texts=())))))
    assert [len(row) for row in table] == [10, 10, 10]
    assert table[1][-1] == "'=1+1"
    assert table[2][:4] == ("department", change.old, change.new, "1")
    assert json.loads(as_json(rehearsal))["changed"] == 2
