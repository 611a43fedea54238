"""Whatever a server answers, the check ends with a verdict for every requirement, or with one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.conformance import REQUIREMENTS, Wishes, as_json, outcome_lines, reason_lines
from gateway.conformance.aiming import Target
from gateway.conformance.values import Ask, CheckError, Reply
from tests.conformance.breaking import records, replied
from tests.conformance.right_server import BASE, KEY, RightServer
from tests.conformance.test_mutations import outcomes

ODD = (
    *("", " ", "\ud800", "\x1b[2J", "9" * 5000, "-1", "NaN", "<b>", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
    *(None, True, 0, -1, 10**400, 1e308, float("nan"), [], {}, [[]], {"a": {"b": []}}, ["x"], "²", "x" * 5_000),
)


def leaves(content: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value in a document, and to what holds it."""
    yield way
    if isinstance(content, dict | list):
        for key, value in content.items() if isinstance(content, dict) else enumerate(content):
            yield from leaves(value, (*way, key))


def replaced(content: Any, way: tuple[Any, ...], value: object) -> Any:
    """The document with another value there."""
    if not way:
        return value
    inner = content[way[0]]
    content[way[0]] = replaced(inner, way[1:], value)
    return content


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_odd_values_anywhere_never_end_the_check(data: st.DataObject) -> None:
    """A foreign server decides what we read; a traceback would tell its owner nothing."""
    value, number = data.draw(st.sampled_from(ODD)), data.draw(st.integers(0, 10_000))
    path = data.draw(
        st.sampled_from((r"/services\.json", r"/services/", r"/requests\.json", r"/requests/", "discovery"))
    )

    def change(content: Any) -> Any:
        ways = list(leaves(content))
        return replaced(content, ways[number % len(ways)], value)

    try:
        found = outcomes(records(path, change)(RightServer()), Wishes(key=KEY, files=True))
    except CheckError:
        return
    assert len(found) == len(REQUIREMENTS)
    json.loads(as_json(Target(base=BASE), found, 0).encode())
    assert all(
        "\x1b" not in line.encode().decode() for one in found for line in (*outcome_lines(one), *reason_lines(one))
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"<a>" * 3_000 + b"</a>" * 3_000,
        b"[" * 3_000,
        b"<services>" + b"<service/>" * 2_000 + b"</services>",
        b"[" + b"{}," * 2_000 + b"{}]",
        b'<!DOCTYPE a [<!ENTITY b "b">]><services>&b;</services>',
    ],
    ids=["nothing", "bytes", "deep-xml", "deep-json", "many-xml", "many-json", "entities"],
)
def test_the_same_odd_answer_to_everything_never_ends_the_check(body: bytes) -> None:
    """A server that is out of order answers so."""

    def change(_: Ask, reply: Reply) -> Reply:
        return Reply(status=200, headers=reply.headers, body=body)

    found = outcomes(replied("", change)(RightServer()), Wishes(key=KEY, files=False))
    assert len(found) == len(REQUIREMENTS)
    assert any(outcome.verdict == "broken" for outcome in found)
