"""The description of Open311 that programs read: OpenAPI 3.1, made from the models and the rulebook in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from gateway.open311 import models
from gateway.open311.encoding import FORMS, MIME
from gateway.open311.forms import SECOND_ENDS, NewRequest
from gateway.open311.operations import OPERATIONS, REFUSED, Operation
from gateway.open311.posted_updates import AIMS
from gateway.open311.questions import question_variants
from gateway.open311.uploads import MOST_FILES
from gateway.routing import Rulebook

VERSION = "1.0.0"
"""Of the description; the standard itself is GeoReport v2."""
_REFERENCE = "#/components/schemas/{model}"
_ABOUT = """Open311 GeoReport v2: services, requests filed and read, in XML and JSON.

Reading needs no key, filing does. What the standard does not know is called an extension, and adds nothing to an answer
until it is asked for. A readable page with examples: {page}"""
Schema = dict[str, Any]


def describe(rulebook: Rulebook, *, root: str, endpoints: Mapping[str, str]) -> Schema:
    """The whole description. `root` is the address of `/open311`, `endpoints` has the bases by what they are for."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Open311 of {rulebook.city.name}",
            "version": VERSION,
            "description": _ABOUT.format(page=f"{root}/"),
        },
        "externalDocs": {"url": "https://wiki.open311.org/GeoReport_v2", "description": "The standard"},
        "servers": [{"url": url, "description": says} for says, url in endpoints.items()],
        "paths": _paths(root),
        "components": {
            "schemas": _schemas(rulebook),
            "securitySchemes": {
                "header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
                "query": {"type": "apiKey", "in": "query", "name": "api_key"},
            },
        },
    }


def _paths(root: str) -> Schema:
    paths: Schema = {}
    for operation in OPERATIONS:
        path = paths.setdefault(f"{operation.path}.{{format}}", {})
        path[operation.method] = _operation(operation)
        if operation.path == "/discovery":
            path["servers"] = [{"url": root}]
    return paths


def _operation(operation: Operation) -> Schema:
    described: Schema = {
        "operationId": operation.key,
        "summary": operation.summary,
        "description": operation.says,
        "parameters": [*_parameters(operation)],
        "responses": {"200": _answered(operation), **{status: _refused(status) for status in operation.refusals}},
    }
    if operation.form:
        described["requestBody"] = {"required": True, "content": _body(operation.form)}
        described["security"] = [{"header": []}, {"query": []}]
    return described


def _parameters(operation: Operation) -> Iterator[Schema]:
    yield _in_path("format", "The ending of the address", {"type": "string", "enum": list(FORMS), "default": "json"})
    if operation.subject:
        yield _in_path(operation.subject.name, operation.subject.says, {"type": "string", "pattern": r"^[^/?#.]+$"})
    if operation.form is None:
        yield from _in_query(operation.query)


def _in_path(name: str, says: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": says, "schema": schema}


def _in_query(query: type[BaseModel]) -> Iterator[Schema]:
    written = query.model_json_schema(ref_template=_REFERENCE)
    seconds = {first: second for second, first in SECOND_ENDS.items() if first in written["properties"]}
    for name, field in written["properties"].items():
        if name in SECOND_ENDS:
            continue
        schema = _plain(field)
        schema["description"] = schema.get("description", "") + _tell_second(seconds.get(name))
        styled: Schema = {key: schema.pop(key) for key in ("style", "explode") if key in schema}
        yield {"name": name, "in": "query", "description": schema.pop("description"), **styled, "schema": schema}


def _tell_second(name: str | None) -> str:
    """The other end of a window is told in words, because a program that made up both would mostly be refused."""
    return f". `{name}` is the other end; it may stand alone, or at most 90 days after this one" if name else ""


def _plain(field: Schema) -> Schema:
    """Without the titles that pydantic makes of names, and without defaults that mean nothing."""
    return {key: value for key, value in field.items() if key != "title" and not (key == "default" and not value)}


def _answered(operation: Operation) -> Schema:
    link = {"description": "Links to the next page, the last one and so on (RFC 8288)", "schema": {"type": "string"}}
    total = {"description": "How many there are on all pages", "schema": {"type": "integer", "minimum": 0}}
    answered: Schema = {"description": operation.answer.says, "content": _content(operation)}
    if operation.key == "listRequests":
        answered["headers"] = {"Link": link, "X-Total-Count": total}
    return answered


def _content(operation: Operation) -> Schema:
    one = _refer(operation.answer.model)
    if not operation.answer.root:
        return {MIME["json"]: {"schema": one}, MIME["xml"]: {"schema": one}}
    return _listed(one, root=operation.answer.root, item=operation.item)


def _listed(one: Schema, *, root: str, item: str) -> Schema:
    """A list is a bare array in JSON, and an element with one element for each item in XML."""
    many = {"type": "array", "items": one}
    inside = {"type": "object", "xml": {"name": root}, "properties": {item: many}}
    return {MIME["json"]: {"schema": many}, MIME["xml"]: {"schema": inside}}


def _refused(status: str) -> Schema:
    refused: Schema = {
        "description": REFUSED[status],
        "content": _listed(_refer(models.Problem), root="errors", item="error"),
    }
    if status in {"429", "503"}:
        refused["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer", "minimum": 1}}}
    return refused


def _body(form: type[BaseModel]) -> Schema:
    content: Schema = {"application/x-www-form-urlencoded": {"schema": _refer(form)}}
    if form is NewRequest:
        pictures = {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": MOST_FILES}
        says = {"description": "Pictures, which win over `media_url`"}
        with_media = {"properties": {"media[]": pictures | says}}
        content["multipart/form-data"] = {"schema": {"allOf": [_refer(form), with_media]}}
    return content


def _refer(model: type[BaseModel]) -> Schema:
    return {"$ref": _REFERENCE.format(model=model.__name__)}


def _schemas(rulebook: Rulebook) -> Schema:
    written = _used()
    _, definitions = models_json_schema([(model, "validation") for model in written], ref_template=_REFERENCE)
    schemas = {name: _cleaned(schema) for name, schema in definitions["$defs"].items()}
    schemas["NewRequest"] |= question_variants(rulebook)
    schemas["NewUpdate"]["properties"]["status"]["enum"] = [state.upper() for state in AIMS]
    return schemas


def _used() -> Sequence[type[BaseModel]]:
    used: list[type[BaseModel]] = [operation.answer.model for operation in OPERATIONS]
    used += [operation.form for operation in OPERATIONS if operation.form]
    used += [models.Problem]
    return list(dict.fromkeys(used))


def _cleaned(schema: Schema) -> Schema:
    properties = {name: _plain(field) for name, field in schema.get("properties", {}).items()}
    return {**schema, "properties": properties}
