"""What a careful reader remarks about a rulebook that works: one finding each, with the message that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gateway.routing.problems import Problem
from gateway.routing.rulebook import Rule
from gateway.routing.sections import ExampleText

Kind = Literal[
    "never speaks",
    "changes nothing",
    "contradiction",
    "impossible condition",
    "service is not routed",
    "service is not heard",
    "department not reached",
    "reply not sent",
    "reminder not sent",
    "hours not known",
    "word claimed twice",
    "translation missing",
    "reply too long",
    "not handed over",
    "test department is used",
    "description missing",
    "answered by another rule",
    "not all was looked at",
]

PROVEN_BY_A_MESSAGE: frozenset[Kind] = frozenset(
    {
        "never speaks", "changes nothing", "contradiction", "impossible condition", "service is not routed",
        "service is not heard", "word claimed twice", "answered by another rule",
    }
)  # fmt: skip
"""Kinds that are only said with a message that was read and routed and shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A message that was read and routed, and what came of it."""

    message: ExampleText
    outcome: str
    """A sentence."""

    def __str__(self) -> str:
        """`“There is a pothole” (by mail) goes to Streets.`, the same on every page and on the command line."""
        about = self._about()
        return f"“{self.message.text}”{f' ({about})' if about else ''} {self.outcome}"

    def _about(self) -> str:
        """What is said of the message besides its text."""
        message = self.message
        told = {
            "by mail": message.channel == "email",
            f"from {message.from_}": message.from_,
            f"to {message.to}": message.to,
            f"subject “{message.subject}”": message.subject,
            f"on {message.date}": message.date,
            f"when it is {message.event}": message.event not in {None, "opened"},
            f"report number {message.repeat}": message.repeat > 1,
            "with a photo": message.photo,
            "with a pin on the map": message.coordinates is not None,
            f"with the header {', '.join(message.headers)}": message.headers,
        }
        return ", ".join(words for words, is_so in told.items() if is_so)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One remark: where it stands, what is so, what one could write instead, and the proof where there can be one."""

    kind: Kind
    source: str
    line: int
    column: int
    sentence: str
    hint: str = ""
    rule: str = ""
    """The name of the rule that it is about; empty where it is about something else."""
    proof: Proof | None = None

    def __str__(self) -> str:
        """`file:line:column: what is so. What to write instead. Proof: ...`."""
        parts = [f"{self.source}:{self.line}:{self.column}: {self.sentence}", self.hint]
        return " ".join([*filter(None, parts), *([f"Proof: {self.proof}"] if self.proof else [])])


def finding_at(problem: Problem, kind: Kind, *, rule: str = "", proof: Proof | None = None) -> Finding:
    """A finding at the place, and in the words, of `problem`."""
    return Finding(
        kind=kind,
        source=problem.source,
        line=problem.line,
        column=problem.column,
        sentence=problem.message,
        hint=problem.hint,
        rule=rule,
        proof=proof,
    )


def rule_line(rule: Rule, source: str) -> str:
    """Where another rule stands, for somebody who looks at the file `source`."""
    return f"line {rule.line}" if rule.source in {"", source} else f"line {rule.line} of {rule.source}"
