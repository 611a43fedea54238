"""The description that programs read: valid, complete, and as strict as the server."""

from __future__ import annotations

from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.open311.doors import DOORS
from gateway.open311.operations import OPERATIONS, REFUSED
from tests.open311.clients.city import City


def read(city: City) -> Any:
    """The description as a client gets it."""
    return city.get("/openapi.json").get_json()


def test_the_description_is_valid(city: City) -> None:
    """Programs that make clients refuse a description that breaks the rules of OpenAPI 3.1."""
    assert [str(error) for error in OpenAPIV31SpecValidator(read(city)).iter_errors()] == []


def test_every_door_is_described_and_nothing_else() -> None:
    """A door that nobody knows of is never opened, and one that is described must be there."""
    described = {(operation.method.upper(), _door_path(operation.path)) for operation in OPERATIONS}
    assert described == {(door.method, door.path) for door in DOORS}


def _door_path(path: str) -> str:
    return path.partition("{")[0].strip("/") + ("/*" if "{" in path else "")


def test_both_endpoints_are_its_servers_and_discovery_has_its_own_address(city: City) -> None:
    """Whoever makes a client from it can switch to the test endpoint without reading anything."""
    described = read(city)
    assert [server["url"] for server in described["servers"]] == [
        "http://localhost/open311/v2",
        "http://localhost/open311/test/v2",
    ]
    assert described["paths"]["/discovery.{format}"]["servers"] == [{"url": "http://localhost/open311"}]


def test_every_answer_of_an_operation_is_said(city: City) -> None:
    """Each has its model in both forms, and says what each of its refusals means."""
    for path, methods in read(city)["paths"].items():
        for described in (methods[name] for name in ("get", "post") if name in methods):
            assert set(described["responses"]) - {"200"} <= set(REFUSED), path
            for answered in described["responses"].values():
                assert set(answered["content"]) == {"application/json", "text/xml"}


def test_a_form_must_answer_what_its_service_requires(city: City) -> None:
    """Which fields are wanted depends on the service, and the description says it for each."""
    form = read(city)["components"]["schemas"]["NewRequest"]
    silent, asking = form["allOf"][1]["anyOf"]
    assert silent["properties"]["service_code"] == {"enum": ["pothole"]}
    assert asking["properties"]["service_code"] == {"const": "streetlight_out"}
    assert asking["required"] == ["attribute[pole]"]
    assert asking["properties"]["attribute[size]"]["enum"] == ["one", "more"]
    assert asking["properties"]["attribute[colors][]"]["items"] == {"enum": ["red", "blue"]}


def test_private_services_are_not_described(city: City) -> None:
    """What the city does not offer to everybody stands in no public page."""
    assert "graffiti" not in city.get("/openapi.json").text
    assert "graffiti" not in city.get("/").text.casefold()


def test_it_may_be_kept_and_read_by_scripts(city: City) -> None:
    """A tool in a browser loads it from elsewhere, and asks again without getting it twice."""
    first = city.get("/openapi.json")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = city.app.test_client().get("/open311/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
