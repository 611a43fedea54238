"""What nobody reaches: departments without work, replies that are never sent, services that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from gateway.routing.deciding import BY_OTHERWISE
from gateway.routing.default_replies import REQUIRED_REPLIES
from gateway.routing.fields import LEARNED
from gateway.routing.linting.asked import leaves, many, service_asked
from gateway.routing.linting.findings import Finding, Proof, finding_at, rule_line
from gateway.routing.linting.implying import implies
from gateway.routing.linting.reading import Reading
from gateway.routing.rulebook import Rule, Service


def find_idle_departments(reading: Reading) -> Iterator[Finding]:
    """Departments that nothing of the file sends work to. What was learned may name any of them."""
    book = reading.rulebook
    said = [rule.then for rule in _speaking(reading)]
    named = {service.department for service in book.services.values()} | {book.otherwise.department}
    named |= (
        {book.open311.test}
        | {then.department for then in said if then.department}
        | {key for then in said for key in then.watch or ()}
    )
    for key, department in book.departments.items() if LEARNED not in named else ():
        if key not in named:
            message = f"No service and no rule sends anything to the department `{key}` ({department.name})."
            hint = "Name it in one, or remove it; leave it if only people hand tickets to it."
            yield finding_at(
                reading.document.key_problem(("departments", key), message, hint), "department not reached"
            )


def find_unsent_replies(reading: Reading) -> Iterator[Finding]:
    """Replies of the file that no rule sends and that the gateway does not send by itself."""
    sent = {rule.then.reply for rule in _speaking(reading)} | {reading.rulebook.otherwise.reply}
    for name in reading.document.data.get("replies") or {}:
        if name not in sent and name not in REQUIRED_REPLIES:
            message = f"Nobody sends the reply `{name}`."
            hint = f"Write `reply: {name}` in a rule, or remove it."
            yield finding_at(reading.document.key_problem(("replies", name), message, hint), "reply not sent")


def find_lost_services(reading: Reading) -> Iterator[Finding]:
    """Services that a rule asks for or sets, and that the city neither lists nor gives to a department."""
    told: set[str] = set()
    for number, rule in enumerate(reading.rulebook.rules):
        if rule.is_disabled or rule.then.department:
            continue
        for code in _codes_of(reading, number):
            if code not in reading.rulebook.services and code not in told:
                told.add(code)
                yield from _lost(reading, number, code)


def _codes_of(reading: Reading, number: int) -> Iterator[str]:
    """The services that a rule names in so many words."""
    if (set_by_rule := reading.rulebook.rules[number].then.service) is not None:
        yield set_by_rule
    for leaf in leaves(reading.asked[number]):
        if leaf.kind == "service":
            yield from (code for code in many(leaf.written) if code in leaf.values)


def _lost(reading: Reading, number: int, code: str) -> Iterator[Finding]:
    rule = reading.rulebook.rules[number]
    for seen in chain(reading.witnesses(number), reading.messages_about(service_asked(code))):
        if seen.decision.service == code and seen.who_set("department") == BY_OTHERWISE:
            message = f"No department has the service `{code}`, of which the rule `{rule.name}` speaks."
            hint = f"Add `{code}: {{department: ...}}` to `services`, or a `department` to this rule."
            problem = reading.document.problem(("rules", number), message, hint)
            outcome = f"goes to {seen.decision.department_name}, because nothing names a department."
            proof = Proof(message=seen.message, outcome=outcome)
            yield finding_at(problem, "service is not routed", rule=rule.name, proof=proof)
            return


def find_overruled_services(reading: Reading) -> Iterator[Finding]:
    """Services whose own department never gets them, because a rule always sends them elsewhere."""
    for service in reading.rulebook.services.values():
        if (number := _find_taker(reading, service)) is not None:
            yield from _overruled(reading, service, reading.rulebook.rules[number])


def _find_taker(reading: Reading, service: Service) -> int | None:
    """The first rule that names a department for every new request of the service, where it names another one."""
    asked = service_asked(service.code)
    for number in reading.candidates.of(asked):
        rule = reading.rulebook.rules[number]
        if rule.is_disabled or rule.then.department in {None, LEARNED} or not implies(asked, reading.asked[number]):
            continue
        return number if rule.then.department != service.department else None
    return None


def _overruled(reading: Reading, service: Service, rule: Rule) -> Iterator[Finding]:
    own = reading.rulebook.departments[service.department].name
    where = rule_line(rule, reading.document.source_of(("services", service.code)))
    for seen in reading.messages_about(service_asked(service.code)):
        if seen.decision.service == service.code and seen.who_set("department") == rule.name:
            message = (
                f"{own} never gets the service `{service.code}`: the rule `{rule.name}` on {where} sends it elsewhere."
            )
            hint = f"Write `department: {rule.then.department}` here, or change the rule."
            problem = reading.document.problem(("services", service.code, "department"), message, hint)
            proof = Proof(message=seen.message, outcome=f"goes to {seen.decision.department_name}.")
            yield finding_at(problem, "service is not routed", proof=proof)
            return


def _speaking(reading: Reading) -> Iterator[Rule]:
    return (rule for rule in reading.rulebook.rules if not rule.is_disabled)
