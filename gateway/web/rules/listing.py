"""The list of rules in plain sentences: what each says, how often it spoke, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.routing import Rulebook, check_rulebook
from gateway.routing.called import Called
from gateway.routing.editing import Written, find_path, list_written
from gateway.routing.examples import check_rule
from gateway.routing.files import RulebookFiles
from gateway.routing.linting import Finding, lint_files
from gateway.routing.problems import Problem
from gateway.routing.sentences import say_rule
from gateway.web.rules.example_rows import ExampleRow, read_examples
from gateway.web.rules.working import Reading

PAGE = 50
"""Rules on one page of the list."""
_MOST_PROBLEMS = 100
"""Problems that are shown at their rules; the YAML view has all of them."""
_MOST_EXAMPLES = 600
"""Examples that are run for a page; where a rulebook has more, those of the rules that the page shows are run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One rule of the list; `number` counts from 1 over all files."""

    number: int
    written: Written
    sentence: str
    examples: tuple[ExampleRow, ...]
    is_first: bool
    is_last: bool
    """First and last of its file."""
    problems: tuple[Problem, ...] = ()

    @property
    def is_disabled(self) -> bool:
        """Whether the rule is switched off."""
        return self.written.data.get("disabled") is True


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is wrong with a working text: at which rule, and what concerns none of the rules shown."""

    at: Mapping[tuple[str, int | str], tuple[Problem, ...]]
    """By file and place of the rule."""
    elsewhere: tuple[Problem, ...]


def list_rules(files: RulebookFiles, called: Called) -> tuple[Listed, ...]:
    """Every rule that can be read, in the order in which they are heard."""
    every = list_written(files, "rules")
    return tuple(
        Listed(
            number=number,
            written=written,
            sentence=say_rule(written.data, called),
            examples=read_examples(written.data.get("examples")),
            is_first=number == 1 or every[number - 2].file != written.file,
            is_last=number == len(every) or every[number].file != written.file,
        )
        for number, written in enumerate(every, 1)
    )


def find_wrong(files: RulebookFiles, reading: Reading, shown: Iterable[Listed]) -> Found:
    """The mistakes of a text; of one that is right, the examples that fail."""
    rulebook = reading.rulebook
    problems = reading.problems if rulebook is None else _failing(rulebook, {item.written.name for item in shown})
    at: dict[tuple[str, int | str], tuple[Problem, ...]] = {}
    elsewhere = list(problems[_MOST_PROBLEMS:])
    for problem in problems[:_MOST_PROBLEMS]:
        path = find_path(files, problem.source, problem.line, problem.column)
        if path[:1] == ("rules",) and len(path) > 1:
            key = (problem.source, path[1])
            at[key] = (*at.get(key, ()), problem)
        else:
            elsewhere.append(problem)
    return Found(at=at, elsewhere=tuple(elsewhere))


def find_remarks(files: RulebookFiles, reading: Reading) -> Mapping[str, tuple[Finding, ...]]:
    """What works and is probably not meant, by the name of the rule; under the empty name what is about no rule.

    Takes seconds for a text that nobody has looked over yet.
    """
    remarks: dict[str, tuple[Finding, ...]] = {}
    for finding in () if reading.rulebook is None else lint_files(files):
        remarks[finding.rule] = (*remarks.get(finding.rule, ()), finding)
    return remarks


def _failing(rulebook: Rulebook, shown: set[str]) -> tuple[Problem, ...]:
    if sum(len(rule.examples) for rule in rulebook.rules) <= _MOST_EXAMPLES:
        return check_rulebook(rulebook)
    return tuple(problem for rule in rulebook.rules if rule.name in shown for problem in check_rule(rulebook, rule))
