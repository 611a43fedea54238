"""The two databases and their own `INSERT ... ON CONFLICT`, by SQLAlchemy's name for them."""

from __future__ import annotations

from types import ModuleType

from sqlalchemy.dialects import postgresql, sqlite

DIALECTS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
