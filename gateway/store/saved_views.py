"""Filters of the queue that people keep under a name, for themselves or for everybody of their departments."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, true, update

from gateway.store.desk_schema import saved_view
from gateway.store.staff import StaffRow
from gateway.store.staff_schema import staff, staff_department

MOST_VIEWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRow:
    """A view; `query` is the query string of the queue's page."""

    id: int
    staff_id: int
    name: str
    query: str
    shared: bool
    owner: str
    """Who keeps it."""


def list_views(connection: Connection, person: StaffRow) -> list[ViewRow]:
    """This person's own views, and those that people with a department in common share; by name."""
    mine = saved_view.c.staff_id == person.id
    columns = (*(saved_view.c[name] for name in ("id", "staff_id", "name", "query", "shared")), staff.c.email)
    query = select(*columns).join(staff, staff.c.id == saved_view.c.staff_id)
    common = staff_department.c.department.in_(person.departments)
    in_common = exists().where(staff_department.c.staff_id == saved_view.c.staff_id, common)
    is_near = true() if person.role == "administrator" else or_(in_common, staff.c.role == "administrator")
    near = and_(saved_view.c.shared, is_near)
    rows = connection.execute(query.where(or_(mine, near)).order_by(func.lower(saved_view.c.name), saved_view.c.id))
    return [
        ViewRow(id=row.id, staff_id=row.staff_id, name=row.name, query=row.query, shared=row.shared, owner=row.email)
        for row in rows
    ]


def count_views(connection: Connection, staff_id: int) -> int:
    """How many views somebody keeps."""
    query = select(func.count()).select_from(saved_view).where(saved_view.c.staff_id == staff_id)
    return int(connection.execute(query).scalar_one())


def keep_view(connection: Connection, *, staff_id: int, name: str, query: str, shared: bool, now: float) -> None:
    """Keep a view; one of the same name is replaced."""
    known = (saved_view.c.staff_id == staff_id, saved_view.c.name == name)
    values = {"query": query, "shared": shared}
    if connection.execute(update(saved_view).where(*known).values(values)).rowcount == 0:
        connection.execute(insert(saved_view).values(staff_id=staff_id, name=name, created_at=now, **values))


def remove_view(connection: Connection, view_id: int, *, staff_id: int) -> bool:
    """Forget a view of this person; False when it is another's, or gone."""
    mine = (saved_view.c.id == view_id, saved_view.c.staff_id == staff_id)
    return connection.execute(delete(saved_view).where(*mine)).rowcount == 1
