"""`gateway open311 check` tells a person and a machine what it found, and ends as a script expects."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial

import pytest
from click.testing import CliRunner, Result

from gateway import conformance
from gateway.cli import gateway
from gateway.conformance.values import Ask, Reply
from tests.conformance.breaking import text
from tests.conformance.right_server import BASE, KEY, RightServer

A_MUST = text(r"/services\.xml", "realtime", "instant")
A_SHOULD = text(r"/services\.xml", "<group>.*?</group>", "")


def server() -> RightServer:
    """One whose requests are of these days, as the command asks for them."""
    return RightServer(now=datetime.now(UTC).replace(microsecond=0))


def run(monkeypatch: pytest.MonkeyPatch, fetch: object, *words: str) -> Result:
    """The command, with a server in memory in place of the network."""
    monkeypatch.setattr(conformance, "fetch", fetch)
    monkeypatch.setattr(conformance, "Line", partial(conformance.Line, sleep=lambda _: None))
    return CliRunner().invoke(gateway, ["open311", "check", BASE, *words], catch_exceptions=False)


def test_what_is_broken_is_told_with_request_and_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the server must be able to see the fault without running the check again."""
    done = run(monkeypatch, A_MUST(server()))
    assert done.exit_code == 1
    assert "broken      services.type: `type` is" in done.output
    assert 'XML: Service pothole has type "instant"' in done.output
    assert f"> GET {BASE}/services.xml" in done.output
    assert "< 200 text/xml; charset=utf-8" in done.output
    assert "1 broken" in done.output.splitlines()[-1]


def test_a_recommendation_that_is_not_kept_is_told_and_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that watches a server must fail for what the standard demands."""
    done = run(monkeypatch, A_SHOULD(server()), "--xml-only")
    assert done.exit_code == 0
    assert "broken      services.fields (should)" in done.output
    assert "Forms      XML\n" in done.output


def test_a_machine_gets_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another city may want to keep and compare what was found."""
    done = run(monkeypatch, A_MUST(server()), "--json")
    told = json.loads(done.output)
    assert told["counts"]["broken"] == 1
    wrong = [one for one in told["requirements"] if one["verdict"] == "broken"]
    assert [(one["id"], one["level"]) for one in wrong] == [("services.type", "must")]
    assert wrong[0]["findings"][0]["exchange"]


def test_the_key_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are passed on; a key is a secret."""
    right = server()

    def broken(ask: Ask) -> Reply:
        reply = right.fetch(ask)
        return Reply(status=500, headers={}, body=ask.body) if ask.method == "POST" else reply

    done = run(monkeypatch, broken, "--file", "--key", KEY)
    assert "post.answer" in done.output
    assert KEY not in done.output


def test_the_reason_of_what_was_not_asked_is_told_when_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise nobody knows that a key would tell more."""
    done = run(monkeypatch, server().fetch, "--verbose")
    assert "not asked   post.answer" in done.output
    assert "nothing is filed without --key and --file" in done.output


def test_an_answer_cannot_write_over_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a foreign server says is shown, and must not act."""
    done = run(monkeypatch, text(r"/services\.json$", "realtime", r"\\u001b[2Jinstant")(server()))
    assert "[2Jinstant" in done.output
    assert "\x1b" not in done.output
