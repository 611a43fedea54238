"""`gateway user`: who may sign in to the desk."""

from __future__ import annotations

import re

import click
from sqlalchemy.exc import IntegrityError

from gateway.bootstrap import Gateway
from gateway.cli.running import prepare
from gateway.errors import GatewayError
from gateway.store import staff
from gateway.web.accounts import make_link

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
@click.option("--name", default="", help="The name that colleagues see.")
def add(email: str, role: str, departments: tuple[str, ...], name: str) -> None:
    """Add a person and print the one-time link for their password.

    A member works on the given departments. A viewer reads them, or all when none is given.
    An administrator does everything.
    """
    gateway = prepare()
    _check(gateway, email, role, departments)
    try:
        with gateway.store.writing() as connection:
            staff_id = staff.add_staff(
                connection, email=email, name=name or email, role=role, departments=departments, now=gateway.clock()
            )
    except IntegrityError:
        raise UserError(f"{email} is there already; `gateway user link {email}` makes a new link.") from None
    click.echo(make_link(gateway, staff_id))


@command.command()
@click.argument("email")
def link(email: str) -> None:
    """Print a new one-time link with which a person sets a password; it works for 24 hours."""
    gateway = prepare()
    with gateway.store.reading() as connection:
        person = staff.find_staff_by_email(connection, email)
    if person is None:
        raise UserError(f"Nobody signs in as {email}; `gateway user list` shows everybody.")
    click.echo(make_link(gateway, person.id))


@command.command("list")
def list_everybody() -> None:
    """Print everybody: address, role, departments, and whether a password is set."""
    gateway = prepare()
    with gateway.store.reading() as connection:
        people = staff.list_staff(connection)
    for person in people:
        departments = ", ".join(person.departments) or "all departments"
        password = "password set" if person.password_hash else "no password yet"
        click.echo(f"{person.email}  {person.role}  {departments}  {password}")


def _check(gateway: Gateway, email: str, role: str, departments: tuple[str, ...]) -> None:
    known = gateway.rulebooks.current().departments
    if not _ADDRESS.fullmatch(email):
        raise UserError(f"{email} is no mail address.")
    for department in departments:
        if department not in known:
            raise UserError(f"There is no department {department}. Choose from: {', '.join(known)}.")
    if role == "member" and not departments:
        raise UserError(f"Say what this person works on with --department. Choose from: {', '.join(known)}.")
