"""The people who sign in to the desk: their departments, their one-time links and their failed attempts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from gateway.store.schema import sign_in_failure, sign_in_link, staff, staff_department

ROLES = ("administrator", "member", "viewer")
_DAY = 86_400.0
COLUMNS = (
    staff.c.id,
    staff.c.email,
    staff.c.name,
    staff.c.role,
    staff.c.password_hash,
    staff.c.disabled_at,
    staff.c.invited_at,
    staff.c.signed_in_at,
    staff.c.totp_confirmed_at,
    staff.c.oidc_subject,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """One person; `departments` are keys of the rulebook. An administrator needs none."""

    id: int
    email: str
    name: str
    role: str
    password_hash: str | None
    disabled_at: float | None
    departments: tuple[str, ...]
    leads: tuple[str, ...] = ()
    """Those of the departments whose members this person adds and removes."""
    invited_at: float | None = None
    signed_in_at: float | None = None
    totp_confirmed_at: float | None = None
    """Since when a code is asked for after the password; None without a second factor."""
    oidc_subject: str | None = None
    """Who this is at the identity provider, once they came from there."""

    def may_see(self, department: str) -> bool:
        """Whether this person may read the tickets of a department; a viewer without departments reads all."""
        return (
            self.role == "administrator"
            or department in self.departments
            or (self.role == "viewer" and not self.departments)
        )

    def may_change(self, department: str) -> bool:
        """Whether this person may act on the tickets of a department."""
        return self.role != "viewer" and self.may_see(department)

    def may_lead(self, department: str) -> bool:
        """Whether this person may add and remove the members of a department."""
        return self.role == "administrator" or (self.role != "viewer" and department in self.leads)


def find_staff(connection: Connection, staff_id: int) -> StaffRow | None:
    """The person with this id, or None."""
    row = connection.execute(select(*COLUMNS).where(staff.c.id == staff_id)).first()
    return read_staff(connection, row._mapping) if row else None


def find_staff_by_email(connection: Connection, email: str) -> StaffRow | None:
    """The person with this mail address (any case), or None."""
    row = connection.execute(select(*COLUMNS).where(staff.c.email == email.strip().lower())).first()
    return read_staff(connection, row._mapping) if row else None


def read_staff(connection: Connection, row: RowMapping) -> StaffRow:
    """The person of a row with `COLUMNS` and perhaps others; asks for the departments."""
    query = select(staff_department.c.department, staff_department.c.leads)
    mine = connection.execute(query.where(staff_department.c.staff_id == row["id"]).order_by("department")).all()
    leads = tuple(one.department for one in mine if one.leads)
    known = {column.name: row[column.name] for column in COLUMNS}
    return StaffRow(**known, departments=tuple(one.department for one in mine), leads=leads)


def list_staff(connection: Connection) -> list[StaffRow]:
    """Everybody, by mail address."""
    departments: dict[int, list[str]] = {}
    leads: dict[int, list[str]] = {}
    for one in connection.execute(select(*staff_department.c).order_by("department")):
        departments.setdefault(one.staff_id, []).append(one.department)
        if one.leads:
            leads.setdefault(one.staff_id, []).append(one.department)
    rows = connection.execute(select(*COLUMNS).order_by(staff.c.email))
    return [
        StaffRow(**row._mapping, departments=tuple(departments.get(row.id, ())), leads=tuple(leads.get(row.id, ())))
        for row in rows
    ]


def count_staff(connection: Connection) -> int:
    """How many people there are, disabled ones included."""
    return int(connection.execute(select(func.count()).select_from(staff)).scalar_one())


def add_staff(
    connection: Connection, *, email: str, name: str, role: str, departments: tuple[str, ...], now: float
) -> int:
    """Add a person who cannot sign in until a one-time link sets a password; a second one breaks the unique index."""
    values = {"email": email.strip().lower(), "name": name, "role": role, "created_at": now}
    staff_id = int(connection.execute(insert(staff).values(values).returning(staff.c.id)).scalar_one())
    for department in dict.fromkeys(departments):
        connection.execute(insert(staff_department).values(staff_id=staff_id, department=department))
    return staff_id


def set_password_hash(connection: Connection, staff_id: int, password_hash: str) -> None:
    """Replace the password; who calls this ends the sessions that were opened with the old one."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash))


def add_link(connection: Connection, *, staff_id: int, token: str, now: float, lifetime: float = _DAY) -> None:
    """Remember a one-time link by its hash for `lifetime` seconds; links made earlier stop working."""
    connection.execute(delete(sign_in_link).where(sign_in_link.c.staff_id == staff_id))
    values = {"token_hash": _hash(token), "staff_id": staff_id, "expires_at": now + lifetime}
    connection.execute(insert(sign_in_link).values(values))


def find_link_owner(connection: Connection, token: str, *, now: float) -> StaffRow | None:
    """Whose link this is, or None when it is unknown, used or too old."""
    query = select(sign_in_link.c.staff_id).where(
        sign_in_link.c.token_hash == _hash(token), sign_in_link.c.used_at.is_(None), sign_in_link.c.expires_at > now
    )
    staff_id = connection.execute(query).scalar_one_or_none()
    return find_staff(connection, staff_id) if staff_id is not None else None


def use_link(connection: Connection, token: str, *, now: float) -> int | None:
    """Spend a link and return its owner's id; None when somebody was faster or it is no longer valid."""
    statement = (
        update(sign_in_link)
        .where(
            sign_in_link.c.token_hash == _hash(token), sign_in_link.c.used_at.is_(None), sign_in_link.c.expires_at > now
        )
        .values(used_at=now)
        .returning(sign_in_link.c.staff_id)
    )
    return connection.execute(statement).scalar_one_or_none()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def add_failure(connection: Connection, email: str, *, now: float) -> None:
    """Note an attempt to sign in; attempts of the day before are forgotten."""
    connection.execute(delete(sign_in_failure).where(sign_in_failure.c.at < now - _DAY))
    connection.execute(insert(sign_in_failure).values(email=email, at=now))


def list_failures(connection: Connection, email: str, *, since: float) -> list[float]:
    """When signing in with this address failed since then, newest first."""
    query = select(sign_in_failure.c.at).where(sign_in_failure.c.email == email, sign_in_failure.c.at > since)
    return list(connection.execute(query.order_by(sign_in_failure.c.at.desc())).scalars())


def forget_failure(connection: Connection, key: str, *, at: float) -> None:
    """Forget one attempt, which turned out to be a good one."""
    connection.execute(delete(sign_in_failure).where(sign_in_failure.c.email == key, sign_in_failure.c.at == at))


def clear_failures(connection: Connection, email: str) -> None:
    """Forget the failed attempts after a good one."""
    connection.execute(delete(sign_in_failure).where(sign_in_failure.c.email == email))
