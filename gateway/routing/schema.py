"""The JSON Schema of a rulebook, by which editors complete and check it while somebody types."""

from __future__ import annotations

from typing import Any

from gateway.routing.sections import RulebookText

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rulebook_schema() -> dict[str, Any]:
    """The schema of the whole file. It knows shapes and words; names are checked by `gateway rules check`."""
    return {"$schema": DIALECT, **_without_null(RulebookText.model_json_schema(by_alias=True))}


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
