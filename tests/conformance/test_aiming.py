"""Whatever address of a server a person has at hand, the check finds the endpoint, or says what is wrong."""

from __future__ import annotations

import pytest

from gateway.conformance import CheckError, Line, Target, Wishes, aim, check
from gateway.conformance.fetching import Fetch
from gateway.conformance.values import Ask, Reply
from tests.conformance.right_server import BASE, HOST, NOW, TEST, RightServer

FORMS = ("xml", "json")


def aimed(url: str, fetch: Fetch, *, kind: str = "production") -> Target:
    """What the address leads to."""
    return aim(Line(fetch, sleep=lambda _: None), url, kind=kind, forms=FORMS)  # type: ignore[arg-type]


def without_discovery(ask: Ask) -> Reply:
    """A server that has an endpoint alone."""
    if "discovery" in ask.url:
        return Reply(status=404, headers={}, body=b"")
    return RightServer().fetch(ask)


@pytest.mark.parametrize(
    "url",
    [
        BASE,
        f"{BASE}/",
        f"{BASE}/services.json",
        f"{BASE}/requests.xml?status=open",
        f"{HOST}/open311",
        f"{HOST}/open311/discovery.xml",
        f"{HOST}/open311/discovery.json",
    ],
)
def test_any_address_of_a_server_leads_to_its_endpoint(url: str) -> None:
    """People paste what they have."""
    target = aimed(url, RightServer().fetch)
    assert target == Target(base=BASE, discovery=f"{HOST}/open311/discovery", test_base=TEST, forms=FORMS)


def test_the_test_endpoint_can_be_asked_for_by_kind_or_by_address() -> None:
    """A city tries there what is not in force yet."""
    assert aimed(BASE, RightServer().fetch, kind="test").base == TEST
    assert aimed(TEST, RightServer().fetch).base == TEST


def test_an_endpoint_without_discovery_is_taken_as_it_is() -> None:
    """Many cities have no discovery document, or have it elsewhere."""
    target = aimed(BASE, without_discovery)
    assert (target.base, target.discovery, target.test_base) == (BASE, "", "")


def test_json_is_not_asked_for_where_it_is_not_offered() -> None:
    """XML alone is a right server."""
    server = RightServer(formats=("text/xml",))

    def fetch(ask: Ask) -> Reply:
        hidden = ask.url.endswith("services.json")
        return Reply(status=404, headers={}, body=b"no") if hidden else server.fetch(ask)

    assert aimed(BASE, fetch).forms == ("xml",)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("city.example/open311", "is no address"),
        ("ftp://city.example/open311", "is no address"),
        ("https://other.example/discovery.xml", "no discovery document"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_sentence(url: str, words: str) -> None:
    """A person must see at once what to change."""
    with pytest.raises(CheckError, match=words):
        aimed(url, RightServer().fetch)


def test_a_missing_test_endpoint_is_one_sentence() -> None:
    """To check another endpoint than the one that was meant would mislead."""
    with pytest.raises(CheckError, match="names no test endpoint"):
        aimed(BASE, without_test, kind="test")


def test_an_endpoint_that_is_production_too_is_no_test_endpoint() -> None:
    """What is filed there would be acted upon, whatever the document calls it."""

    def fetch(ask: Ask) -> Reply:
        reply = RightServer().fetch(ask)
        return Reply(status=reply.status, headers=reply.headers, body=reply.body.replace(b"/test/v2", b"/v2"))

    assert aimed(f"{HOST}/open311", fetch).test_base == ""


def test_a_server_that_cannot_be_reached_is_one_sentence() -> None:
    """A wrong host is no broken requirement."""
    with pytest.raises(CheckError, match="cannot be reached"):
        aimed(BASE, lambda _: Reply(status=0, headers={}, body=b"no route to host"))


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (Wishes(files=True), "needs a key"),
        (Wishes(files=True, key="k"), "no test endpoint"),
    ],
)
def test_nothing_is_filed_where_people_act_upon_it(wishes: Wishes, words: str) -> None:
    """A crew must not drive out for a test, unless the person says so."""
    server = RightServer()
    line = Line(server.fetch, sleep=lambda _: None)
    with pytest.raises(CheckError, match=words):
        list(check(line, Target(base=BASE), wishes, now=NOW, tell=lambda _: None))
    assert server.posted == []


def test_an_unknown_jurisdiction_is_one_sentence() -> None:
    """Every requirement would be broken, and none of them would be the reason."""
    server = RightServer(jurisdiction="elm")
    line = Line(server.fetch, sleep=lambda _: None)
    with pytest.raises(CheckError, match="does not know the jurisdiction oak"):
        list(check(line, Target(base=BASE), Wishes(jurisdiction="oak"), now=NOW, tell=lambda _: None))


def without_test(ask: Ask) -> Reply:
    """A server whose discovery document names production alone."""
    reply = RightServer().fetch(ask)
    changed = reply.body.replace(b"<type>test</type>", b"<type>production</type>")
    return Reply(status=reply.status, headers=reply.headers, body=changed.replace(b'"test"', b'"production"'))
