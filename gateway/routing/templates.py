"""Replies: Jinja in a sandbox, with a few named fields and nothing that loops, calls or reaches for attributes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from pydantic_core import PydanticCustomError

from gateway.routing.problems import suggest

FIELDS: Mapping[str, str] = {
    "number": "the ticket's number, such as `K7WX-4M2P`",
    "city": "the name of the city",
    "service": "the name of the service in the language of the reply",
    "department": "the name of the department that has the ticket",
    "status": "how the ticket stands, in words",
    "note": "what the department wrote to the resident",
    "location": "the place as the resident named it",
    "map": "the address of a map that shows the place",
    "due": "when the work is expected to be done",
    "link": "the address of the resident's own page of the ticket; it ends replies that do not name it",
    "example": "a message that shows how to write one",
    "choices": "what to choose from, each with its figure: `1 Pothole, 12 Oak St  2 Graffiti, 5 Elm St`",
    "count": "how many people have reported the same problem",
    "question": "the question that a reminder comes back to, or that follows in `closed`",
}
"""What a template can name, with its meaning."""

MAX_FIELD = 2_000
"""Characters of a field's value that are shown."""

_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or)
_IN_PLAIN_WORDS: Mapping[str, str] = {
    "getattr": "a dot behind a field",
    "getitem": "square brackets behind a field",
    "call": "round brackets behind a field",
    "filter": "`|` behind a field",
    "const": "numbers and texts in `{{ }}`",
    "compare": "a comparison",
    "condexpr": "`if` in `{{ }}`",
    "assign": "`set`",
}
"""What the template engine calls it, in a clerk's words; the rest are words that stand in the template."""
_ENVIRONMENT = SandboxedEnvironment(autoescape=False, trim_blocks=True)


def check_template(source: str) -> str:
    """`source` when we can render it; raises `PydanticCustomError`, whose `below` counts lines from the first."""
    try:
        for node in _inside(_ENVIRONMENT.parse(source)):
            _check_node(node)
    except TemplateSyntaxError as error:
        message, hint = f"The reply is no template ({error.message}).", "Fields are written `{{ number }}`."
        raise _wrong(message, hint, error.lineno) from None
    except RecursionError:
        raise _wrong("The reply is nested too deep.", "Write it in fewer `{% if %}`.", 1) from None
    return source


def _check_node(node: nodes.Node) -> None:
    if not isinstance(node, _ALLOWED):
        named = type(node).__name__.lower()
        message = f"A reply cannot use {_IN_PLAIN_WORDS.get(named, f'`{named}`')}."
        raise _wrong(message, "Use `{{ field }}` and `{% if field %}...{% endif %}` only.", node.lineno)
    if isinstance(node, nodes.Name) and node.name not in FIELDS:
        raise _wrong(f"There is no field `{node.name}`.", suggest(node.name, FIELDS), node.lineno)


def _inside(node: nodes.Node) -> list[nodes.Node]:
    return [node, *(deeper for child in node.iter_child_nodes() for deeper in _inside(child))]


def _wrong(message: str, hint: str, line: int) -> PydanticCustomError:
    return PydanticCustomError("rulebook", "{message}", {"message": message, "hint": hint, "below": line - 1})


@lru_cache(maxsize=2_000)
def optional_fields(source: str) -> frozenset[str]:
    """The fields that a template asks for before it names them, so that it reads well without them."""
    tests = [node.test for node in _inside(_ENVIRONMENT.parse(source)) if isinstance(node, nodes.If)]
    return frozenset(name.name for test in tests for name in _inside(test) if isinstance(name, nodes.Name))


@lru_cache(maxsize=2_000)
def _compiled(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


def render(source: str, fields: Mapping[str, str]) -> str:
    """A template that `check_template` let pass, filled in. Fields that are not given are empty; long ones are cut."""
    values = {name: str(fields.get(name, ""))[:MAX_FIELD] for name in FIELDS}
    return _compiled(source).render(values).strip()
