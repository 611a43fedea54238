"""A rulebook in several files counts as one, and whatever is wrong is said with its own file and line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.routing import Rulebook, RulebookError, check_rulebook
from gateway.routing.document import MAX_OCTETS
from gateway.routing.explaining import explain
from gateway.routing.files import RulebookFiles
from gateway.routing.including import MAX_FILES, find_included, only_included
from gateway.routing.loading import load_files
from gateway.routing.values import RouteRequest

MAIN = """\
include: [water.yaml, rules/parks.yaml]
city: {name: Elm City, timezone: America/New_York, languages: [en, es], numbers: ["+12035550142"]}
departments: {desk: {name: Front desk}, fire: {name: Fire}}
rules:
  - {name: Fire, when: {text: bonfire}, then: {department: fire}, examples: [a bonfire in the yard]}
otherwise: {department: desk, reply: received}
"""
WATER = """\
departments:
  water: {name: Water}
services:
  water_leak: {department: water}
rules:
  - name: Hydrants
    when: {text: hydrant}
    then: {department: water}
    examples: [the hydrant is open]
"""
PARKS = """\
# Nothing but rules and a reply.
rules:
  - {name: Benches, when: {text: [bench, bonfire]}, then: {department: desk, reply: thanks, tags: park}}
replies:
  thanks: Thank you, {{ number }}
"""


def files(main: str = MAIN, **texts: str) -> RulebookFiles:
    return RulebookFiles(main="city.yaml", text=main, included={"water.yaml": WATER, "rules/parks.yaml": PARKS} | texts)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_files(files())


def problems_of(wrong: RulebookFiles) -> list[str]:
    with pytest.raises(RulebookError) as caught:
        load_files(wrong)
    return [str(problem) for problem in caught.value.problems]


def test_rules_stand_in_the_order_of_the_files(book: Rulebook) -> None:
    """The main file is read first, then each in the order of `include`; every rule knows its file and line."""
    places = [(rule.name, rule.source, rule.line) for rule in book.rules]
    assert places == [("Fire", "city.yaml", 5), ("Hydrants", "water.yaml", 6), ("Benches", "rules/parks.yaml", 3)]
    turned = load_files(files(MAIN.replace("[water.yaml, rules/parks.yaml]", "[rules/parks.yaml, water.yaml]")))
    assert [rule.name for rule in turned.rules] == ["Fire", "Benches", "Hydrants"]


def test_sections_of_all_files_are_one_city(book: Rulebook) -> None:
    """A department in one file can be named in another, whether or not the main file has the section at all."""
    assert list(book.departments) == ["desk", "fire", "water"]
    assert book.services["water_leak"].department == "water"
    assert book.reply_text("thanks", "es") == "Thank you, {{ number }}"
    assert check_rulebook(book) == ()


def test_explanation_names_the_file_of_each_rule(book: Rulebook, request_for: Callable[..., RouteRequest]) -> None:
    """Line 6 alone would be looked for in the wrong file."""
    steps = explain(request_for("a bonfire"), book).steps
    assert [(step.source, step.line, step.verdict) for step in steps] == [
        ("city.yaml", 5, "speaks"),
        ("water.yaml", 6, "is silent"),
        ("rules/parks.yaml", 3, "speaks"),
    ]


def test_version_is_that_of_the_files_which_count(book: Rulebook) -> None:
    """A ticket's version must change with any file that counts, and with none that does not."""
    assert book.version == files().version
    assert load_files(files(**{"water.yaml": WATER + "# later\n"})).version != book.version
    stray = files(**{"stray.yaml": "rules: []\n"})
    assert load_files(stray).version == book.version == only_included(stray).version


# what is changed, and the problems that are said
MISTAKES: dict[str, tuple[RulebookFiles, list[str]]] = {
    "a file that is not there": (
        files(MAIN.replace("[water.yaml", "[watr.yaml")),
        ["city.yaml:1:11: There is no file `watr.yaml`. Save it beside `city.yaml`, or remove it here."],
    ),
    "a file that cannot be read": (
        RulebookFiles(main="city.yaml", text=MAIN, included={"water.yaml": WATER}, unread={"rules/parks.yaml": "No."}),
        ["city.yaml:1:23: No. Mend the file, or remove it here."],
    ),
    "a path out of the folder": (
        files(MAIN.replace("[water.yaml", "[../water.yaml, water.yaml")),
        [
            (
                "city.yaml:1:11: `../water.yaml` is no file of the rulebook's folder. "
                "Write its name as it is seen from there, such as `rules/water.yaml`."
            ),
        ],
    ),
    "the same file twice": (
        files(MAIN.replace("[water.yaml", "[water.yaml, water.yaml")),
        ["city.yaml:1:23: `water.yaml` is included twice; the first is on line 1. Remove one."],
    ),
    "itself": (
        files(MAIN.replace("[water.yaml", "[city.yaml, water.yaml")),
        ["city.yaml:1:11: `city.yaml` includes itself. Remove it here."],
    ),
    "each other": (
        files(**{"water.yaml": f"include: city.yaml\n{WATER}"}),
        ["water.yaml:1:1: `city.yaml` and `water.yaml` include each other. Remove `include` here."],
    ),
    "a chain": (
        files(**{"water.yaml": f"include: [more.yaml]\n{WATER}"}),
        ["water.yaml:1:1: An included file includes no others. Name them all in `include` of `city.yaml`."],
    ),
    "not at the margin": (
        files("{include: [water.yaml]," + MAIN.partition("\n")[2].partition("\n")[0] + "}"),
        ["city.yaml:1:12: `include` is not found. Write it on a line of its own that begins at the left margin."],
    ),
    "what is said once": (
        files(**{"water.yaml": WATER + "otherwise: {department: water, reply: received}\nrulez: []\n"}),
        [
            "water.yaml:10:1: An included file has no `otherwise`. Write it in `city.yaml`.",
            "water.yaml:11:1: There is no `rulez` here. Did you mean `rules`?",
        ],
    ),
    "sections of another shape": (
        files(**{"water.yaml": "rules: {a: b}\n", "rules/parks.yaml": "replies: [a]\n"}),
        [
            "rules/parks.yaml:1:10: This must be a mapping, such as `{name: value}`.",
            "water.yaml:1:8: This must be a list.",
        ],
    ),
    "no part at all": (
        files(**{"water.yaml": "just words\n"}),
        [
            "water.yaml:1:1: This is no part of a rulebook. It may have `departments`, `services`, `rules`, `replies`.",
        ],
    ),
    "a key of two files": (
        files(**{"water.yaml": WATER.replace("  water: {name: Water}", "  water: {name: W}\n  desk: {name: D}")}),
        [
            (
                "water.yaml:3:3: `desk` stands in two files; the first is line 3 of `city.yaml`. "
                "Remove one of them or join them."
            ),
        ],
    ),
    "a rule's name in two files": (
        files(**{"rules/parks.yaml": PARKS.replace("Benches", "hydrants")}),
        [
            (
                "rules/parks.yaml:3:12: Two rules are called `hydrants`; the first is on line 6 of `water.yaml`. "
                "Give this one a name of its own."
            ),
        ],
    ),
    "mistakes of several files at once": (
        files(
            MAIN.replace("{department: fire}", "{department: fier}"),
            **{"water.yaml": WATER.replace("text:", "txt:"), "rules/parks.yaml": PARKS.replace("number", "nmber")},
        ),
        [
            "city.yaml:5:60: There is no department `fier`. Did you mean `fire`?",
            "rules/parks.yaml:5:11: There is no field `nmber`. Did you mean `number`?",
            "water.yaml:7:11: There is no condition `txt`. Did you mean `text`?",
        ],
    ),
    "half-written files at once": (
        files(MAIN + "\t", **{"water.yaml": "rules: [", "rules/parks.yaml": "a: !b c"}),
        [
            "city.yaml:7:1: There is a tab. Use spaces.",
            "rules/parks.yaml:1:4: The tag !b is not read. Put quotes around a text that starts with `!`.",
            "water.yaml:1:9: The text ends in the middle of something. Write what is missing, or close it.",
        ],
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistake_is_one_sentence_with_file_and_line(case: str) -> None:
    """A clerk must know which of the files to open, and where."""
    wrong, said = MISTAKES[case]
    assert problems_of(wrong) == said


def test_number_and_size_of_files_are_bounded() -> None:
    """A list that a program wrote must not keep the gateway busy."""
    many = {f"f{number}.yaml": "" for number in range(MAX_FILES + 1)}
    listed = f"include: [{', '.join(many)}]\n" + MAIN.partition("\n")[2]
    assert problems_of(RulebookFiles(main="city.yaml", text=listed, included=many))[0] == (
        "city.yaml:1:1: More than 100 files are included. Put some together."
    )
    heavy = files(**{"water.yaml": WATER + "# " + "x" * (MAX_OCTETS - len(WATER) - 100)})
    assert [problem.partition(" together")[0] for problem in problems_of(heavy)] == [
        f"city.yaml:1:1: The files are larger than {MAX_OCTETS // 2**20} MB"
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (MAIN, ("water.yaml", "rules/parks.yaml")),
        ("include: water.yaml\nrules: [", ("water.yaml",)),
        ("rules: []\ninclude:\n- b.yaml # first\n# then\n- a.yml\n\nreplies: {}", ("b.yaml", "a.yml")),
        ("include: [\n  a.yaml,\n]\ncity: {}", ("a.yaml",)),
        ('"include" : ["a.yaml", ../b.yaml, /c.yaml, d.txt, 3, .e.yaml, "x\\\\y.yaml", a/../b.yaml]', ("a.yaml",)),
        ("include: [a.yaml", ()),
        ("rules:\n  include: a.yaml", ()),
        ("", ()),
    ],
)
def test_files_are_found_in_half_written_text(text: str, names: tuple[str, ...]) -> None:
    """The files are looked for before anything else is read, so that this must bear whatever stands there."""
    assert find_included(text) == names


def test_empty_file_is_no_mistake() -> None:
    """It is how a new one begins."""
    assert len(load_files(files(**{"rules/parks.yaml": "# to be written\n"})).rules) == 2
