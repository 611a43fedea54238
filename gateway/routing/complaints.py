"""Pydantic's findings in a clerk's words, each at its line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gateway.routing.conditions import KINDS
from gateway.routing.document import Document, Path
from gateway.routing.open311_sections import DeliverText, Open311Text, OwnSystemText, QuestionText
from gateway.routing.problems import MOST_KEPT, Problem, find_similar, suggest
from gateway.routing.sections import (
    Actions,
    AreaText,
    CityText,
    DepartmentText,
    ExampleText,
    LookText,
    OtherwiseText,
    RulebookText,
    RuleText,
    ServiceText,
    Variants,
)

_MAPPING = "This must be a mapping, such as `{name: value}`."
_WANTED = {
    "string_type": "This must be a text.",
    "list_type": "This must be a list.",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "bool_type": "This must be `true` or `false`.",
    "int_type": "This must be a whole number.",
    "float_type": "This must be a number.",
    "tuple_type": "This must be a list.",
    "too_short": "This must not be empty.",
    "too_long": "This list is too long.",
    "string_too_long": "This text is too long.",
}


def complain(document: Document, error: ValidationError) -> list[Problem]:
    """Every finding as a problem of the file."""
    items = error.errors(include_url=False, include_input=True)
    unknown = {item["loc"] for item in items if item["type"] == "extra_forbidden"}
    said = (_problem(document, item) for item in items if not _is_misspelt(item, unknown))
    return list(islice(said, MOST_KEPT))


def _is_misspelt(item: ErrorDetails, unknown: Iterable[Path]) -> bool:
    """A key that is only missing because it stands there with a slip of the pen is complained about once."""
    here, key = item["loc"][:-1], str(item["loc"][-1]) if item["loc"] else ""
    slips = (str(loc[-1]) for loc in unknown if loc[:-1] == here)
    return item["type"] == "missing" and any(find_similar(slip, [key]) for slip in slips)


def _problem(document: Document, item: ErrorDetails) -> Problem:
    path = _real_path(document, item["loc"])
    context: Mapping[str, Any] = item.get("ctx", {})
    match item["type"]:
        case "rulebook":
            return _said(document, item["loc"], path, context)
        case "extra_forbidden":
            key = str(item["loc"][-1])
            return document.key_problem(path, f"There is no `{key}` here.", suggest(key, _keys_at(path[:-1])))
        case "missing":
            return _missing(document, path, str(item["loc"][-1]))
        case _:
            return document.problem(path, *_sentence(item, context))


def _said(document: Document, loc: Path, path: Path, context: Mapping[str, Any]) -> Problem:
    path = (*path, *context.get("path", ()))
    node = document.find(path)
    below = context.get("below", 0) + 1 if node.style in {"|", ">"} and "below" in context else 0
    if loc and loc[-1] == "[key]" and path:
        return document.key_problem(path, context["message"], context["hint"])
    return document.problem(path, context["message"], context["hint"], lines_below=below)


def _missing(document: Document, path: Path, key: str) -> Problem:
    message = f"`{key}` is missing{f' in `{path[-1]}`' if path and isinstance(path[-1], str) else ''}."
    make = document.key_problem if path and isinstance(path[-1], str) else document.problem
    return make(path, message, f"Add `{key}: ...`.")


def _sentence(item: ErrorDetails, context: Mapping[str, Any]) -> tuple[str, str]:
    kind, value = item["type"], item["input"]
    if kind == "string_type" and isinstance(value, int | float):
        return "This must be a text.", f'Put it in quotes: "{value}".'
    if kind == "string_type" and isinstance(value, dict):
        return "This must be a text.", "Put quotes around it, because of the `:` in it."
    if kind == "literal_error":
        wanted = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        return f"`{value}` is not known here.", suggest(str(value), wanted)
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        return f"`{value}` is out of bounds.", f"The {'least' if 'ge' in context else 'most'} is {bound:g}."
    return _WANTED.get(kind, f"{item['msg']}."), ""


def _real_path(document: Document, loc: Path) -> Path:
    """The parts of pydantic's location that stand in the file; it also names kinds and keys that do not."""
    path: list[int | str] = []
    node = document.root
    for part in loc:
        if part in node.parts:
            node = node.parts[part]
            path.append(part)
    return tuple(path)


_PLACES: tuple[tuple[Callable[[Path], bool], Iterable[str]], ...] = (
    (lambda path: not path, RulebookText.model_fields),
    (lambda path: path == ("city",), CityText.model_fields),
    (lambda path: path[:2] == ("city", "areas"), AreaText.model_fields),
    (lambda path: path == ("city", "look"), LookText.model_fields),
    (lambda path: path == ("otherwise",), OtherwiseText.model_fields),
    (lambda path: path == ("open311",), Open311Text.model_fields),
    (lambda path: path[2:] == ("deliver", "open311"), OwnSystemText.model_fields),
    (lambda path: path[2:] == ("deliver",), DeliverText.model_fields),
    (lambda path: path[2:3] == ("ask",) and len(path) == 4, QuestionText.model_fields),
    (lambda path: path[0] == "departments", DepartmentText.model_fields),
    (lambda path: path[0] == "services", ServiceText.model_fields),
    (lambda path: path[0] == "replies", Variants.model_fields),
    (lambda path: path[0] == "rules" and len(path) == 2, RuleText.model_fields),
    (lambda path: path[2:3] == ("then",), Actions.model_fields),
    (
        lambda path: path[2:3] == ("examples",),
        [field.alias or name for name, field in ExampleText.model_fields.items()],
    ),
    (lambda path: "repeat" in path, ("at_least", "at_most", "within", "of")),
    (lambda path: "confidence" in path, ("at_least", "below")),
    (lambda path: "when" in path, KINDS),
)


def _keys_at(path: Path) -> Iterable[str]:
    """The keys that may stand in the mapping at `path`."""
    return next((keys for is_here, keys in _PLACES if is_here(path)), ())
