"""The JSON Schema of a rulebook, by which editors complete it, check it and explain it while somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from gateway.routing.document import read_document
from gateway.routing.fields import OFFERS
from gateway.routing.including import PARTS
from gateway.routing.sections import RulebookText

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rulebook_schema() -> dict[str, Any]:
    """The schema of the whole file, for any editor. It knows shapes and words; `gateway rules check` checks names."""
    schema: dict[str, Any] = _without_offers(schema_with_offers())
    return schema


def for_included(schema: dict[str, Any]) -> dict[str, Any]:
    """The same for a file that the rulebook includes: it has fewer sections, and may leave out each of them."""
    own = {key: value for key, value in schema.items() if key != "required"}
    return {**own, "properties": {key: schema["properties"][key] for key in PARTS}}


@cache
def schema_with_offers() -> dict[str, Any]:
    """The same with the kind of name that may stand somewhere, for an editor that knows the names of the file."""
    schema = _without_null(RulebookText.model_json_schema(by_alias=True))
    for model, keys in key_help().items():
        part = schema if model == "RulebookText" else schema["$defs"][model]
        for key, words in keys.items():
            # Beside a reference the description is the key's own; that of the thing it refers to stands with that.
            part["properties"][key] = {**part["properties"][key], "description": words}
    return {"$schema": DIALECT, **schema}


@cache
def key_help() -> Mapping[str, Mapping[str, str]]:
    """What each key means, in the words of docs/rules.md (Markdown), by model and key."""
    help_: Mapping[str, Mapping[str, str]] = _read("key_help.yaml")
    return help_


@cache
def reply_help() -> Mapping[str, str]:
    """When the gateway sends each of its own replies, in the words of docs/rules.md."""
    help_: Mapping[str, str] = _read("reply_help.yaml")
    return help_


def _read(file: str) -> Any:
    return read_document(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"), file).data


def _without_offers(schema: Any) -> Any:
    """Leave out the keyword that other editors do not know, and what is empty without it."""
    if isinstance(schema, list):
        return [_without_offers(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_offers(value) for key, value in schema.items() if key != OFFERS}
    return {key: value for key, value in kept.items() if key != "propertyNames" or value}


def _without_null(schema: Any) -> Any:
    """Leave out `null`, because an empty value is a mistake in the file, and the titles, which repeat the keys."""
    if isinstance(schema, list):
        return [_without_null(item) for item in schema if item != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_null(value) for key, value in schema.items() if not _is_noise(key, value)}
    choices = kept.get("anyOf", [])
    return {**kept.pop("anyOf")[0], **kept} if len(choices) == 1 else kept


def _is_noise(key: str, value: Any) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)
