"""The second factor of people who sign in: the sealed secret of their app, the last code taken, recovery codes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from gateway.store.schema import recovery_code, staff


def find_secret(connection: Connection, staff_id: int) -> str | None:
    """The sealed secret, confirmed or not; None while there is none."""
    return connection.execute(select(staff.c.totp_secret).where(staff.c.id == staff_id)).scalar_one_or_none()


def set_secret(connection: Connection, staff_id: int, sealed: str) -> None:
    """Keep a new sealed secret that does not count until it was confirmed; a confirmed one is never replaced."""
    mine = (staff.c.id == staff_id, staff.c.totp_confirmed_at.is_(None))
    connection.execute(update(staff).where(*mine).values(totp_secret=sealed, totp_step=None))


def confirm_secret(connection: Connection, staff_id: int, *, now: float) -> None:
    """From now on a code is asked for at every sign-in."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(totp_confirmed_at=now))


def take_step(connection: Connection, staff_id: int, step: int) -> bool:
    """Spend the code of a step of time; False when it, or a later one, was used before."""
    is_newer = or_(staff.c.totp_step.is_(None), staff.c.totp_step < step)
    statement = update(staff).where(staff.c.id == staff_id, is_newer).values(totp_step=step).returning(staff.c.id)
    return connection.execute(statement).first() is not None


def remove_factor(connection: Connection, staff_id: int) -> None:
    """Take the second factor away with its recovery codes."""
    nothing = {"totp_secret": None, "totp_confirmed_at": None, "totp_step": None}
    connection.execute(update(staff).where(staff.c.id == staff_id).values(nothing))
    connection.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))


def replace_codes(connection: Connection, staff_id: int, hashes: Iterable[str]) -> None:
    """Keep new recovery codes by their hashes; those before stop working."""
    connection.execute(delete(recovery_code).where(recovery_code.c.staff_id == staff_id))
    connection.execute(insert(recovery_code), [{"code_hash": one, "staff_id": staff_id} for one in hashes])


def use_code(connection: Connection, staff_id: int, code_hash: str, *, now: float) -> bool:
    """Spend a recovery code; False when it was used before or is not this person's."""
    mine = (recovery_code.c.staff_id == staff_id, recovery_code.c.code_hash == code_hash)
    statement = update(recovery_code).where(*mine, recovery_code.c.used_at.is_(None)).values(used_at=now)
    return connection.execute(statement.returning(recovery_code.c.staff_id)).first() is not None


def count_codes(connection: Connection, staff_id: int) -> int:
    """How many recovery codes are left."""
    mine = (recovery_code.c.staff_id == staff_id, recovery_code.c.used_at.is_(None))
    return int(connection.execute(select(func.count()).select_from(recovery_code).where(*mine)).scalar_one())
