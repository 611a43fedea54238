"""The rulebook's past and the drafts of administrators, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, insert, select, text

from gateway.routing.files import RulebookFiles
from gateway.store.rulebook_schema import rulebook_draft, rulebook_version
from gateway.store.schema import staff

Origin = Literal["file", "browser", "command", "rollback"]
"""How a rulebook came into force: somebody saved the file, published a draft, typed a command, or went back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One time that a rulebook came into force; `who` is a mail address, empty for a file that was saved."""

    id: int
    files: RulebookFiles
    version: str
    origin: Origin
    who: str
    why: str
    activated_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """What an administrator works on, begun on `base_version`; `email` and `name` are the person's."""

    staff_id: int
    email: str
    name: str
    base_version: str
    files: RulebookFiles
    created_at: float
    updated_at: float


_HOLD = text("SELECT pg_advisory_xact_lock(311, 2)")


def hold_versions(connection: Connection) -> None:
    """Let nobody else write a version or the rulebook's files until this transaction ends; SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        connection.execute(_HOLD)


def find_version_in_force(connection: Connection) -> str | None:
    """The version that last came into force, without its texts."""
    newest = select(rulebook_version.c.version).order_by(rulebook_version.c.id.desc()).limit(1)
    found: str | None = connection.execute(newest).scalar_one_or_none()
    return found


def find_activated_at(connection: Connection, version: str) -> float | None:
    """When this version, named in full, last came into force, in UTC epoch seconds; None where nobody noted it."""
    times = select(rulebook_version.c.activated_at).where(rulebook_version.c.version == version)
    found: float | None = connection.execute(times.order_by(rulebook_version.c.id.desc()).limit(1)).scalar_one_or_none()
    return found


def is_kept(connection: Connection, version: str) -> bool:
    """Whether the texts of this version, named in full, can be had again."""
    known = select(rulebook_version.c.id).where(rulebook_version.c.version == version).limit(1)
    return connection.execute(known).first() is not None


def add_version(connection: Connection, files: RulebookFiles, *, origin: Origin, who: str, why: str, now: float) -> int:
    """Write down that `files` are in force from now on; answers with the row's id."""
    values = {
        "version": files.version,
        "main": files.main,
        "files": files.texts,
        "origin": origin,
        "who": who,
        "why": why,
        "activated_at": now,
    }
    added = connection.execute(insert(rulebook_version).values(values).returning(rulebook_version.c.id))
    return int(added.scalar_one())


def find_newest_version(connection: Connection) -> VersionRow | None:
    """The rulebook that last came into force."""
    row = connection.execute(select(rulebook_version).order_by(rulebook_version.c.id.desc()).limit(1)).first()
    return _version(row) if row else None


def find_version(connection: Connection, version: str) -> VersionRow | None:
    """The last time that the rulebook of this version came into force; the beginning of a version is enough."""
    found = rulebook_version.c.version.startswith(version, autoescape=True)
    newest = select(rulebook_version).where(found).order_by(rulebook_version.c.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return _version(row) if row else None


def find_version_row(connection: Connection, row_id: int) -> VersionRow | None:
    """One line of the rulebook's past."""
    row = connection.execute(select(rulebook_version).where(rulebook_version.c.id == row_id)).first()
    return _version(row) if row else None


def list_versions_like(connection: Connection, beginning: str) -> tuple[str, ...]:
    """The different versions that begin like this; none for nothing."""
    found = rulebook_version.c.version.startswith(beginning, autoescape=True)
    query = select(rulebook_version.c.version).where(found).distinct().order_by(rulebook_version.c.version)
    return tuple(connection.execute(query).scalars()) if beginning else ()


def list_versions(connection: Connection, *, limit: int = 50, before: int | None = None) -> list[VersionRow]:
    """The rulebook's past, the newest first; `before` is the id of the last row already shown."""
    query = select(rulebook_version).order_by(rulebook_version.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(rulebook_version.c.id < before)
    return [_version(row) for row in connection.execute(query)]


def _version(row: Row[*tuple[Any, ...]]) -> VersionRow:
    known = {name: getattr(row, name) for name in ("id", "version", "origin", "who", "why", "activated_at")}
    return VersionRow(**known, files=_files(row))


def _files(row: Row[*tuple[Any, ...]]) -> RulebookFiles:
    included = {name: text for name, text in row.files.items() if name != row.main}
    return RulebookFiles(main=row.main, text=row.files[row.main], included=included)


_DRAFT = select(*rulebook_draft.c, staff.c.email, staff.c.name).join(staff, staff.c.id == rulebook_draft.c.staff_id)


def find_draft(connection: Connection, staff_id: int) -> DraftRow | None:
    """What this person works on, or None."""
    row = connection.execute(_DRAFT.where(rulebook_draft.c.staff_id == staff_id)).first()
    return _draft(row) if row else None


def list_drafts(connection: Connection) -> list[DraftRow]:
    """What the administrators of today work on, the freshest first."""
    at_work = staff.c.disabled_at.is_(None), staff.c.role == "administrator"
    drafts = _DRAFT.where(*at_work).order_by(rulebook_draft.c.updated_at.desc())
    return [_draft(row) for row in connection.execute(drafts)]


def save_draft(connection: Connection, staff_id: int, files: RulebookFiles, *, base_version: str, now: float) -> None:
    """Keep what this person has typed; one draft for each."""
    begun = select(rulebook_draft.c.created_at).where(rulebook_draft.c.staff_id == staff_id)
    created_at = connection.execute(begun).scalar_one_or_none()
    discard_draft(connection, staff_id)
    values = {
        "staff_id": staff_id,
        "base_version": base_version,
        "main": files.main,
        "files": files.texts,
        "created_at": now if created_at is None else created_at,
        "updated_at": now,
    }
    connection.execute(insert(rulebook_draft).values(values))


def discard_draft(connection: Connection, staff_id: int) -> None:
    """Forget what this person has typed."""
    connection.execute(delete(rulebook_draft).where(rulebook_draft.c.staff_id == staff_id))


def _draft(row: Row[*tuple[Any, ...]]) -> DraftRow:
    known = {name: getattr(row, name) for name in ("staff_id", "email", "name", "base_version", "created_at")}
    return DraftRow(**known, updated_at=row.updated_at, files=_files(row))
