"""Hostile and odd answers are read without harm, and what is wrong with them is said."""

from __future__ import annotations

import pytest

from gateway.conformance.reading import UnreadableError, doubled_names, foreign_names, read

BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><services>&c;</services>'


@pytest.mark.parametrize(
    ("body", "form", "words"),
    [
        (b"<services>", "xml", "is no XML"),
        (b"", "xml", "is no XML"),
        (BOMB, "xml", "entities of its own"),
        (b"<services><thing/></services>", "xml", "has <thing> in <services>"),
        (b"[1,", "json", "is no JSON"),
        (b"", "json", "is no JSON"),
        (b"[" * 100_000, "json", "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_said(body: bytes, form: str, words: str) -> None:
    """The sentence stands in the report of a check, beside the answer."""
    with pytest.raises(UnreadableError, match=words):
        read(body, form)  # type: ignore[arg-type]


def test_xml_becomes_what_json_says() -> None:
    """One probe then looks at both."""
    xml = b"<services><service><service_code>1</service_code><group/><groups/></service></services>"
    assert read(xml, "xml") == {"services": [{"service_code": "1", "group": None, "groups": []}]}


def test_flaws_that_can_be_overlooked_are_named_apart() -> None:
    """One flaw breaks one requirement, and not all that read the answer."""
    assert doubled_names(b'[{"a": 1, "a": 2}, {"a": NaN}]', "json") == ["a", "NaN"]
    assert doubled_names(b"<request><a/><a/></request>", "xml") == ["a"]
    assert doubled_names(b"<services><service/><service/></services>", "xml") == []
    assert list(foreign_names(b'<a xmlns="urn:x" b="1"/>')) == ["the namespace urn:x", "the attribute b of <a>"]
