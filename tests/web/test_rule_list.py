"""The list of rules and what a click on one does; every change is kept in the person's draft and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.routing.document import read_document
from gateway.routing.files import RulebookFiles
from gateway.store.rulebooks import list_drafts
from tests.conftest import ROOT
from tests.web.site import Site, post


@pytest.fixture
def city(make_gateway: Callable[..., Any]) -> Site:
    """A site with the shipped rulebook."""
    return Site(make_gateway(rules_text=(ROOT / "routing_rules.yaml").read_text(encoding="utf-8")))


def draft_of(site: Site) -> RulebookFiles | None:
    """What is kept for the one who works on the rules."""
    with site.gateway.store.reading() as connection:
        drafts = list_drafts(connection)
    return drafts[0].files if drafts else None


def names_in(files: RulebookFiles) -> list[str]:
    """The rules of a text in their order."""
    return [rule["name"] for rule in read_document(files.text, "rules").data["rules"]]


def act(client: FlaskClient, place: int, name: str, act: str, file: str = "") -> Any:
    """Press a button of one rule, as the page has it."""
    file = file or re.findall(r'name="file" value="([^"]+)"', client.get("/rules").text)[0]
    return post(client, f"/rules/rule/{place}/act", page="/rules", file=file, name=name, act=act)


def test_every_rule_is_a_sentence_with_its_examples(city: Site) -> None:
    """The list can be read aloud, and says how often a rule spoke."""
    city.add_ticket(decision={"voices": [{"action": "priority", "rule": "Wheelchairs need a way"}], "passed_over": []})
    page = city.client("administrator").get("/rules").text
    assert page.count('class="rule-said"') == 22
    for words in (
        "When the service is Power outage, it goes to Front desk, the answer is <code>power_company</code>",
        "There is a pothole at 240 Whalley Ave",
        "must not fit",
        "spoke <b>1</b> time in 30 days",
        "did not speak in 30 days",
    ):
        assert words in page
    assert "switched off" not in page
    assert 'href="/rules/rule/0"' in page


@pytest.mark.parametrize(("role", "status"), [("administrator", 200), ("member", 403), ("viewer", 403), ("", 302)])
def test_only_administrators_see_the_rules(site: Site, role: str, status: int) -> None:
    """The link stands in the head of the page for them alone."""
    client = site.client(role, "streets") if role == "member" else site.client(role)
    for path in ("/rules", "/rules/rule/0", "/rules/rule/new", "/rules/departments", "/rules/services"):
        assert client.get(path).status_code == status
    if role:
        assert ('href="/rules"' in client.get("/desk").text) == (role == "administrator")


def test_rules_are_found_by_their_words(city: Site) -> None:
    """Of many rules the ones about water."""
    client = city.client("administrator")
    page = client.get("/rules?q=water+office").text
    assert page.count('class="rule-said"') == 1
    assert "1 of 22 rules have" in page
    assert "0 of 22 rules" in client.get("/rules?q=moon").text


def test_a_rule_is_moved_switched_copied_and_removed(city: Site) -> None:
    """Each click changes the draft by that and says so; the file in force is another matter."""
    client = city.client("administrator")
    first, second = "Gas or wires are an emergency", "A danger to life goes to dispatch"
    answer = act(client, 1, second, "up")
    assert answer.headers["Location"] == "/rules#rule-1"
    assert f"“{second}” now stands above “{first}”." in client.get("/rules").text
    files = draft_of(city)
    assert files is not None
    assert names_in(files)[:2] == [second, first]
    act(client, 0, second, "down")
    assert draft_of(city) is None
    act(client, 0, first, "switch")
    assert "switched off</span>" in client.get("/rules").text
    act(client, 0, first, "copy")
    act(client, 0, first, "switch")
    files = draft_of(city)
    assert files is not None
    assert names_in(files)[1] == f"Copy of {first}"
    assert files.text.count("disabled: true") == 1
    act(client, 1, f"Copy of {first}", "remove")
    assert draft_of(city) is None
    assert city.gateway.rulebooks.current().rules[0].name == first


def test_a_page_that_is_too_old_changes_nothing(city: Site) -> None:
    """The second rule is another one by now."""
    client = city.client("administrator")
    act(client, 1, "A rule that stood here", "remove")
    assert "The list has changed since" in client.get("/rules").text
    assert draft_of(city) is None
    assert act(client, 0, "Gas or wires are an emergency", "explode").status_code == 400
    act(client, 0, "Gas or wires are an emergency", "up")
    assert "There is no rule on that side" in client.get("/rules").text


def test_what_is_wrong_stands_at_its_rule(city: Site) -> None:
    """A mistake and a failing example, each at the rule that has it; the rest above the list."""
    client = city.client("administrator")
    main = city.gateway.settings.rules
    text = main.read_text(encoding="utf-8")
    main.write_text(text.replace("urgency: emergency", "urgency: very").replace("hours: 24/7", "hours: always open"))
    page = client.get("/rules").text
    assert re.search(r'id="rule-2" class="rule wrong"', page)
    assert "<code>very</code> is not known here." in page
    assert "mistakes elsewhere in the rulebook" in page
    main.write_text(text.replace("I smell gas outside 12 Oak St", "a pothole at 12 Oak St"))
    assert (
        "The example of rule <code>Gas or wires are an emergency</code> comes out otherwise"
        in client.get("/rules").text
    )
    main.write_text("rules: [\n")
    assert "mistake elsewhere in the rulebook" in client.get("/rules").text


def test_the_rules_are_looked_over_when_asked(city: Site) -> None:
    """A rule in the shadow of another is told at the rule, with a message that shows it."""
    client = city.client("administrator")
    assert "No rule stands in the way of another" in client.get("/rules?look=1").text
    main = city.gateway.settings.rules
    shadow = "  - name: Late\n    when: {service: power_outage}\n    then: {reply: received}\n"
    main.write_text(main.read_text(encoding="utf-8").replace("\nreplies:\n", f"{shadow}\nreplies:\n"))
    page = client.get("/rules?look=1").text
    late = page[page.index('id="rule-23"') :]
    assert 'class="finding"' in late
    assert 'class="finding"' not in client.get("/rules").text
