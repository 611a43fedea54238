"""Whatever is in the file, there is one clear error, soon; and the last good rulebook stays in force."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.routing import Rulebook, RulebookError, load_rulebook
from gateway.routing.deciding import route
from gateway.routing.problems import MOST_KEPT, MOST_SAID
from gateway.rulebook_file import RulebookFile
from tests.own_time import done_within
from tests.routing.test_mistakes import GOOD

LAUGHS = "a0: &a0 [lol]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 10)
)


def with_reply(template: str) -> str:
    return GOOD.replace("Sorry, {{ number }}", template)


def with_pattern(pattern: str) -> str:
    return GOOD.replace("{text: hole}", f"{{pattern: '{pattern}'}}")


# what stands in the file, and what is said about it
SAID: dict[str, tuple[str, str]] = {
    "half-written": (GOOD[: GOOD.index("Which pole")], r"rules.yaml:11:78: The text ends in the middle of something\."),
    "a tab": (GOOD.replace("  streets:", "\tstreets:"), r"rules.yaml:8:1: There is a tab\. Use spaces\."),
    "a doubled key": (GOOD + "rules: []\n", r"rules.yaml:20:1: `rules` stands here twice; the first is on line 12\."),
    "an anchor": (GOOD.replace("Front desk", "&desk Front desk"), r"rules.yaml:9:22: Anchors \(&\) and aliases"),
    "a billion laughs": (LAUGHS, r"rules.yaml:1:5: Anchors \(&\) and aliases \(\*\) are not read\."),
    "a merge key": (GOOD + "duplicates: {<<: {days: 3}}\n", r"rules.yaml:20:14: There is no `<<` here\."),
    "ten megabytes": (GOOD + "# " + "x" * 10_000_000, r"rules.yaml:1:1: The file is larger than \d+ MB\."),
    "a ladder": ("[" * 1_000_000, r"rules.yaml:1:32: Things are nested more than 30 deep\."),
    "an object": ("!!python/object/apply:os.system ['true']", r"rules.yaml:1:1: The tag .* is not read\."),
    "no text": (GOOD.replace("Elm", "E\x00m"), r"rules.yaml:2:10: There is a character that no text has \(U\+0000\)\."),
    "half a character": (GOOD.replace("Elm", "\ud800"), r"rules.yaml:2:9: There is a character that no text has"),
    "a loop": (with_reply("{% for n in number %}x{% endfor %}"), r"rules.yaml:18:15: A reply cannot use `for`\."),
    "an attribute": (
        with_reply("{{ city.__class__ }}"),
        r"rules.yaml:18:15: A reply cannot use a dot behind a field\.",
    ),
    "a subscript": (with_reply("{{ city[0] }}"), r"A reply cannot use square brackets behind a field\."),
    "a call": (with_reply("{{ city() }}"), r"A reply cannot use round brackets behind a field\."),
    "a filter": (with_reply("{{ city|upper }}"), r"A reply cannot use `\|` behind a field\."),
    "a tower": (with_reply("{{ 9**9**9 }}"), r"A reply cannot use `pow`\."),
    "a file": (with_reply("{% include 'passwords' %}"), r"A reply cannot use `include`\."),
    "a back-reference": (with_pattern(r"(a+)\1"), r"rules.yaml:14:48: .* is no pattern .* no back-reference\."),
    "a look-ahead": (with_pattern("a(?!b)"), r"rules.yaml:14:48: .* is no pattern .* RE2 has no look-ahead"),
    "a tower of repetitions": (with_pattern("((x{1000}){1000}){1000}"), r"is no pattern \(invalid repetition size"),
    "a name of a megabyte": (
        GOOD.replace("{service: pothole}", f"{{service: {'x' * 1_000_000}}}"),
        r"rules.yaml:14:28: There is no service `x+ \.\.\. x+`\.",
    ),
}


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(text, source="rules.yaml")
    return tuple(map(str, caught.value.problems))


@pytest.mark.parametrize("case", SAID)
def test_bad_input_is_one_clear_error_soon(case: str) -> None:
    """One sentence with the line, after seconds at most, however the file got that way."""
    text, said = SAID[case]
    problems = done_within(5.0, lambda: problems_of(text))
    assert len(problems) == 1
    assert re.search(said, problems[0]), problems[0]
    assert len(problems[0]) < 1_000


def test_pattern_that_would_backtrack_takes_linear_time(request_for: object) -> None:
    """`(a+)+$` keeps other engines busy for the age of the universe; RE2 reads the text once."""
    book = load_rulebook(with_pattern("(a+)+$"))
    request = request_for("a" * 2_000 + "!", service="pothole")  # type: ignore[operator]
    assert done_within(1.0, lambda: route(request, book)).rule is None


def test_thousands_of_mistakes_are_told_in_part() -> None:
    """A list of addresses saved as the rulebook must not fill the log and the page."""
    wrong = "".join(f"anne{number}@residents.example: yes\n" for number in range(5_000))
    with pytest.raises(RulebookError) as caught:
        load_rulebook(GOOD + wrong)
    assert len(caught.value.problems) == MOST_KEPT
    assert str(caught.value).startswith("The rulebook has 1,000 mistakes; these are the first 200:\n")
    assert str(caught.value).count("\n") == MOST_SAID


@pytest.mark.parametrize("case", ["half-written", "a billion laughs", "an attribute", "a tower of repetitions"])
def test_last_good_rulebook_stays_in_force(case: str, tmp_path: Path) -> None:
    """What is wrong is told by `problem`, and messages are still decided by what was good."""
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD.replace("[a hole]", "[]"), encoding="utf-8")
    rules = RulebookFile(path)
    before: Rulebook = rules.current()
    path.write_text(SAID[case][0], encoding="utf-8")
    assert rules.refresh() is before
    assert re.search(SAID[case][1], rules.problem or "")
