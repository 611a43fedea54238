"""A rule's examples as rows of a form, and back; what is rarely written about a message is kept as it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.web.rules.condition_rows import load_kept

EXPECTED = ("department", "service", "priority", "reply")
ABOUT = ("channel", "from", "subject", "date", "event", "repeat")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleRow:
    """One message, and what must come of it; `was` is how it stands in the file, None for a new one."""

    text: str = ""
    is_silent: bool = False
    has_photo: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    """What must come of it, and what else is said about the message."""
    was: Any = None

    @property
    def was_text(self) -> str:
        """How it stands in the file, to be carried through the form."""
        return json.dumps(self.was, ensure_ascii=False)

    @property
    def is_special(self) -> bool:
        """Whether more is said about the message than its text."""
        return self.has_photo or any(name in self.fields for name in ABOUT) or bool(self.rest)

    @property
    def rest(self) -> dict[str, Any]:
        """What no field shows: headers, coordinates and the like."""
        known = {"text", "not", "photo", *EXPECTED, *ABOUT}
        return {key: value for key, value in self.was.items() if key not in known} if isinstance(self.was, dict) else {}


def read_examples(examples: Any) -> tuple[ExampleRow, ...]:
    """The examples of a rule as rows."""
    return tuple(map(_read, examples)) if isinstance(examples, list) else ()


def examples_of_form(form: MultiDict[str, str]) -> tuple[ExampleRow, ...]:
    """The rows as they were sent, in their order; one that never had a text and has none now is left out."""
    numbers = (key[1:-5] for key in form if key.startswith("e") and key.endswith("-text"))
    rows = (_row_of_form(form, f"e{number}-") for number in sorted(filter(str.isdecimal, numbers), key=int))
    return tuple(row for row in rows if row.text or row.was is not None)


def write_examples(rows: tuple[ExampleRow, ...]) -> list[Any]:
    """The examples for the file; one whose text was emptied is gone."""
    return [_write(row) for row in rows if row.text]


def _row_of_form(form: MultiDict[str, str], prefix: str) -> ExampleRow:
    fields = {name: form.get(f"{prefix}{name}", "").strip() for name in (*EXPECTED, *ABOUT)}
    return ExampleRow(
        text=form.get(f"{prefix}text", "").replace("\r\n", "\n").strip(),
        is_silent=form.get(f"{prefix}speaks") == "no",
        has_photo=form.get(f"{prefix}photo") == "1",
        fields={name: text for name, text in fields.items() if text},
        was=load_kept(form.get(f"{prefix}was", "null")),
    )


def _read(example: Any) -> ExampleRow:
    if not isinstance(example, dict):
        return ExampleRow(text=str(example).strip(), was=example)
    fields = {name: str(example[name]) for name in (*EXPECTED, *ABOUT) if name in example}
    return ExampleRow(
        text=str(example.get("text", "")).strip(),
        is_silent=example.get("not") is True,
        has_photo=example.get("photo") is True,
        fields=fields,
        was=example,
    )


def _write(row: ExampleRow) -> Any:
    before = _read(row.was) if row.was is not None else ExampleRow()
    if row.was is not None and _content(row) == _content(before):
        return row.was
    kept = dict(row.was) if isinstance(row.was, dict) else {}
    told: dict[str, Any] = {"text": row.text, **row.fields, "not": row.is_silent, "photo": row.has_photo}
    if "repeat" in row.fields and row.fields["repeat"].isdecimal():
        told["repeat"] = int(row.fields["repeat"])
    for name in ("text", "not", "photo", *EXPECTED, *ABOUT):
        if told.get(name):
            kept[name] = told[name]
        else:
            kept.pop(name, None)
    is_plain = list(kept) == ["text"] and not isinstance(row.was, dict)
    return kept["text"] if is_plain else kept


def _content(row: ExampleRow) -> tuple[str, bool, bool, Mapping[str, str]]:
    return row.text, row.is_silent, row.has_photo, row.fields
