"""Says in one sentence how a message is understood and routed, without filing it."""

from __future__ import annotations

from gateway.filing.case import Case
from gateway.threads import Relation
from parsers.document import kind_of


def case_in_words(case: Case) -> str:
    """What it is, the service and the department with the rule that sent it there."""
    relation, decision = case.thread.relation, case.decision
    thread = "" if relation is Relation.NEW else f", {relation.value.replace('_', ' ')}"
    service = decision.service_name or "no service"
    rule = decision.rule or "no rule of its own"
    return (
        f"Message {case.message_id}: {kind_of(case.intent)}{thread}; {service} -> {decision.department_name} ({rule})."
    )
