"""The fields of a model as rows of a table that people read."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_EXTENSION = "Extension: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One field: what it is called, and what there is to know about it."""

    name: str
    says: str
    is_extension: bool
    is_required: bool


def tell_fields(model: type[BaseModel]) -> list[Told]:
    """The fields in their order."""
    return [_told(name, field) for name, field in model.model_fields.items()]


def _told(name: str, field: FieldInfo) -> Told:
    says = field.description or ""
    rest = says.removeprefix(_EXTENSION)
    words = rest[:1].upper() + rest[1:]
    return Told(name=name, says=words, is_extension=rest != says, is_required=field.is_required())
