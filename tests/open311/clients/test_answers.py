"""Every answer of a filled city against our own models and against the types that the standard requires."""

from __future__ import annotations

import json
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel, TypeAdapter

from gateway.open311 import models
from tests.open311.clients import standard
from tests.open311.clients.city import City

LISTS: list[tuple[str, dict[str, str], type[BaseModel], standard.Schema]] = [
    ("/services", {}, models.Service, standard.SERVICES),
    ("/services", {"locale": "es"}, models.Service, standard.SERVICES),
    ("/requests", {}, models.ServiceRequest, standard.REQUESTS),
    ("/requests", {"status": "closed"}, models.ServiceRequest, standard.REQUESTS),
    ("/requests", {"page": "2", "page_size": "2"}, models.ServiceRequest, standard.REQUESTS),
    ("/requests", {"extensions": "true"}, models.ExtendedRequest, standard.REQUESTS),
]
REFUSED = [
    ("/v2/services/unknown", {}, 404),
    ("/v2/requests/unknown", {}, 404),
    ("/v2/tokens/unknown", {}, 404),
    ("/v2/requests", {"start_date": "yesterday"}, 400),
    ("/v2/requests", {"service_code": "unknown"}, 404),
    ("/v2/requests", {"jurisdiction_id": "elsewhere.example"}, 404),
    ("/v2/nothing", {}, 404),
]


def complaints(value: Any, schema: standard.Schema) -> list[str]:
    """What a validator that knows the standard says."""
    found = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.mark.parametrize("base", ["/v2", "/test/v2"])
@pytest.mark.parametrize(("path", "arguments", "model", "schema"), LISTS)
def test_every_list_is_of_the_models_and_of_the_standard(
    city: City, base: str, path: str, arguments: dict[str, str], model: type[BaseModel], schema: standard.Schema
) -> None:
    """The models are what developers are told; a field more or of another type would break what they built."""
    answer = city.get(f"{base}{path}.json", **arguments)
    assert answer.status_code == 200
    TypeAdapter(list[model]).validate_json(answer.data, strict=True)  # type: ignore[valid-type]
    assert complaints(answer.get_json(), schema) == []
    assert base == "/test/v2" or "page" in arguments or answer.get_json() != []


@pytest.mark.parametrize("name", ["open", "closed", "urgent", "old", "odd"])
def test_every_single_request_is_of_the_models_and_of_the_standard(city: City, name: str) -> None:
    """A list of one, whatever the request has been through."""
    answer = city.get(f"/v2/requests/{city.numbers[name]}.json")
    [one] = TypeAdapter(list[models.ServiceRequest]).validate_json(answer.data)
    assert one.service_request_id == city.numbers[name]
    assert complaints(answer.get_json(), standard.REQUESTS) == []


@pytest.mark.parametrize("name", ["hidden", "unsorted", "test"])
def test_what_is_not_for_everybody_is_not_there(city: City, name: str) -> None:
    """Private services, requests of no known service, and the other endpoint's are as if they had never been."""
    number = city.numbers[name]
    assert city.get(f"/v2/requests/{number}.json").status_code == 404
    assert city.get("/v2/requests.json", service_request_id=number).get_json() == []


def test_a_definition_is_of_the_models_and_of_the_standard(city: City) -> None:
    """Every kind of question, in the order of the rulebook; the lists have their values, the others none."""
    answer = city.get("/v2/services/streetlight_out.json")
    definition = models.ServiceDefinition.model_validate_json(answer.data)
    assert complaints(answer.get_json(), standard.DEFINITION) == []
    assert [one.order for one in definition.attributes] == [1, 2, 3, 4, 5, 6]
    assert [one.datatype for one in definition.attributes if one.values] == ["singlevaluelist", "multivaluelist"]
    assert [one.code for one in definition.attributes if one.required] == ["pole"]


def test_discovery_is_of_the_model_and_of_the_standard(city: City) -> None:
    """The address from which every client begins."""
    answer = city.get("/discovery.json")
    models.Discovery.model_validate_json(answer.data)
    assert complaints(answer.get_json(), standard.DISCOVERY) == []


@pytest.mark.parametrize(("path", "arguments", "status"), REFUSED)
def test_every_refusal_is_of_the_model_and_of_the_standard(
    city: City, path: str, arguments: dict[str, str], status: int
) -> None:
    """A list of errors with the status of the standard, whatever was wrong."""
    answer = city.get(f"{path}.json", **arguments)
    assert answer.status_code == status
    TypeAdapter(list[models.Problem]).validate_json(answer.data)
    assert complaints(answer.get_json(), standard.ERRORS) == []


def test_what_is_filed_is_answered_as_the_models_and_the_standard_say(city: City) -> None:
    """From the answer to filing to the request itself, at the test endpoint."""
    answer = city.post("/test/v2/requests.json", service_code="pothole", lat="41.3083", long="-72.9279")
    [filed] = TypeAdapter(list[models.FiledRequest]).validate_json(answer.data)
    assert complaints(answer.get_json(), standard.FILED) == []
    shown = city.get(f"/test/v2/requests/{filed.service_request_id}.json")
    assert complaints(shown.get_json(), standard.REQUESTS) == []
    assert (shown.get_json()[0]["lat"], shown.get_json()[0]["long"]) == (41.3083, -72.9279)


def test_a_place_is_told_no_finer_in_words_than_in_degrees(city: City) -> None:
    """Where a point is all that was sent it is the place in words, too, and four digits are what everybody may know."""
    point = {"lat": "41.308312345", "long": "-72.927912345"}
    number = city.post("/v2/requests.json", service_code="pothole", **point).get_json()[0]["service_request_id"]
    [shown] = city.get(f"/v2/requests/{number}.json").get_json()
    assert (shown["lat"], shown["long"], shown["address"]) == (41.3083, -72.9279, "41.3083, -72.9279")


def test_an_update_is_answered_and_listed_as_the_models_say(city: City) -> None:
    """What a system posts is answered with its name, and everybody reads it as a step."""
    sent = {"update_id": "7", "status": "IN_PROGRESS", "updated_datetime": "2026-09-21T14:13:20Z"}
    answer = city.post("/v2/servicerequestupdates.json", service_request_id=city.numbers["open"], **sent)
    TypeAdapter(list[models.TakenUpdate]).validate_json(answer.data)
    steps = city.get("/v2/servicerequestupdates.json")
    [step] = TypeAdapter(list[models.RequestUpdate]).validate_json(steps.data)
    assert complaints(steps.get_json(), standard.UPDATES) == []
    assert (step.service_request_id, step.status) == (city.numbers["open"], "in_progress")


@pytest.mark.parametrize("path", ["/discovery", "/v2/services", "/v2/services/streetlight_out", "/v2/requests"])
def test_xml_says_what_json_says(city: City, path: str) -> None:
    """The same fields in the same order, empty elements where JSON has null, and nothing that XML forbids."""
    tree, told = fromstring(city.get(f"{path}.xml").data), city.get(f"{path}.json").text
    assert flatten(tree) == json.loads(told.replace(r"\u000b", ""))


def flatten(element: Any) -> Any:
    """The JSON of an element by the standard's mapping, with all values as JSON would have them."""
    lists = {"services", "service_requests", "errors", "endpoints", "attributes", "values", "formats"}
    if element.tag in lists:
        return [flatten(child) for child in element]
    if len(element):
        return {child.tag: flatten(child) for child in element}
    return _read_value(element.tag, element.text)


def _read_value(tag: str, text: str | None) -> Any:
    if text is None:
        return None
    match tag:
        case "lat" | "long":
            return float(text)
        case "order":
            return int(text)
        case "metadata" | "variable" | "required":
            return text == "true"
        case _:
            return text
