"""`gateway user`: who may sign in to the desk."""

from __future__ import annotations

import re

import click
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from gateway.bootstrap import Gateway
from gateway.cli.running import prepare
from gateway.errors import GatewayError
from gateway.store import people, second_factors, sessions, staff
from gateway.store.audit import add_audit
from gateway.store.staff import StaffRow
from gateway.web.accounts import make_link

_ACTOR = "gateway user"
"""Who stands in the audit: whoever may run commands on the machine."""
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,253}")


class UserError(GatewayError):
    """The person was not added; the sentence says what to write instead."""


@click.group()
def command() -> None:
    """Add people who sign in to the desk, and make their one-time links."""


@command.command()
@click.argument("email")
@click.option("--role", type=click.Choice(staff.ROLES), default="member", show_default=True)
@click.option(
    "--department", "departments", multiple=True, metavar="KEY", help="A department of the rulebook; repeat for more."
)
@click.option(
    "--lead", "leads", multiple=True, metavar="KEY", help="A department that a member leads; repeat for more."
)
@click.option("--name", default="", help="The name that colleagues see.")
def add(email: str, role: str, departments: tuple[str, ...], leads: tuple[str, ...], name: str) -> None:
    """Add a person and print the one-time link for their password.

    A member works on the given departments, and adds and removes the members of those that they lead. A viewer reads
    them, or all when none is given. An administrator does everything.
    """
    gateway = prepare()
    departments = tuple(dict.fromkeys((*departments, *leads)))
    _check(gateway, email, role, departments)
    if leads and role != "member":
        raise UserError("Only a member leads a department; leave --lead out.")
    try:
        with gateway.store.writing() as connection:
            now = gateway.clock()
            staff_id = staff.add_staff(connection, email=email, name=name or email, role=role, departments=(), now=now)
            people.set_departments(connection, staff_id, departments, leads=leads)
            _note(connection, "user.add", email, now)
    except IntegrityError:
        raise UserError(f"{email} is there already; `gateway user link {email}` makes a new link.") from None
    click.echo(make_link(gateway, staff_id))


@command.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a new one-time link with which a person sets a password; it works for 24 hours."""
    gateway = prepare()
    with gateway.store.writing() as connection:
        person = _find(connection, email)
        _note(connection, "user.link", person.email, gateway.clock())
    click.echo(make_link(gateway, person.id))


@command.command()
@click.argument("email")
def close(email: str) -> None:
    """Close an account: its sessions end at once, and no link lets it in."""
    gateway = prepare()
    with gateway.store.writing() as connection:
        administrators, person = people.hold_administrators(connection), _find(connection, email)
        if administrators == {person.id}:
            raise UserError(f"{person.email} is the only administrator who can sign in. Add another one first.")
        people.disable_staff(connection, person.id, now=gateway.clock())
        sessions.end_sessions(connection, person.id, now=gateway.clock())
        _note(connection, "user.close", person.email, gateway.clock())
    click.echo(f"{person.email} is closed.")


@command.command("open")
@click.argument("email")
def reopen(email: str) -> None:
    """Open a closed account again."""
    gateway = prepare()
    with gateway.store.writing() as connection:
        person = _find(connection, email)
        people.enable_staff(connection, person.id)
        _note(connection, "user.open", person.email, gateway.clock())
    click.echo(f"{person.email} is open.")


@command.command("no-second-factor")
@click.argument("email")
def no_second_factor(email: str) -> None:
    """Take the second factor away from who has lost phone and recovery codes; be sure that it is them who ask."""
    gateway = prepare()
    with gateway.store.writing() as connection:
        person = _find(connection, email)
        second_factors.remove_factor(connection, person.id)
        sessions.end_sessions(connection, person.id, now=gateway.clock())
        _note(connection, "user.no-second-factor", person.email, gateway.clock())
    click.echo(f"{person.email} signs in with the password alone.")


@command.command("list")
def list_everybody() -> None:
    """Print everybody: address, role, departments, and whether a password is set."""
    gateway = prepare()
    with gateway.store.reading() as connection:
        people = staff.list_staff(connection)
    for person in people:
        departments = ", ".join(person.departments) or (
            "no department" if person.role == "member" else "all departments"
        )
        click.echo(f"{person.email}  {person.role}  {departments}  {', '.join(_standing(person))}")


def _standing(person: StaffRow) -> list[str]:
    """What there is to know about an account."""
    known = ["password set" if person.password_hash else "no password yet"]
    known += [f"leads {', '.join(person.leads)}"] if person.leads else []
    known += ["second factor"] if person.totp_confirmed_at is not None else []
    return [*known, "closed"] if person.disabled_at is not None else known


def _find(connection: Connection, email: str) -> StaffRow:
    person = staff.find_staff_by_email(connection, email)
    if person is None:
        raise UserError(f"Nobody signs in as {email}; `gateway user list` shows everybody.")
    return person


def _note(connection: Connection, action: str, email: str, now: float) -> None:
    add_audit(connection, actor=_ACTOR, action=action, subject=email.strip().lower(), now=now)


def _check(gateway: Gateway, email: str, role: str, departments: tuple[str, ...]) -> None:
    known = gateway.rulebooks.current().departments
    if not _ADDRESS.fullmatch(email):
        raise UserError(f"{email} is no mail address.")
    for department in departments:
        if department not in known:
            raise UserError(f"There is no department {department}. Choose from: {', '.join(known)}.")
    if role == "member" and not departments:
        raise UserError(f"Say what this person works on with --department. Choose from: {', '.join(known)}.")
