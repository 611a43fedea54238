"""What administrators set on pages: how long persons are kept, whether figures are public, who gets a digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, bindparam, select

from gateway.store.desk_schema import city_setting
from gateway.store.dialects import DIALECTS

SettingValue = bool | int | str | dict[str, str]
_Value = TypeVar("_Value", bool, int, str, dict[str, str])

RETENTION_DAYS = "retention_days"
"""Days from the closing of a ticket until its persons are made unknown; 0 keeps them for good."""
PUBLIC_FIGURES = "public_figures"
"""Whether everybody may read the city's figures (bool)."""
DIGESTS = "digests"
"""How often each department hears of its queue by mail: `daily`, `weekly` or `never` by department."""

_FIND = select(city_setting.c.value).where(city_setting.c.name == bindparam("name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who set something last, and when (UTC epoch seconds)."""

    actor: str
    changed_at: float


def find_setting(connection: Connection, name: str, default: _Value) -> _Value:
    """What was set under a name; the default while nobody set it, or when it is not of the default's kind."""
    value = connection.execute(_FIND, {"name": name}).scalar()
    return value if type(value) is type(default) else default


def find_change(connection: Connection, name: str) -> Change | None:
    """Who set it last; None while nobody did."""
    columns = (city_setting.c.actor, city_setting.c.changed_at)
    row = connection.execute(select(*columns).where(city_setting.c.name == name)).first()
    return row and Change(actor=row.actor, changed_at=row.changed_at)


def set_setting(connection: Connection, *, name: str, value: SettingValue, actor: str, now: float) -> None:
    """Keep a value under a name instead of what was there; `actor` is the mail address of who sets it."""
    values = {"value": value, "actor": actor, "changed_at": now}
    statement = DIALECTS[connection.dialect.name].insert(city_setting).values(name=name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
