"""Departments and services by form: a clerk changes a department's words without seeing YAML."""

from __future__ import annotations

import html
from typing import Any

import pytest

from gateway.routing.document import read_document
from gateway.web.rules.entry_fields import list_fields, read_entry, write_entry
from tests.web.site import Site
from tests.web.test_rule_form import SHIPPED, changed_lines, fields_of, send
from tests.web.test_rule_list import city, draft_of

__all__ = ["city"]


@pytest.mark.parametrize("section", ["departments", "services"])
def test_keeping_a_form_as_it_is_changes_nothing(section: Any) -> None:
    """Every entry of the shipped rulebook goes through its form."""
    for entry in read_document(SHIPPED, "rules").data[section].values():
        fields = list_fields(section, entry, ("en", "es"))
        assert write_entry(fields, read_entry(fields, entry), entry) == entry


def test_the_lists_show_names_and_words(city: Site) -> None:
    """Who is told, and what people call it."""
    client = city.client("administrator")
    assert "sanitation@elmcity.example" in client.get("/rules/departments").text
    page = client.get("/rules/services").text
    assert "recogida de hojas, bolsas de hojas" in page
    assert "Pothole" in page


def test_the_words_of_a_service_are_changed(city: Site) -> None:
    """One word more in one language; the line of the other stays as it is."""
    client = city.client("administrator")
    words = "leaf pickup\r\nraked leaves\r\nyard: leaves"
    answer = send(client, "/rules/service/leaf_pickup", {"words-en": words})
    assert answer.headers["Location"] == "/rules/services#leaf_pickup", html.unescape(answer.text)
    assert changed_lines(city) == [
        "-      en: [leaf pickup, leaf pick up, leaf collection, bagged leaves, leaves not collected, bags of leaves]",
        '+      en: [leaf pickup, raked leaves, "yard: leaves"]',
    ]
    assert "“Leaf pick-up” is kept in your draft." in client.get("/rules/services").text


def test_a_shipped_service_gets_words_of_its_own(city: Site) -> None:
    """Its line grows by what was typed and keeps its spaces."""
    client = city.client("administrator")
    send(client, "/rules/service/pothole", {"words-es": "hoyo", "needs": ["location", "time"]})
    before, description, after, with_words = changed_lines(city)
    assert before == "-  pothole:              {department: streets, due: 3 business days, needs: [location],"
    assert (after, with_words) == (f"+{before[1:-2]}, time],", f"+{description[1:-1]}, words: {{es: [hoyo]}}}}")


def test_the_name_and_the_hours_of_a_department_are_changed(city: Site) -> None:
    """Its line keeps its spaces; an emptied field is gone."""
    client = city.client("administrator")
    changes = {"name": "Roads", "hours": "", "notify": "streets@elmcity.example\nroads@elmcity.example"}
    assert send(client, "/rules/department/streets", changes).status_code == 303
    assert changed_lines(city)[1] == (
        "+  streets:      {name: Roads, notify: [{email: streets@elmcity.example}, {email: roads@elmcity.example}], "
        "remind: 1 business day before, digest: daily}"
    )


def test_what_is_wrong_stands_at_its_field(city: Site) -> None:
    """What was typed comes back, and the draft stays as it was."""
    client = city.client("administrator")
    answer = send(client, "/rules/department/streets", {"hours": "9 to 5", "notify": "nobody"})
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert 'id="hours-problem"><code>9 to 5</code> are no hours.' in page
    assert 'id="notify-problem"><code>nobody</code> is no mail address.' in page
    assert 'value="9 to 5"' in page
    answer = send(client, "/rules/service/pothole", {"department": "moon", "words-es": "!"})
    page = html.unescape(answer.text)
    assert 'id="department-problem">There is no department <code>moon</code>.' in page
    assert 'id="words-es-problem">' in page
    assert draft_of(city) is None


def test_a_new_department_and_a_new_service(city: Site) -> None:
    """Both by form; the service must bring its name and words, and says so where they are missing."""
    client = city.client("administrator")
    fields = {"key": "bees", "name": "Bees and wasps", "notify": "bees@elmcity.example"}
    assert send(client, "/rules/new/department", fields).status_code == 303
    answer = send(client, "/rules/new/service", {"key": "bee_swarm", "department": "bees"})
    assert answer.status_code == 422
    assert "The catalog has no service <code>bee_swarm</code>" in html.unescape(answer.text)
    words = {"name-en": "Bees", "name-es": "Abejas", "words-en": "bees", "words-es": "abejas", "key": "bee_swarm"}
    assert send(client, "/rules/new/service", {**words, "department": "bees"}).status_code == 303
    added = changed_lines(city)
    assert "+  bees:" in "\n".join(added) or "+  bees: {name: Bees and wasps" in "\n".join(added)
    assert any("bee_swarm" in line for line in added)
    assert send(client, "/rules/new/service", {**words, "department": "bees"}).status_code == 422
    assert send(client, "/rules/new/department", {"key": " ", "name": "x"}).status_code == 422


def test_two_windows_are_told_of_each_other(city: Site) -> None:
    """The second is not written over the first in silence."""
    client = city.client("administrator")
    path = "/rules/department/streets"
    old = dict(fields_of(client.get(path).text))
    send(client, path, {"name": "Roads"})
    answer = client.post(path, data={**old, "name": "Ways"})
    assert answer.status_code == 409
    assert "changed in another window" in answer.text
    assert 'value="Ways"' in answer.text
    assert client.get("/rules/department/moon").status_code == 404
