"""What the rules say to a request that a developer only tries: the same, but for the department, and nobody is told."""

from __future__ import annotations

from dataclasses import replace

from gateway.routing.rulebook import Rulebook
from gateway.routing.values import Decision


def into_sandbox(decision: Decision, rulebook: Rulebook) -> Decision:
    """The decision with the department for tests; where the rulebook has none by now, with that of `otherwise`."""
    key = rulebook.open311.test if rulebook.open311.test in rulebook.departments else rulebook.otherwise.department
    note = f"A test by Open311: the rules would have sent it to {decision.department_name}."
    return replace(
        decision,
        department=key,
        department_name=rulebook.departments[key].name,
        rule=None,
        assign=None,
        notify=(),
        watch=(),
        hold=False,
        notes=(*decision.notes, note),
    )
