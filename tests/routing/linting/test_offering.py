"""What lint says of handing over, of the sandbox, and of services that apps show."""

from __future__ import annotations

import pytest

from gateway.routing.files import single_file
from gateway.routing.linting import Finding, lint_files
from tests.routing.linting.cities import HEAD, OTHERWISE, rules_of

DELIVER = "  streets: {name: Streets, deliver: {open311: {url: https://w.example, CODES}}}\n"
SANDBOX = "  sandbox: {name: Sandbox}\n"


def look(*, codes: str = "", more: str = "", head: str = "", otherwise: str = OTHERWISE) -> list[Finding]:
    """What lint says of the little city with one system, section or sandbox more."""
    text = (head or HEAD).replace("LANGUAGES", "en")
    if codes:
        text = text.replace("  streets: {name: Streets}\n", DELIVER.replace("CODES", codes))
    return list(lint_files(single_file(f"{text}{more or 'rules: []' + chr(10)}{otherwise}")))


def test_a_service_without_a_code_there_is_said() -> None:
    """Its tickets would stay here, and the department looks only into its own system."""
    (finding,) = look(codes="services: {tree: '1'}")
    assert (finding.kind, finding.line) == ("not handed over", 9)
    assert "does not get `pothole`" in finding.sentence


@pytest.mark.parametrize("codes", ["services: {pothole: '1'}", "otherwise: '9'"])
def test_a_system_with_a_code_for_everything_is_good(codes: str) -> None:
    """By name, or by the code for everything else; other departments' services are not its business."""
    assert look(codes=codes) == []


def sandboxed(more: str = "rules: []\n", otherwise: str = OTHERWISE, head: str = HEAD) -> list[Finding]:
    """The same with a sandbox that the test endpoint files into; its services are described."""
    described = head.replace("{department:", "{description: Such a thing., department:")
    with_sandbox = described.replace("  streets:", f"{SANDBOX}  streets:")
    return look(head=with_sandbox, more=more, otherwise=f"{otherwise}open311: {{test: sandbox}}\n")


def test_a_sandbox_that_only_developers_reach_is_good() -> None:
    """No service and no rule names it, and that is as it should be."""
    assert sandboxed() == []


@pytest.mark.parametrize(
    ("more", "otherwise", "head", "said"),
    [
        (rules_of("name: Dogs, when: {text: dog}, then: {department: sandbox}"), OTHERWISE, HEAD, "The rule `Dogs`"),
        ("rules: []\n", OTHERWISE.replace("front_desk", "sandbox"), HEAD, "`otherwise`"),
        ("rules: []\n", OTHERWISE, HEAD.replace("department: parks", "department: sandbox"), "The service `tree`"),
    ],
    ids=["rule", "otherwise", "service"],
)
def test_what_residents_report_must_not_lie_in_the_sandbox(more: str, otherwise: str, head: str, said: str) -> None:
    """Nobody is told of what is there."""
    found = [one for one in sandboxed(more, otherwise, head) if one.kind == "test department is used"]
    assert [one.sentence.startswith(said) for one in found] == [True]


def test_services_that_apps_show_without_a_word_are_said_once() -> None:
    """Only where the city speaks to developers; what is closed to them needs no sentence."""
    section = f"{OTHERWISE}open311: {{jurisdiction: elmcity.example}}\n"
    (finding,) = look(otherwise=section)
    assert (finding.kind, finding.line) == ("description missing", 17)
    assert "`pothole`, `tree` have no `description`" in finding.sentence
    closed = HEAD.replace("{department: parks}", "{department: parks, public: false}")
    (one,) = look(otherwise=section, head=closed)
    assert "`pothole` has no `description`" in one.sentence


def test_a_description_in_one_language_is_said() -> None:
    """Half of the residents would read the other language in their app."""
    head = HEAD.replace("LANGUAGES", "en, es").replace(
        "tree: {department: parks", "tree: {department: parks, description: Something is wrong with a tree."
    )
    (finding,) = [one for one in look(head=head) if one.kind == "translation missing"]
    assert finding.sentence.startswith("The description of `tree` reads the same")
