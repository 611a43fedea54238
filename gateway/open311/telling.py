"""The fields of a model as rows of a table that people read."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway.open311.forms import Changes, Window

_EXTENSION = "Extension: "
_WINDOWS: tuple[type[BaseModel], ...] = (Window, Changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One field: what it is called, and what there is to know about it."""

    name: str
    says: str
    is_extension: bool
    is_required: bool


def tell_fields(model: type[BaseModel]) -> list[Told]:
    """The fields in their order; those of a window of time stand on their own, as clients send them."""
    told: list[Told] = []
    for name, field in model.model_fields.items():
        inside = next((window for window in _WINDOWS if field.annotation is window), None)
        told += tell_fields(inside) if inside else [_told(name, field)]
    return told


def _told(name: str, field: FieldInfo) -> Told:
    says = field.description or ""
    rest = says.removeprefix(_EXTENSION)
    words = rest[:1].upper() + rest[1:]
    return Told(name=name, says=words, is_extension=rest != says, is_required=field.is_required())
