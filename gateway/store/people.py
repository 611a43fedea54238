"""What changes about a person who signs in: role, departments, leads, and whether the account is open."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, or_, select, update

from gateway.store.schema import staff, staff_department


def set_role(connection: Connection, staff_id: int, role: str) -> None:
    """Make somebody administrator, member or viewer."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(role=role))


def set_name(connection: Connection, staff_id: int, name: str) -> None:
    """Change the name that colleagues see."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(name=name))


def set_departments(
    connection: Connection, staff_id: int, departments: Collection[str], *, leads: Collection[str] = ()
) -> None:
    """Replace somebody's departments; of those in `leads` they add and remove the members."""
    connection.execute(delete(staff_department).where(staff_department.c.staff_id == staff_id))
    for department in dict.fromkeys(departments):
        values = {"staff_id": staff_id, "department": department, "leads": department in leads}
        connection.execute(insert(staff_department).values(values))


def disable_staff(connection: Connection, staff_id: int, *, now: float) -> None:
    """Close an account; open sessions end, and no link lets it in."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(disabled_at=now))


def enable_staff(connection: Connection, staff_id: int) -> None:
    """Open a closed account again with the password it had."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(disabled_at=None))


def note_invited(connection: Connection, staff_id: int, *, now: float) -> None:
    """Remember when the last invitation went out."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(invited_at=now))


def note_signed_in(connection: Connection, staff_id: int, *, now: float) -> None:
    """Remember when somebody signed in last."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(signed_in_at=now))


def bind_subject(connection: Connection, staff_id: int, subject: str) -> bool:
    """Remember who this is at the identity provider; False when the account belongs to somebody else there."""
    is_free = or_(staff.c.oidc_subject.is_(None), staff.c.oidc_subject == subject)
    statement = update(staff).where(staff.c.id == staff_id, is_free).values(oidc_subject=subject)
    return connection.execute(statement.returning(staff.c.id)).first() is not None


def find_by_subject(connection: Connection, subject: str) -> int | None:
    """The id of who has signed in as this subject of the identity provider before."""
    return connection.execute(select(staff.c.id).where(staff.c.oidc_subject == subject)).scalar_one_or_none()


def hold_administrators(connection: Connection) -> frozenset[int]:
    """The ids of administrators who can sign in; locked, so that two of them cannot remove each other at once."""
    can_sign_in = or_(staff.c.password_hash.is_not(None), staff.c.oidc_subject.is_not(None))
    query = select(staff.c.id, can_sign_in.label("can"), staff.c.disabled_at)
    rows = connection.execute(query.where(staff.c.role == "administrator").order_by(staff.c.id).with_for_update())
    return frozenset(row.id for row in rows if row.can and row.disabled_at is None)
