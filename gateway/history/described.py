"""What was found in an export, for the administrator's eyes, before anything is imported."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.history.columns import Header
from gateway.history.reading import History
from gateway.history.values import Columns

_FIELDS = (
    ("id", "id"),
    ("text", "text"),
    ("category", "category"),
    ("department", "department"),
    ("address", "address"),
    ("lat", "latitude"),
    ("lon", "longitude"),
    ("requested_at", "requested"),
    ("closed_at", "closed"),
)
_LABEL, _NAME = 12, 24
"""Characters of the first column, and at most of the second."""
_SHOWN_VALUES = 2


def describe(history: History, width: int) -> Iterator[str]:
    """Each thing with its column and two of its values, the columns that are not used, and what was decided."""
    yield f"{history.form.file.path.name}: {len(history.header.names)} columns"
    yield ""
    shown = [(label, _columns_of(history.columns, field)) for field, label in _FIELDS]
    room = min(_NAME, max(len(" + ".join(names)) for _, names in shown))
    for label, names in shown:
        yield _line(label, names, history.header, room, width)
    used = {name for field, _ in _FIELDS for name in _columns_of(history.columns, field)}
    if unused := [name for name in history.header.names if name not in used]:
        yield _cut(f"  {'not used':<{_LABEL}}{', '.join(unused)}", width)
    yield ""
    yield from history.notes


def mapping_of(columns: Columns) -> dict[str, object]:
    """The columns as they are kept with the import."""
    return {label: list(names) for field, label in _FIELDS if (names := _columns_of(columns, field))}


def _columns_of(columns: Columns, field: str) -> tuple[str, ...]:
    value = getattr(columns, field)
    return value if isinstance(value, tuple) else tuple(filter(None, (value,)))


def _line(label: str, names: tuple[str, ...], header: Header, room: int, width: int) -> str:
    if not names:
        return f"  {label:<{_LABEL}}-"
    shown = dict.fromkeys(" ".join(value.split()) for value in header.values[names[-1]])
    each = (width - _LABEL - room - 4) // _SHOWN_VALUES - 2
    values = " | ".join(_cut(value, each) for value in list(shown)[:_SHOWN_VALUES])
    return f"  {label:<{_LABEL}}{_cut(' + '.join(names), room):<{room}}  {values or '(no value in the sample)'}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
