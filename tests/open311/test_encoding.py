"""One description, two forms: XML and JSON say the same, and both can always be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from gateway.open311.encoding import Document, Listing, encode

EVERYTHING = Document(
    root="service_requests",
    value=Listing(
        item="request",
        items=[
            {"id": "001", "description": "a < b & c\nnext", "address": None, "lat": 41.3083, "metadata": True},
            {
                "id": "2",
                "values": Listing(item="value", items=[{"key": "é"}]),
                "formats": Listing(item="f", items=["x"]),
            },
        ],
    ),
)


def test_a_list_is_a_bare_array_in_json() -> None:
    """Numbers stay numbers, ids strings, what is empty is null; no container is left."""
    assert json.loads(encode(EVERYTHING, "json")) == [
        {"id": "001", "description": "a < b & c\nnext", "address": None, "lat": 41.3083, "metadata": True},
        {"id": "2", "values": [{"key": "é"}], "formats": ["x"]},
    ]


def test_a_list_is_a_container_in_xml() -> None:
    """With a declaration, without a namespace; what is empty is an empty element."""
    assert encode(EVERYTHING, "xml").decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        "<service_requests>"
        "<request><id>001</id><description>a &lt; b &amp; c\nnext</description><address/>"
        "<lat>41.3083</lat><metadata>true</metadata></request>"
        "<request><id>2</id><values><value><key>é</key></value></values><formats><f>x</f></formats></request>"
        "</service_requests>"
    )


@pytest.mark.parametrize("form", ["xml", "json"])
def test_an_empty_list_is_a_list(form: Any) -> None:
    """Apps loop over it without looking."""
    body = encode(Document(root="services", value=Listing(item="service", items=[])), form)
    assert (json.loads(body) == []) if form == "json" else (list(ElementTree.fromstring(body)) == [])


@given(st.text(alphabet=st.characters(codec=None)))
def test_whatever_stands_in_a_text_both_forms_can_be_read(words: str) -> None:
    """Residents write control characters and halves of characters; no parser may stumble over one of them."""
    document = Document(root="request", value={"description": words})
    json.loads(encode(document, "json").decode("utf-8"))
    read = ElementTree.fromstring(encode(document, "xml")).findtext("description") or ""
    assert read == "".join(
        sign
        for sign in words
        if sign in "\t\n\r" or "\x20" <= sign <= "\ud7ff" or "\ue000" <= sign <= "\ufffd" or sign > "\uffff"
    )
