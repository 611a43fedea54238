"""The page for developers: everything on it works as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from gateway.open311 import models
from gateway.open311.examples import show
from tests.open311.clients.city import RULES, City


def test_every_link_and_form_of_the_page_leads_somewhere(city: City) -> None:
    """A dead link on the first page is the last that a developer sees of us."""
    page = city.get("/").text
    asked = {unescape(path) for path in re.findall(r'(?:href|action|formaction)="(/open311[^"]*)"', page)}
    assert len(asked) > 8
    client = city.app.test_client()
    assert {path: client.get(path).status_code for path in asked} == dict.fromkeys(asked, 200)
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors - set(re.findall(r'id="([^"]+)"', page)) == set()


def test_the_forms_ask_the_test_endpoint(city: City) -> None:
    """Whoever plays with them must not need to think of what they do."""
    page = city.get("/").text
    actions = set(re.findall(r'action="([^"]+)"', page))
    assert all(action.startswith("/open311/test/v2/") for action in actions)
    assert 'method="post"' not in page


@pytest.fixture
def no_sandbox(city: City) -> Iterator[None]:
    """A rulebook without a test endpoint, as long as a test lasts."""
    put_rules(city, RULES.replace("  test: sandbox\n", ""))
    yield
    put_rules(city, RULES)


def put_rules(city: City, text: str) -> None:
    """Write the rulebook and have it noticed."""
    city.gateway.settings.rules.write_text(text, encoding="utf-8")
    city.gateway.rulebooks.refresh()


@pytest.mark.usefixtures("no_sandbox")
def test_without_a_test_endpoint_the_page_reads_from_the_city(city: City) -> None:
    """A city that has no sandbox still shows how reading works."""
    page = city.get("/").text
    assert "/open311/test/" not in page
    assert 'action="/open311/v2/requests.json"' in page


def test_the_examples_with_curl_can_be_copied(city: City) -> None:
    """The example that files does so, with a key in the place of the words."""
    page = unescape(city.get("/").text)
    found = re.search(r'curl -X POST "http://localhost/open311([^"]+)" \\\n(.*?)</code>', page, re.DOTALL)
    assert found
    fields = dict(re.findall(r'(?:-d |--data-urlencode ")(\w+)=([^"\s]+(?:[^"\n\\]*(?="))?)', found[2]))
    assert fields.pop("api_key") == "YOUR_KEY"
    answer = city.post(found[1], **fields)
    assert answer.status_code == 200, answer.text
    assert answer.get_json()[0]["service_request_id"]


@pytest.mark.parametrize("name", ["request", "filed", "refused"])
def test_the_answers_on_the_page_are_of_the_models(name: str) -> None:
    """An example that shows what is never answered misleads; XML and JSON say the same."""
    kept = {"request": models.ServiceRequest, "filed": models.FiledRequest, "refused": models.Problem}[name]
    kept.model_validate_json(show(name, "json").removeprefix("[").removesuffix("]"))
    assert set(re.findall(r'"(\w+)":', show(name, "json"))) <= set(re.findall(r"<(\w+)", show(name, "xml")))


def test_the_start_page_leads_there(city: City) -> None:
    """Developers find it without knowing its address, and without a slash behind it."""
    client = city.app.test_client()
    assert 'href="/open311/"' in client.get("/").text
    assert client.get("/open311").status_code in {301, 308}


def test_the_page_needs_no_session_and_no_script(city: City) -> None:
    """It is the same for everybody, so a cache may keep it."""
    answer = city.get("/")
    assert "Set-Cookie" not in answer.headers
    assert "<script" not in answer.text
    assert "max-age" in answer.headers["Cache-Control"]
