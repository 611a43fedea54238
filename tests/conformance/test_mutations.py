"""The checker finds nothing in a server that is right, and exactly what is broken in one that is not."""

from __future__ import annotations

import pytest

from gateway.conformance import REQUIREMENTS, Line, Outcome, Wishes, aim, check
from gateway.conformance.fetching import Fetch
from tests.conformance.breaking import Case, Pairs, filters
from tests.conformance.broken_reading import READING
from tests.conformance.broken_selecting import SELECTING
from tests.conformance.right_server import BASE, KEY, NOW, RightServer

CASES = (*READING, *SELECTING)


def outcomes(fetch: Fetch, wishes: Wishes, *, xml_only: bool = False) -> list[Outcome]:
    """What the checker finds, without waiting for anything."""
    line = Line(fetch, sleep=lambda _: None)
    target = aim(line, BASE, kind="production", forms=("xml",) if xml_only else ("xml", "json"))
    return list(check(line, target, wishes, now=NOW, tell=lambda _: None))


def broken(found: list[Outcome]) -> dict[str, str]:
    """The requirements that are broken, and what was said of the first form."""
    return {
        outcome.requirement.id: next(one.why for one in outcome.findings if one.verdict == "broken")
        for outcome in found
        if outcome.verdict == "broken"
    }


@pytest.mark.parametrize("xml_only", [False, True])
@pytest.mark.parametrize("kind", ["realtime", "batch", "blackbox"])
def test_a_server_that_is_right_breaks_nothing(kind: str, xml_only: bool) -> None:
    """A checker that blames what is right is soon not believed any more."""
    server = RightServer(formats=("text/xml",) if xml_only else ("text/xml", "application/json"))
    server.services[0]["type"] = kind
    assert broken(outcomes(server.fetch, Wishes(key=KEY, files=True), xml_only=xml_only)) == {}


def test_a_server_that_counts_pages_from_0_breaks_nothing() -> None:
    """The proposal counts so, and some cities do."""
    counts_from_0 = filters(lambda given: "page" in given, _next_page)
    assert broken(outcomes(counts_from_0(RightServer()), Wishes())) == {}


def _next_page(pairs: Pairs) -> Pairs:
    return [(name, str(int(value) + 1) if name == "page" else value) for name, value in pairs]


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case.requirement}" for number, case in enumerate(CASES)])
def test_each_fault_breaks_the_requirement_it_is_about(case: Case) -> None:
    """A checker that cannot fail is a defect, and one that blames everything helps nobody."""
    server = RightServer()
    fetch = case.breaks(server)
    wishes = Wishes(key=KEY, files=case.files, jurisdiction=case.jurisdiction)
    assert list(broken(outcomes(fetch, wishes))) == [case.requirement]


def test_there_is_a_fault_for_every_requirement() -> None:
    """A requirement that nothing breaks in a test may be one that nothing can break."""
    assert {requirement.id for requirement in REQUIREMENTS} - {case.requirement for case in CASES} == set()


def test_nothing_is_posted_without_being_asked_for() -> None:
    """Whoever checks another city's server must not leave anything there."""
    server = RightServer()
    found = outcomes(server.fetch, Wishes(key=KEY))
    assert {ask.method for ask in server.asked} == {"GET"}
    posts = [outcome for outcome in found if outcome.requirement.posts]
    assert {outcome.verdict for outcome in posts} == {"not asked"}
