"""What would surprise the other side of Open311: tickets not handed over, real ones in the sandbox, bare services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.routing.document import Path
from gateway.routing.linting.findings import Finding, finding_at
from gateway.routing.linting.reading import Reading

_MOST_NAMED = 5


def find_open311_trouble(reading: Reading) -> Iterator[Finding]:
    """Everything about `deliver` and `open311`; nothing where the rulebook has neither."""
    yield from _not_handed_over(reading)
    yield from _filed_for_a_test(reading)
    yield from _not_described(reading)


def _not_handed_over(reading: Reading) -> Iterator[Finding]:
    """Services of a department whose system has no code for them, and for nothing else either."""
    for key, department in reading.rulebook.departments.items():
        system = department.deliver
        if system is None or system.otherwise:
            continue
        own = [code for code, service in reading.rulebook.services.items() if service.department == key]
        if lacking := [code for code in own if code not in system.services]:
            message = f"{department.name} has a system of its own, and it does not get {_listed(lacking)}."
            hint = "Add them to `services` here, or write `otherwise` with the code for everything else."
            place = ("departments", key, "deliver", "open311")
            yield finding_at(reading.document.key_problem(place, message, hint), "not handed over")


def _filed_for_a_test(reading: Reading) -> Iterator[Finding]:
    """Services and rules that name the department of the test endpoint: what residents report would lie there."""
    test = reading.rulebook.open311.test
    if not test:
        return
    for path, what in _ways_into(reading, test):
        message = f"{what} sends what residents report to `{test}`, where developers try things."
        problem = reading.document.problem(path, message, "Name another department, or another one as `test`.")
        yield finding_at(problem, "test department is used")


def _ways_into(reading: Reading, department: str) -> Iterator[tuple[Path, str]]:
    book = reading.rulebook
    for code, service in book.services.items():
        if service.department == department:
            yield ("services", code, "department"), f"The service `{code}`"
    for number, rule in enumerate(book.rules):
        if rule.then.department == department and not rule.is_disabled:
            yield ("rules", number, "then", "department"), f"The rule `{rule.name}`"
    if book.otherwise.department == department:
        yield ("otherwise", "department"), "`otherwise`"


def _not_described(reading: Reading) -> Iterator[Finding]:
    """Said once, at the section: a rulebook that does not speak to developers is left alone."""
    if "open311" not in reading.document.data:
        return
    services = reading.rulebook.services.items()
    if bare := [code for code, service in services if service.public and not service.descriptions]:
        message = f"Apps show a list of services, and {_listed(bare)} {_has(bare)} no `description`."
        hint = "Write one sentence for each, or `public: false` for what nobody should choose."
        yield finding_at(reading.document.key_problem(("open311",), message, hint), "description missing")


def _has(codes: list[str]) -> str:
    return "has" if len(codes) == 1 else "have"


def _listed(codes: Iterable[str]) -> str:
    named = [f"`{code}`" for code in codes]
    more = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
