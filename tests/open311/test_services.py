"""Discovery, services and their definitions: what an app reads before it asks anything of anybody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.open311.reading import RULES, App, problems
from tests.web.site import NOON


def test_discovery_names_both_endpoints_and_whom_to_ask(app: App) -> None:
    """Its address never changes; the changeset is when the rulebook came into force, in both forms."""
    app.gateway.rulebooks.announce()
    found = app.client.get("/open311/discovery.json").json
    assert found["contact"] == "Elm City, operator@elmcity.example"
    assert "operator@elmcity.example" in found["key_service"]
    assert [(one["type"], one["url"], one["formats"]) for one in found["endpoints"]] == [
        ("production", "http://localhost/open311/v2", ["text/xml", "application/json"]),
        ("test", "http://localhost/open311/test/v2", ["text/xml", "application/json"]),
    ]
    assert {one["specification"] for one in found["endpoints"]} == {"http://wiki.open311.org/GeoReport_v2"}
    assert {found["changeset"], *(one["changeset"] for one in found["endpoints"])} == {"2026-09-21T14:13:20Z"}
    root = app.xml("discovery")
    assert root.tag == "discovery"
    assert [format_.text for format_ in root.iterfind("endpoints/endpoint/formats/format")][:2] == [
        "text/xml",
        "application/json",
    ]


def test_discovery_says_what_the_rulebook_says(make_app: Any) -> None:
    """A city may have its own sentences, and its public address is that of the settings."""
    told = "test: sandbox, contact: Write to Anne, key_service: Call Bart"
    app = make_app(rules=RULES.replace("test: sandbox", told), public_url="https://311.elmcity.example/")
    found = app.json("discovery")
    assert (found["contact"], found["key_service"]) == ("Write to Anne", "Call Bart")
    assert found["endpoints"][0]["url"] == "https://311.elmcity.example/open311/v2"


def test_services_are_those_of_the_rulebook_that_are_public(app: App) -> None:
    """Every field is there in both forms; a private service is nowhere."""
    services = app.json("services")
    assert [service["service_code"] for service in services] == ["pothole", "streetlight_out", "graffiti"]
    assert services[1] == {
        "service_code": "streetlight_out",
        "service_name": "Street light out",
        "description": "A street light that is out.",
        "metadata": True,
        "type": "realtime",
        "keywords": services[1]["keywords"],
        "group": "Lights",
    }
    assert "lamp" in services[1]["keywords"]
    assert services[0]["description"] == "A hole in the surface of a street that wheels drop into."
    assert "chuckhole" in services[0]["keywords"].split(", ")
    first = app.xml("services")[0]
    assert {field.tag: field.text or "" for field in first} == {
        name: {True: "true", False: "false", None: ""}.get(value, value) for name, value in services[0].items()
    }


def test_a_definition_has_the_questions_of_the_service(app: App) -> None:
    """What clerks write under `ask`, in the words and types of the standard."""
    found = app.json("services/streetlight_out")
    assert found["service_code"] == "streetlight_out"
    pole, kind = found["attributes"]
    assert pole == {
        "variable": True,
        "code": "pole",
        "datatype": "string",
        "required": False,
        "datatype_description": "A line of text",
        "order": 1,
        "description": "What is the number on the pole?",
        "values": [],
    }
    assert (kind["datatype"], kind["required"], kind["order"]) == ("singlevaluelist", True, 2)
    assert kind["values"] == [{"key": "off", "name": "It is off"}, {"key": "blinks", "name": "It blinks"}]
    root = app.xml("services/streetlight_out")
    assert root.tag == "service_definition"
    assert [value.findtext("key") for value in root.iterfind("attributes/attribute/values/value")] == ["off", "blinks"]


def test_a_service_that_asks_nothing_has_an_empty_definition(app: App) -> None:
    """Apps ask for it all the same, and find a list."""
    assert app.json("services/pothole") == {"service_code": "pothole", "attributes": []}
    assert list(app.xml("services/pothole").iterfind("attributes")) != []


@pytest.mark.parametrize("code", ["potholes", "noise", "POTHOLE", "x" * 5_000])
def test_what_is_not_offered_is_not_found(app: App, code: str) -> None:
    """Unknown and private alike, so that nobody learns what is private."""
    says = problems(app.ask(f"services/{code}.xml"), 404)
    assert "There is no service_code" in says
    assert len(says) < 250


def test_names_and_questions_are_told_in_spanish_to_who_asks(app: App) -> None:
    """An extension; a language that nobody wrote is answered in English, and `es-MX` is Spanish."""
    spanish = app.json("services/streetlight_out?locale=es-MX")["attributes"]
    assert spanish[0]["description"] == "¿Qué número tiene el poste?"
    assert spanish[1]["values"][0]["name"] == "Está apagada"
    assert app.json("services?locale=es")[0]["service_name"] == "Bache"
    assert app.json("services?locale=tlh") == app.json("services")


def test_both_endpoints_offer_the_same(app: App) -> None:
    """What a developer tries is what residents get."""
    assert app.json("services", kind="test") == app.json("services")
    assert app.clock.now == NOON
