"""The form of a rule: what stands in the file stands in it, what is typed comes back, and nothing else is touched."""

from __future__ import annotations

import difflib
import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.routing.document import read_document
from gateway.web.rules.action_fields import read_actions, write_actions
from gateway.web.rules.condition_rows import read_conditions, write_conditions
from gateway.web.rules.example_rows import read_examples, write_examples
from gateway.web.rules.rule_form import read_rule, write_rule
from tests.conftest import ROOT
from tests.web.site import Site
from tests.web.test_rule_list import city, draft_of

__all__ = ["city"]
SHIPPED = (ROOT / "routing_rules.yaml").read_text(encoding="utf-8")
STATE_ROADS, WATER, REPEAT = 3, 8, 20


def fields_of(page: str) -> list[tuple[str, str]]:
    """What a browser would send: every field of the form of a page with its value, without the buttons."""
    form = page[page.index('class="rule-form') :]
    form = form[: form.index("</form>")]
    found: list[tuple[str, str]] = []
    for match in re.finditer(r"<(input|textarea|select)\b([^>]*)>(?:([^<]*)</textarea>)?", form):
        kind, told, inside = match.groups()
        name = re.search(r'name="([^"]*)"', told)
        value = re.search(r'value="([^"]*)"', told)
        if name is None or ('type="checkbox"' in told and "checked" not in told):
            continue
        if kind == "select":
            options = form[match.end() : form.index("</select>", match.end())]
            chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
            found.append((name[1], html.unescape(chosen[1]) if chosen else ""))
        else:
            found.append((name[1], html.unescape(inside if kind == "textarea" else value[1] if value else "")))
    return found


def send(client: FlaskClient, path: str, changes: dict[str, Any] | None = None, button: str = "keep") -> Any:
    """Open a form, change some fields, and press a button; a list stands for several boxes."""
    sent = fields_of(client.get(path).text)
    for name, value in (changes or {}).items():
        sent = [one for one in sent if one[0] != name]
        sent += [(name, one) for one in (value if isinstance(value, list) else [value])]
    data: dict[str, Any] = {}
    for name, value in [*sent, ("do", button)]:
        data.setdefault(name, []).append(value)
    return client.post(path, data=data)


def changed_lines(site: Site) -> list[str]:
    """The lines by which the draft differs from the file."""
    files = draft_of(site)
    text = files.text if files else SHIPPED
    lines = difflib.unified_diff(SHIPPED.splitlines(), text.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize("place", range(22))
def test_keeping_a_form_as_it_is_changes_nothing(place: int) -> None:
    """Every rule of the shipped rulebook goes through the form and comes out as it stands."""
    rule = read_document(SHIPPED, "rules").data["rules"][place]
    assert write_rule(read_rule(rule)) == rule
    joiner, rows = read_conditions(rule["when"])
    assert write_conditions(joiner, rows, rule["when"]) == rule["when"]


@pytest.mark.parametrize(
    "when",
    [
        {"service": "pothole"},
        {"not": {"has": ["photo"]}},
        {"all": [{"text": "x"}]},
        {"any": [{"all": [{"text": "a"}, {"text": "b"}]}, {"not": {"not": {"text": "c"}}}]},
        {"area": [{"type": "Polygon", "coordinates": []}, "downtown"]},
        {"header": {"List-Id": "", "Subject": "a: b"}},
        {"repeat": {"at_least": 3, "moon": 1}},
        {"confidence": {"below": 0.5}},
        {"text": ["two\nlines"]},
        {"moon": "full"},
        "nonsense",
        {"all": []},
    ],
)
def test_every_condition_goes_through_the_form(when: Any) -> None:
    """What no row can show is kept as it stands."""
    joiner, rows = read_conditions(when)
    assert write_conditions(joiner, rows, when) == when


@pytest.mark.parametrize(
    "then",
    [
        {"tags": ["a"], "notify": "a@x.example", "stop": False},
        {"notify": ["a@x.example", "b@x.example"], "close": True, "moon": 1},
        {"watch": "streets", "ask": ["pole"], "hold": False, "due": "4 hours"},
        {},
        "nonsense",
    ],
)
def test_every_action_goes_through_the_form(then: Any) -> None:
    """Lists stay lists, and single words stay single."""
    kept = write_actions(read_actions(then), then)
    assert kept == (then if isinstance(then, dict) else {}) or "stop" not in kept


@pytest.mark.parametrize(
    "examples", [["a", {"text": "b", "not": False}, {"text": "c", "headers": {"List-Id": ""}, "repeat": 3}, 5], []]
)
def test_every_example_goes_through_the_form(examples: list[Any]) -> None:
    """Also what is rarely said about a message."""
    assert write_examples(read_examples(examples)) == examples


@pytest.mark.parametrize("place", [0, STATE_ROADS, 6, WATER, REPEAT])
def test_a_browser_that_changes_nothing_keeps_nothing(city: Site, place: int) -> None:
    """What the page shows is what it sends, field by field."""
    answer = send(city.client("administrator"), f"/rules/rule/{place}")
    assert answer.status_code == 303, answer.text
    assert draft_of(city) is None


def test_one_street_more(city: Site) -> None:
    """The clerk adds a street and a remark; comments, quotes and every other line stay."""
    client = city.client("administrator")
    answer = send(
        client,
        f"/rules/rule/{STATE_ROADS}",
        {"c1-lines": "Route 10\r\nWhalley Ave\r\nRoute 34", "note": "Ask the state."},
    )
    assert answer.headers["Location"] == f"/rules#rule-{STATE_ROADS + 1}"
    assert changed_lines(city) == [
        "-    when: {all: [{group: [streets, signs, winter]}, {street: [Route 10, Whalley Ave]}]}",
        "+    note: Ask the state.",
        "+    when: {all: [{group: [streets, signs, winter]}, {street: [Route 10, Whalley Ave, Route 34]}]}",
    ]
    page = client.get("/rules").text
    assert "“State roads are not ours” is kept in your draft." in page
    assert "Route 10, Whalley Ave or Route 34" in page


def test_conditions_are_added_and_removed_without_a_script(city: Site) -> None:
    """Each button sends the form and brings it back with a row more or less; nothing is kept before Keep."""
    client = city.client("administrator")
    path = f"/rules/rule/{WATER}"
    page = send(client, path, {"add-kind": "has", "name": "Another name"}, "add-condition").text
    assert 'name="c2-kind" value="has"' in page
    assert 'value="Another name"' in page
    assert draft_of(city) is None
    page = send(client, path, button="remove-condition-0").text
    assert 'name="c0-kind" value="hours"' in page
    assert 'name="c1-kind"' not in page
    extra = {"c2-kind": "missing", "c2-value": ["photo", "phone"], "c2-not": "1", "c2-was": "null", "add-kind": "x"}
    assert send(client, path, extra).status_code == 303
    assert "{not: {missing: [photo, phone]}}" in "".join(changed_lines(city))


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(city: Site) -> None:
    """The same words as on the command line; nothing is kept, so that the draft stays good."""
    client = city.client("administrator")
    changes = {"c1-lines": "Mon-Fri 7-15", "then-due": "soon", "then-tags": "Not A Tag", "name": ""}
    answer = send(client, f"/rules/rule/{WATER}", changes)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    for words in (
        'id="c1-problem"><code>mon-fri 7-15</code> are no hours.',
        'id="then-due-problem"><code>soon</code> is no due time.',
        'id="then-tags-problem"><code>Not A Tag</code> is no key.',
        'id="name-problem">This must be one line',
        'value="Not A Tag"',
        ">Mon-Fri 7-15</textarea>",
        'aria-describedby="then-due-problem then-due-hint"',
    ):
        assert words in page
    assert draft_of(city) is None


def test_an_example_that_comes_out_otherwise_is_shown_at_its_row(city: Site) -> None:
    """It is kept in the draft, because one may change the rule next; publishing is another matter."""
    client = city.client("administrator")
    answer = send(client, f"/rules/rule/{STATE_ROADS}", {"e0-text": "There is a pothole at 240 Chapel St"})
    assert answer.headers["Location"] == f"/rules/rule/{STATE_ROADS}"
    page = html.unescape(client.get(answer.headers["Location"]).text)
    assert 'id="e0-problem">The example of rule <code>State roads are not ours</code> comes out otherwise' in page
    assert "An example comes out otherwise: see below." in page


def test_a_new_rule(city: Site) -> None:
    """Written by form from nothing, at the end or above all others."""
    client = city.client("administrator")
    fields = {
        "name": "Bees are for the parks",
        "c0-kind": "text",
        "c0-was": "null",
        "c0-lines": "bees\nwasps: nest\nabejas",
        "then-department": "parks",
        "then-tags": "bees, hazard",
        "then-notify": "anne@elmcity.example",
        "then-close": "no",
        "e0-text": "There are bees at 12 Oak St",
        "e1-text": "hay abejas en 12 Oak St",
        "e1-was": "null",
        "e1-department": "parks",
        "stands": "first",
    }
    answer = send(client, "/rules/rule/new", fields)
    assert answer.headers["Location"] == "/rules#rule-1", html.unescape(answer.text)
    assert changed_lines(city) == [
        "+  - name: Bees are for the parks",
        '+    when: {text: [bees, "wasps: nest", abejas]}',
        "+    then: {department: parks, tags: [bees, hazard], notify: [{email: anne@elmcity.example}], close: false}",
        "+    examples:",
        "+      - There are bees at 12 Oak St",
        "+      - {text: hay abejas en 12 Oak St, department: parks}",
        "+",
    ]
    assert send(client, "/rules/rule/new", {**fields, "name": ""}).status_code == 422


def test_a_rule_that_changed_meanwhile_is_not_written_over_in_silence(city: Site) -> None:
    """Two windows: the second is told, sees what it typed, and may write it over the other or not."""
    client = city.client("administrator")
    path = f"/rules/rule/{STATE_ROADS}"
    old = dict(fields_of(client.get(path).text))
    send(client, path, {"note": "First window"})
    answer = client.post(path, data={**old, "note": "Second window", "do": "keep"})
    assert answer.status_code == 409
    assert "changed in another window" in answer.text
    assert ">Second window</textarea>" in answer.text
    again = client.post(path, data={**dict(fields_of(answer.text)), "do": "keep"})
    assert again.status_code == 303
    assert "Second window" in "".join(changed_lines(city))


def test_a_rule_that_is_gone_is_no_error(city: Site) -> None:
    """An old bookmark leads to the list."""
    client = city.client("administrator")
    assert client.get("/rules/rule/99").headers["Location"] == "/rules"
    assert "There is no such rule any more" in client.get("/rules").text


def test_a_text_that_is_no_yaml_is_mended_first(city: Site) -> None:
    """The form says so, keeps what was typed, and guesses nothing."""
    client = city.client("administrator")
    page = client.get("/rules/rule/new").text
    city.gateway.settings.rules.write_text("rules: [\n")
    answer = client.post("/rules/rule/new", data={**dict(fields_of(page)), "name": "Typed long", "do": "keep"})
    assert answer.status_code == 422
    assert "Typed long" in answer.text
    assert "The file is not in order, so no form can change it." in answer.text


def test_a_message_is_tried_with_the_rule_as_it_stands_in_the_form(city: Site) -> None:
    """A street that was typed and not kept decides the message; nothing is kept by that."""
    client = city.client("administrator")
    sent = dict(fields_of(client.get(f"/rules/rule/{STATE_ROADS}").text))
    asked = {"text": "There is a pothole at 240 Chapel St", "channel": "sms", "repeat": "1", "event": "opened"}
    kept = client.post("/rules/try", data={"csrf_token": sent["csrf_token"], **asked}).text
    assert "by the rule “State roads are not ours”" not in kept
    typed = {**sent, "c0-value": "streets", "c1-lines": "Chapel St"}
    assert "by the rule “State roads are not ours”" in client.post("/rules/try", data={**typed, **asked}).text
    new = {
        **typed,
        "place": "",
        "name": "Chapel first",
        "stands": "first",
        "was": "{}",
        "c1-was": "null",
        "c0-was": "null",
    }
    assert "Chapel first" in client.post("/rules/try", data={**new, **asked}).text
    assert draft_of(city) is None


def test_rules_of_an_included_file_are_changed_in_their_file(city: Site) -> None:
    """A large city splits its file; each rule stays where it is, and a new one goes where it is put."""
    main = city.gateway.settings.rules
    water = "# Water\nrules:\n  - name: Wet   # both\n    when: {text: wet basement}\n    then: {tags: wet}\n"
    (main.parent / "rules").mkdir()
    (main.parent / "rules" / "water.yaml").write_text(water)
    main.write_text(f"include: [rules/water.yaml]\n{SHIPPED}")
    client = city.client("administrator")
    page = client.get("/rules").text
    assert 'href="/rules/rule/0?file=rules/water.yaml"' in page
    assert 'id="rule-23"' in page
    path = "/rules/rule/0?file=rules/water.yaml"
    assert send(client, path, {"then-tags": "wet, cellar"}).headers["Location"] == "/rules#rule-23"
    fields = {"name": "Dry", "c0-kind": "text", "c0-was": "null", "c0-lines": "dry well", "then-tags": "dry"}
    assert send(client, "/rules/rule/new", {**fields, "file": "rules/water.yaml"}).status_code == 303
    files = draft_of(city)
    assert files is not None
    assert files.included["rules/water.yaml"] == (
        water.replace("tags: wet", "tags: [wet, cellar]")
        + "\n  - name: Dry\n    when: {text: dry well}\n    then: {tags: dry}\n"
    )
    assert files.text == main.read_text()
